"""Who may do what: access lines and company rules."""
from .own import own_models, xmlids

# models with a company whose rows other companies may see, and why
SHARED_BETWEEN_COMPANIES = {}


def check_models_have_access_lines(env, addons):
    lines = env['ir.model.access'].search([])
    named = set(lines.mapped('model_id.model'))
    return [
        f"{model._name} has no access line: nobody but the superuser can use it"
        for model in own_models(env, addons) if model._name not in named
    ]


def check_access_lines_name_a_group(env, addons):
    own = xmlids(env, addons, 'ir.model.access')
    return [
        f"{own[line.id]} names no group: everybody has that right, even a visitor of the website"
        for line in env['ir.model.access'].browse(own).exists() if not line.group_id
    ]


def check_nobody_but_roles_deletes(env, addons):
    """Employees without a role of ours have no right to write, make or delete records of ours."""
    own = {model._name for model in own_models(env, addons) if not model.is_transient()}
    basic = env.ref('base.group_user') | env.ref('base.group_portal') | env.ref('base.group_public')
    return [
        f"{line.name}: every member of {line.group_id.display_name} may change {line.model_id.model}"
        for line in env['ir.model.access'].search([('group_id', 'in', basic.ids)])
        if line.model_id.model in own and (line.perm_write or line.perm_create or line.perm_unlink)
    ]


def check_company_rules(env, addons):
    faults = []
    for model in own_models(env, addons):
        field = model._fields.get('company_id')
        if not field or not field.store or model.is_transient() or model._name in SHARED_BETWEEN_COMPANIES:
            continue
        rules = env['ir.rule'].search([('model_id.model', '=', model._name), ('groups', '=', False)])
        rules = rules.filtered(lambda rule: 'company_ids' in (rule.domain_force or ''))
        if not rules:
            faults.append(f"{model._name} has a company and no rule for it: every company sees the rows of all")
        for operation in ('read', 'write', 'create', 'unlink'):
            if rules and not any(rule[f'perm_{operation}'] for rule in rules):
                faults.append(f"the company rule of {model._name} does not hold for {operation}")
    return faults
