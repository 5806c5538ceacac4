"""Which pairs are looked at: those whose records have a key in common that few others have."""

FLOOR = 150_000  # pairs that a block may always give, however few the records


def find_candidates(store, model, linked=False):
    """Make the table `candidate` of pairs `a < b` of rows; return their number.

    Of each block the smallest groups are taken until it has given its share: a key that half of the base has in common
    says nothing. A pair that only shares such keys is found by another block, or is no pair.

    :param linked: only pairs of records of two sources
    """
    records = store.value("SELECT count(*) FROM p")
    store.run("CREATE OR REPLACE TABLE candidate_key (pair UBIGINT)")
    for block in model.blocks:
        store.run(f"""
            CREATE OR REPLACE TABLE keyed AS
            SELECT key, row, src, count(*) OVER (PARTITION BY key) AS n
              FROM (SELECT {block.key} AS key, row, src FROM p) WHERE key IS NOT NULL AND key <> ''
           QUALIFY n BETWEEN 2 AND {block.most}""")
        budget, most = max(FLOOR, block.share * records), 1
        for size, pairs in store.rows("SELECT n, count(*) * (n - 1) / 2 FROM keyed GROUP BY n ORDER BY n"):
            budget -= pairs
            if budget < 0 and size > 3:
                break
            most = size
        store.run(f"""
            INSERT INTO candidate_key
            SELECT (l.row::UBIGINT << 32) | r.row::UBIGINT FROM keyed l JOIN keyed r ON l.key = r.key AND l.row < r.row
             WHERE l.n <= {most} {'AND l.src IS DISTINCT FROM r.src' if linked else ''}""")
    store.run("DROP TABLE keyed")
    store.run("""
        CREATE OR REPLACE TABLE candidate AS
        SELECT (pair >> 32)::INTEGER AS a, (pair & 4294967295)::INTEGER AS b
          FROM (SELECT DISTINCT pair FROM candidate_key)""")
    store.run("DROP TABLE candidate_key")
    return store.value("SELECT count(*) FROM candidate")


def find_strangers(store, most=200_000, linked=False):
    """Make the table `stranger` of pairs drawn from all of the records, always the same ones of the same records."""
    records = store.value("SELECT count(*) FROM p")
    rounds = max(1, min(records - 1, most // max(records, 1)))
    store.run(
        "CREATE OR REPLACE TABLE drawn AS"
        " SELECT row, src, (row_number() OVER (ORDER BY hash(row), row) - 1) AS i FROM p")
    store.run(f"""
        CREATE OR REPLACE TABLE meeting AS
        SELECT l.row, l.src, (l.i + t.step) % {max(records, 1)} AS other
          FROM (SELECT * FROM drawn ORDER BY i LIMIT {most}) l CROSS JOIN range(1, {rounds + 1}) t(step)""")
    store.run(f"""
        CREATE OR REPLACE TABLE stranger AS
        SELECT least(l.row, r.row) AS a, greatest(l.row, r.row) AS b
          FROM meeting l JOIN drawn r ON r.i = l.other
         WHERE l.row <> r.row {'AND l.src IS DISTINCT FROM r.src' if linked else ''}""")
    store.run("DROP TABLE drawn")
    store.run("DROP TABLE meeting")
