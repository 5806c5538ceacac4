"""What is ours: addons, models, methods, groups."""
from odoo.models import MAGIC_COLUMNS
from odoo.modules import Manifest

AUTOMATIC = {*MAGIC_COLUMNS, 'display_name'}
AUTHOR = "The nonprofit CRM team"


def own_addons(env):
    """Names of the installed addons of this repository."""
    # sudo: the checks look at the whole database, whoever runs them
    names = env['ir.module.module'].sudo().search([('state', '=', 'installed')]).mapped('name')
    return sorted(
        name for name in names if (manifest := Manifest.for_addon(name)) and manifest['author'] == AUTHOR)


def definitions(env, name, addons):
    """Classes by which some addons make or extend a model, the last one first."""
    return [
        cls for cls in env.registry[name].mro()
        if getattr(cls, '_module', None) in addons and not hasattr(cls, 'pool')
    ]


def own_models(env, addons, tables=True):
    """Models that some addons made; with `tables`, those that keep records."""
    for name, cls in env.registry.items():
        if cls._original_module in addons and not (cls._abstract and tables):
            yield env[name]


def touched_models(env, addons):
    """Models that some addons made or extended."""
    return [env[name] for name in env.registry if definitions(env, name, addons)]


def own_fields(env, addons):
    """Fields that some addons brought, on their own models or on those of others."""
    for model in touched_models(env, addons):
        if model._abstract:
            continue
        for field in model._fields.values():
            if field._modules and field._modules[0] in addons and field.name not in AUTOMATIC:
                yield field


def xmlids(env, addons, model):
    """`{id: external id}` of the records of a model that came with some addons."""
    # sudo: external ids are the administrator's
    rows = env['ir.model.data'].sudo().search_fetch(
        [('module', 'in', list(addons)), ('model', '=', model)], ['module', 'name', 'res_id'])
    return {row.res_id: f"{row.module}.{row.name}" for row in rows}


def own_groups(env, addons):
    """`{external id: group}` of the roles and special rights of some addons."""
    return {name: env['res.groups'].browse(res_id) for res_id, name in xmlids(env, addons, 'res.groups').items()}
