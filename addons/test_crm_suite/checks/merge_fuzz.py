"""Merges by the hundred over everything that can hold a person, undone in random order: nothing is lost.

`run(env, merges, seed)` fills every table that can hold a person (see `merge_rows`), merges random pairs, counts that
no row went, undoes them in an order of its own, and compares the whole database with the one before, table by table.
"""
import json
import random

from odoo.exceptions import UserError, ValidationError

from .merge_rows import Filler

# Tables that are the history of merges itself, and columns that tell when and by whom a row was written last.
HISTORY = {'constituent_merge', 'constituent_merge_journal', 'constituent_merge_conflict'}
STAMPS = ('write_date', 'write_uid')
CHOICES = ('winner', 'loser', 'join')


def tables(env):
    env.cr.execute("""
        SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema::regnamespace
         ORDER BY 1""")
    return [name for (name,) in env.cr.fetchall() if name not in HISTORY]


def digests(env):
    """`{table: (rows, digest of all of them)}` of the whole database."""
    env.flush_all()
    found = {}
    for table in tables(env):
        env.cr.execute(f"""
            SELECT count(*), md5(COALESCE(string_agg(row, '' ORDER BY row), ''))
              FROM (SELECT md5((to_jsonb(t) - %s::text[])::text) AS row FROM "{table}" t) r""", [list(STAMPS)])
        found[table] = env.cr.fetchone()
    return found


def rows_of(env, table):
    env.cr.execute(f'SELECT (to_jsonb(t) - %s::text[])::text FROM "{table}" t', [list(STAMPS)])
    return {row for (row,) in env.cr.fetchall()}


def run(env, merges, seed, people=None):
    """Merge and un-merge; what was done, with `faults` (empty when all went well)."""
    # sudo: every row of every table is looked at
    env = env(su=True, context={**env.context, 'tracking_disable': True})
    rng = random.Random(seed)
    filler = Filler(env, rng, people or int(merges * 1.4) + 10)
    filler.fill()
    Merge = env['constituent.merge']
    before, watched = digests(env), {}
    for table in {ref.table for ref in Merge._merge_refs()} | {'res_partner', 'privacy_suppression', 'ir_attachment'}:
        watched[table] = rows_of(env, table)
    found = {'seed': seed, 'merges': 0, 'refused': 0, 'people': len(filler.people), 'columns that hold a person': len(
        Merge._merge_refs()), 'columns without a row': sorted(filler.without_rows()), 'faults': []}
    done = merge_at_random(env, rng, filler, merges, found)
    after = digests(env)
    lost = {table: count - after[table][0] for table, (count, _digest) in before.items() if after[table][0] < count}
    found['rows before'] = sum(count for count, _digest in before.values())
    found['rows lost'] = sum(lost.values())
    found['moved'] = sum(done.mapped('moved_count'))
    found['kept'] = sum(done.mapped('kept_count'))
    found['faults'] += [f"{count} rows of {table} were lost by merging" for table, count in lost.items()]
    order = list(done)
    rng.shuffle(order)
    for merge in order:
        merge._undo()
        if open_questions := merge.conflict_ids.filtered(lambda conflict: conflict.kind in ('changed', 'deleted')):
            found['faults'].append(f"{merge.id}: " + '; '.join(
                f"{c.kind} {c.table_name}.{c.column_name} {c.row_id or c.keys}: {c.before!r} {c.after!r} {c.current!r}"
                for c in open_questions))
    restored = digests(env)
    for table in before:
        if restored[table] != before[table]:
            found['faults'].append(
                f"{table} is not as before: {before[table][0]} rows, now {restored[table][0]};"
                f" {difference(watched.get(table, set()), rows_of(env, table))}"[:3000])
    return found


def difference(then, now):
    """What differs between two sets of rows, the first three, in words."""
    olds, news = (
        {row.get('id') or str(row): row for row in map(json.loads, rows)} for rows in (then - now, now - then))
    told = []
    for key in sorted(olds.keys() | news.keys(), key=str)[:3]:
        old, new = olds.get(key, {}), news.get(key, {})
        told.append(f"{key}: " + ', '.join(
            f"{name} {old.get(name)!r} became {new.get(name)!r}" for name in sorted(old.keys() | new.keys())
            if old.get(name) != new.get(name)))
    return '; '.join(told)


def merge_at_random(env, rng, filler, merges, found):
    """The merges that were done."""
    Merge = env['constituent.merge']
    done, alive, failed = Merge, list(filler.people.ids), 0
    while found['merges'] < merges and len(alive) > 1 and failed < 5 * merges:
        loser, winner = rng.sample(alive, 2)
        choices = {loser: {name: rng.choice(CHOICES) for name in ('email', 'phone', 'street', 'name', 'comment')
                           if rng.random() < 0.5}}
        try:
            with env.cr.savepoint():
                done |= Merge._merge({loser: winner}, choices, {loser: rng.choice(('winner', 'loser', 'both'))})
        except (UserError, ValidationError):
            failed += 1
            found['refused'] += 1
            continue
        found['merges'] += 1
        alive.remove(loser)
    return done
