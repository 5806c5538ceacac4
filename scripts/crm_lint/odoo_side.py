"""The checks that run inside Odoo: install our addons, then test_lint and the translation templates.

Run by the Python of the virtual environment (see database.py). Prints one JSON object:
`{step: {'seconds': s, 'problems': [line, ...]}}`.
"""
import argparse
import contextlib
import importlib
import io
import json
import logging
import re
import sys
import time
import unittest
from pathlib import Path

import odoo
from odoo import api, tools
from odoo.modules import Manifest
from odoo.modules.registry import Registry
from odoo.tools import config
from odoo.tools.translate import trans_export

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / 'addons'

# test_checkers tests Odoo's own pylint plugins, not what they are used on
LINT_TESTS = (
    'test_docstring', 'test_dunderinit', 'test_eslint', 'test_i18n', 'test_index', 'test_jstranslate', 'test_l10n',
    'test_manifests', 'test_markers', 'test_naming', 'test_onchange_domains', 'test_orm_import',
    'test_override_signatures', 'test_pofile', 'test_pylint', 'test_routes', 'test_test_holes',
)
POT_DATES = re.compile(r'^"(?:POT-Creation-Date|PO-Revision-Date):[^\n]*\n', re.MULTILINE)


class Problems(logging.Handler):
    """Collects what is logged as a warning or worse."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


class caught:
    """Context manager: the list of warnings and errors logged inside."""

    def __enter__(self):
        self.handler = Problems()
        logging.getLogger().addHandler(self.handler)
        return self.handler.lines

    def __exit__(self, *_error):
        logging.getLogger().removeHandler(self.handler)


def install(database, addons):
    """Install our addons; what the log has to say is a problem."""
    with caught() as lines:
        Registry.new(database, update_module=True, install_modules=addons)
    with Registry(database).cursor() as cr:
        cr.execute("SELECT name, state FROM ir_module_module WHERE name = ANY(%s) AND state != 'installed'", [addons])
        return lines + [f"{name} is not installed: its state is {state}" for name, state in cr.fetchall()]


class Result(unittest.TestResult):
    """Keeps failures as lines, told with the part that a subtest names."""

    def __init__(self, addons):
        super().__init__()
        self.addons = addons
        self.problems = []

    def _add(self, test, error, parameters=None):
        parameters = parameters or {}
        if self._is_ours(parameters):
            name = test.id().removeprefix('odoo.addons.test_lint.tests.')
            about = ' '.join(str(value) for value in parameters.values())
            self.problems.append(f"{name} {about}: {str(error[1]).strip()}".replace('\n', '\n    '))

    def _is_ours(self, parameters):
        """Whether a subtest speaks of an addon of ours, or of a method that one of them defines."""
        if 'module' in parameters:
            return parameters['module'] in self.addons
        return 'method' not in parameters or parameters['method'] in self.own_methods[parameters['model']]

    def addError(self, test, err):
        self._add(test, err)

    def addFailure(self, test, err):
        self._add(test, err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self._add(test, err, subtest.params)


def methods_of_ours(registry, addons):
    """`{model: names of methods that our addons define or override on it}`"""
    found = {}
    for name, model in registry.items():
        for definition in model.mro():
            if getattr(definition, '_module', None) in addons and not hasattr(definition, 'pool'):
                found.setdefault(name, set()).update(vars(definition))
    return found


@contextlib.contextmanager
def swapped(owner, name, value):
    """Set an attribute for a while. (Odoo's test cases put back what `mock` patched outside of them.)"""
    before = vars(owner)[name]
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def narrowed(module, addons, only_ours):
    """Swaps that make one file of test_lint look at these addons only."""
    manifests = [Manifest.for_addon(name) for name in addons]
    yield swapped(Manifest, 'all_addon_manifests', staticmethod(lambda: manifests))
    name = module.__name__.rpartition('.')[2]
    if hasattr(module, 'get_modules'):
        yield swapped(module, 'get_modules', lambda: addons)
    if name == 'test_pylint':  # the test begins with Odoo's own source: let it begin with an addon of ours
        yield swapped(module, 'tools', Stand(tools, config=Stand(config, root_path=manifests[0].path)))
    if name == 'test_markers':
        yield swapped(odoo.addons, '__path__', [str(ADDONS)])
        yield swapped(odoo, '__path__', [str(ROOT / 'scripts')])
    if name in ('test_naming', 'test_override_signatures', 'test_docstring'):
        yield swapped(module, 'Registry', lambda _name: only_ours)


class Stand:
    """Stands for an object, with some attributes of its own."""

    def __init__(self, thing, **attributes):
        self.__thing = thing
        self.__dict__.update(attributes)

    def __getattr__(self, name):
        return getattr(self.__thing, name)

    def __getitem__(self, key):
        return self.__thing[key]


def test_lint(database, addons, for_pylint):
    """Odoo's own lint, on our addons; its slow test of pylint on those `for_pylint` alone."""
    registry = Registry(database)
    result = Result(addons)
    result.own_methods = methods_of_ours(registry, addons)
    only_ours = {name: registry[name] for name in result.own_methods}
    run = 0
    for name in LINT_TESTS:
        if name == 'test_pylint' and not for_pylint:
            run += 1
            continue
        module = importlib.import_module(f'odoo.addons.test_lint.tests.{name}')
        suite = unittest.TestSuite(
            case(method)
            for case in vars(module).values()
            if isinstance(case, type) and issubclass(case, unittest.TestCase) and case.__module__ == module.__name__
            for method in unittest.defaultTestLoader.getTestCaseNames(case)
        )
        run += suite.countTestCases()
        with contextlib.ExitStack() as stack:
            lines = stack.enter_context(caught())
            for swap in narrowed(module, for_pylint if name == 'test_pylint' else addons, only_ours):
                stack.enter_context(swap)
            suite.run(result)
        if name == 'test_index':
            result.problems = [narrow_index(text, registry, addons) for text in result.problems]
        result.problems += [line for line in lines if 'eslint' not in line]
    if run < len(LINT_TESTS):
        result.problems.append(f"only {run} tests of test_lint were found: did its files move?")
    return list(filter(None, result.problems))


def is_indexed(registry, model, name):
    """Whether an index of the database begins with the field, as that of a constraint does."""
    with registry.cursor() as cr:
        cr.execute("""
            SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
             WHERE i.indrelid = %s::regclass AND a.attname = %s AND i.indpred IS NULL
        """, [registry[model]._table, name])
        return bool(cr.fetchone())


def narrow_index(text, registry, addons):
    """The report of test_index without the lines on fields of others."""
    if 'TestIndex' not in text:
        return text
    fields = re.findall(r'(\S+) \(inverse of (\S+)\)', text)
    ours = []
    for field, inverse in fields:
        model, name = field.rsplit('.', 1)
        if set(registry[model]._fields[name]._modules) & set(addons) and not is_indexed(registry, model, name):
            ours.append(f"{field} (inverse of {inverse})")
    return ours and f"TestIndex: give these fields an index, a one2many reads them: {', '.join(ours)}"


def template_of(database, addon):
    """Text of the translation template of an addon, without dates."""
    with Registry(database).cursor() as cr, io.BytesIO() as buffer:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        if not trans_export(None, [addon], buffer, 'po', env):
            return ''
        text = buffer.getvalue().decode()
    text = POT_DATES.sub('', text)
    return text if '\nmsgid "' in text.partition('\n\n')[2] else ''


def pot(database, addons, write):
    """Templates that differ from what stands in i18n/; with `write`, they are written instead."""
    problems = []
    for addon in addons:
        if addon.startswith('test_'):
            continue
        path = ADDONS / addon / 'i18n' / f'{addon}.pot'
        text = template_of(database, addon)
        have = path.read_text(encoding='utf-8') if path.exists() else ''
        if POT_DATES.sub('', have) == text:
            continue
        if write:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding='utf-8')
            print(f"written: {path.relative_to(ROOT)}", file=sys.stderr)
        else:
            terms = [set(re.findall(r'^msgid (".*?")$', each, re.MULTILINE)) for each in (have, text)]
            change = ', '.join(sorted(terms[0] ^ terms[1])[:3]) or 'places only'
            problems.append(f"{path.relative_to(ROOT)} is not what the addon says now ({change}). Run `make pot`.")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--addons', required=True)
    parser.add_argument('--pylint', default='', metavar='ADDON,...', help="addons that pylint is to look at")
    parser.add_argument('--write-pot', action='store_true')
    parser.add_argument('steps', nargs='+', choices=['install', 'test_lint', 'pot'])
    split = sys.argv.index('--')  # what follows is for Odoo
    options = parser.parse_args(sys.argv[1:split])
    config.parse_config(sys.argv[split + 1:], setup_logging=False)
    database, = config['db_name']
    logging.getLogger().setLevel(logging.WARNING)
    addons = options.addons.split(',')
    steps = {
        'install': lambda: install(database, addons),
        'test_lint': lambda: test_lint(database, addons, [name for name in options.pylint.split(',') if name]),
        'pot': lambda: pot(database, addons, options.write_pot),
    }
    answer = {}
    for step in dict.fromkeys(['install', *options.steps]):  # everything stands on the installation
        start = time.monotonic()
        problems = steps[step]()
        answer[step] = {'seconds': time.monotonic() - start, 'problems': problems}
    print(json.dumps(answer))


if __name__ == '__main__':
    main()
