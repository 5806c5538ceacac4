"""A DuckDB in memory that reaches nothing: no file, no extension, no network.

Tables go in as text through an anonymous file of the kernel's memory (`memfd_create`), which DuckDB reads in parallel:
a million rows in seconds, nothing on disk, and no package besides DuckDB itself.
"""
import csv
import io
import os

import duckdb

THREADS = 2
MEMORY = '4GB'
_SETTINGS = {
    'autoinstall_known_extensions': 'false',
    'autoload_known_extensions': 'false',
    'allow_community_extensions': 'false',
    'temp_directory': '',  # what does not fit into memory fails and is never written out
    'preserve_insertion_order': 'false',
}


class Store:
    """One connection to a DuckDB of its own; use as a context manager."""

    def __init__(self, threads=THREADS, memory=MEMORY):
        config = {**_SETTINGS, 'threads': str(threads), 'memory_limit': memory}
        self.connection = duckdb.connect(':memory:', config=config)

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.connection.close()

    def close_doors(self):
        """From now on not even what it is told to: nothing is read from outside any more, and no setting changes."""
        self.connection.execute("SET enable_external_access = false")
        self.connection.execute("SET lock_configuration = true")

    def run(self, statement, *parameters):
        self.connection.execute(statement, list(parameters) or None)

    def rows(self, statement, *parameters):
        return self.connection.execute(statement, list(parameters) or None).fetchall()

    def value(self, statement, *parameters):
        return self.rows(statement, *parameters)[0][0]

    def load(self, table, columns, rows):
        """Make a table of text columns from an iterable of tuples; '' and None are NULL."""
        with MemoryFile() as file:
            csv.writer(file.text, lineterminator='\n', quoting=csv.QUOTE_ALL).writerows(rows)
            self.load_file(table, columns, file)

    def load_file(self, table, columns, file):
        """Make a table of text columns from a `MemoryFile` of CSV without a header, all cells quoted or none."""
        file.flush()
        types = ', '.join(f"'{column}': 'VARCHAR'" for column in columns)
        self.run(f"""
            CREATE OR REPLACE TABLE {table} AS SELECT {', '.join(f"nullif({c}, '') AS {c}" for c in columns)}
              FROM read_csv('{file.path}', header=false, auto_detect=false, columns={{{types}}}, delim=',', quote='"',
                            escape='"', strict_mode=true, null_padding=false, max_line_size=4000000)""")


class MemoryFile:
    """An open file that stands in memory alone and has a path while it is open."""

    def __init__(self, descriptor=None):
        """
        :param descriptor: of such a file that somebody else has made
        """
        self.raw = os.fdopen(os.memfd_create('match') if descriptor is None else descriptor, 'w+b')
        self.text = io.TextIOWrapper(self.raw, encoding='utf-8', errors='replace', newline='', write_through=False)
        self.path = f'/proc/self/fd/{self.raw.fileno()}'

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.text.close()

    def flush(self):
        self.text.flush()
        self.raw.flush()
