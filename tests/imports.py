"""Files brought in by `bin/crm import`, seen from outside; used by the tests and, at length, by `make drill`."""
import subprocess
import sys

from crmsetup.common import ROOT, tool_env

# Makes the broken files; it stands with the addon's own tests and needs nothing of Odoo.
sys.path.insert(0, str(ROOT / "addons/crm_constituents/tests"))
from broken_file import make_broken

__all__ = ["make_broken"]
COUNTS = ("created_count", "updated_count", "unchanged_count", "refused_count", "skipped_count", "row_count")


def clean_file(path, rows, name="Amina"):
    """A flawless file of so many people, like nobody of another `name`; its ids are P0000000 and so on."""
    with open(path, "w", encoding="utf-8") as f:
        f.write("Id,First name,Last name,E-mail,City\n")
        for n in range(rows):
            f.write(f"P{n:07d},{name} {n},Ødegård,{name.lower()}.{n}@example.org,Whitby\n")


def bring_in(bed, database, path, *args):
    """(exit code, output) of `bin/crm import`."""
    p = subprocess.run(bed.command(database, "import", path, *args), stdin=subprocess.DEVNULL, text=True,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=tool_env(), timeout=600)
    return p.returncode, p.stdout


def last_run(bed, database):
    """Counts of the newest import, and the lines that it did not take."""
    row = bed.cluster.psql(
        database, f"select id, {', '.join(COUNTS)} from constituent_import_run order by id desc limit 1")
    run, *counts = (int(n or 0) for n in row.split("|"))
    lines = bed.cluster.psql(database, f"select line from constituent_import_row where run_id = {run} "
                                       "and state in ('refused', 'skipped')")
    return dict(zip(COUNTS, counts, strict=True)), set(map(int, lines.split()))


def mutated(content, rng, changes):
    """Bytes of a file with some of them flipped, doubled, cut out, or swapped for what breaks readers."""
    data = bytearray(content)
    evil = [b'"', b"\x00", b"\r", b"\n", b",", b"\xff\xfe", b"\xef\xbb\xbf", b"\x80", b"=1+1", b'""', b"\\",
            "😀".encode()]
    for _n in range(changes):
        at = rng.randrange(len(data))
        kind = rng.randrange(4)
        if kind == 0:
            data[at] = rng.randrange(256)
        elif kind == 1:
            del data[at:at + rng.randrange(1, 40)]
        elif kind == 2:
            data[at:at] = data[at:at + rng.randrange(1, 80)]
        else:
            data[at:at] = rng.choice(evil)
    return bytes(data)
