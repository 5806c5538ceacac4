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


def python_faults(place, text):
    """Errors raised with a text that nobody can translate."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, 'id', getattr(node.func, 'attr', ''))
        if name in ERRORS and node.args and _is_literal(node.args[0]):
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
