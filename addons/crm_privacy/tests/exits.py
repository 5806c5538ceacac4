"""The ways by which data can leave this Odoo, read from the running registry and the source of the installed addons."""
import ast
import inspect
import re
from pathlib import Path

from odoo.modules import Manifest

# what a handler says that answers with a file
FILE = re.compile(r"make_response|content_disposition|get_response|send_file(path)?|Stream\b|_render_qweb|to_http")
# names by which Python reaches another machine
OUTWARD = {
    'requests': ('get', 'post', 'put', 'patch', 'delete', 'head', 'request', 'Session'),
    'urllib': ('urlopen', 'urlretrieve'), 'urllib2': ('urlopen',), 'httplib': ('HTTPSConnection',),
    'smtplib': ('SMTP', 'SMTP_SSL'), 'client': ('ServerProxy', 'HTTPConnection', 'HTTPSConnection'),
    'xmlrpc': ('ServerProxy',), 'httpx': ('get', 'post', 'request', 'Client'), 'socket': ('create_connection',),
    'zeep': ('Client',), 'ftplib': ('FTP', 'FTP_TLS'), 'paramiko': ('SSHClient',),
}
ALONE = {'iap_jsonrpc', 'urlopen', 'ServerProxy', 'SMTP', 'SMTP_SSL', 'push_to_end_point'}
SENDING = re.compile(r'^_?send(_|$)|^_?push_to|^_post_to')


def installed(env):
    # sudo: the check looks at the whole database
    return env['ir.module.module'].sudo().search([('state', '=', 'installed')]).mapped('name')


def routes(env, names):
    """`(kind, address)` of addresses that anybody may open, that give a file, or that call methods of models."""
    found = set()
    Http = env['ir.http']
    for url, endpoint in Http._generate_routing_rules(sorted(names), converters=Http._get_converters()):
        routing = endpoint.routing
        if routing['auth'] in ('public', 'none'):
            found.add(('public', url))
        elif FILE.search(_source(endpoint)):
            found.add(('file', url))
        if routing['type'] == 'json2' or '__method__' in url or 'call_kw' in url or 'rpc' in url:
            found.add(('rpc', url))
    return found


def _source(endpoint):
    try:
        return inspect.getsource(inspect.unwrap(getattr(endpoint, 'original_endpoint', None) or endpoint.func))
    except (TypeError, OSError, AttributeError):
        return 'make_response'  # what cannot be read is looked at by a person


def outward_calls(names):
    """`('call', 'model.method')`, or `Class.method`, or `module.function`, of code that reaches another machine."""
    found = set()
    for name in names:
        manifest = Manifest.for_addon(name)
        root = Path(manifest.path)
        for path in root.rglob('*.py'):
            parts = path.relative_to(root).parts
            if parts[0] not in ('tests', 'static') and not path.name.startswith('test_'):
                found |= calls_in(path.read_text(encoding='utf-8'), f"{name}.{'.'.join(parts)[:-3]}")
    return found


def calls_in(text, module):
    found = set()

    def walk(node, owner, function):
        if isinstance(node, ast.ClassDef):
            owner, function = _owner(node), None
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and function is None:
            function = node.name
        elif isinstance(node, ast.Call) and _is_outward(node.func):
            found.add(('call', f"{owner or module}.{function or '(import)'}"))
        for child in ast.iter_child_nodes(node):
            walk(child, owner, function)

    walk(ast.parse(text), None, None)
    return found


def _owner(node):
    names = {}
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, (ast.Constant, ast.List)):
            for target in line.targets:
                value = line.value.value if isinstance(line.value, ast.Constant) else (
                    line.value.elts and getattr(line.value.elts[0], 'value', None))
                names[getattr(target, 'id', None)] = value
    return names.get('_name') or names.get('_inherit') or node.name


def _is_outward(function):
    if isinstance(function, ast.Name):
        return function.id in ALONE
    if not isinstance(function, ast.Attribute):
        return False
    holder = function.value
    if isinstance(holder, ast.Name):
        return function.attr in OUTWARD.get(holder.id, ()) or function.attr in ALONE
    if isinstance(holder, ast.Attribute):
        return function.attr in OUTWARD.get(holder.attr, ()) or function.attr in ALONE
    return function.attr in ALONE


def senders(env):
    """`('send', 'model.method')` of methods of models that send, each by the model that brought it."""
    found = set()
    for name, cls in env.registry.items():
        for method in dir(cls):
            if SENDING.match(method) and callable(getattr(cls, method, None)):
                first = [base for base in cls.mro() if method in vars(base)][-1]
                if getattr(first, '_name', None) in (name, None) or getattr(first, '_inherit', None) == name:
                    found.add(('send', f'{name}.{method}'))
    return found


def tokens(env):
    """`('token', model)` of models whose records open by a link with a token."""
    return {('token', name) for name, cls in env.registry.items()
            if not cls._abstract and ('access_token' in cls._fields or 'share_token' in cls._fields)}


def ways(env):
    names = installed(env)
    return routes(env, names) | outward_calls(names) | senders(env) | tokens(env)


def unlisted(env, harmless, found=None):
    """Ways that no exit names in `where`, with the addresses below one that is named, and that are not known to carry
    no personal data; there an address stands for those below it only with a `/` at its end.
    """
    # sudo: the check looks at the whole list
    listed = {part.strip() for row in env['privacy.exit'].sudo().with_context(active_test=False).search([])
              for part in row.where.split(',')}
    below = tuple(f"{part.rstrip('/')}/" for part in listed if part.startswith('/')) + tuple(
        part for part in harmless if part.startswith('/') and part.endswith('/') and part != '/')
    return sorted(
        f"{kind} {name}" for kind, name in (ways(env) if found is None else found)
        if name not in listed and name not in harmless and not name.startswith(below))
