"""Fixtures of the top-level tests, which look at the product from outside: databases, servers, processes."""
import pathlib
import re
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "scripts")]
from crmsetup.testbed import Testbed  # noqa: E402

collect_ignore = ["addons"]  # addons that tests install; their own tests run inside of Odoo


@pytest.fixture(scope="session")
def bed():
    """The prepared test bed: `bed.clone(bed.full, name)`, `bed.server(name)`, `bed.shell(name, code)`."""
    return Testbed().prepare()


@pytest.fixture(scope="module")
def database(request, bed):
    """A clone of the template with all addons, for the tests of one module."""
    with bed.database("p_" + re.sub(r"\W", "_", request.module.__name__)[-40:].lower()) as name:
        yield name


@pytest.fixture(scope="module")
def server(bed, database):
    """A running server on that clone, with background jobs."""
    with bed.server(database) as running:
        yield running
