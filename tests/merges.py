"""Merges seen from outside of their transactions: two at once, one that is killed, hundreds that are undone."""
import json
import os
import signal
import subprocess
import time

from crmsetup.common import VENV, tool_env

PEOPLE = """
env = env(context=dict(env.context, tracking_disable=True))
people = env['res.partner'].create([
    {{'constituent_type': 'individual', 'name': f'Person {{n}}'}} for n in range({count})])
env['constituent.interaction'].create([
    {{'subject': 'Call', 'partner_ids': [(6, 0, person.ids)]}} for person in people for _n in range(20)])
env.cr.commit()
print(*people.ids)
"""
# Whoever loses a race begins again, as every call from outside does.
MERGING = """
from odoo.exceptions import UserError
from odoo.service.model import retrying
print('begin', flush=True)
outcomes = []
for pairs in {rounds}:
    try:
        retrying(lambda: env['constituent.merge']._merge(pairs), env)
        outcomes.append('merged')
    except UserError as e:
        env.cr.rollback()
        outcomes.append('refused' if 'merged already' in str(e) else str(e))
print(*outcomes, flush=True)
"""
FUZZ = """
import json
from odoo.addons.test_crm_suite.checks import merge_fuzz
found = merge_fuzz.run(env, {merges}, {seed})
env.cr.rollback()
print(json.dumps(found))
"""


def make_people(bed, database, count):
    """Ids of people with twenty contacts each."""
    return [int(id_) for id_ in bed.shell(database, PEOPLE.format(count=count)).split()]


def start(bed, database, rounds):
    """A process that carries out these merges, each in a transaction of its own."""
    process = subprocess.Popen(
        [VENV / "bin/odoo", "shell", *bed.options(), "-d", database, "--no-http", "--log-level", "critical"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=tool_env(),
        start_new_session=True)
    process.stdin.write(MERGING.format(rounds=rounds))
    process.stdin.close()
    process.stdin = None  # communicate() would flush it
    return process


def counts(bed, database):
    """(people merged away, merges, links to contacts, those that lead to somebody merged away, bare merges)."""
    return tuple(int(word) for word in bed.cluster.psql(database, """
        SELECT (SELECT count(*) FROM res_partner WHERE merged_into_id IS NOT NULL),
               (SELECT count(*) FROM constituent_merge WHERE state = 'done'),
               (SELECT count(*) FROM constituent_interaction_partner_rel),
               (SELECT count(*) FROM constituent_interaction_partner_rel r JOIN res_partner p ON p.id = r.partner_id
                 WHERE p.merged_into_id IS NOT NULL),
               (SELECT count(*) FROM constituent_merge m WHERE NOT EXISTS (
                   SELECT FROM constituent_merge_journal j WHERE j.merge_id = m.id))""").split("|"))


def cross(bed, database, pairs):
    """Two processes merge the same pairs at once, in opposite directions: the outcomes of both."""
    people = make_people(bed, database, 2 * pairs)
    couples = list(zip(people[::2], people[1::2], strict=True))
    processes = [start(bed, database, [{a: b} for a, b in couples]),
                 start(bed, database, [{b: a} for a, b in couples])]
    return [process.communicate()[0].split()[1:] for process in processes]


def survive(bed, database, people, kills, rng):
    """kill -9 while people are merged into one, until all are: how often it hit. Checked after each kill."""
    ids = make_people(bed, database, people)
    winner, rest, hits = ids[0], ids[1:], 0
    gone, _merges, links, _left, _bare = counts(bed, database)
    for n in range(kills + 1):
        done = set(bed.cluster.psql(
            database, f"SELECT loser_id FROM constituent_merge WHERE winner_id = {winner}").split())
        process = start(bed, database, [{id_: winner} for id_ in rest if str(id_) not in done])
        process.stdout.readline()  # it begins now
        if n < kills:
            time.sleep(rng.uniform(0, 0.4))
            os.killpg(process.pid, signal.SIGKILL)
            hits += process.wait() != 0
        else:
            process.communicate()
        now = counts(bed, database)
        assert now[0] == now[1] and now[2] == links and now[3:] == (0, 0), now
    assert now[0] - gone == len(rest), (gone, now, len(rest))
    return hits


def fuzz(bed, database, merges, seed):
    """Merges over all models of all addons, undone in random order: what `merge_fuzz.run` found."""
    return json.loads(bed.shell(database, FUZZ.format(merges=merges, seed=seed), limit=7200).splitlines()[-1])
