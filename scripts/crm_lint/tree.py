"""Checks that read the tree only: manifests, XML, lengths, notes to self. Standard library alone."""
import ast
import csv
import glob
import re
import subprocess
from pathlib import Path
from xml.parsers import expat

LICENCES = {'LGPL-3', 'AGPL-3'}
LONGEST = 500  # lines; the house style looks for a second idea from 400 on
CODE = {'.py', '.js', '.mjs', '.xml', '.scss', '.css'}
TEXTS = {*CODE, '.md', '.toml', '.yaml', '.sh', ''}
NOTES = re.compile(r'\b(' + '|'.join(('TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK')) + r')\b')
MACHINE_PATHS = re.compile(r'''(?<![\w.:/-])/(?:work|home|Users)/[a-z]''')
LINK = re.compile(r'\]\(([^)\s]+)\)')
CODE_BLOCK = re.compile(r'^```.*?^```|^    [^\n]*|`[^`\n]*`', re.MULTILINE | re.DOTALL)
UNUSUAL = re.compile(r'\.sudo\(|with_user\(SUPERUSER_ID|\bsu=True|\bcr\.(?:commit|rollback)\(')
# what Odoo, git or a person reads by its name, so that no list names it
LOADED_BY_NAME = re.compile(
    r'^(__init__\.py|__manifest__\.py|README\.md|static/description/.*|i18n/.*\.pot?|migrations/.*|cli/[a-z_]+\.py'
    r'|tests/.*|.*\.license|static/lib/.*|static/fonts/.*|security/README\.md)$')


def tracked(root: Path) -> list[Path]:
    """The files of the repository: those of git and those not yet added."""
    run = subprocess.run(
        ['git', '-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
        capture_output=True, text=True, check=False,
    )
    if run.returncode:  # an unpacked archive
        return [path for path in sorted(root.rglob('*')) if path.is_file() and '.local' not in path.parts]
    return [path for name in run.stdout.split('\0') if name and (path := root / name).is_file()]


class Addon:
    """One addon on disk."""

    def __init__(self, root: Path, path: Path):
        self.root, self.path, self.name = root, path, path.name
        self.manifest = ast.literal_eval((path / '__manifest__.py').read_text(encoding='utf-8'))
        self.files = sorted(
            str(file.relative_to(path)) for file in path.rglob('*')
            if file.is_file() and '__pycache__' not in file.parts
        )

    def text(self, name: str) -> str:
        return (self.path / name).read_text(encoding='utf-8')


def addons_of(root: Path) -> list[Addon]:
    return [Addon(root, path.parent) for path in sorted((root / 'addons').glob('*/__manifest__.py'))]


# -- manifests -----------------------------------------------------------------------------------------------------

def manifests(root: Path) -> list[str]:
    """What is wrong with the manifests, and the files that nobody loads."""
    pinned = pinned_distributions(root)
    return [
        f"addons/{addon.name}: {problem}"
        for addon in addons_of(root)
        for check in (manifest_values, listed_files, unloaded_files, lambda addon: unpinned(addon, pinned))
        for problem in check(addon)
    ]


def manifest_values(addon):
    values = addon.manifest
    if not re.fullmatch(r'19\.0\.\d+\.\d+\.\d+', values.get('version', '')):
        yield f"version {values.get('version')!r} is not of the form 19.0.x.y.z"
    if values.get('license') not in LICENCES:
        yield f"license {values.get('license')!r} is none of {', '.join(sorted(LICENCES))}"
    if values.get('license') == 'AGPL-3' and not values.get('auto_install'):
        yield "only an optional bridge may be AGPL-3: the core is LGPL-3"
    if values.get('author') != "The nonprofit CRM team":
        yield f"author is {values.get('author')!r}: Odoo and the checks know our addons by \"The nonprofit CRM team\""
    if values.get('category') != 'Nonprofit CRM':
        yield f"category is {values.get('category')!r}, not 'Nonprofit CRM'"
    if not values.get('summary'):
        yield "the manifest has no summary"
    for name, least in (('README.md', 200), ('static/description/icon.png', 100)):
        if name not in addon.files:
            yield f"{name} is missing"
        elif (addon.path / name).stat().st_size < least:
            yield f"{name} is nearly empty"


def listed_files(addon):
    for key in ('data', 'demo'):
        for name in addon.manifest.get(key, ()):
            if name not in addon.files:
                yield f"the manifest lists {name} under '{key}', and there is no such file"
    for bundle, entries in addon.manifest.get('assets', {}).items():
        for entry in entries:
            pattern = entry if isinstance(entry, str) else entry[-1]
            if pattern.split('/')[0] == addon.name and not asset_files(addon, pattern):
                yield f"the manifest lists {pattern} in {bundle}, and no file is called so"


def asset_files(addon, pattern):
    return {
        str(Path(found).relative_to(addon.name))
        for found in glob.glob(pattern, root_dir=addon.path.parent, recursive=True)
    }


def unloaded_files(addon):
    """Files that no manifest, package or other file of the addon names."""
    listed = {*addon.manifest.get('data', ()), *addon.manifest.get('demo', ())}
    assets = set()
    for entries in addon.manifest.get('assets', {}).values():
        for entry in entries:
            pattern = entry if isinstance(entry, str) else entry[-1]
            if pattern.startswith(f'{addon.name}/') and (isinstance(entry, str) or entry[0] != 'remove'):
                assets |= asset_files(addon, pattern)
    sources = {name: addon.text(name) for name in addon.files if Path(name).suffix in {'.py', '.xml', '.js', '.scss'}}
    imports = {name: imported_words(text) for name, text in sources.items() if name.endswith('.py')}
    for name in addon.files:
        if LOADED_BY_NAME.match(name) or name in listed or name in assets:
            continue
        path = Path(name)
        if name.endswith('.py'):
            word = path.parent.name if path.stem == '__init__' else path.stem
            spoken_of = any(word in words for other, words in imports.items() if other != name)
        else:  # read by its path: a report's font, a wizard's sample, an image of a template
            spoken_of = any(path.name in text for other, text in sources.items() if other != name)
        if path.suffix == '.svg' and name.removesuffix('.svg') + '.png' in addon.files:
            continue  # what a picture was drawn from
        if not spoken_of:
            yield f"nobody loads {name}: list it in the manifest, import it, or delete it"


def imported_words(text):
    """Every part of every name that a Python source imports."""
    words = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            words.update((node.module or '').split('.'))
        if isinstance(node, ast.Import | ast.ImportFrom):
            words.update(part for alias in node.names for part in alias.name.split('.'))
    return words


def pinned_distributions(root):
    return {
        re.sub(r'[-_.]+', '-', line.split('==')[0].split('[')[0].strip()).lower()
        for path in (root / 'requirements.txt', *sorted((root / 'requirements').glob('*.txt')))
        for line in path.read_text(encoding='utf-8').splitlines()
        if '==' in line and not line.startswith((' ', '#'))
    }


def unpinned(addon, pinned):
    for name in addon.manifest.get('external_dependencies', {}).get('python', ()):
        if re.sub(r'[-_.]+', '-', name).lower() not in pinned:
            yield f"the external dependency {name} is pinned in no file of requirements/"


# -- XML and CSV ---------------------------------------------------------------------------------------------------

def xml(root: Path) -> list[str]:
    """XML that is not well-formed, ids given twice, access lines without a group."""
    problems = []
    for addon in addons_of(root):
        seen = {}
        for name in addon.files:
            place = f"addons/{addon.name}/{name}"
            if name.endswith('.xml') and not name.startswith('static/lib/'):
                problems += read_xml(addon.path / name, place, seen if not name.startswith('static/') else {})
            elif name.endswith('ir.model.access.csv'):
                problems += read_access(addon.path / name, place)
    return problems


def read_xml(path, place, seen):
    found = []
    parser = expat.ParserCreate()

    def start(tag, attributes):
        identity = attributes.get('id')
        if tag not in ('record', 'menuitem', 'template') or not identity:
            return
        if identity in seen:
            found.append(f"{place}:{parser.CurrentLineNumber}: the id {identity} is given already in {seen[identity]}")
        seen.setdefault(identity, f"{place}:{parser.CurrentLineNumber}")

    parser.StartElementHandler = start
    try:
        parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        found.append(f"{place}: not well-formed: {error}")
    return found


def read_access(path, place):
    with path.open(encoding='utf-8', newline='') as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            if not (row.get('group_id:id') or row.get('group_id/id') or '').strip():
                yield f"{place}:{line}: {row.get('id')} names no group, so everybody has that right, even a visitor"


# -- reasons -------------------------------------------------------------------------------------------------------

def reasons(root: Path) -> list[str]:
    """Lines that step over the rights of the user, or end the transaction, and do not say why."""
    problems = []
    for addon in addons_of(root):
        for name in addon.files:
            if name.endswith('.py') and not name.startswith(('tests/', 'migrations/')):
                lines = addon.text(name).splitlines()
                for number, line in enumerate(lines, 1):
                    found = UNUSUAL.search(line.partition('#')[0])
                    above = lines[number - 2].strip() if number > 1 else ''
                    if found and '#' not in line and '#' not in above:
                        problems.append(
                            f"addons/{addon.name}/{name}:{number}: say in a comment on the line why {found[0]}")
    return problems


# -- documentation -------------------------------------------------------------------------------------------------

def links(root: Path) -> list[str]:
    """Links of the documentation that lead nowhere, and pages that no page leads to."""
    problems, named = [], set()
    pages = [path for path in tracked(root) if path.suffix == '.md' and 'changes' not in path.parts]
    for page in pages:
        text = CODE_BLOCK.sub(lambda found: '\n' * found[0].count('\n'), page.read_text(encoding='utf-8'))
        for found in LINK.finditer(text):
            target = found[1].partition('#')[0]
            if not target or ':' in target:
                continue
            if (path := (page.parent / target).resolve()).exists():
                named |= {path} if path.is_file() else set(path.glob('*.md'))
            else:
                line = text[:found.start()].count('\n') + 1
                problems.append(f"{page.relative_to(root)}:{line}: the link to {found[1]} leads nowhere")
    for page in pages:
        place = page.relative_to(root)
        if place.parts[0] == 'docs' and place.name != 'README.md' and page.resolve() not in named:
            problems.append(f"{place}: no page leads here; name it in docs/README.md")
    return problems


# -- files ---------------------------------------------------------------------------------------------------------

def files(root: Path) -> list[str]:
    """Notes to self, paths of one machine, and files that hold more than one idea."""
    problems = []
    for path in tracked(root):
        place = path.relative_to(root)
        if {'lib', 'i18n', 'fonts'} & set(place.parts) or path.suffix not in TEXTS:
            continue
        try:
            lines = path.read_text(encoding='utf-8').splitlines()
        except UnicodeDecodeError:
            if path.suffix:
                problems.append(f"{place}: not UTF-8")
            continue
        if path.suffix in CODE and len(lines) > LONGEST:
            problems.append(f"{place}: {len(lines)} lines. Look for the second idea in it, and give that a file.")
        for number, line in enumerate(lines, 1):
            if found := NOTES.search(line):
                problems.append(f"{place}:{number}: {found[1]}: do it now, or open an issue and take the note out.")
            if MACHINE_PATHS.search(line):
                problems.append(f"{place}:{number}: a path of one machine: {line.strip()[:80]}")
    return problems
