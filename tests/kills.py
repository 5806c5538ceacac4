"""Processes killed at random moments (kill -9), and what must be true afterwards.

Used with 20 kills by `make test` and with hundreds by `make drill`. Everything random comes from the seed that is
printed, so that a finding can be run again.
"""
import collections
import contextlib
import json
import os
import pathlib
import random
import signal
import subprocess
import time

from crmsetup.common import VENV, tool_env

# What a worker process does: take whatever is open, as queue_job would have it do, until nothing is.
INTENT_WORKER = """
import random
import time
Intent = env['kit.intent']
end = time.time() + {seconds}
while time.time() < end:
    open_ = Intent.search([('kind', '=like', 'chaos.%'), ('state', 'in', ('waiting', 'attempting'))])
    if not open_:
        break
    ids = open_.ids
    random.shuffle(ids)
    for i in ids:
        try:
            Intent.browse(i)._job_attempt()
            env.cr.commit()
        except Exception as e:  # a race lost to the other worker: it has done it
            env.cr.rollback()
        env.invalidate_all()
    time.sleep(0.1)
"""
BATCH_WORKER = """
from odoo.exceptions import UserError
try:
    env['kit.batch'].browse({batch})._run_now()
except UserError:
    env.cr.rollback()
"""


def start(command):
    """A command line of its own process group, its output kept until it ends."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            env=tool_env(), start_new_session=True, text=True)


def spawn(bed, database, code):
    """A worker process of its own, which may be killed like a machine that loses power."""
    p = subprocess.Popen([str(VENV / "bin/odoo"), "shell", *bed.options(), "-d", database, "--no-http", "--log-level",
                          "critical"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                         env=tool_env(), start_new_session=True, text=True)
    p.stdin.write(code)
    p.stdin.close()
    return p


def kill(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def kill_workers(bed, database, code, kills, rng, at_once=1, longest=1.5, boot=1.0):
    """Start workers and kill them at a random moment of their work, `kills` times in all; number of kills that hit."""
    hits = 0
    while hits < kills:
        workers = [spawn(bed, database, code) for _n in range(min(at_once, kills - hits))]
        time.sleep(boot + rng.random() * longest)
        alive = [w for w in workers if w.poll() is None]
        for worker in workers:
            kill(worker)
        hits += len(alive)
        if not alive:
            break  # nothing was left to do
    return hits


def finish(bed, database, code, times=1, limit=900):
    """Workers that nobody kills, one after another, each until it finds nothing more to do."""
    for _n in range(times):
        worker = spawn(bed, database, code)
        try:
            worker.wait(limit)
        finally:
            kill(worker)


def make_intents(bed, database, folder, count):
    bed.shell(database, f"""
for kind in ('chaos.keyed', 'chaos.asked', 'chaos.blind'):
    for n in range({count}):
        env['kit.intent']._once(f'{{kind}}-{{n}}', kind, {{'payload': {{'folder': {str(folder)!r}}}}})
env.cr.commit()
""")


def deeds(folder):
    """{key: times it was done}, counted from the log of the other side."""
    return collections.Counter((pathlib.Path(folder) / "deeds.log").read_text().splitlines())


def states(bed, database):
    """{kind: {state: [keys]}} of the chaos intents."""
    text = bed.shell(database, """
import json
found = {}
for i in env['kit.intent'].search([('kind', '=like', 'chaos.%')]):
    found.setdefault(i.kind, {}).setdefault(i.state, []).append(i.key)
print(json.dumps(found))
""")
    return json.loads(text.splitlines()[-1])


def make_batch(bed, database, size, chunk=5, pause=0.02):
    text = bed.shell(database, f"""
work = env['test.chaos'].create({{'name': 'Chaos', 'size': {size}, 'chunk': {chunk}, 'pause': {pause}}})
batch = env['kit.batch']._start('Chaos', work, '_work', total={size})
env.cr.commit()
print(work.id, batch.id)
""")
    work, batch = text.split()[-2:]
    return int(work), int(batch)


def lines(bed, database, work):
    """Numbers of the lines that the long work made, in order."""
    text = bed.cluster.psql(database, f"select number from test_chaos_line where chaos_id = {work} order by number")
    return [int(n) for n in text.split()]


def seeded(name):
    """A random source for a test, its seed printed: pytest shows it where the test fails."""
    seed = os.environ.get("SEED") or str(random.SystemRandom().randrange(10**6))
    print(f"{name}: SEED={seed}")
    return random.Random(f"{seed}/{name}")
