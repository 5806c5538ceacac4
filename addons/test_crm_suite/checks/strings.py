"""Strings that a user sees can be translated."""
import ast
import io
import re
from pathlib import Path

import polib
from lxml import etree

from odoo.modules import Manifest
from odoo.tools.translate import trans_export

ERRORS = {'UserError', 'ValidationError', 'AccessError', 'RedirectWarning', 'MissingError', 'AccessDenied'}
TRANSLATORS = {'_', '_lt', '_t'}
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
ACTION_TEXTS = ('name', 'title', 'message', 'body', 'help', 'confirm', 'label')
LETTERS = re.compile(r'[^\W\d_]{2,}')
# texts of scripts that reach the user: what a notification or a dialog is given
JS_TEXT = re.compile(
    r'''(?:notification\.add\(|\b(?:title|body|confirmLabel|cancelLabel|displayName|placeholder|label)\s*:)\s*'''
    r'''(?P<quote>["'`])(?P<text>[A-Z][^"'`]*[a-z ][^"'`]*)(?P=quote)''')
JS_COMMENT = re.compile(r'/\*.*?\*/|(?<![:"\'])//[^\n]*', re.DOTALL)
SHOWN_ATTRIBUTES = ('title', 'placeholder', 'alt', 'aria-label', 'label', 'string', 'data-tooltip')


def files(addon, pattern):
    folder = Path(Manifest.for_addon(addon).path)
    for path in sorted(folder.glob(pattern)):
        if not {'tests', 'lib', '__pycache__'} & set(path.relative_to(folder).parts):
            yield f"{addon}/{path.relative_to(folder)}", path.read_text(encoding='utf-8')


def _is_literal(node):
    """Whether an expression is a text put together without translation."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(LETTERS.search(node.value))
    if isinstance(node, ast.JoinedStr):
        return any(_is_literal(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _is_literal(node.left) or _is_literal(node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ('format', 'join'):
        return _is_literal(node.func.value)
    return False


def _call_name(node):
    return getattr(node.func, 'id', getattr(node.func, 'attr', ''))


def _bindings(scope):
    """`(variable, value)` of each name that a scope binds; the value of an argument is None."""
    arguments = getattr(scope, 'args', None)
    for each in ast.walk(arguments) if arguments else ():
        if isinstance(each, ast.arg):
            yield each.arg, None
    for node in _own_nodes(scope):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    yield target.id, node.value


def _raw_names(scope, around=()):
    """The variables that hold an untranslated text somewhere in a scope, those `around` it among them."""
    bound = list(_bindings(scope))
    raw = {name for name, value in bound if value is not None and _is_literal(value)}
    return raw | (set(around) - {name for name, _value in bound})


def _own_nodes(scope):
    """The nodes of a scope, without those of the functions and classes inside of it."""
    todo = list(ast.iter_child_nodes(scope))
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, SCOPES):
            todo += ast.iter_child_nodes(node)


def _is_raw(node, raw):
    """Whether an expression, or one of its outcomes, is an untranslated text or a variable that holds one."""
    if isinstance(node, ast.Name):
        return node.id in raw
    if isinstance(node, ast.IfExp):
        return _is_raw(node.body, raw) or _is_raw(node.orelse, raw)
    if isinstance(node, ast.BoolOp):
        return any(_is_raw(value, raw) for value in node.values)
    return _is_literal(node)


def _entries(node):
    """`{key: value}` of a dict that is written out."""
    return {
        key.value: value for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant)
    } if isinstance(node, ast.Dict) else {}


def _shown_in_action(node):
    """`(key, value)` of what the user reads of a client action: its name and the texts of its params."""
    entries = _entries(node)
    kind = entries.get('type')
    if not (isinstance(kind, ast.Constant) and str(kind.value).startswith('ir.actions.')):
        return
    texts = {**{key: entries[key] for key in ('name',) if key in entries}, **_entries(entries.get('params'))}
    for key, value in texts.items():
        if key in ACTION_TEXTS:
            yield key, value


def python_faults(place, text):
    """Errors raised, and actions returned, with a text that nobody can translate."""
    tree = ast.parse(text)
    around = _raw_names(tree)
    for scope in (tree, *(node for node in ast.walk(tree) if isinstance(node, SCOPES))):
        raw = around if scope is tree else _raw_names(scope, around)
        for node in _own_nodes(scope):
            yield from _faults_of_node(place, node, raw)


def _faults_of_node(place, node, raw):
    for key, value in _shown_in_action(node):
        if _is_raw(value, raw):
            yield f"{place}:{value.lineno}: the {key} of an action is shown to the user outside of self.env._()"
    if not isinstance(node, ast.Call):
        return
    name = _call_name(node)
    given = [*node.args[:1], *(word.value for word in node.keywords if word.arg == 'message')]
    if name in ERRORS and any(_is_raw(each, raw) for each in given):
        yield f"{place}:{node.lineno}: {name} is raised with a text outside of self.env._()"
    if name in TRANSLATORS and node.args and not isinstance(node.args[0], ast.Constant):
        yield f"{place}:{node.lineno}: {name}() is given something put together: no translator ever sees it"


def script_faults(place, text):
    text = JS_COMMENT.sub(lambda found: '\n' * found[0].count('\n'), text)
    for found in JS_TEXT.finditer(text):
        line = text[:found.start()].count('\n') + 1
        yield f"{place}:{line}: “{found['text']}” is shown to the user outside of _t()"


def shown_texts(arch):
    """Texts of an OWL template: what is between tags and in the attributes that are shown."""
    for node in arch.iter(etree.Element):
        if any(each.get('t-translation') == 'off' for each in (node, *node.iterancestors())):
            continue
        if node.tag in ('script', 'style') or node.get('t-translation') == 'off':
            continue
        for text in (node.text, *(child.tail for child in node)):
            if text and LETTERS.search(text):
                yield ' '.join(text.split())
        for name in SHOWN_ATTRIBUTES:
            if (text := node.get(name)) and node.tag == node.tag.lower() and LETTERS.search(text):
                yield ' '.join(text.split())
        for name, text in node.attrib.items():
            if name.endswith('.translate') and LETTERS.search(text):
                yield ' '.join(text.split())


def template_faults(place, text, known):
    """Texts of a template that are not among the exported terms."""
    for shown in shown_texts(etree.fromstring(text.encode())):
        if shown not in known:
            yield f"{place}: “{shown}” is shown to the user, and no translator is asked for it"


def exported_terms(env, addon):
    """What the translators of an addon are asked for."""
    with io.BytesIO() as buffer:
        trans_export(None, [addon], buffer, 'po', env)
        return {' '.join(entry.msgid.split()) for entry in polib.pofile(buffer.getvalue().decode())}


def check_python_texts(addons):
    return [fault for addon in addons for place, text in files(addon, '**/*.py')
            for fault in python_faults(place, text)]


def check_script_texts(addons):
    return [fault for addon in addons for place, text in files(addon, 'static/**/*.js')
            for fault in script_faults(place, text)]


def check_template_texts(env, addons):
    faults = []
    for addon in addons:
        templates = list(files(addon, 'static/**/*.xml'))
        known = exported_terms(env, addon) if templates else ()
        faults += [fault for place, text in templates for fault in template_faults(place, text, known)]
    return faults


def check_labels_are_exported(env, addons):
    """The label and help of each field of ours, and the texts of our views, are asked for."""
    from .own import own_fields, own_models  # noqa: PLC0415, RUF100
    faults = []
    for addon in addons:
        terms = exported_terms(env, addon)
        models = {model._name for model in own_models(env, [addon], tables=False)}
        for field in own_fields(env, [addon]):
            if field.model_name in models and field.string not in terms:
                faults.append(f"the label “{field.string}” of {field} is asked of no translator")
    return faults
