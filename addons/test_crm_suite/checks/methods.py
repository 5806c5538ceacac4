"""What can be called over RPC, and what a stored field may depend on."""
import inspect
import re

from .own import definitions, own_fields, touched_models

TODAY = re.compile(r'\b(context_today|today|now|utcnow|localtime|_today|_current_date)\s*\(')


def check_public_methods_are_actions(env, addons):
    """A method that our addons add in public is an `action_*`, private, or the override of a public one."""
    faults = []
    for model in touched_models(env, addons):
        lineage = env.registry[model._name].mro()
        for cls in definitions(env, model._name, addons):
            for name, value in vars(cls).items():
                if name.startswith(('_', 'action_')) or not inspect.isfunction(value):
                    continue
                if getattr(value, '_api_private', False):
                    continue
                others = (base for base in lineage if getattr(base, '_module', None) not in addons)
                if not any(name in vars(base) for base in others):
                    faults.append(
                        f"{model._name}.{name} ({cls._module}) can be called over RPC: "
                        "make it an action_*, begin it with _, or decorate it with @api.private")
    return faults


def _source(env, model_name, method):
    """Source of all definitions of a compute method."""
    if callable(method):
        return inspect.getsource(method)
    sources = []
    for cls in env.registry[model_name].mro():
        if function := vars(cls).get(method):
            sources.append(inspect.getsource(inspect.unwrap(function)))
    return '\n'.join(sources)


def depends_on_today(env, field):
    """Whether the compute of a field asks for the date of today, itself or through fields that are not stored."""
    seen, todo = set(), [field]
    while todo:
        each = todo.pop()
        if each in seen or not each.compute:
            continue
        seen.add(each)
        if TODAY.search(_source(env, each.model_name, each.compute)):
            return True
        for path in env.registry.field_depends.get(each, ()):
            model = env[each.model_name]
            for name in path.split('.'):
                if not (part := model._fields.get(name)):
                    break
                if not part.store and not part.related:
                    todo.append(part)
                model = env[part.comodel_name] if part.relational else None
                if model is None:
                    break
    return False


def check_stored_fields_know_nothing_of_today(env, addons):
    return [
        f"{field} is stored and depends on today: it is true only on the day it was computed. "
        "Give it a search method instead of store"
        for field in own_fields(env, addons)
        if field.compute and field.store and not field.related and depends_on_today(env, field)
    ]
