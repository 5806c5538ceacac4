"""scripts/screenshots.py: finds the CRM that is configured here, and says what to do where none answers."""
import os
import pathlib
import socket
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import screenshots  # noqa: E402
from crmsetup.common import Failed  # noqa: E402


def test_the_address_and_the_users_are_those_that_make_run_wrote(tmp_path):
    (tmp_path / "drill.conf").write_text("[options]\nhttp_port = 8123\n")
    environment = {name: value for name, value in os.environ.items() if name not in ("ODOO_RC", "CRM_PORT")}
    told = subprocess.run(
        [sys.executable, ROOT / "scripts/screenshots.py", "--help"], capture_output=True, text=True, check=True,
        env={**environment, "CRM_LOCAL": str(tmp_path), "CRM_DB": "drill", "COLUMNS": "300"}).stdout
    assert "http://127.0.0.1:8123" in told
    assert "users-drill.txt" in told


def test_where_no_crm_answers_it_says_what_to_do():
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(Failed, match="make run") as told:
            screenshots.check_answers(base)
    assert base in str(told.value)
    assert "--base" in str(told.value)
