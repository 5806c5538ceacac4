"""Looking for duplicates among everybody: reading the base, finding, writing the queue; and the notice while typing.

Beside it, in the same run, the bare PostgreSQL statement that finds only those who share an e-mail address, which is the
least that any search does. The bars: 100,000 in under 15 s, a million in under 60 s; the notice in 100 ms at any size.
"""
# ruff: noqa: E501
import json

SIZES = (10_000, 100_000, 1_000_000)

WORK = r"""
import json, time
from odoo.addons.crm_constituents.tests.match_maker import FIELDS, Maker
size = {size}
cr = env.cr
records, truth = Maker(7, wide=True).people(round(size / 1.45))
cr.execute('CREATE TEMP TABLE made (first_name text, last_name text, birthdate text, email text, phone text, street text, city text, zip text, who text)')
from odoo.addons.crm_constituents.tools.match_store import MemoryFile
import csv
with MemoryFile() as file:
    csv.writer(file.text, lineterminator='\n').writerows((*record, who) for record, who in zip(records, truth))
    file.flush()
    file.raw.seek(0)
    cr._obj.copy_expert("COPY made FROM STDIN (FORMAT csv)", file.raw)
cr.execute('''INSERT INTO res_partner (name, complete_name, active, type, constituent_type, first_name, last_name, email, email_normalized,
        phone, phone_sanitized, street, city, zip, birthdate, birthdate_precision, is_deceased, partner_share, ref)
    SELECT concat_ws(' ', first_name, last_name), concat_ws(' ', first_name, last_name), true, 'contact', 'individual', first_name, last_name,
        nullif(email, ''), nullif(lower(email), ''), nullif(phone, ''), nullif('+1' || phone, '+1'), street, nullif(city, ''), nullif(zip, ''),
        CASE WHEN birthdate ~ '^\d{{4}}-(0[1-9]|1[0-2])-([01]\d|2[0-8])$' THEN birthdate::date END,
        CASE WHEN birthdate ~ '^\d{{4}}-(0[1-9]|1[0-2])-([01]\d|2[0-8])$' THEN 'day' END, false, true, who FROM made''')
cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL")
cr.commit()
cr.execute('ANALYZE')
cr.commit()
found = []
scan = env['constituent.match.scan'].create(dict(state='done'))
for work in ('first search', 'search again, nothing changed'):
    started = time.perf_counter()
    count, pairs, engine = scan._scan('individual')
    took = time.perf_counter() - started
    started = time.perf_counter()
    cr.execute("SELECT count(*) FROM res_partner a JOIN res_partner b ON a.email_normalized = b.email_normalized AND a.id < b.id")
    bare = time.perf_counter() - started
    found.append(dict(work=work, people=count, pairs=pairs, seconds=round(took, 1), engine=round(engine, 1),
                      **{{'same e-mail by PostgreSQL s': round(bare, 2), 'ratio to it': round(took / bare, 1)}}))
cr.execute('''SELECT count(*) FILTER (WHERE l.ref = r.ref), count(*) FROM constituent_match_candidate c
    JOIN res_partner l ON l.id = c.left_id JOIN res_partner r ON r.id = c.right_id WHERE chance >= 0.7''')
right, sure = cr.fetchone()
found.append(dict(work='of pairs with a probability of 0.7 or more', pairs=sure, right=round(right / max(sure, 1), 4)))
user = env['res.users'].create(dict(name='Officer', login='bench.officer', group_ids=[(6, 0, [env.ref('crm_constituents.group_constituent_user').id])]))
Partner = env(user=user.id)['res.partner']
times = []
for record in records[:40]:
    vals = dict(zip(FIELDS, record))
    draft = Partner.new(dict(constituent_type='individual', name=vals['first_name'] + ' ' + vals['last_name'], email=vals['email'], phone=vals['phone'], zip=vals['zip'], street=vals['street']))
    started = time.perf_counter()
    draft.alike_partner_ids
    times.append(1000 * (time.perf_counter() - started))
times.sort()
found.append(dict(work='the notice while typing', ms=round(times[len(times) // 2], 1), slowest=round(times[-1], 1)))
cr.rollback()
print(json.dumps(found))
"""


def measure(bed, size):
    """[{work, ...}] over `size` made-up people, of whom 23 of a hundred stand there twice."""
    with bed.database(f"bench_duplicates_{size}") as database:
        return json.loads(bed.shell(database, WORK.format(size=size), limit=3600).splitlines()[-1])
