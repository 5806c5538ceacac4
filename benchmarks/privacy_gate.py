"""The gate over all people, the ledger sealed and verified.

Beside the gate stands, in the same run, the bare statement that reads the same columns of the same people and their
states; beside recording, the bare INSERT of the same events; beside the verifier, the reading of the dump alone. The
bars: 100,000 people judged in under 3 s; 1,000,000 events verified in under 60 s.
"""
# ruff: noqa: E501
import json
import subprocess
import sys
import tempfile
import time

from crmsetup.common import ADDONS

SIZES = (10_000, 100_000, 1_000_000)

WORK = r"""
import json, random, time
size = {size}
found = []
def row(work, seconds, count=size, **more):
    found.append(dict(work=work, seconds=round(seconds, 3), **{{'a second': round(count / max(seconds, 1e-6))}}, **more))
def timed(call):
    started = time.perf_counter()
    result = call()
    return result, time.perf_counter() - started
cr = env.cr
cr.execute('SELECT COALESCE(max(id), 0) FROM res_partner')
low = cr.fetchone()[0]
cr.execute('''INSERT INTO res_partner (name, complete_name, active, type, constituent_type, email, email_normalized, phone,
    phone_sanitized, street, zip, city, country_id, is_deceased, birthdate, commercial_partner_id, company_id)
    SELECT 'Person ' || i, 'Person ' || i, true, 'contact', 'individual', 'p' || i || '@example.org', 'p' || i || '@example.org',
    '+4930' || 1000000 + i, '+4930' || 1000000 + i, i || ' Main Street', '12345', 'Whitby',
    (ARRAY[%s, %s, %s, %s])[1 + i %% 4], i %% 97 = 0, date '1940-01-01' + (i %% 25000), NULL, NULL FROM generate_series(1, %s) i''',
    [*(env.ref(x).id for x in ('base.de', 'base.uk', 'base.us', 'base.ca')), size])
cr.execute('UPDATE res_partner SET commercial_partner_id = id WHERE id > %s', [low])
cr.execute("INSERT INTO privacy_subject (uuid, partner_id) SELECT gen_random_uuid()::text, id FROM res_partner WHERE id > %s", [low])
cr.commit()
cr.execute('ANALYZE')  # as autovacuum does in the background, which is off in the cluster of tests
cr.commit()
env.invalidate_all()
cr.execute('SELECT p.id, s.uuid, p.email_normalized FROM res_partner p JOIN privacy_subject s ON s.partner_id = p.id WHERE p.id > %s ORDER BY p.id', [low])
people = cr.fetchall()
words = env.ref('crm_privacy.statement_consent_newsletter_1_en').id
rng = random.Random(7)
Event = env['privacy.consent.event']
seconds = 0
for start in range(0, size, 5000):
    vals = [dict(subject=uuid, purpose='NEWSLETTER', channels='email', state='withdrawn' if n % 9 == 0 else 'given', statement_version_id=words,
                 method='web', actor='subject', contact=email, ip='192.0.2.7', agent='Firefox') for n, (_id, uuid, email) in enumerate(people[start:start + 5000], start)]
    _events, spent = timed(lambda: (Event.create(vals), env.flush_all()))
    seconds += spent
    cr.commit()
    if start in (5000, 50000, 200000):
        cr.execute('ANALYZE')
        cr.commit()
    env.invalidate_all()
row('record events', seconds)
started = time.perf_counter()
while env['privacy.ledger.seal']._seal():
    cr.commit()
row('seal events', time.perf_counter() - started)
cr.commit()
cr.execute('ANALYZE')
cr.commit()
ids = [p[0] for p in people]
Partner = env['res.partner']
half = Partner.browse(ids)
_found, bare = timed(lambda: env.execute_query(__import__('odoo').tools.SQL('''SELECT p.id, p.constituent_type, p.is_deceased, p.country_id, p.email_normalized, p.birthdate, s.event_id
    FROM res_partner p JOIN privacy_subject m ON m.partner_id = p.id LEFT JOIN privacy_consent_state s ON s.subject = m.uuid AND s.purpose = 'NEWSLETTER' AND s.channel = 'email'
    WHERE p.id > %s''', low)))
row('bare statement over the same columns', bare)
for purpose, channel in (('NEWSLETTER', 'email'), ('FUNDRAISING_APPEAL', 'post'), ('FUNDRAISING_APPEAL', 'call'), ('MEMBERSHIP_ADMIN', 'email')):
    verdicts, seconds = timed(lambda: half._privacy_gate(purpose, channel))
    allowed = sum(v['allowed'] for v in verdicts.values())
    row(f'gate, person by person: {{purpose}} by {{channel}}', seconds, allowed=allowed, **{{'ratio to the bare statement': round(seconds / bare, 1)}})
    listed, seconds = timed(lambda: env.execute_query(Partner._privacy_gate_query(purpose, channel)))
    assert len([1 for (i,) in listed if i > low]) == allowed, (len(listed), allowed)
    row(f'gate, one statement: {{purpose}} by {{channel}}', seconds, **{{'ratio to the bare statement': round(seconds / bare, 1)}})
wrong, seconds = timed(env['privacy.consent.state']._rebuild)
assert wrong == 0, wrong
row('compare states with the ledger', seconds)
print(json.dumps(found))
"""


def measure(bed, size):
    """[{work, seconds, a second, ratios}] over `size` people with an event each."""
    with bed.database(f"bench_privacy_{size}") as database:
        found = json.loads(bed.shell(database, WORK.format(size=size), limit=5400).splitlines()[-1])
        with tempfile.NamedTemporaryFile(suffix=".sql") as dump:
            subprocess.run(["pg_dump", "-h", bed.cluster.host, "-U", bed.cluster.user, "--data-only",
                            "--table=privacy_*", "-f", dump.name, database], check=True, stderr=subprocess.DEVNULL)
            started = time.perf_counter()
            with open(dump.name, encoding="utf-8") as lines:
                bytes_read = sum(len(line) for line in lines)
            reading = time.perf_counter() - started
            started = time.perf_counter()
            done = subprocess.run(
                [sys.executable, str(ADDONS / "crm_privacy/tools/verify_ledger.py"), dump.name],
                check=False, capture_output=True, text=True)
            seconds = time.perf_counter() - started
            assert done.returncode == 0, done.stdout[-500:] + done.stderr[-500:]
            found.append({"work": "verify the dump", "seconds": round(seconds, 2), "a second": round(size / seconds),
                          "MB": round(bytes_read / 1e6), "ratio to reading the dump": round(seconds / reading, 1)})
    return found
