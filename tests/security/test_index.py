"""The table of the attacks: A-01 to A-30, with tests that are there, or with the part that an attack waits for."""
import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/security/attacks.md"
IDS = [f"A-{number:02}" for number in range(1, 31)]
TEST = re.compile(r"`([\w./]+\.py)::(?:(\w+)\.)?(test_\w+)`")
PLACES = ("addons/*/tests/test_*.py", "tests/test_*.py", "tests/security/test_*.py")


def rows(text):
    """`[[id, what is tried, where the test stands]]` of the table of the page."""
    lines = [line for line in text.splitlines() if re.match(r"\| A-\d\d ", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def named_in(path):
    """`{(class or None, name)}` of the tests of a file."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found |= {(node.name, each.name) for each in node.body if isinstance(each, ast.FunctionDef)}
        elif isinstance(node, ast.FunctionDef):
            found.add((None, node.name))
    return found


def missing(cell):
    """Tests that a cell names and that are nowhere."""
    return [f"{path}::{case}.{name}" for path, case, name in TEST.findall(cell)
            if not (ROOT / path).is_file() or (case or None, name) not in named_in(ROOT / path)]


def names_by_id():
    """`{id: {names}}` of the tests that carry the id of an attack in their name."""
    found = {}
    for pattern in PLACES:
        for path in ROOT.glob(pattern):
            for _case, name in named_in(path):
                if carried := re.match(r"test_a(\d\d)_", name):
                    found.setdefault(f"A-{carried[1]}", set()).add(name)
    return found


TABLE = rows(PAGE.read_text(encoding="utf-8"))


def test_every_attack_is_in_the_table_once_and_in_order():
    assert [row[0] for row in TABLE] == IDS


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_an_attack_has_a_test_or_the_part_that_it_waits_for(row):
    assert len(row) == 3 and len(row[1]) > 20, "what is tried, in words"
    assert TEST.search(row[2]) or re.search(r"not yet: \w+", row[2]), row
    assert missing(row[2]) == []


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_no_test_of_an_attack_is_forgotten(row):
    assert names_by_id().get(row[0], set()) - {name for _path, _case, name in TEST.findall(row[2])} == set()


def test_a_test_that_is_not_there_is_found():
    here = "tests/security/test_index.py"
    assert missing(f"`{here}::test_nothing`, `{here}::TestX.test_a_test_that_is_not_there_is_found`, "
                   "`tests/none.py::test_x`") == [
        f"{here}::.test_nothing", f"{here}::TestX.test_a_test_that_is_not_there_is_found", "tests/none.py::.test_x"]
    assert missing(f"`{here}::test_a_test_that_is_not_there_is_found`") == []


def test_a_row_that_is_not_there_is_found():
    assert [row[0] for row in rows("| A-01 | a | b |\n| A-03 | c | d |")] == ["A-01", "A-03"] != IDS[:2]
