#!/usr/bin/env python3
"""Fail when an addon names something that stands beside or above it.

    python3 scripts/check_floors.py addons

The floors are those of docs/concepts/floors.md. What is read, with the standard library alone: manifests
(depends, assets), Python imports and strings, models in `_inherit`, in relations and in `env[...]`, tables in SQL, XML
ids, models and code in XML and CSV, imports and strings of JavaScript. Exit 1 with one line per wrong arrow, else 0.

A tie that cannot be read from the source (a name put together at run time) is found by `make test`, which installs
each addon alone.
"""
import argparse
import ast
import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

FLOORS = {
    'crm_kit': 0,
    'crm_constituents': 1,
    'crm_privacy': 2,
    'crm_outreach': 3, 'crm_payments': 3, 'crm_hub': 3,
    'crm_membership': 4, 'crm_fundraising': 4, 'crm_volunteers': 4, 'crm_b2b_accounts': 4,
    'crm_accounting': 5, 'crm_insights': 5, 'crm_portal': 5,
}
BRIDGE = 5.5  # above the addons it joins, below what gathers everything
TOP = 6

PREFIXES = {  # first word of a model's name: the addon that owns it
    'kit': 'crm_kit', 'constituent': 'crm_constituents', 'privacy': 'crm_privacy', 'outreach': 'crm_outreach',
    'collection': 'crm_payments', 'hub': 'crm_hub', 'membership': 'crm_membership', 'fundraising': 'crm_fundraising',
    'volunteer': 'crm_volunteers', 'b2b': 'crm_b2b_accounts', 'insight': 'crm_insights', 'demo': 'crm_demo',
}
RELATIONS = {'Many2one', 'One2many', 'Many2many', 'Many2oneReference'}
MODEL_NAME = re.compile(r'[a-z][a-z0-9_]*(\.[a-z0-9_]+)+')
TABLE_NAME = re.compile(r'(?<![\w.])[a-z][a-z0-9]*_[a-z0-9_]+(?![\w.])')
SQL_TABLE = re.compile(
    r'''\b(?:FROM|JOIN|INTO|UPDATE|TABLE|TRUNCATE|ONLY|REFERENCES|COPY)\s+(?:public\.)?["']?([a-z]\w*)''', re.I)
IN_ENV = re.compile(
    r'''\benv(?:\(.*?\))?(?:\[|\.get\()\s*["']([\w.]+)["']|["']([\w.]+)["']\s+(?:not\s+)?in\s+(?:\w+\.)*env\b''')
QUOTED = re.compile(r'''["']([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)["']''')
JS_COMMENT = re.compile(r'/\*.*?\*/|(?<![:"\'])//[^\n]*', re.DOTALL)
SKIPPED = {'i18n', 'node_modules', '__pycache__', 'lib'}


@dataclass(frozen=True, order=True)
class Arrow:
    """One mention of `target` in a file of `source`."""
    source: str
    path: str
    line: int
    target: str
    what: str


def is_top(addon: str) -> bool:
    return addon == 'crm_demo' or addon.startswith('test_crm_')


def floor_of(addon: str) -> float:
    """Floor of an addon of ours: by the table, else the top, else it is a bridge."""
    return FLOORS.get(addon, TOP if is_top(addon) else BRIDGE)


def say_floor(addon: str) -> str:
    floor = floor_of(addon)
    return f"{addon} (bridge)" if floor == BRIDGE else f"{addon} (floor {floor:g})"


def may_see(source: str, target: str) -> bool:
    """Whether the floors permit `source` to name `target`."""
    floor, other = floor_of(source), floor_of(target)
    if floor == 5:  # gatherers listen through hooks: what they need of one floor-4 addon is a bridge
        return other <= 3
    return other < floor


class Tree:
    """The addons of one folder, and every mention of one in another."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.addons = {
            path.parent.name: path.parent for path in sorted(folder.glob('*/__manifest__.py'))
            if path.parent.name.startswith(('crm_', 'test_crm_'))
        }
        self.known = sorted({*FLOORS, *self.addons, 'crm_demo'}, key=len, reverse=True)
        self.mention = re.compile(rf'(?<![\w@-])@?({"|".join(map(re.escape, self.known))})(?=[./])')
        self.manifests = {name: read_manifest(path) for name, path in self.addons.items()}
        self.owners = {}  # model name: addon
        self.tables = {}  # table of such a model: addon
        for addon, path in self.addons.items():
            for file in python_files(path):
                for model, table in models_made(parse(file)):
                    self.owners.setdefault(model, addon)
                    self.tables.setdefault(table, addon)

    # -- what there is -------------------------------------------------------------------------------------------

    def owner_of(self, model: str) -> str | None:
        return self.owners.get(model) or PREFIXES.get(model.split('.')[0])

    def owner_of_table(self, table: str) -> str | None:
        word, _sep, rest = table.partition('_')
        return self.tables.get(table) or (PREFIXES.get(word) if rest else None)

    def below(self, addon: str) -> set[str]:
        """The addons of ours that are installed with `addon`."""
        found, todo = set(), [addon]
        while todo:
            for name in self.manifests.get(todo.pop(), {}).get('depends', ()):
                if name in self.known and name not in found:
                    found.add(name)
                    todo.append(name)
        return found

    def arrows(self, addon: str) -> Iterator[Arrow]:
        for path in sorted(self.addons[addon].rglob('*')):
            if not path.is_file() or SKIPPED & set(path.relative_to(self.addons[addon]).parts[:-1]):
                continue
            reader = {
                '.py': self._python, '.xml': self._xml, '.csv': self._csv, '.js': self._javascript,
                '.mjs': self._javascript,
            }.get(path.suffix)
            for line, target, what in reader(path) if reader else ():
                if target and target != addon:
                    yield Arrow(addon, self.short(path), line, target, what)

    def short(self, path: Path) -> str:
        return str(Path(self.folder.name) / path.relative_to(self.folder))

    # -- readers: yield (line, addon, what was read) --------------------------------------------------------------

    def _words(self, text: str, line: int):
        for found in self.mention.finditer(text):
            rest = re.match(r'[\w./-]*', text[found.end():])[0]
            yield line, found[1], f"'{found[1]}{rest}'"

    def _model(self, name: str, line: int, how: str):
        if MODEL_NAME.fullmatch(name):
            yield line, self.owner_of(name), f"{how} '{name}'"

    def _tables(self, text: str, line: int):
        """Tables of models of ours, wherever they stand; of those still to be written, where SQL names a table."""
        for found in TABLE_NAME.finditer(text):
            if found[0] in self.tables:
                yield line, self.tables[found[0]], f"names the table '{found[0]}'"
        for found in SQL_TABLE.finditer(text):
            if owner := self.owner_of_table(found[1]):
                yield line, owner, f"names the table '{found[1]}'"

    def _code(self, text: str, line: int):
        """Models and tables in a piece of code that stands inside of another language."""
        for found in IN_ENV.finditer(text):
            yield from self._model(found[1] or found[2], line + text[:found.start()].count('\n'), "names the model")
        for found in QUOTED.finditer(text):
            if found[1] in self.owners:
                yield line + text[:found.start()].count('\n'), self.owners[found[1]], f"names the model '{found[1]}'"
        for number, content in enumerate(text.split('\n'), line):
            yield from self._tables(content, number)

    def _python(self, path: Path):
        tree = parse(path)
        docs = docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and not node.level:
                module = node.module or ''
                names = [f"odoo.addons.{alias.name}" for alias in node.names] if module == 'odoo.addons' else [module]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                names = []
            for name in names:
                if name.startswith('odoo.addons.') and name.split('.')[2] in self.known:
                    yield node.lineno, name.split('.')[2], f"imports {name}"
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docs:
                yield from self._words(node.value, node.lineno)
                yield from self._tables(node.value, node.lineno)
                if node.value in self.owners:
                    yield node.lineno, self.owners[node.value], f"names the model '{node.value}'"
                if path.name == '__manifest__.py' and node.value in self.known:
                    yield node.lineno, node.value, "depends on it"
            for name, how in models_used(node):
                yield from self._model(name, node.lineno, how)

    def _xml(self, path: Path):
        for line, tag, attributes, inside in elements(path):
            for text in (inside, *attributes.values()):
                yield from self._words(text, line)
                yield from self._code(text, line)
            names = [attributes.get('model'), attributes.get('res_model')]
            if tag == 'field' and attributes.get('name') in ('model', 'res_model', 'relation'):
                names.append(inside.strip())
            for name in filter(None, names):
                yield from self._model(name, line, "names the model")

    def _csv(self, path: Path):
        with path.open(encoding='utf-8', newline='') as file:
            for line, row in enumerate(csv.reader(file), 1):
                for cell in row:
                    yield from self._words(cell, line)

    def _javascript(self, path: Path):
        text = JS_COMMENT.sub(lambda found: '\n' * found[0].count('\n'), path.read_text(encoding='utf-8'))
        for line, content in enumerate(text.splitlines(), 1):
            yield from self._words(content, line)
            for name in re.findall(r'''["']([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)["']''', content):
                if name in self.owners:
                    yield line, self.owners[name], f"names the model '{name}'"

    # -- verdicts --------------------------------------------------------------------------------------------------

    def problems(self) -> list[str]:
        found = []
        for addon, path in self.addons.items():
            found += self._problems_of_bridge(addon, self.short(path / '__manifest__.py'))
            installed = self.below(addon)
            seen = set()
            for arrow in sorted(self.arrows(addon)):
                if (arrow.path, arrow.line, arrow.target) in seen:
                    continue
                wrong = not may_see(addon, arrow.target)
                if wrong or (arrow.target not in installed and floor_of(addon) < TOP):
                    seen.add((arrow.path, arrow.line, arrow.target))
                    found.append(explain(arrow, wrong))
        return found

    def _problems_of_bridge(self, addon: str, where: str):
        if floor_of(addon) != BRIDGE:
            return
        manifest = self.manifests[addon]
        joined = manifest.get('depends', [])
        if not manifest.get('auto_install'):
            yield (f"{where}:1: {addon} stands on no floor: add it to the table in scripts/check_floors.py, "
                   "or, if it joins two addons, set 'auto_install': True.")
        elif len(joined) < 2 or not set(joined) & set(self.known):
            yield (f"{where}:1: {addon} (bridge) joins {', '.join(joined) or 'nothing'}: "
                   "a bridge names in 'depends' exactly the addons it joins, two at least, and one of ours among them.")
        elif spare := sorted(name for name in joined if any(name in self.below(other) for other in joined)):
            yield (f"{where}:1: {addon} (bridge) names {', '.join(spare)}, which comes with another of those it joins: "
                   "name exactly the addons that it joins.")


def explain(arrow: Arrow, wrong: bool) -> str:
    head = f"{arrow.path}:{arrow.line}: {say_floor(arrow.source)} -> {say_floor(arrow.target)}: {arrow.what}."
    if not wrong:
        return f"{head} The floors permit it, but 'depends' does not lead there: add {arrow.target} to the manifest."
    floor, other = floor_of(arrow.source), floor_of(arrow.target)
    if floor == other or (floor == 5 and other == 4):
        return f"{head} An addon never sees one beside it: move what both need a floor down, or write a bridge."
    return f"{head} Arrows point down only: let {arrow.target} extend a hook of {arrow.source} instead."


# -- reading files -------------------------------------------------------------------------------------------------

def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding='utf-8'), str(path))


def python_files(addon: Path) -> Iterator[Path]:
    return (path for path in sorted(addon.rglob('*.py')) if not SKIPPED & set(path.parts))


def read_manifest(addon: Path) -> dict:
    return ast.literal_eval((addon / '__manifest__.py').read_text(encoding='utf-8'))


def docstrings(tree: ast.Module) -> set[ast.AST]:
    """The string expressions that are nobody's value."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def strings(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.List | ast.Tuple):
        return [text for item in node.elts for text in strings(item)]
    if isinstance(node, ast.Dict):
        return [text for key in node.keys if key for text in strings(key)]
    return []


def assignments(tree: ast.AST) -> Iterator[tuple[ast.ClassDef, dict[str, ast.AST]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node, {
                target.id: item.value
                for item in node.body if isinstance(item, ast.Assign)
                for target in item.targets if isinstance(target, ast.Name)
            }


def models_made(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """`(name, table)` of the models that a file makes (and does not extend)."""
    for _node, values in assignments(tree):
        for name in strings(values['_name']) if '_name' in values else ():
            if '_inherit' not in values or name not in strings(values['_inherit']):
                table = strings(values['_table']) if '_table' in values else ()
                yield name, table[0] if table else name.replace('.', '_')


def is_env(node: ast.AST) -> bool:
    """Whether an expression is an environment: `env`, `self.env`, `self.env(su=True)`, `making.env`."""
    node = node.func if isinstance(node, ast.Call) else node
    return getattr(node, 'attr', getattr(node, 'id', '')) == 'env'


def models_used(node: ast.AST) -> Iterator[tuple[str, str]]:
    """`(model, how)` for each model that one node of a syntax tree names."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        if node.targets[0].id in ('_inherit', '_inherits'):
            yield from ((name, "extends the model") for name in strings(node.value))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RELATIONS:
        values = [*node.args[:1], *(word.value for word in node.keywords if word.arg == 'comodel_name')]
        yield from ((name, "links to the model") for value in values for name in strings(value))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and is_env(node.func.value):
        if node.func.attr == 'get':
            yield from ((name, "names the model") for value in node.args[:1] for name in strings(value))
    elif isinstance(node, ast.Subscript) and is_env(node.value):
        yield from ((name, "names the model") for name in strings(node.slice))
    elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn) and is_env(node.comparators[0]):
        yield from ((name, "names the model") for name in strings(node.left))


def elements(path: Path) -> Iterator[tuple[int, str, dict[str, str], str]]:
    """`(line, tag, attributes, text directly inside)` of each element; comments are left out."""
    found, opened = [], []
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(tag, attributes):
        found.append([parser.CurrentLineNumber, tag, attributes, ''])
        opened.append(found[-1])

    def data(text):
        if found:
            (opened or found)[-1][3] += text

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: opened.pop()
    parser.CharacterDataHandler = data
    try:
        parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        raise SystemExit(f"{path}: not well-formed XML: {error}") from error
    return map(tuple, found)


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('folder', nargs='?', default='addons', type=Path)
    folder = parser.parse_args(arguments).folder.resolve()
    tree = Tree(folder)
    if not tree.addons:
        print(f"{folder} holds no addon whose name begins with crm_ or test_crm_.", file=sys.stderr)
        return 1
    problems = tree.problems()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
