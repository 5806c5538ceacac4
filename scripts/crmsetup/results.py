"""Dated result files of `make drill` and `make bench`, which are committed."""
import datetime
import json
import os
import platform
import subprocess

from .common import ROOT, say

FOLDER = ROOT / "docs/results"


def conditions():
    """What a reader must know to compare two results."""
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    return {"date": datetime.date.today().isoformat(), "commit": commit.stdout.strip(), "cores": os.cpu_count(),
            "python": platform.python_version(), "load at start": round(os.getloadavg()[0], 1)}


def write(kind, name, found):
    """Put what `name` found into `docs/results/<kind>-<date>.json`, beside what else was found that day.

    Written after each part, so that a run that is cut off keeps what it has.
    """
    content, path = _today(kind)
    _keep(path, {**content, name: found})


def write_size(name, size, rows, measured_under):
    """Put the rows of one size of a workload into the file of the day; the other sizes of that day stay, each with the
    conditions under which it was measured.
    """
    content, path = _today("bench")
    found = {"conditions": measured_under, "rows": rows}
    _keep(path, {**content, name: {**content.get(name, {}), str(size): found}})


def _today(kind):
    path = FOLDER / f"{kind}-{datetime.date.today().isoformat()}.json"
    return json.loads(path.read_text()) if path.exists() else {}, path


def _keep(path, content):
    FOLDER.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    say(f"written: {path.relative_to(ROOT)}")
