#!/usr/bin/env python3
"""make bench: every workload of benchmarks/ at 10 k, 100 k and 1 M, with ratios within one run.

    python3 scripts/bench.py [people_pages] ...     only these workloads
    SIZES=10000,100000 make bench                   only these sizes

A workload is a module of benchmarks/ with `SIZES` and `measure(bed, size)`, which gives a list of rows (dicts). The
figures are printed and written to docs/results/bench-<date>.json, which is committed. Compare ratios, not times: the
plain ORM and the bare PostgreSQL statement were measured in the same run, on the same machine.
"""
import importlib
import os
import sys
import time

from crmsetup import results
from crmsetup.common import ROOT, Failed, lock, say
from crmsetup.testbed import Testbed

sys.path.insert(0, str(ROOT / "benchmarks"))


def workloads():
    modules = (importlib.import_module(p.stem) for p in sorted((ROOT / "benchmarks").glob("*.py")))
    return {m.__name__: m for m in modules if hasattr(m, "measure")}


def main(argv):
    known = workloads()
    if unknown := set(argv) - set(known):
        sys.exit(f"bench: there is no {', '.join(unknown)}; known: {', '.join(known)}")
    sizes = [int(n) for n in (os.environ.get("SIZES") or "").replace(",", " ").split()]
    with lock():
        bed = Testbed().prepare(with_browser=False)
    for name in argv or known:
        print(f"\n{name}: {known[name].__doc__.splitlines()[0]}")
        for size in known[name].SIZES:
            if sizes and size not in sizes:
                continue
            started, conditions = time.time(), results.conditions()
            rows = known[name].measure(bed, size)
            say(f"{name} at {size:,} in {time.time() - started:.0f} s")
            for row in rows:
                print(f"  {size:>9,}  " + "  ".join(f"{k}: {v}" for k, v in row.items()), flush=True)
            results.write_size(name, size, rows, conditions)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failed as e:
        sys.exit(f"[setup] FAILED: {e}")
