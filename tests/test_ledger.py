"""The consent ledger from outside: writers and sealers at once, killed, dumped, verified with nothing but Python."""
import subprocess
import sys
import time

import kills
import pytest
from crmsetup.common import ADDONS, Failed
from kills import seeded

VERIFIER = ADDONS / "crm_privacy/tools/verify_ledger.py"
WRITER = """
import random
from psycopg2.errors import SerializationFailure, DeadlockDetected, UniqueViolation
words = env.ref('crm_privacy.statement_consent_newsletter_1_en').id
people = env['res.partner'].search([('email', '=like', 'ledger.%')])
subjects = env['privacy.subject']._of(people)
env.cr.commit()
turn = 0
while turn < {turns}:
    try:
        env['privacy.consent.event'].create([
            dict(subject=subjects[person.id][0], purpose='NEWSLETTER', channels='email', method='web', actor='subject',
                 state=random.choice(['given', 'withdrawn']), statement_version_id=words, contact=person.email)
            for person in random.sample(list(people), 3)])
        env.cr.commit()
        turn += 1
    except (SerializationFailure, DeadlockDetected, UniqueViolation):
        env.cr.rollback()   # two decisions of one person at once: as the server does, once more
    env.invalidate_all()
"""
SEALER = """
import time
for turn in range({turns}):
    env['privacy.ledger.seal']._seal()
    env.cr.commit()
    env.invalidate_all()
    time.sleep(0.01)
"""


def verify(bed, database, folder, *args):
    """(exit code, output) of the verifier over a dump of the database."""
    dump = folder / f"dump{time.time_ns()}.sql"
    dumped = bed.cluster.tool("pg_dump", "--data-only", "--table=privacy_*", "--disable-triggers", "-d", database,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    dump.write_text(dumped.stdout, encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", str(VERIFIER), str(dump), *args], check=False, capture_output=True,
                          text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def ledger(bed, database):
    """A database with people whose decisions come in from several processes while several others seal."""
    bed.shell(database, "env['res.partner'].create([dict(name=f'Ledger {n}', email=f'ledger.{n}@example.org', "
                        "constituent_type='individual') for n in range(200)])\n"
                        "env['privacy.subject']._of(env['res.partner'].search([('email', '=like', 'ledger.%')]))\n"
                        "env.cr.commit()")
    return database


def finish(bed, database):
    bed.shell(database, "while env['privacy.ledger.seal']._seal():\n    env.cr.commit()\n\nenv.cr.commit()")


def test_writers_and_sealers_at_once_make_one_chain_whoever_is_killed(bed, ledger, tmp_path):
    rng = seeded("ledger")
    before = int(bed.cluster.psql(ledger, "select count(*) from privacy_consent_event"))
    workers = [kills.spawn(bed, ledger, WRITER.format(turns=150)) for _n in range(2)]
    workers += [kills.spawn(bed, ledger, SEALER.format(turns=400)) for _n in range(2)]
    until = time.time() + 120
    while int(bed.cluster.psql(ledger, "select count(*) from privacy_consent_event")) == before and time.time() < until:
        time.sleep(0.1)     # a process killed while it starts proves nothing
    time.sleep(rng.random())
    kills.kill(workers[0])
    kills.kill(workers[2])
    for worker in workers[1::2]:
        worker.wait(120)
    finish(bed, ledger)
    events = int(bed.cluster.psql(ledger, "select count(*) from privacy_consent_event"))
    assert events - before >= 450, "the writer that was left alive lost decisions"
    assert bed.cluster.psql(ledger, "select count(*) from privacy_ledger_queue") == "0"
    assert int(bed.cluster.psql(ledger, "select count(*) from privacy_ledger_leaf")) == events
    numbers = bed.cluster.psql(ledger, "select count(*), max(number), count(distinct previous_hash) "
                                       "from privacy_ledger_seal").split("|")
    assert len(set(numbers)) == 1, f"the chain has gaps or forks: {numbers}"
    code, output = verify(bed, ledger, tmp_path)
    assert code == 0 and f"{events} events" in output, output
    wrong = bed.shell(ledger, "print(env['privacy.consent.state']._rebuild())")
    assert wrong == "0", f"{wrong} states were not those of the ledger"


def test_postgresql_refuses_and_the_verifier_finds_what_an_owner_of_the_database_forces(bed, ledger, tmp_path):
    bed.shell(ledger, WRITER.format(turns=2))
    finish(bed, ledger)
    last = bed.cluster.psql(
        ledger, "select number || ':' || hash from privacy_ledger_seal order by number desc limit 1")
    number = last.split(":")[0]
    event = bed.cluster.psql(ledger, "select max(id) from privacy_consent_event")
    for statement in ("update privacy_consent_event set state = 'given'", "delete from privacy_consent_event",
                      "truncate privacy_consent_event cascade", "truncate privacy_ledger_seal"):
        with pytest.raises(Failed, match="append-only"):
            bed.cluster.psql(ledger, statement)
    assert verify(bed, ledger, tmp_path, "--anchor", last)[0] == 0
    off = "set session_replication_role = replica; "
    for name, statement, words in (
            ("edited", f"update privacy_consent_event set channels = 'sms' where id = {event}", "was edited"),
            ("detail", f"update privacy_consent_detail set contact = 'x@example.org' where event_id = {event}",
             f"the address kept of event {event}"),
            ("words", "update privacy_statement_version set body = 'x'", "are not those that were shown"),
            ("deleted", f"delete from privacy_consent_event where id = {event}", "was deleted"),
            ("cut", f"delete from privacy_ledger_leaf where seal = {number};"
                    f" delete from privacy_ledger_seal where number = {number};"
                    f" delete from privacy_consent_event where id = {event}", "cut off")):
        with bed.database(f"ledger_{name}", source=ledger) as copy:
            bed.cluster.psql(copy, off + statement)
            code, output = verify(bed, copy, tmp_path, "--anchor", last)
            assert code == 1 and words in output, (name, output)


def test_the_commands_say_whether_the_ledger_is_sound(bed, ledger):
    finish(bed, ledger)
    done = subprocess.run(bed.command(ledger, "verify_ledger"), capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "sound" in done.stdout, done.stdout + done.stderr
    done = subprocess.run(bed.command(ledger, "verify_ledger", "--anchor", "1:" + "0" * 64), capture_output=True,
                          text=True, check=False)
    assert done.returncode == 1 and "not the one that was anchored" in done.stdout, done.stdout + done.stderr
    done = subprocess.run(bed.command(ledger, "rebuild"), capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "all right" in done.stdout, done.stdout + done.stderr
