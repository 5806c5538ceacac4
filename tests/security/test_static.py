"""What the source itself must not hold: SQL that is put together out of texts (A-12), and texts that are run (A-11)."""
import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUNS = {"execute", "execute_query", "execute_values", "mogrify", "SQL", "execute_query_dict"}
# Texts that are put together out of constants of the program, each with the reason. `file: function`
BUILT_OF_CONSTANTS = {
    "crm_constituents/models/constituent_merge_check.py: _merge_check_conflicts":
        "names that the catalogue of PostgreSQL has told",
    "crm_constituents/models/res_partner_quality.py: _dq_rules_name": "names of columns, constants of the file",
    "crm_constituents/models/res_partner_quality_rules.py: _dq_rules_place":
        "countries and patterns, constants of tools/quality.py",
    "crm_privacy/models/privacy_consent_event.py: create": "names of columns, of the list of the ledger's columns",
    "crm_privacy/models/privacy_consent_state.py: _follow": "names of columns, a constant of the file",
    "crm_privacy/models/privacy_consent_state.py: _rebuild": "names of columns and one of two texts of the file",
    "crm_privacy/models/privacy_request_erasure.py: _scrub": "a type that PostgreSQL itself has told",
}


def sources():
    """Files of the addons, not tests and not what is made for tests."""
    for path in ROOT.glob("addons/crm_*/**/*.py"):
        if "tests" not in path.relative_to(ROOT).parts:
            yield path


def built(node, names=frozenset()):
    """Whether an expression puts a text together: f-string with a value, %, + or format()."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mod, ast.Add)):
        plain = isinstance(node.op, ast.Add) and not any(
            built(side, names) or not is_text(side) for side in (node.left, node.right))
        return not plain
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join"):
        return node.func.attr == "format" or is_text(node.func.value)
    return isinstance(node, ast.Name) and node.id in names


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def statements(tree):
    """`(line, function, expression)` of what is run as SQL and put together out of texts."""
    for function in ast.walk(tree):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        names = {target.id for node in ast.walk(function) if isinstance(node, ast.Assign) and built(node.value)
                 for target in node.targets if isinstance(target, ast.Name)}
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            query = node.args[1] if name == "execute_values" and len(node.args) > 1 else node.args[0]
            if name in RUNS and built(query, names):
                yield node.lineno, function.name, ast.unparse(query)[:80]


def faults(path, text):
    place = path.relative_to(ROOT / "addons")
    return [f"{place}:{line} {function}: {query}" for line, function, query in statements(ast.parse(text))
            if f"{place}: {function}" not in BUILT_OF_CONSTANTS]


def test_a12_no_text_of_a_user_becomes_sql():
    """A-12: queries are `SQL(...)` with parameters, or constants."""
    found = [fault for path in sources() for fault in faults(path, path.read_text(encoding="utf-8"))]
    assert found == []


def test_a12_the_exceptions_are_there():
    for place in BUILT_OF_CONSTANTS:
        file, _colon, function = place.partition(": ")
        found = {name for _line, name, _query in statements(ast.parse((ROOT / "addons" / file).read_text()))}
        assert function in found, place


@pytest.mark.parametrize("line", [
    "cr.execute(f'SELECT * FROM x WHERE name = {name}')", "cr.execute('SELECT %s' % name)",
    "cr.execute('SELECT ' + name)", "cr.execute('SELECT {}'.format(name))", "SQL(f'SELECT {name}')",
    "env.execute_query(SQL('SELECT ' + name))", "execute_values(cr, f'INSERT INTO {name} VALUES %s', [])",
    "query = f'SELECT {name}'\n    cr.execute(query)", "query = 'SELECT %s' % name\n    cr.execute(SQL(query))",
    "cr.execute(' '.join(['SELECT', name]))"])
def test_a12_a_planted_query_is_found(line):
    assert len(faults(ROOT / "addons/x.py", f"def f(cr, env, name):\n    {line}\n")) >= 1


@pytest.mark.parametrize("line", [
    "cr.execute('SELECT %s', [name])", "cr.execute(SQL('SELECT %s', name))", "cr.execute('SELECT ' 'x')",
    "cr.execute(SQL(', ').join(parts))", "log(f'SELECT {name}')"])
def test_a12_a_query_with_parameters_is_sound(line):
    assert faults(ROOT / "addons/x.py", f"def f(cr, env, name, parts):\n    {line}\n") == []


EVALUATES = {"eval", "exec", "compile", "safe_eval", "test_python_expr"}


def evaluations(path, text):
    place = path.relative_to(ROOT / "addons")
    return [f"{place}:{node.lineno} {name}" for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)
            and (name := getattr(node.func, "id", None)) in EVALUATES]


def test_a11_stored_domains_are_read_and_never_run():
    """A-11: `literal_eval` reads, `eval` and `safe_eval` run; none of these stands in an addon of ours."""
    found = [fault for path in sources() for fault in evaluations(path, path.read_text(encoding="utf-8"))]
    assert found == []


def test_a11_a_planted_evaluation_is_found():
    assert evaluations(ROOT / "addons/x.py", "def f(text):\n    return safe_eval(text)\n")
