"""What can be called over RPC, and what a stored field may depend on."""
import ast
import inspect
import re
import textwrap

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


def check_actions_answer(env, addons):
    """An action gives something back on every way through it: XML-RPC has no word for None, and calls it a failure."""
    return [
        f"{model._name}.{name} ({cls._module}) can end without a value, which XML-RPC cannot carry: return True, or "
        "the action that follows"
        for model in touched_models(env, addons)
        for cls in definitions(env, model._name, addons)
        for name, value in vars(cls).items()
        if name.startswith('action_') and inspect.isfunction(value) and not getattr(value, '_api_private', False)
        and not _answers(value)
    ]


def _answers(function):
    tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function))))
    body = next(node.body for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return _ends(body) and not any(
        node.value is None or isinstance(node.value, ast.Constant) and node.value.value is None
        for node in _returns(body))


def _ends(body):
    """Whether no way leads past the last of these statements."""
    last = body[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and _ends(last.body) and _ends(last.orelse)
    if isinstance(last, ast.With):
        return _ends(last.body)
    if isinstance(last, ast.Try):
        return bool(last.finalbody and _ends(last.finalbody)) or (
            _ends(last.orelse or last.body) and all(_ends(handler.body) for handler in last.handlers))
    return isinstance(last, (ast.Return, ast.Raise))


def _returns(nodes):
    """The returns of a function, without those of functions inside of it."""
    for node in nodes:
        if isinstance(node, ast.Return):
            yield node
        elif not isinstance(node, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            yield from _returns(ast.iter_child_nodes(node))


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
