"""Views: each loads for every role that may use it, and works on records."""
from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form

from .menus import search_faults, specification
from .own import own_groups, xmlids

GROUPED = ('pivot', 'graph')


def own_views(env, addons):
    """`{view: external id}` of the views that some addons made, and of those of others that they extend."""
    own = xmlids(env, addons, 'ir.ui.view')
    views = {}
    # sudo: views are the administrator's
    for view in env['ir.ui.view'].sudo().browse(own).exists():
        if view.type == 'qweb' or not view.active:
            continue
        root = view
        while root.mode != 'primary' and root.inherit_id:
            root = root.inherit_id
        views.setdefault(root, own[view.id])
    return views


def groupings(model, arch):
    """`(groupby, aggregates)` that a pivot or a graph asks for when it opens."""
    groupby, aggregates = [], ['__count']
    for node in arch.iter('field'):
        field = model._fields[node.get('name')]
        if node.get('type') == 'measure':
            aggregates.append(f"{field.name}:{field.aggregator or 'sum'}")
        elif node.get('invisible') not in ('1', 'True'):
            interval = node.get('interval') or 'month'
            groupby.append(f"{field.name}:{interval}" if field.type in ('date', 'datetime') else field.name)
    return groupby, aggregates


def use(model, kind, arch, view):
    """Do with a view what the web client does when it opens."""
    if kind in ('list', 'kanban'):
        model.web_search_read([], specification(model, arch), limit=80, order=arch.get('default_order'))
    elif kind in GROUPED:
        groupby, aggregates = groupings(model, arch)
        model.formatted_read_group([], groupby, aggregates, limit=80)
    elif kind == 'search':
        if faults := search_faults(model, arch, [], view.name):
            raise ValueError('; '.join(faults))
    elif kind == 'form':
        may_create = model.has_access('create') and arch.get('create') not in ('0', 'false', 'False')
        try:
            if may_create or model.is_transient():
                Form(model, view=view.sudo())  # sudo: Form reads the view's record, which a role may not
        except UserError:
            if not model.is_transient():
                raise
            # a wizard that says what it must be started from has done its work
        model.search([], limit=5, order='id desc').web_read(specification(model, arch))


def roles_of_view(env, addons, view, name):
    """Groups for which a view of ours on a model of others was made; none when it is for all who read the model.

    Such a view (the list of constituents on `res.partner`) is reached through the menus of its addon alone. One of
    others that we only extend is shown to everybody.
    """
    addon = name.partition('.')[0]
    extends = env.ref(name).sudo() != view  # sudo: views are the administrator's
    if extends or env.registry[view.model]._original_module in addons:
        return env['res.groups']
    return env['res.groups'].concat(*own_groups(env, [addon]).values())


def check_views_render(env, addons, users):
    """Each view of ours loads and works as each user who may read its model."""
    faults = []
    for view, name in own_views(env, addons).items():
        if view.model not in env:
            faults.append(f"{name} is a view of {view.model}, which is not there")
            continue
        roles = roles_of_view(env, addons, view, name)
        for user in users:
            model = env[view.model].with_user(user)
            if roles and not roles & user.all_group_ids:
                continue
            if not model.has_access('read') or (view.group_ids and not view.group_ids & user.all_group_ids):
                continue
            try:
                with env.cr.savepoint():
                    arch = etree.fromstring(model.get_views([(view.id, view.type)])['views'][view.type]['arch'])
                    use(model, view.type, arch, view.with_user(user))
            except Exception as error:  # noqa: BLE001, RUF100 whatever it is, the user meets it
                faults.append(f"{name} ({view.type} of {view.model}) as {user.login}: {type(error).__name__}: {error}")
    return faults


def check_templates_compile(env, addons):
    """QWeb templates (pages, mails, reports) that cannot be compiled fail only when somebody opens them."""
    own = xmlids(env, addons, 'ir.ui.view')
    faults = []
    views = env['ir.ui.view'].browse(own).exists()
    for view in views.filtered_domain([('type', '=', 'qweb'), ('mode', '=', 'primary')]):
        try:
            env['ir.qweb']._compile(view.id)
        except Exception as error:  # noqa: BLE001, RUF100 whatever it is, the reader meets it
            faults.append(f"{own[view.id]}: {type(error).__name__}: {error}")
    return faults
