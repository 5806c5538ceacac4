"""kill -9 at random moments: nothing lost, nothing twice. `make drill` does the same hundreds of times."""
import time

import kills
from crmsetup.testbed import Testbed
from kills import deeds, seeded

LATE = 1.5  # seconds after which the other side does a late deed (addons/test_crm_chaos/tools/other_side.py)


def check_intents(bed: Testbed, database, folder, count):
    """After all is at rest: each deed once, and where nobody can know, a person's queue and never twice."""
    time.sleep(LATE + 2)  # what is still on its way lands, and would be seen as a double
    found, done = kills.states(bed, database), deeds(folder)
    for kind in ("chaos.keyed", "chaos.asked"):
        assert set(found[kind]) == {"done"}, {s: len(k) for s, k in found[kind].items()}
        assert len(found[kind]["done"]) == count
        for key in found[kind]["done"]:
            assert done.get(key) == 1, f"{key} was done {done.get(key, 0)} times"
    blind = found["chaos.blind"]
    assert set(blind) <= {"done", "unknown"}
    for key in blind.get("done", []):
        assert done.get(key) == 1, key
    for key in blind.get("unknown", []):
        assert done.get(key, 0) <= 1, key
    return {kind: {state: len(keys) for state, keys in by.items()} for kind, by in found.items()}


def intents_survive(bed, database, folder, count, number_of_kills, rng):
    kills.make_intents(bed, database, folder, count)
    code = kills.INTENT_WORKER.format(seconds=600)
    hits = kills.kill_workers(bed, database, code, number_of_kills, rng, at_once=2)
    kills.finish(bed, database, code, times=2)
    return hits, check_intents(bed, database, folder, count)


def batch_survives(bed, database, number_of_kills, rng, size):
    work, batch = kills.make_batch(bed, database, size=size)
    code = kills.BATCH_WORKER.format(batch=batch)
    hits = kills.kill_workers(bed, database, code, number_of_kills, rng)
    kills.finish(bed, database, code, times=1)
    assert kills.lines(bed, database, work) == list(range(size))
    assert bed.cluster.psql(database, f"select state from kit_batch where id = {batch}") == "done"
    return hits


def test_every_deed_happens_once_whatever_is_killed(bed, database, tmp_path):
    hits, _summary = intents_survive(bed, database, tmp_path, 150, 12, seeded("intents"))
    assert hits >= 8, "the workers ended before they could be killed: give them more to do"


def test_long_work_goes_on_where_it_was_cut_off(bed, database):
    hits = batch_survives(bed, database, 8, seeded("batch"), size=3000)
    assert hits >= 6


def test_the_server_itself_may_be_killed(bed, database):
    """With the real runner of background jobs, which finds the dead job and runs it again."""
    rng = seeded("server")
    work, _batch = kills.make_batch(bed, database, size=1500, chunk=5, pause=0.01)
    for _n in range(2):
        server = bed.server(database).start()
        time.sleep(1 + 3 * rng.random())
        server.kill()
    with bed.server(database):
        limit = time.time() + 90
        while len(kills.lines(bed, database, work)) < 1500 and time.time() < limit:
            time.sleep(0.5)
    assert kills.lines(bed, database, work) == list(range(1500))
