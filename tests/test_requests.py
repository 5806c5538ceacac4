"""The search for a request of a person, killed half way: nothing missed, nothing found twice."""
import json

import kills
from kills import seeded

# A person of whom 400 of 240,000 contacts and 200 notes tell, and two requests: one is searched for at once.
FILL = """
import json
person = env['res.partner'].create({'constituent_type': 'individual', 'first_name': 'Zdenka', 'last_name': 'Qvarnström',
    'email': 'zdenka.q@example.org', 'phone': '+46 8 555 01 77'})
env.flush_all()
env.cr.execute('''INSERT INTO constituent_interaction (date, channel, direction, sensitivity, subject)
    SELECT now() at time zone 'utc', 'call', 'in', 'normal',
           CASE WHEN n % 600 = 0 THEN 'Zdenka Qvarnström rang about the boats' ELSE 'Somebody rang about the boats' END
      FROM generate_series(1, 240000) n''')
env.cr.execute('''INSERT INTO mail_message (model, res_id, message_type, body, date)
    SELECT 'res.partner', 1, 'comment', '<p>write to <b>zdenka.q@example.org</b></p>', now() at time zone 'utc'
      FROM generate_series(1, 200)''')
env.invalidate_all()
ask = dict(type='access', partner_id=person.id, received_by='email', identity_state='verified', identity_method='seen')
whole, cut = (env['privacy.request'].create(ask) for _n in range(2))
whole._discover_now()
cut._start_discovery()
env.cr.commit()
print(json.dumps([whole.id, cut.id, cut.batch_id.id]))
"""


def findings(bed, database, request):
    rows = bed.cluster.psql(database, f"select model || ' ' || res_id || ' ' || field from privacy_request_item"
                                      f" where request_id = {request} order by 1").splitlines()
    # background work and its log are not the same before and after
    return [row for row in rows if not row.startswith(("queue.job ", "ir.logging "))]


def test_a_search_that_is_killed_finds_the_same(bed, database):
    whole, cut, batch = json.loads(bed.shell(database, FILL).splitlines()[-1])
    expected = findings(bed, database, whole)
    assert len(expected) >= 601, "the page of the person, 400 contacts and 200 messages"
    code = kills.BATCH_WORKER.format(batch=batch)
    hits = kills.kill_workers(bed, database, code, 5, seeded("search"), boot=2.0)
    kills.finish(bed, database, code)
    found = findings(bed, database, cut)
    assert found == expected, f"after {hits} kills: {sorted(set(found) ^ set(expected))[:10]}"
    assert bed.cluster.psql(database, f"select state from kit_batch where id = {batch}") == "done"
    assert hits >= 2, "the worker ended before it could be killed: give it more to search"
