"""Links to people: what happens to them when a person is merged, erased or deleted."""
from .own import AUTOMATIC, own_fields, own_models

TELLING = {'char', 'text', 'html', 'date', 'datetime', 'binary', 'image', 'json', 'properties'}


def links_to_people(env, addons):
    """Stored fields of our addons that hold a person. A view without a table only shows those of others."""
    for field in own_fields(env, addons):
        links = field.store and field.type in ('many2one', 'many2many') and field.comodel_name == 'res.partner'
        if links and env[field.model_name]._auto:
            yield field


def _first_column_indexed(env, table, column):
    env.cr.execute("""
        SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
         WHERE i.indrelid = %s::regclass AND a.attname = %s
    """, [table, column])
    return bool(env.cr.fetchone())


def check_links_to_people(env, addons):
    """A many2one to a person is indexed, and says what happens when the person goes."""
    faults = []
    for field in links_to_people(env, addons):
        model = env[field.model_name]
        if field.type != 'many2one' or model.is_transient():
            continue
        if not field.index and not _first_column_indexed(env, model._table, field.name):
            faults.append(f"{field} has no index: merge, erasure and the person's page look records up by person")
        if field.ondelete == 'set null':
            faults.append(f"{field} does not say what happens when the person goes: ondelete='cascade' or 'restrict'")
    return faults


def check_links_are_in_the_merge_plan(env, addons):
    planned = {(step['model'], step['field']) for step in env['res.partner'].get_merge_plan() if 'field' in step}
    return [
        f"{field} is not in get_merge_plan(): a merge would leave it with the person that goes"
        for field in links_to_people(env, addons)
        if not env[field.model_name].is_transient() and (field.model_name, field.name) not in planned
    ]


def personal_fields(model, addons):
    """Stored fields of our addons that may tell something about a person: texts, dates, files."""
    for field in model._fields.values():
        ours = field._modules and field._modules[0] in addons
        if ours and field.store and field.name not in AUTOMATIC and field.type in TELLING:
            yield field


def check_the_erasure_plan_is_whole(env, addons):
    """A model about people is deleted by an erasure, or each of its personal fields is rewritten or kept by law."""
    treated, deleted = {}, set()
    for step in env['res.partner'].get_erasure_plan():
        name = step['records']._name
        if step['action'] == 'delete':
            deleted.add(name)
        treated.setdefault(name, set()).update(step.get('values') or step.get('fields') or ())
    faults = []
    for name in own_models_about_people(env, addons):
        if name not in deleted | set(treated):
            faults.append(f"{name} holds people and is not in get_erasure_plan(): it would survive an erasure")
    for name in {*own_models_about_people(env, addons), 'res.partner'} - deleted:
        for field in personal_fields(env[name], addons):
            if name in treated and field.name not in treated[name]:
                faults.append(f"{field} survives an erasure: let get_erasure_plan() rewrite it, or keep it and say why")
    return faults


def own_models_about_people(env, addons):
    """Models of ours, with records that last, that hold a person."""
    names = {field.model_name for field in links_to_people(env, addons)}
    return sorted(
        model._name for model in own_models(env, addons)
        if model._name in names and not model.is_transient() and model._auto)
