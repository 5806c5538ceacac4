"""The pages of a constituent officer: opening the list, typing three letters, opening a person.

Measured at the server, over HTTP, with the very fields that the views ask for. Beside each stands the plain ORM (what
Odoo's own contact list and form ask for, in the same database) and the bare PostgreSQL statement that gives the same
rows. The bar: each under a second with 100,000 people.
"""
import http.client
import json
import statistics
import time

SIZES = (10_000, 100_000, 1_000_000)
LOGIN, PASSWORD = "bench.officer", "bench-officer-password"
ROUNDS = 15

# Names by a fixed rule: some frequent, most rare, one in ten with a family name that starts with the letters typed.
FILL = """
import random
rng = random.Random(7)
first = ('Ada Bao Chidi Dunja Émile Fatima Goran Håkan Ines José Kofi Lena Mei Noor Olga Pavel Quyên Rosa Siân '
         'Tomás').split()
start = 'Gar Ber Mc San Lin Kow Ngu Ols Pet Fer Dub Roy Has Iva Jen Kra Lam Mor Nak Oko'.split()
end = 'cía ner Leod tos dqvist alski yen son rov reira ois an nov sen mer bert eau amura nkwo rick'.split()
size, chunk = {size}, 20000
for begin in range(0, size, chunk):
    rows = []
    for n in range(begin, min(begin + chunk, size)):
        f, m, l = rng.choice(first), rng.choice(first), rng.choice(start) + rng.choice(end)
        rows.append(dict(
            constituent_type='individual', first_name=f, middle_name=m if n % 3 == 0 else False,
            last_name=f'{{l}}-{{n % 5003}}' if n % 4 else l, email=f'person.{{n}}@example.org',
            zip=str(10000 + n % 8999), city=rng.choice(['Whitby', 'Gijón', 'Stralsund', 'Douarnenez', 'Marstrand'])))
    env['res.partner'].with_context(tracking_disable=True)._constituent_bulk_create(rows)
    env.cr.commit()
    env.invalidate_all()
person = env['res.partner'].search([('constituent_type', '=', 'individual')], order='id', limit=1)
user = env['res.users'].create(dict(name='Officer', login='{login}', password='{password}', email='o@example.org',
    group_ids=[(6, 0, [env.ref('crm_constituents.group_constituent_user').id])]))
env['constituent.interaction'].create([dict(subject=f'Call {{n}}', channel='call', partner_ids=[(6, 0, person.ids)])
                                       for n in range(500)])
env.cr.commit()
print(person.id)
"""

# What a client asks for, read off the views as the officer sees them: `spec(model, node)`, of the code in a shell.
SPEC = f"""
import json
from lxml import etree
env = env(user=env['res.users'].search([('login', '=', '{LOGIN}')]).id)
def spec(model, node):
    found = {{}}
    fields = env[model].fields_get()
    def walk(element):
        for child in element:
            if not isinstance(child.tag, str):
                continue
            name = child.get('name')
            if child.tag == 'field' and name in fields:
                if child.get('column_invisible') in ('1', 'True'):
                    continue
                field, inner = fields[name], {{}}
                if field['type'] in ('one2many', 'many2many'):
                    sub = child.find('list')
                    inner = {{'fields': spec(field['relation'], sub) if sub is not None else {{'display_name': {{}}}}}}
                elif field['type'] == 'many2one':
                    inner = {{'fields': {{'display_name': {{}}}}}}
                found[name] = inner
            else:
                walk(child)
    walk(node)
    return found
"""
SPECS = """
def of(action, kind):
    data = env.ref(action).sudo().read(['view_id', 'view_ids', 'views', 'context', 'domain'])[0]
    views = env['res.partner'].get_views([v for v in data['views'] if v[1] == kind] or [[False, kind]])['views']
    return spec('res.partner', etree.fromstring(views[kind]['arch']))
print(json.dumps({{
    'list': of('{people}', 'list'), 'form': of('{people}', 'form'),
    'contacts': of('contacts.action_contacts', 'list'), 'contact': of('contacts.action_contacts', 'form')}}))
"""


class Client:
    """A web client's calls, as one session."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        self.cookie = None
        self.call("/web/session/authenticate", {"db": server.database, "login": LOGIN, "password": PASSWORD})

    def call(self, path, params):
        headers = {"Content-Type": "application/json", **({"Cookie": self.cookie} if self.cookie else {})}
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        self.connection.request("POST", path, body, headers)
        answer = self.connection.getresponse()
        body = json.loads(answer.read())
        if cookie := answer.headers.get("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        if "error" in body:
            raise RuntimeError(body["error"]["data"]["debug"][-1500:])
        return body["result"]

    def kw(self, model, method, *args, **kwargs):
        return self.call(f"/web/dataset/call_kw/{model}/{method}",
                         {"model": model, "method": method, "args": list(args), "kwargs": kwargs})


def clock(function):
    """(median, slowest) of some rounds, in milliseconds, after one round to warm up."""
    function()
    times = []
    for _n in range(ROUNDS):
        started = time.perf_counter()
        function()
        times.append(1000 * (time.perf_counter() - started))
    return round(statistics.median(times), 1), round(max(times), 1)


def bare(bed, database, sql):
    """Milliseconds that PostgreSQL itself needs for a statement, by its own clock, the fastest of some rounds."""
    text = bed.cluster.psql(database, "\n".join([f"EXPLAIN (ANALYZE, TIMING OFF) {sql};"] * 5))
    return min(float(line.split()[2]) for line in text.splitlines() if line.startswith("Execution Time"))


def measure(bed, size):
    """[{work, ms, slowest, ratio to ORM, ratio to PostgreSQL}] with `size` people."""
    with bed.database(f"bench_pages_{size}") as database:
        started = time.time()
        code = FILL.format(size=size, login=LOGIN, password=PASSWORD)
        person = int(bed.shell(database, code, limit=3600).split()[-1])
        made = time.time() - started
        bed.cluster.psql(database, "VACUUM ANALYZE")
        specs = json.loads(bed.shell(database, SPEC + SPECS.format(
            people="crm_constituents.constituent_people_action")).splitlines()[-1])
        with bed.server(database, channels="root:0") as server:
            rows = pages(bed, database, Client(server), specs, person)
    return [{"work": "making the people", "seconds": round(made, 1)}, *rows]


def pages(bed, database, client, specs, person):
    people = [["constituent_type", "=", "individual"]]
    # as the search field "Name, e-mail or number" makes it
    typed = [*people, "|", "|", *([name, "ilike", "gar"] for name in ("display_name", "preferred_name", "former_name"))]
    listing = {"offset": 0, "order": "", "limit": 80, "count_limit": 10001}
    listed = "SELECT id FROM res_partner WHERE active AND constituent_type = 'individual'"
    works = [
        ("open the list",
         lambda: client.kw("res.partner", "web_search_read", domain=people, specification=specs["list"], **listing),
         lambda: client.kw("res.partner", "web_search_read", domain=[], specification=specs["contacts"], **listing),
         f"{listed} ORDER BY complete_name, id DESC LIMIT 80"),
        ("type three letters into the search",
         lambda: client.kw("res.partner", "web_search_read", domain=typed, specification=specs["list"], **listing),
         lambda: client.kw("res.partner", "web_search_read", domain=[["display_name", "ilike", "gar"]],
                           specification=specs["contacts"], **listing),
         f"{listed} AND (unaccent(complete_name) ILIKE unaccent('%gar%') OR unaccent(email) ILIKE unaccent('%gar%')) "
         "ORDER BY complete_name, id DESC LIMIT 80"),
        ("choose a person in a field, three letters",
         lambda: client.kw("res.partner", "web_name_search", name="gar", specification={"display_name": {}},
                           domain=people, operator="ilike", limit=8),
         lambda: client.kw("res.partner", "web_name_search", name="gar", specification={"display_name": {}},
                           domain=[], operator="ilike", limit=8),
         f"{listed} AND unaccent(complete_name) ILIKE unaccent('%gar%') ORDER BY complete_name, id DESC LIMIT 8"),
        ("open a person",
         lambda: client.kw("res.partner", "web_read", [person], specification=specs["form"]),
         lambda: client.kw("res.partner", "web_read", [person], specification=specs["contact"]),
         f"SELECT * FROM res_partner WHERE id = {person}"),
        ("first page of a timeline of 500 items",
         lambda: client.kw("res.partner", "action_timeline_page", [person]),
         None,
         "SELECT i.* FROM constituent_interaction i ORDER BY i.date DESC, i.id DESC LIMIT 30"),
    ]
    return compared(bed, database, works)


def compared(bed, database, works):
    """[{work, ms, slowest, ratio to ORM, ratio to PostgreSQL}] of `(work, ours, plain ORM or None, statement)`."""
    rows = []
    for work, ours, orm, sql in works:
        median, slowest = clock(ours)
        row = {"work": work, "ms": median, "slowest ms": slowest}
        if orm:
            row["plain ORM ms"] = clock(orm)[0]
            row["ratio to plain ORM"] = round(median / row["plain ORM ms"], 2)
        row["PostgreSQL ms"] = max(0.001, bare(bed, database, sql))
        row["ratio to PostgreSQL"] = round(median / row["PostgreSQL ms"], 1)
        rows.append(row)
    return rows
