"""`bin/crm import` from outside: exit codes, twice the same, killed in the middle, fed with rubbish."""
import imports
import kills
from imports import bring_in, last_run
from kills import seeded


def check_sound(code, output):
    """An import ends by its own decision and in words, whatever the file was."""
    assert code in (0, 1, 3), output[-2000:]
    assert "Traceback" not in output, output[-3000:]


def fuzz(bed, database, folder, rng, files, rows=200):
    """Import so many mangled files; every row of each comes out exactly once. Counts of how they ended."""
    ends = {}
    path = folder / "clean.csv"
    imports.clean_file(path, rows)
    content = path.read_bytes()
    for n in range(files):
        mangled = folder / f"mangled{n}.csv"
        mangled.write_bytes(imports.mutated(content, rng, rng.choice((1, 3, 10, 60))))
        code, output = bring_in(bed, database, mangled, "--profile", "people", "--system", f"fuzz{n}")
        check_sound(code, output)
        if code != 1:
            counts, _lines = last_run(bed, database)
            total = counts.pop("row_count")
            assert sum(counts.values()) == total, (mangled.name, counts, total)
        ends[code] = ends.get(code, 0) + 1
    return ends


def kill_import(bed, database, folder, rng, rows, times):
    """Kill an import again and again, give the same command again: each person is there once."""
    path = folder / f"people{rows}.csv"
    imports.clean_file(path, rows, name="Kamala")
    command = bed.command(database, "import", path, "--profile", "people", "--system", f"kills{rows}")
    hits = 0
    for _n in range(times):
        process = kills.start(command)
        try:
            process.communicate(timeout=1.2 + 2.5 * rng.random())
        except kills.subprocess.TimeoutExpired:
            kills.kill(process)
            hits += 1
    output = kills.start(command).communicate(timeout=900)[0]
    check_sound(0, output)
    found = bed.cluster.psql(database, "select count(*), count(distinct x.value), count(distinct x.partner_id) from "
                             f"constituent_external_id x where x.system = 'kills{rows}'")
    assert found == f"{rows}|{rows}|{rows}", (found, output[-800:])
    people = bed.cluster.psql(database, "select count(*) from res_partner where email like 'kamala.%'")
    assert int(people) == rows, people
    return hits


def test_broken_rows_are_explained_and_the_rest_goes_in(bed, database, tmp_path):
    content, marks = imports.make_broken(rows=2_000, broken=200, seed=19)
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    code, output = bring_in(bed, database, path, "--profile", "people", "--system", "broken")
    assert code == 3, output
    counts, lines = last_run(bed, database)
    assert counts["created_count"] == 1_800 and counts["refused_count"] + counts["skipped_count"] == 200, counts
    assert lines == set(marks)
    told = (tmp_path / "broken.csv.refused.csv").read_text(encoding="utf-8-sig")
    assert len(told.splitlines()) >= 200


def test_the_same_file_again_changes_nothing(bed, database, tmp_path):
    path = tmp_path / "again.csv"
    imports.clean_file(path, 300, name="Again")
    words = ("--profile", "people", "--system", "again")
    assert bring_in(bed, database, path, *words, "--dry-run")[0] == 0
    assert bed.cluster.psql(database, "select count(*) from res_partner where email like 'again.%'") == "0"
    assert bring_in(bed, database, path, *words)[0] == 0
    assert last_run(bed, database)[0]["created_count"] == 300
    path.write_text(path.read_text() + "\n")  # else it would be known as the very same file
    code, output = bring_in(bed, database, path, *words)
    counts, _lines = last_run(bed, database)
    assert code in (0, 3) and counts["created_count"] == counts["updated_count"] == 0, output
    assert counts["unchanged_count"] == 300


def test_mangled_files_are_read_as_far_as_they_are_sound(bed, database, tmp_path):
    fuzz(bed, database, tmp_path, seeded("fuzz"), files=6)


def test_an_import_that_is_killed_goes_on_where_it_was(bed, database, tmp_path):
    kill_import(bed, database, tmp_path, seeded("import"), rows=10_000, times=4)


def test_a_command_follows_another_that_is_at_the_same_import(bed, database, tmp_path):
    path, refused = tmp_path / "both.csv", tmp_path / "both.csv.refused.csv"
    imports.clean_file(path, 20_000, name="Both")
    with open(path, "a", encoding="utf-8") as f:
        f.write("P9999999,Nobody,Nowhere,no address,Whitby\n")
    command = bed.command(database, "import", path, "--profile", "people", "--system", "both")
    first = kills.start(command)
    try:
        shown = next(line for line in first.stdout if " a second" in line)  # it has begun
        second = kills.start(command)
        ends = [(process.communicate(timeout=300)[0], process.returncode) for process in (second, first)]
    finally:
        for process in (first, second):
            kills.kill(process)
    for output, code in ends:
        check_sound(code, output)
        assert code == 3 and "created 20000, changed 0, unchanged 0, refused 1" in output, (shown, output[-2000:])
    assert refused.exists()
    assert "goes on from there" in ends[0][0]
    found = bed.cluster.psql(database, "select count(*), count(distinct partner_id) from constituent_external_id "
                             "where system = 'both'")
    assert found == "20000|20000", found


def test_what_is_no_table_is_refused_in_words(bed, database, tmp_path):
    for name, content in [
        ("empty.csv", b""), ("header.csv", b"Id,First name,Last name\n"), ("a.pdf.csv", b"%PDF-1.7\n%\xe2"),
        ("broken.xlsx", b"PK\x03\x04 nothing more"), ("nul.csv", b"\x00" * 5000),
    ]:
        path = tmp_path / name
        path.write_bytes(content)
        code, output = bring_in(bed, database, path, "--profile", "people")
        check_sound(code, output)
        assert bed.cluster.psql(database, "select 1") == "1"
        assert code == 1 or last_run(bed, database)[0]["created_count"] == 0, (name, output)
