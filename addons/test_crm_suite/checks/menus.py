"""Menus: each is seen by somebody, and opens for whoever sees it."""
import re

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo import fields
from odoo.tools.safe_eval import datetime, safe_eval, time

from .own import xmlids
from .strings import files

PAGE = 80
TYPED = '123'  # what a user types into the search: a telephone number has three digits at least


def evaluate(text, record, **more):
    """Value of a domain or context as the web client would find it."""
    if not text:
        return {}
    return safe_eval(text, {
        'uid': record.env.uid, 'active_id': False, 'active_ids': [], 'id': False, 'self': TYPED, 'True': True,
        'allowed_company_ids': record.env.companies.ids, 'companies': record.env.companies,
        'current_date': str(fields.Date.context_today(record)), 'datetime': datetime, 'time': time,
        'context_today': lambda: fields.Date.context_today(record), 'relativedelta': relativedelta,
        'context': record.env.context, **more,
    })


def specification(model, arch):
    """What the web client reads for the fields of a view, and of the lists inside of it."""
    wanted = {}
    for node in arch.iter('field'):
        if next((parent for parent in node.iterancestors('field') if parent in arch.iter()), None) is not None:
            continue  # of a subview, read below
        field = model._fields[node.get('name')]
        subviews = [child for child in node if child.tag in ('list', 'kanban')]
        if field.type == 'many2one':
            wanted[field.name] = {'fields': {'display_name': {}}}
        elif field.type in ('one2many', 'many2many') and subviews:
            fields_read = specification(model.env[field.comodel_name], subviews[0])
            wanted[field.name] = {'fields': fields_read, 'limit': 40, 'order': subviews[0].get('default_order') or ''}
        else:
            wanted[field.name] = {}
    return wanted


def search_faults(model, arch, domain, where):
    """Try every filter, grouping and search field of a search view."""
    faults = []
    for node in arch.iter('filter', 'field'):
        name = node.get('name')
        try:
            if node.get('domain') or node.get('filter_domain'):
                model.search_count([*domain, *evaluate(node.get('domain') or node.get('filter_domain'), model)])
            if node.get('date'):
                model.formatted_read_group(domain, [f"{node.get('date')}:month"], ['__count'])
            if group := evaluate(node.get('context'), model).get('group_by'):
                for each in [group] if isinstance(group, str) else group:
                    model.formatted_read_group(domain, [each], ['__count'], limit=PAGE)
            if node.tag == 'field' and not node.get('filter_domain') and not node.get('domain'):
                model.search_count([*domain, (name, node.get('operator', 'ilike'), TYPED)])
        except Exception as error:  # noqa: BLE001, RUF100 whatever it is, the user meets it
            faults.append(f"{where}: {node.tag} {name} of the search view: {type(error).__name__}: {error}")
    return faults


def open_action(action, user):
    """Open a window action as the web client does, and read its first page; the faults found."""
    action = action.with_user(user)
    values = action.sudo().read()[0]  # sudo: the web client loads actions by /web/action/load, which does the same
    where = f"{values['name']} as {user.login}"
    try:
        model = action.env[values['res_model']].with_context(**evaluate(values['context'], action))
        domain = evaluate(values['domain'], action) or []
        answer = model.get_views(
            [*values['views'], (values['search_view_id'] and values['search_view_id'][0], 'search')],
            {'action_id': action.id, 'load_filters': True, 'toolbar': True})
        faults = []
        for kind, view in answer['views'].items():
            arch = etree.fromstring(view['arch'])
            if kind in ('list', 'kanban'):
                model.web_search_read(
                    domain, specification(model, arch), limit=PAGE, order=arch.get('default_order'))
            elif kind == 'search':
                faults += search_faults(model, arch, list(domain), where)
        return faults
    except Exception as error:  # noqa: BLE001, RUF100 whatever it is, the user meets it
        return [f"{where}: {type(error).__name__}: {error}"]


def own_menus(env, addons, user):
    """Menus of some addons that a user sees: those to which all menus above are open, too."""
    own = xmlids(env, addons, 'ir.ui.menu')
    menus = env['ir.ui.menu'].with_user(user)
    visible = menus._visible_menu_ids()
    return {
        menu: own[menu.id] for menu in menus.browse(visible)
        # sudo: only the path of the menu
        if menu.id in own and visible.issuperset(int(part) for part in menu.sudo().parent_path.split('/') if part)
    }


def check_menus_open(env, addons, users, client_actions):
    """Every menu that a user sees opens and shows its first page.

    :param client_actions: tags of the client actions that our scripts register
    """
    faults = []
    for user in users:
        for menu, name in own_menus(env, addons, user).items():
            action = menu.sudo().action  # sudo: as the web client's menus are loaded
            if not action:
                if not menu.child_id:
                    faults.append(f"{name} opens nothing and has nothing below it")
            elif action._name == 'ir.actions.act_window':
                faults += [f"{name}: {fault}" for fault in open_action(action, user)]
            elif action._name == 'ir.actions.client' and action.tag not in client_actions:
                faults.append(f"{name} opens the client action {action.tag}, which no script registers")
    return faults


def check_menus_are_seen(env, addons, users):
    """Every active menu is seen by at least one of these users, each of one role."""
    own = xmlids(env, addons, 'ir.ui.menu')
    seen = {menu.id for user in users for menu in own_menus(env, addons, user)}
    active = env['ir.ui.menu'].sudo().browse(own).exists().filtered('active')  # sudo: the administrator's view of it
    return [f"{own[menu.id]} ({menu.complete_name}) is seen by no role" for menu in active if menu.id not in seen]


def registered_actions(addons):
    """Tags of the client actions that scripts of some addons register, and of those of Odoo."""
    tags = {'reload', 'display_notification', 'home', 'menu'}
    for addon in addons:
        for _place, text in files(addon, 'static/src/**/*.js'):
            tags.update(re.findall(r'''category\(["']actions["']\)\s*\.add\(\s*["']([\w.]+)["']''', text))
    return tags
