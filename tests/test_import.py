"""The import from outside: beside an addon that it does not know, and from the command line."""
import csv
import re
import subprocess

import pytest
from crmsetup.common import ADDONS, ROOT, VENV, tool_env
from crmsetup.testbed import LOGS, log_faults

STRANGERS = ROOT / "tests" / "addons"


@pytest.fixture(scope="module")
def place(bed):
    with bed.database("p_import_cli") as database:
        yield database


def command(bed, database, *args):
    return subprocess.run(program(bed, database, *args), capture_output=True, text=True, env=tool_env(), timeout=300)


def program(bed, database, *args):
    data = bed.options()[bed.options().index("--data-dir") + 1]
    return [VENV / "bin/odoo", f"--addons-path={ADDONS}", "crm_import", "-d", database, *map(str, args),
            "--data-dir", data, "--db_host", bed.cluster.host, "-r", bed.cluster.user, "--log-level", "warn"]


def test_the_kernel_notices_an_addon_that_it_does_not_know(bed):
    log = LOGS / "import-extra.log"
    log.unlink(missing_ok=True)
    with bed.database("p_import_extra", bed.base) as database:
        code = bed.odoo(
            log, "-d", database, "--addons-path", f"{ADDONS},{STRANGERS}", "-i", "test_crm_import_extra", "--no-http",
            "--test-tags", "/test_crm_import_extra", "--stop-after-init")
    text = log.read_text(errors="replace")
    assert not code and not log_faults(text), log_faults(text)[:5]
    assert int(re.findall(r"0 failed, 0 error\(s\) of (\d+) tests", text)[-1]) >= 7


def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([["Id", "First name", "Last name", "E-mail"], *rows])
    return path


def test_a_file_comes_in_from_the_command_line_and_its_refused_rows_go_out(bed, place, tmp_path):
    people = write(tmp_path / "people.csv", [[n, "Zoë", f"Nguyễn {n}", f"zoe{n}@example.org"] for n in range(50)])
    tried = command(bed, place, people, "--profile", "people", "--dry-run")
    assert tried.returncode == 0, tried.stderr
    assert "would be created 50" in tried.stdout and "reconciled" in tried.stdout
    first = command(bed, place, people, "--profile", "people")
    assert first.returncode == 0 and "created 50, changed 0" in first.stdout, first.stdout + first.stderr
    rows = [[1, "Zoë", "Nguyễn 1", "zoe1@example.org"], [51, "Bo", "Li", "no address"]]
    broken = write(tmp_path / "broken.csv", rows)
    second = command(bed, place, broken, "--profile", "people")
    assert second.returncode == 3 and "unchanged 1, refused 1" in second.stdout, second.stdout + second.stderr
    with open(f"{broken}.refused.csv", encoding="utf-8-sig") as out:
        rows = list(csv.reader(out))
    assert rows[1][:2] == ["51", "Bo"] and "no e-mail address" in rows[1][-1]


def test_what_cannot_be_imported_fails_with_the_reason(bed, place, tmp_path):
    (tmp_path / "x.csv").write_bytes(b"%PDF-1.7")
    failed = command(bed, place, tmp_path / "x.csv")
    assert failed.returncode == 1 and "PDF" in failed.stderr
    unknown = command(bed, place, write(tmp_path / "y.csv", []), "--profile", "nobody")
    assert unknown.returncode == 1 and "no profile" in unknown.stderr


def test_an_import_that_was_killed_goes_on_where_it_stopped(bed, place, tmp_path):
    people = write(tmp_path / "many.csv", [[f"K{n}", "Þór", f"Jónsson {n}", ""] for n in range(30_000)])
    words = program(bed, place, people, "--system", "killed")
    running = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=tool_env())
    for line in running.stdout:
        if "rows," in line and "a second" in line:
            running.kill()
            break
    running.wait()
    again = command(bed, place, people, "--system", "killed")
    assert again.returncode == 0 and "created 30000, changed 0" in again.stdout, again.stdout + again.stderr
    assert bed.cluster.psql(place, "SELECT count(*), count(DISTINCT value), count(DISTINCT partner_id) "
                            "FROM constituent_external_id WHERE system = 'killed'").split() == ["30000|30000|30000"]
