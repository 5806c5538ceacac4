#!/usr/bin/env python3
"""make drill: what takes too long for every push. Interrupted set-up, hundreds of kills, long fuzzing.

    python3 scripts/drill.py [setup] [kills] [imports] [merges]     (default: all)

SEED=n repeats a run. Ends with a line per drill and writes docs/results/drill-<date>.json, which is committed.
"""
import contextlib
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request
import xmlrpc.client

from crmsetup import results
from crmsetup.common import ROOT, Failed, lock, say
from crmsetup.testbed import Testbed, free_port

sys.path.insert(0, str(ROOT / "tests"))
SETUP_KILLS = 10
INTENTS, INTENT_KILLS = 1000, 200
BATCH_SIZE, BATCH_KILLS = 30000, 100
MERGES, MERGE_PEOPLE, MERGE_KILLS = 1000, 300, 15
IMPORT_KILLS, FUZZ_FILES, BROKEN_FILES = 25, 100, 15


# ------------------------------------------------------------------ set-up
class Checkout:
    """A clone of the committed tree in an empty folder, with nothing set up in it."""

    def __init__(self, folder):
        self.path, self.port = pathlib.Path(folder) / "crm", free_port()
        subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(self.path)], check=True)
        self.env = {k: v for k, v in os.environ.items() if k not in ("CRM_LOCAL", "PYTHONPATH", "ODOO_RC", "CRM_DB")}
        self.env["CRM_PORT"] = str(self.port)
        self.log = open(pathlib.Path(folder) / "make.log", "a")  # noqa: SIM115  closed with the folder

    def spawn(self, *words):
        return subprocess.Popen(words, cwd=self.path, env=self.env, stdout=self.log, stderr=self.log,
                                start_new_session=True)

    def make(self, target, limit=900):
        started = time.time()
        code = self.spawn("make", target).wait(limit)
        if code:
            raise Failed(f"make {target} ended with {code}: {pathlib.Path(self.log.name).read_text()[-1500:]}")
        return round(time.time() - started, 1)

    def check(self):
        """The login page answers, and the users that were printed can log in."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/web/login", timeout=60) as page:
            assert page.status == 200
        users = (self.path / ".local/users.txt").read_text().splitlines()
        common = xmlrpc.client.ServerProxy(f"http://127.0.0.1:{self.port}/xmlrpc/2/common")
        for line in users:
            login, password = line.split()[:2]
            assert common.authenticate("crm", login, password, {}), f"{login} may not log in"
        return len(users)


def drill_setup(bed, rng):
    """kill -9 at random moments of the first `make run`, then `make run`; then again, without network."""
    with tempfile.TemporaryDirectory(prefix="crm-drill-", dir="/var/tmp") as folder:
        os.chmod(folder, 0o755)
        checkout = Checkout(folder)
        try:
            moments = []
            for n in range(SETUP_KILLS):
                # the Python packages begin anew after each kill: one long try, so that later steps are hit too
                moment = rng.uniform(40, 80) if n == 2 else rng.uniform(0.2, 25)
                process = checkout.spawn("make", "run")
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(moment)
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                moments.append(round(moment, 1))
            seconds = checkout.make("run")
            users = checkout.check()
            checkout.make("stop")
            again = checkout.make("run")
            checkout.check()
            checkout.make("stop")
            offline = run_offline(checkout)
        finally:
            with contextlib.suppress(Failed, subprocess.TimeoutExpired):
                checkout.make("stop", limit=60)
            subprocess.run([str(checkout.path / "bin/crm"), "clean", "--yes"], env=checkout.env, check=False,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return {"kills after seconds": moments, "finished in seconds": seconds, "users that log in": users,
            "second start in seconds": again, "second start without network in seconds": offline}


def run_offline(checkout):
    """Seconds of a `make run` in a network of its own that has only a loopback; None where that may not be made."""
    if os.geteuid() or not shutil.which("unshare") or not shutil.which("ip"):
        return None
    started = time.time()
    look = f"import urllib.request as u; u.urlopen('http://127.0.0.1:{checkout.port}')"
    process = checkout.spawn(
        "unshare", "-n", "sh", "-c", f'ip link set lo up && make run && python3 -c "{look}" && make stop')
    if process.wait(300):
        raise Failed("make run does not start without network")
    return round(time.time() - started, 1)


# ------------------------------------------------------------------ kills
def drill_kills(bed, rng):
    """Workers of intents and of batches killed hundreds of times; counted on the other side."""
    import test_kills
    found = {}
    with bed.database("drill_kills") as database, tempfile.TemporaryDirectory() as folder:
        hits, states = test_kills.intents_survive(bed, database, folder, INTENTS, INTENT_KILLS, rng)
        found["intents"] = {"kills": hits, "deeds": 3 * INTENTS, "outcome": states}
        found["batch"] = {"kills": test_kills.batch_survives(bed, database, BATCH_KILLS, rng, BATCH_SIZE),
                          "pieces": BATCH_SIZE}
    return found


# ------------------------------------------------------------------ imports
def drill_imports(bed, rng):
    """Mangled files by the hundred, an import killed again and again, broken rows of many seeds."""
    import imports
    import test_imports
    found = {}
    with bed.database("drill_imports") as database, tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        found["import kills"] = test_imports.kill_import(bed, database, folder, rng, rows=50_000, times=IMPORT_KILLS)
        ends = test_imports.fuzz(bed, database, folder, rng, files=FUZZ_FILES)
        found["mangled files by exit code"] = {str(code): count for code, count in sorted(ends.items())}
    for n in range(BROKEN_FILES):
        # in a base of its own: people of an earlier file would be found to resemble those of this one
        with bed.database("drill_broken") as database, tempfile.TemporaryDirectory() as folder:
            seed, broken = rng.randrange(10**6), rng.randrange(50, 800)
            content, marks = imports.make_broken(rows=2_000, broken=broken, seed=seed)
            path = pathlib.Path(folder) / f"broken{n}.csv"
            path.write_bytes(content)
            code, output = imports.bring_in(bed, database, path, "--profile", "people", "--system", f"broken{n}")
            counts, lines = imports.last_run(bed, database)
            assert code == 3 and lines == set(marks), (seed, broken, counts, output[-500:])
    found["files with broken rows, each row explained"] = BROKEN_FILES
    return found


# ------------------------------------------------------------------ merges
def drill_merges(bed, rng):
    """1,000 merges over all models of all addons, undone in random order; merging killed again and again."""
    import merges
    seed = rng.randrange(10**6)
    with bed.database("drill_merges") as database:
        found = merges.fuzz(bed, database, MERGES, seed)
    assert found["merges"] == MERGES and not found["rows lost"] and not found["faults"], (seed, found["faults"][:5])
    del found["faults"]
    with bed.database("drill_merges") as database:
        found["kills while merging"] = merges.survive(bed, database, MERGE_PEOPLE, MERGE_KILLS, rng)
        found["pairs merged crosswise at once"] = 100
        one, two = merges.cross(bed, database, 100)
        assert all({a, b} == {"merged", "refused"} for a, b in zip(one, two, strict=True)), (one, two)
    return found


DRILLS = {"setup": drill_setup, "kills": drill_kills, "imports": drill_imports, "merges": drill_merges}


def main(argv):
    seed = os.environ.get("SEED") or str(random.SystemRandom().randrange(10**6))
    names = argv or list(DRILLS)
    if unknown := set(names) - set(DRILLS):
        sys.exit(f"drill: there is no {', '.join(unknown)}; known: {', '.join(DRILLS)}")
    say(f"SEED={seed}")
    with lock():
        bed = Testbed().prepare()
    failed = 0
    for name in names:
        started, conditions = time.time(), results.conditions()
        try:
            outcome = DRILLS[name](bed, random.Random(f"{seed}/{name}"))
            outcome = {"passed": True, "seconds": round(time.time() - started), **outcome}
        except Exception as e:  # the other drills go on
            traceback.print_exc()
            failed += 1
            outcome = {"passed": False, "seconds": round(time.time() - started), "reason": re.sub(
                r"/\S*/(?=crm/)", "", str(e))[-1500:]}
        print(f"  {name}: {outcome}", flush=True)
        results.write("drill", name, {"conditions": conditions, "seed": seed, **outcome})
    print(f"{len(names) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failed as e:
        sys.exit(f"[setup] FAILED: {e}")
