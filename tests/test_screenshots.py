"""scripts/screenshots.py: finds the CRM that is configured here, and says what to do where none answers."""
import pathlib
import socket
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import screenshots  # noqa: E402
from crmsetup.common import Failed  # noqa: E402


@pytest.fixture
def conf(tmp_path, monkeypatch):
    for name in ("ODOO_RC", "CRM_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(screenshots, "CONF", tmp_path / "crm.conf")
    return tmp_path / "crm.conf"


def test_the_address_is_the_one_that_make_run_wrote(conf, monkeypatch):
    assert screenshots.address() == "http://127.0.0.1:8069"
    conf.write_text("[options]\nhttp_port = 8123\n")
    assert screenshots.address() == "http://127.0.0.1:8123"
    monkeypatch.setenv("CRM_PORT", "8200")
    assert screenshots.address() == "http://127.0.0.1:8200"


def test_where_no_crm_answers_it_says_what_to_do():
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(Failed, match="make run") as told:
            screenshots.check_answers(base)
    assert base in str(told.value)
    assert "--base" in str(told.value)
