#!/usr/bin/env python3
"""How right the search for duplicates is, on public files and on made-up ones, and how long it takes.

    python3 scripts/match_bars.py             the public files beside the checkout (../shared, or SHARED=folder)
    python3 scripts/match_bars.py 100000      besides: so many rows of the peer's maker, seed 7 (100000, 1000000)

One configuration for all; no column that is an id is read but to judge the answer. Exit status 1 when a bar is missed.
"""
import csv
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "addons/crm_constituents"))
sys.path.insert(0, str(ROOT / "scripts"))
from crmsetup.common import VENV  # noqa: E402

SHARED = pathlib.Path(os.environ.get("SHARED") or ROOT.parent / "shared")
MOST_SECONDS = {100_000: 15, 1_000_000: 60}


def of_file(path, truth, pattern="", **fields):
    """`(records, fields, truth, sources)` of a public file; columns as the command recognises them."""
    import re

    from tools.match_columns import map_columns
    from tools.match_command import _read
    header, rows = _read(str(SHARED / "data" / path))
    mapping = map_columns(header, fields)
    indexes = [header.index(column) for column in mapping]
    who = [column.strip() for column in header].index(truth)
    told = [re.search(pattern or ".*", cells[who].strip()).group() for _line, cells in rows]
    return [tuple(cells[i].strip() for i in indexes) for _line, cells in rows], list(mapping.values()), told, None


def of_organisations(states=("me", "nh", "vt")):
    records, truth, sources = [], [], []
    columns = {"NAME": "name", "STREET": "street", "CITY": "city", "STATE": "state", "ZIP": "zip"}
    for state in states:
        for year in ("2020", "2026"):
            with open(SHARED / f"data/irs_eo_bmf/eo_{state}_{year}.csv", encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(stream):
                    if row["AFFILIATION"].lstrip("0") == "3":  # independent ones
                        records.append((year, *(row[column].strip() for column in columns)))
                        truth.append(row["EIN"])
                        sources.append(year)
    return records, ["source", *columns.values()], truth, sources


def of_peer(rows, seed=7):
    """Rows of the maker that the peer was measured with; who is one follows from its list of duplicates."""
    with tempfile.TemporaryDirectory() as folder:
        maker = SHARED / "reference/peer/gen.py"
        command = [sys.executable, str(maker), "--n", str(rows), "--seed", str(seed), "--out", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with open(f"{folder}/truth.csv", encoding="utf-8", newline="") as stream:
            first = {row["dup_ext"]: row["orig_ext"] for row in csv.DictReader(stream)}
        with open(f"{folder}/contacts.csv", encoding="utf-8", newline="") as stream:
            people = list(csv.DictReader(stream))
    columns = {"first_name": "first_name", "last_name": "last_name", "email": "email", "phone": "phone",
               "street": "street", "city": "city", "postal_code": "zip", "birth_date": "birthdate"}
    truth = []
    for row in people:
        one = row["ext_id"]
        while one in first:
            one = first[one]
        truth.append(one)
    return [tuple(row[column] for column in columns) for row in people], list(columns.values()), truth, None


def judge(name, made, kind="individual", linked=False, f1=0, precision=0, recall=0, seconds=0):
    from tools.match_find import find_duplicates
    from tools.match_measure import measure
    records, fields, truth, sources = made
    started, cpu = time.monotonic(), time.process_time()
    found = find_duplicates(records, fields, kind, linked)
    took, cpu = time.monotonic() - started, time.process_time() - cpu
    result = measure(found.groups, truth, sources if linked else None)
    held = (result.f1 >= f1 and result.precision >= precision and result.recall >= recall
            and (not seconds or took < seconds))
    bars = ", ".join(f"{word} {bar:g}" for word, bar in (
        ("F1", f1), ("precision", precision), ("recall", recall), ("seconds", seconds)) if bar)
    print(f"{'held  ' if held else 'MISSED'}  {name:44} precision {result.precision:.4f}  recall {result.recall:.4f}"
          f"  F1 {result.f1:.4f}  {took:6.1f} s ({cpu:.0f} s of CPU, {len(records)} rows)  bar: {bars}", flush=True)
    return held


def main(sizes):
    if not SHARED.is_dir():
        sys.exit(f"there is no {SHARED}: name the folder of the public files by SHARED=")
    held = [
        judge("febrl 1", of_file("febrl/dataset1.csv", "rec_id", r"^rec-\d+"), f1=.985),
        judge("febrl 2", of_file("febrl/dataset2.csv", "rec_id", r"^rec-\d+"), f1=.985),
        judge("fake 1000", of_file("splink_fake1000/fake_1000.csv", "cluster"), f1=.90),
        judge("historical figures, half", of_file(
            "splink_historical50k/historical_figures_half.csv.gz", "cluster"), f1=.78),
        judge("RLdata500", of_file("rldata/RLdata500.csv", "ent_id"), f1=.95),
        judge("organisations, across two years", of_organisations(), "organisation", linked=True, f1=.975),
        judge("organisations, two years as one list", of_organisations(), "organisation", f1=.975),
    ]
    held += [judge(f"made-up people, {size:,} rows", of_peer(size), precision=.98, recall=.95,
                   seconds=MOST_SECONDS.get(size, 0)) for size in sizes]
    return 0 if all(held) else 1


if __name__ == "__main__":
    python = VENV / "bin/python"
    if python.exists() and pathlib.Path(sys.prefix) != VENV.resolve() and not os.environ.get("MATCH_BARS"):
        os.environ["MATCH_BARS"] = "1"
        os.execv(str(python), [str(python), *sys.argv])
    sys.exit(main([int(size) for size in sys.argv[1:]]))
