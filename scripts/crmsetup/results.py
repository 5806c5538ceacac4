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
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{kind}-{found['conditions']['date']}.json"
    content = json.loads(path.read_text()) if path.exists() else {}
    content[name] = found
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    say(f"written: {path.relative_to(ROOT)}")
