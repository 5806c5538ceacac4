"""Importing people from a file: new, changed and unchanged rows, with reading, checking and the search for duplicates.

Beside each stands, in the same run, Odoo's own `load()` with tracking disabled (at 10,000 rows), given the same columns
and values, and the bare COPY of the very same rows into a table with the same indexes. The bars: 4,000 new and 2,500
changed rows a second; 4 and 20 times `load()`.
"""
# ruff: noqa: E501
import json

SIZES = (10_000, 100_000, 1_000_000)

WORK = r"""
import csv, io, json, os, random, resource, tempfile, time
size, with_load = {size}, {with_load}
rng = random.Random(7)
first = 'Ada Bao Chidi Dunja Émile Fatima Goran Håkan Ines José Kofi Lena Mei Noor Olga Pavel Quyên Rosa Siân Tomás'.split()
last = 'García Berner Okafor Leod Santos Lindqvist Kowalski Nguyen Olsen Petrov Ferreira Dubois Roy Hassan Ivanov'.split()
head = ['Id', 'First name', 'Last name', 'E-mail', 'Phone', 'Street', 'Postal code', 'City', 'Country', 'Birth date']
folder = tempfile.mkdtemp()
def people(street, count=size):
    rng.seed(7)
    for n in range(count):
        area = rng.choice([212, 303, 415, 617, 802, 603])
        yield [
            f'C{{n:07d}}', rng.choice(first), f'{{rng.choice(last)}}-{{n % 5003}}', f'person.{{n}}@example.org' if n % 10 else '',
            f'({{area}}) {{200 + n % 799}}-{{n % 10000:04d}}' if n % 6 else '', f'{{n}} {{street}}', f'{{10000 + n % 89999:05d}}',
            rng.choice(['Whitby', 'Gijón', 'Stralsund', 'Douarnenez', 'Marstrand']), 'US',
            f'{{1930 + n % 80}}-{{1 + n % 12:02d}}-{{1 + n % 28:02d}}' if n % 2 else '']
def write(name, street):
    path = os.path.join(folder, name)
    with open(path, 'w', newline='', encoding='utf-8') as out:
        writer = csv.writer(out)
        writer.writerow(head)
        writer.writerows(people(street))
    return path
def commit():
    env.cr.commit()
    env.invalidate_all()
Run = env['constituent.import.run']
def bring(path, system='bench'):
    started = time.perf_counter()
    run = Run.create(dict(name=os.path.basename(path), system=system))
    run._read_file(path)
    reading = time.perf_counter() - started
    run.action_import()
    commit()
    started = time.perf_counter()
    run.batch_id._run_now(commit=True)
    run.invalidate_recordset()
    seconds = time.perf_counter() - started
    assert run.is_reconciled and not run.refused_count and not run.skipped_count, (run.batch_id.error, run.refused_count)
    return run, reading, seconds
def row(work, seconds, **more):
    found.append(dict(work=work, seconds=round(seconds, 2), **{{'rows a second': round(size / seconds)}}, **more))
found = []
env.user.company_id.country_id = env.ref('base.us')
commit()
low = env['res.partner'].search([], order='id desc', limit=1).id
run, reading, new_seconds = bring(write('people.csv', 'Main Street'))
assert run.created_count == size, run.created_count
row('read, check and profile the file', reading)
row('import new rows', new_seconds)
row('read and import new rows', new_total := reading + new_seconds)
run, reading, changed_seconds = bring(write('changed.csv', 'Harbour Road'))
assert run.updated_count == size, run.updated_count
row('import changed rows', changed_seconds)
row('read and import changed rows', changed_total := reading + changed_seconds)
run, reading, seconds = bring(write('again.csv', 'Harbour Road'))
assert run.unchanged_count == size, run.unchanged_count
row('import unchanged rows', seconds)
env.cr.execute("CREATE TABLE bench_copy (LIKE res_partner INCLUDING DEFAULTS INCLUDING INDEXES)")
stream = tempfile.TemporaryFile()
env.cr._obj.copy_expert("COPY (SELECT * FROM res_partner WHERE id > %d ORDER BY id) TO STDOUT" % low, stream)
stream.seek(0)
started = time.perf_counter()
env.cr._obj.copy_expert("COPY bench_copy FROM STDIN", stream)
seconds = time.perf_counter() - started
row('bare COPY with the same indexes', seconds)
for item in found[1:3]:
    item['ratio to COPY'] = round((item['seconds']) / seconds, 2)
env.cr.execute("DROP TABLE bench_copy")
commit()
if with_load:
    # the very columns and values of the file, in load()'s own words for the id, the country and the kind
    names = ['id', 'first_name', 'last_name', 'email', 'phone', 'street', 'zip', 'city', 'country_id/id', 'birthdate', 'constituent_type']
    def data(street, count):
        return [['bench.' + cells[0], *cells[1:8], 'base.us', cells[9], 'individual'] for cells in people(street, count)]
    Partner = env['res.partner'].with_context(tracking_disable=True, mail_create_nosubscribe=True)
    for work, street, count, ours, total in (
            ('load(), new rows', 'Main Street', size, new_seconds, new_total),
            ('load(), changed rows', 'Harbour Road', min(size, 2000), changed_seconds, changed_total)):
        rows = data(street, count)
        started = time.perf_counter()
        result = Partner.load(names, rows)
        env.flush_all()
        seconds = (time.perf_counter() - started) * size / count
        assert not result['messages'], result['messages'][:2]
        assert len(set(result['ids'])) == count, len(result['ids'])
        row(work, seconds, **{{'times slower than the import': round(seconds / ours, 1),
                            'times slower than reading and importing': round(seconds / total, 1)}})
    env.cr.rollback()
found.append(dict(work='memory', **{{'MB at most': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}}))
print(json.dumps(found))
"""


def measure(bed, size):
    """[{work, seconds, rows a second, ratios}] of importing `size` rows three times."""
    with bed.database(f"bench_import_{size}") as database:
        code = WORK.format(size=size, with_load=size <= 10_000)
        return json.loads(bed.shell(database, code, limit=3600).splitlines()[-1])
