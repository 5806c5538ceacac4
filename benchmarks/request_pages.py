"""The data officer's pages of requests: list, search, a request with its findings, home.

Measured at the server, over HTTP, with the very fields that the views ask for. Beside each stands the bare PostgreSQL
statement that gives the same rows, and the plain ORM: the ids searched and the columns read. The bar: each under a second
with 100,000 requests, and with 100,000 findings of one.
"""
# ruff: noqa: E501
import json

from people_pages import LOGIN, PASSWORD, SPEC, Client, compared

SIZES = (10_000, 100_000)

# One request and one finding, made as the addon makes them, and copies of their rows.
FILL = """
size = {size}
user = env['res.users'].create(dict(name='Officer', login='{login}', password='{password}', email='o@example.org',
    group_ids=[(6, 0, [env.ref('crm_privacy.group_privacy_officer').id])]))
person = env['res.partner'].create(dict(constituent_type='individual', name='Ada Okafor', email='ada@example.org'))
request = env['privacy.request'].create(dict(type='access', partner_id=person.id, received_by='email'))
request._discover_now()
item = request.item_ids[0]
env.flush_all()
def copies(model, given, changed):
    cr = env.cr
    cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'",
               [model._table])
    names = [name for name, in cr.fetchall()]
    cr.execute('INSERT INTO %s (%s) SELECT %s FROM %s t, generate_series(1, %d) n WHERE t.id = %d' % (
        model._table, ', '.join('"%s"' % n for n in names),
        ', '.join(changed.get(n, 't."%s"' % n) for n in names), model._table, size, given.id))
copies(request, request, dict(
    name="'DSR-' || lpad(n::text, 7, '0')", due_on="date '2026-01-01' + n % 700", first_due_on="date '2026-01-01' + n % 700",
    received_on="date '2025-12-01' + n % 700", requester_name="'Visitor ' || n",
    state="(ARRAY['new', 'identify', 'collect', 'review', 'closed', 'closed', 'closed', 'refused'])[1 + n % 8]",
    type="(ARRAY['access', 'erasure', 'objection', 'rectification'])[1 + n % 4]"))
copies(item, item, dict(model="'constituent.interaction'", res_id='n', why="'name'", excerpt="'Talked with ' || n",
                        content="'Talked with Ada about the boats, ' || n", is_reviewed='n % 3 = 0'))
env.cr.execute("UPDATE privacy_request SET state = 'review' WHERE id = %s", [request.id])
env.cr.commit()
print(request.id)
"""

SPECS = """
found = {}
for key, model, kind in (('list', 'privacy.request', 'list'), ('form', 'privacy.request', 'form'),
                         ('kanban', 'privacy.request', 'kanban'), ('items', 'privacy.request.item', 'list')):
    views = env[model].get_views([[False, kind]])['views']
    found[key] = spec(model, etree.fromstring(views[kind]['arch']))
print(json.dumps(found))
"""


def measure(bed, size):
    """[{work, ms, slowest, ratio to ORM, ratio to PostgreSQL}] with `size` requests and `size` findings of one."""
    with bed.database(f"bench_requests_{size}") as database:
        code = FILL.format(size=size, login=LOGIN, password=PASSWORD)
        request = int(bed.shell(database, code, limit=3600).split()[-1])
        bed.cluster.psql(database, "VACUUM ANALYZE")
        specs = json.loads(bed.shell(database, SPEC + SPECS).splitlines()[-1])
        with bed.server(database, channels="root:0") as server:
            return pages(bed, database, Client(server), specs, request)


def pages(bed, database, client, specs, request):
    def read(model, spec, domain, **more):
        return client.kw(model, "web_search_read", domain=domain, specification=spec, **{
            "offset": 0, "order": "", "limit": 80, "count_limit": 10001, **more})

    def plain(model, domain, fields):
        return client.kw(model, "search_read", domain=domain, fields=fields, limit=80)

    running = [["state", "not in", ["closed", "refused"]]]
    typed = ["|", "|", ["name", "ilike", "777"], ["requester_name", "ilike", "777"], ["partner_id", "ilike", "777"]]
    mine = [["request_id", "=", request]]
    sql = "SELECT * FROM privacy_request WHERE {} ORDER BY due_on, id LIMIT 80"
    works = [
        ("open the list of requests", lambda: read("privacy.request", specs["list"], running),
         lambda: plain("privacy.request", running, ["name", "due_on"]),
         sql.format("state NOT IN ('closed', 'refused')")),
        ("type a number into the search", lambda: read("privacy.request", specs["list"], typed),
         lambda: plain("privacy.request", typed, ["name", "due_on"]),
         sql.format("name ILIKE '%777%' OR requester_name ILIKE '%777%'")),
        ("requests by step, as cards",
         lambda: client.kw("privacy.request", "web_read_group", domain=[], groupby=["state"], aggregates=["__count"],
                           auto_unfold=True, unfold_read_specification=specs["kanban"], unfold_read_default_limit=40),
         lambda: client.kw("privacy.request", "formatted_read_group", domain=[], groupby=["state"],
                           aggregates=["__count"]),
         "SELECT state, count(*) FROM privacy_request GROUP BY 1"),
        ("open a request", lambda: client.kw("privacy.request", "web_read", [request], specification=specs["form"]),
         lambda: client.kw("privacy.request", "read", [request], fields=["name", "state"]),
         f"SELECT * FROM privacy_request WHERE id = {request}"),
        ("open its findings", lambda: read("privacy.request.item", specs["items"], mine),
         lambda: plain("privacy.request.item", mine, ["model", "excerpt"]),
         f"SELECT * FROM privacy_request_item WHERE request_id = {request} "
         "ORDER BY is_reviewed, third_party DESC, model, res_id, field LIMIT 80"),
        ("the data officer's home", lambda: client.call("/crm_kit/home", {"role": "privacy"}), None,
         "SELECT state, count(*), min(received_on) FROM privacy_request GROUP BY 1"),
    ]
    return compared(bed, database, works)
