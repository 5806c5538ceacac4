"""Merging pairs among everybody, beside Odoo's own wizard and the bare statements, and taking it back.

Each person has what people have: messages, a follower, contacts, a key, a tag, a household, a name in the ledger. The
bare statements are one UPDATE per table with rows, without journal, values or rules: what PostgreSQL can do at best. Odoo's
own wizard deletes what collides and cannot be undone; it is measured as Odoo ships it. The bar: 50 pairs a second.
"""
# ruff: noqa: E501
import json

SIZES = (10_000, 100_000, 1_000_000)

WORK = r"""
import json, time
from odoo.addons.base.wizard.base_partner_merge import BasePartnerMergeAutomaticWizard as Own
from odoo.tools import mute_logger
size = {size}
cr = env.cr
cr.execute('''INSERT INTO res_partner (name, complete_name, active, type, constituent_type, email, email_normalized, phone, phone_sanitized, city, street, zip,
        birthdate, birthdate_precision, partner_share, constituent_no)
    SELECT 'Person ' || i, 'Person ' || i, true, 'contact', 'individual', 'p' || i || '@example.org', 'p' || i || '@example.org',
        CASE WHEN i %% 3 = 0 THEN '+44117' || i END, CASE WHEN i %% 3 = 0 THEN '+44117' || i END,
        'Whitby', i || ' Quay Street', 'YO21', date '1940-01-01' + (i * 7) %% 20000, 'day', true, 'B' || i FROM generate_series(1, %s) i RETURNING id''', [size])
ids = [row[0] for row in cr.fetchall()]
low, high = ids[0], ids[-1]
tag = env['res.partner.category'].create(dict(name='Choir')).id
env.flush_all()
inside = 'id >= %s AND id <= %s' % (low, high)
cr.execute('UPDATE res_partner SET commercial_partner_id = id WHERE ' + inside)
cr.execute('''INSERT INTO res_partner (name, complete_name, active, type, constituent_type, household_naming, partner_share)
    SELECT 'Household ' || i, 'Household ' || i, true, 'contact', 'household', 'custom', true FROM generate_series(1, %s) i RETURNING id''', [size // 4])
homes = [row[0] for row in cr.fetchall()]
cr.execute('UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL')
cr.execute('INSERT INTO constituent_household_membership (household_id, person_id, role, is_primary) SELECT %s + (id / 4) %% %s, id, %s, true FROM res_partner WHERE id %% 2 = 0 AND ' + inside, [homes[0], len(homes), 'other'])
cr.execute('''INSERT INTO constituent_interaction (date, channel, direction, sensitivity, subject) SELECT now(), 'call', 'out', 'normal', 'Call' FROM generate_series(1, %s) RETURNING id''', [3 * size])
first = cr.fetchone()[0]
cr.execute('INSERT INTO constituent_interaction_partner_rel (interaction_id, partner_id) SELECT %s + i, %s + (i * 7919::bigint) %% %s FROM generate_series(0, %s) i', [first, low, size, 3 * size - 1])
cr.execute("INSERT INTO mail_message (model, res_id, message_type, body, date) SELECT 'res.partner', id, 'comment', 'x', now() FROM res_partner, generate_series(1, 2) WHERE " + inside)
cr.execute("INSERT INTO mail_followers (res_model, res_id, partner_id) SELECT 'res.partner', id, 3 FROM res_partner WHERE id % 2 = 0 AND " + inside)
cr.execute('INSERT INTO privacy_subject (uuid, partner_id) SELECT gen_random_uuid()::text, id FROM res_partner WHERE ' + inside)
cr.execute("INSERT INTO constituent_external_id (partner_id, system, value) SELECT id, 'old', id::text FROM res_partner WHERE " + inside)
cr.execute('INSERT INTO res_partner_res_partner_category_rel (partner_id, category_id) SELECT id, %s FROM res_partner WHERE id %% 3 = 0 AND ' + inside, [tag])
cr.commit()
cr.execute('ANALYZE')  # as autovacuum does in the background, which is off in the cluster of tests
cr.commit()
Merge = env['constituent.merge']
Wizard = env['base.partner.merge.automatic.wizard']
taken = [0]
def pairs(count):
    start = taken[0]
    taken[0] += 2 * count
    return [(ids[start + 2 * n], ids[start + 2 * n + 1]) for n in range(count)]
def measure(work, count, call, **more):
    env.invalidate_all()
    before, started = cr.sql_log_count, time.perf_counter()
    call()
    env.flush_all()
    seconds = time.perf_counter() - started
    return dict(work=work, **{{'pairs': count, 'pairs a second': round(count / seconds, 1), 'ms a pair': round(1000 * seconds / count, 2), 'statements a pair': round((cr.sql_log_count - before) / count, 2)}}, **more)
def each(todo):
    for loser, winner in todo:
        merges.append(Merge._merge({{loser: winner}}))
        cr.commit()
def undo():
    for merge in merges:
        merge._undo()
        cr.commit()
def own(todo):
    for loser, winner in todo:
        with mute_logger('odoo.models.unlink', 'odoo.addons.base.partner.merge'):
            Own._merge(Wizard, [loser, winner], env['res.partner'].browse(winner), extra_checks=False)
        env.flush_all()
        cr.commit()
refs = Merge._merge_refs()
def bare(todo):
    for loser, winner in todo:
        for ref in hits:
            cr.execute('UPDATE "%s" t SET "%s" = %%s WHERE "%s" = %%s%s' % (ref.table, ref.column, ref.column, ref.condition()), [winner, loser])
        cr.execute('UPDATE res_partner SET active = false, merged_into_id = %s WHERE id = %s', [winner, loser])
        cr.commit()
merges, found = [], []
each(pairs(5))  # what is kept for the registry is there then
merges = []
count = 200
found.append(measure('one pair after the other, each committed', count, lambda todo=pairs(count): each(todo)))
found.append(measure('undone one after the other, each committed', count, undo))
for count in (10, 100, 1000):
    todo = dict(pairs(count))
    found.append(measure('%s pairs together' % count, count, lambda: (Merge._merge(todo), cr.commit())))
todo = pairs(100)
hits = [ref for ref in Merge._merge_probe([loser for loser, _winner in todo]) if ref.kind != 'text' and not [guard for guard in ref.guards if guard.parts[0][1]]]
found.append(measure('bare statements, each pair committed', 100, lambda: bare(todo)))
found.append(measure("Odoo's own wizard, each pair committed", 25, lambda todo=pairs(25): own(todo)))
speed = {{row['work']: row['pairs a second'] for row in found}}
for row in found[:5]:
    row["times Odoo's own"] = round(row['pairs a second'] / speed["Odoo's own wizard, each pair committed"], 1)
found[0]['part of the bare statements'] = round(speed[found[0]['work']] / speed['bare statements, each pair committed'], 2)
print(json.dumps(found))
"""


def measure(bed, size):
    """[{work, pairs a second, statements a pair, times Odoo's own}] over `size` people."""
    with bed.database(f"bench_merge_{size}") as database:
        return json.loads(bed.shell(database, WORK.format(size=size), limit=3600).splitlines()[-1])
