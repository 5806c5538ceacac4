"""A chunk of the file as rows with values: read from the spool and converted by the plan, without the base."""

import json
import zlib
from collections import namedtuple

from .import_plan import RowRefusal

Chunk = namedtuple('Chunk', 'items offset checksum count')


class Item:
    """One row of the file on its way through a chunk."""

    __slots__ = (
        'line',
        'cells',
        'vals',
        'extra',
        'state',
        'code',
        'column',
        'params',
        'partner_id',
        'key',
        'before',
        'after',
        'keys',
        'twin',
        'target_id',
        'notes',
    )

    def __init__(self, line, cells):
        self.line, self.cells = line, cells
        self.vals = self.extra = self.state = self.code = self.column = self.params = None
        self.partner_id = self.key = self.before = self.after = self.twin = self.target_id = None
        self.keys = self.notes = ()

    def mark(self):
        """What the writing of a row changes, to be given to `reset` when it is undone."""
        return self.state, self.partner_id, self.target_id, self.before, self.after

    def reset(self, mark):
        self.state, self.partner_id, self.target_id, self.before, self.after = mark

    def refuse(self, code, column=None, params=None, state='refused'):
        self.state, self.code, self.column, self.params = state, code, column, params


def read_raw(path, offset=0, limit=None):
    """Yield `(next offset, raw line)` of the spool."""
    with open(path, 'rb') as stream:
        stream.seek(offset)
        for index, line in enumerate(stream, 1):
            offset += len(line)
            yield offset, line
            if index == limit:
                return


def row_sum(raw):
    """Checksum of one raw line of the spool, to be added up."""
    return zlib.crc32(raw) + 1


def read_item(raw, include_hidden=False):
    """The row of a raw line of the spool; refused when the reader has refused it, unless it is only hidden."""
    record = json.loads(raw)
    item = Item(record[0], record[1])
    if len(record) > 2:
        _line, _cells, state, code, column, params = record
        if code != 'row_hidden' or not include_hidden:
            item.refuse(code, column, params, state)
    return item


def convert_items(items, plan):
    """Give each row that is not refused its values, or refuse it with the reason."""
    wants_key = plan.key_spec()
    for item in items:
        if item.state:
            continue
        try:
            item.vals, item.extra, item.notes = plan.convert(item.cells)
        except RowRefusal as refusal:
            item.refuse(refusal.code, refusal.column, refusal.params)
            continue
        item.key = item.extra.get('external_id')
        if wants_key and not item.key:
            item.refuse('key_missing', wants_key.index)


def read_chunk(path, offset, limit, plan, include_hidden=False):
    """`Chunk` of at most `limit` rows from a byte offset of the spool on; `offset` is where the next one begins."""
    read = list(read_raw(path, offset, limit))
    items = [read_item(raw, include_hidden) for _after, raw in read]
    convert_items(items, plan)
    return Chunk(items, read[-1][0] if read else offset, sum(row_sum(raw) for _after, raw in read), len(read))
