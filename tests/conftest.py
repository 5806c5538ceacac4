"""Fixtures of the top-level tests, which look at the product from outside: databases, servers, processes."""
import pathlib
import re
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scripts"))
from crmsetup.testbed import Testbed


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
