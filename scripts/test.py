#!/usr/bin/env python3
"""make test: all tests of addons/ and tests/, in parallel on clones of one prepared database.

Narrowed by ADDONS=crm_kit,crm_demo (the name `tests` stands for the top-level tests) or by TAGS, which Odoo's
--test-tags understands (TAGS=/crm_kit:TestKitIntent). The last line is `N passed, N failed`. Counted as failed too: an
addon whose tests did not run, an installation that says WARNING or ERROR, and every such line that no test expected.
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET

from crmsetup.common import LOCAL, ROOT, VENV, Failed, lock, say, tool_env
from crmsetup.instance import our_addons
from crmsetup.testbed import LOGS, Testbed, free_port, log_faults

JOBS = int(os.environ.get("CRM_TEST_JOBS") or max(1, min(4, os.cpu_count() or 1)))
TIMES = LOCAL / "test-times.json"
# Odoo's own report of failed tests, counted by its summary
OWN = re.compile(r" odoo\.(addons\.\S+\.tests\.\S+: (FAIL|ERROR): |tests\.(result|stats)\b|service\.server: \d+ )")


class Result:
    """Outcome of one job: counts, and what a person must read about its failures."""

    def __init__(self, name):
        self.name, self.passed, self.failed, self.skipped, self.notes = name, 0, 0, 0, []
        self.started = time.time()

    def fail(self, *notes):
        self.failed += 1
        self.notes += notes

    def line(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        seconds = time.time() - self.started
        return f"  {self.name}: {self.passed} passed, {self.failed} failed{skipped} in {seconds:.0f} s"


def test_addon(bed, addon, tags):
    """The tests of an installed addon, on a clone of the full template."""
    result, log = Result(addon), LOGS / f"test-{addon}.log"
    log.unlink(missing_ok=True)
    with bed.database(f"t_{addon}") as database:
        code = bed.odoo(log, "-d", database, "--http-port", free_port(), "--test-tags", tags or f"/{addon}",
                        "--stop-after-init", "--screenshots", LOCAL / "screenshots")
    text = log.read_text(errors="replace")
    read_log(result, text, code, log)
    if not result.passed + result.failed + result.skipped and not tags:
        result.fail(f"{addon}: no test ran. Has it tests, tagged post_install, that its tests/__init__.py imports?")
    return result


def read_log(result, text, code, log):
    summary = re.findall(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", text)
    skipped = len(re.findall(r" odoo\.addons\.\S+: skipped \S+ : ", text))  # Odoo counts them as run
    failed, errors, count = map(int, summary[-1]) if summary else (0, 0, 0)
    result.failed += failed + errors
    result.passed += count - failed - errors - skipped
    result.skipped += skipped
    for line in re.findall(r": (?:FAIL|ERROR): (.+)", text):
        result.notes.append(f"{line}   ({log})")
    if failed + errors:
        result.notes += failure_texts(text)
    if not summary or (code and not result.failed):
        result.fail(f"Odoo came to no end (exit {code}); see {log}", *text.splitlines()[-12:])
    unexpected = [line for line in log_faults(text) if not OWN.search(line)]
    for line in {line[24:].split(" ", 1)[-1]: line for line in unexpected}.values():  # each thing said is told once
        result.fail(f"not expected by any test: {line[:400]}")


def failure_texts(text, limit=60):
    """The tracebacks of failed tests, as Odoo logged them."""
    lines, keep = [], False
    for line in text.splitlines():
        if line[:2] == "20" and re.match(r"\d{4}-\d\d-\d\d ", line):
            keep = bool(re.search(r": (FAIL|ERROR): |Traceback", line))
        if keep:
            lines.append("    " + line[:300])
    return lines[:limit * 4]


def test_alone(bed, addon):
    """The addon installs alone on a database without our other addons, and its log is clean."""
    result, log = Result(f"{addon} alone"), LOGS / f"alone-{addon}.log"
    log.unlink(missing_ok=True)
    with bed.database(f"a_{addon}", bed.base) as database:
        code = bed.odoo(log, "-d", database, "-i", addon, "--stop-after-init", "--no-http")
    faults = log_faults(log.read_text(errors="replace"))
    if code or faults:
        result.fail(f"installing {addon} alone: exit {code}; see {log}", *faults[:10])
    else:
        result.passed += 1
    return result


def test_top(bed, paths):
    """The top-level tests: installs, races, kills, attacks, journeys over HTTP."""
    result, report = Result("tests"), LOCAL / "pytest.xml"
    report.unlink(missing_ok=True)
    p = subprocess.run([VENV / "bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}",
                        "--durations=8", *paths], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       env=dict(tool_env(), PYTHONPATH=f"{ROOT}/scripts"))
    (LOGS / "test-top.log").write_text(p.stdout)
    if report.exists():
        suite = ET.parse(report).getroot()[0].attrib
        result.failed = int(suite["failures"]) + int(suite["errors"])
        result.skipped = int(suite["skipped"])
        result.passed = int(suite["tests"]) - result.failed - result.skipped
    if result.failed or p.returncode or not result.passed:
        result.notes.append(p.stdout[-12000:])
        result.failed = result.failed or 1
    return result


def plan(bed, only, tags):
    """[(name, function, args)]: what is to be run, the longest of last time first."""
    names = our_addons(tests=True)
    wanted = [n for n in names if (not only or n in only) and (not tags or re.search(rf"/{n}\b", tags))]
    jobs = [(n, test_addon, (bed, n, tags)) for n in wanted]
    if not tags:
        jobs += [(f"{n} alone", test_alone, (bed, n)) for n in wanted if not n.startswith("test_")]
        if (not only or "tests" in only) and list((ROOT / "tests").glob("test_*.py")):
            jobs += [("tests", test_top, (bed, ["tests"]))]
    times = json.loads(TIMES.read_text()) if TIMES.exists() else {}
    return sorted(jobs, key=lambda job: -times.get(job[0], 1000 if job[0] == "tests" else 100)), times


def template_log(bed):
    """Installing everything in one database must not warn either."""
    result = Result("all addons together")
    log = LOGS / "crm_full.log"
    faults = log_faults(log.read_text(errors="replace")) if log.exists() else []
    if faults:
        result.fail(f"installing all addons: {log}", *faults[:10])
    else:
        result.passed += 1
    return result


def main():
    started = time.time()
    only = [n for n in re.split(r"[,\s]+", os.environ.get("ADDONS") or "") if n]
    tags = os.environ.get("TAGS") or ""
    with lock():
        bed = Testbed().prepare()
    jobs, times = plan(bed, only, tags)
    say(f"everything is prepared ({time.time() - started:.0f} s); {len(jobs)} jobs, {JOBS} at a time")
    results = [] if tags else [template_log(bed)]
    for result in results:
        print(result.line(), flush=True)
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        running = {pool.submit(function, *args): name for name, function, args in jobs}
        for future in concurrent.futures.as_completed(running):
            try:
                result = future.result()
            except Exception as e:  # one job's trouble must not hide the others' results
                result = Result(running[future])
                result.fail(f"{type(e).__name__}: {e}")
            results.append(result)
            times[result.name] = round(time.time() - result.started)
            print(result.line(), flush=True)
    TIMES.write_text(json.dumps(times))
    for result in results:
        if result.failed:
            print(f"\n--- {result.name}", *result.notes, sep="\n")
    passed, failed, skipped = (sum(getattr(r, k) for r in results) for k in ("passed", "failed", "skipped"))
    if not jobs:
        failed += 1
        print(f"nothing to test: ADDONS={','.join(only)} TAGS={tags} name none of", ", ".join(our_addons(tests=True)))
    elif not passed + failed + skipped:
        failed += 1
        print(f"no test of {', '.join(j[0] for j in jobs)} has the tags {tags}")
    print(f"\nin {time.time() - started:.0f} s" + (f"; {skipped} skipped" if skipped else ""))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as e:
        print(f"[setup] FAILED: {e}\n0 passed, 1 failed")
        sys.exit(1)
