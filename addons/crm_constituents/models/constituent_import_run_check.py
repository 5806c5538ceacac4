from odoo import models
from odoo.tools import SQL, split_every

from ..tools import copy_text, import_values
from ..tools.import_chunk import read_item, read_raw
from ..tools.import_dates import readings
from ..tools.import_plan import RowRefusal
from ..tools.import_text import Refusal, clean
from .constituent_import_engine import by_engine
from .constituent_import_run_match import RULES
from .res_partner_bulk import copy_columns

STEP = 5_000


class ConstituentImportRun(models.Model):
    """What a person should know before the first dry run: which cells cannot be what their column says, which rows are
    alike, and who of them is known already. By the mapping that was proposed and the rules of the dry run itself, so it
    tells the same; it changes nothing. In parts, each from a byte offset of what was read.
    """

    _inherit = 'constituent.import.run'

    @by_engine
    def _check_file(self):
        """All parts here and now."""
        self.ensure_one()
        cursor = None
        while cursor is None or not cursor['finished']:
            cursor = self._check_part(cursor)

    @by_engine
    def _check_part(self, cursor):
        """One part; the cursor of the next, JSON-able, with what was found so far."""
        cursor = cursor or {'offset': 0, 'rows': 0, 'wrong': {}, 'file': {}, 'base': {}}
        raws, offset = [], cursor['offset']
        for offset, raw in read_raw(self._spool_path(), cursor['offset'], STEP):  # noqa: B007
            raws.append(raw)
        items = [item for item in (read_item(raw, self.include_hidden) for raw in raws) if not item.state]
        self._check_cells(items, cursor['wrong'])
        self._check_alike([item for item in items if not item.state], cursor)
        finished = len(raws) < STEP
        if finished:
            self.env.cr.execute("DELETE FROM constituent_import_key WHERE run_id = %s", [self.id])
            self._store_check(cursor)
        return {**cursor, 'offset': offset, 'rows': cursor['rows'] + len(raws), 'finished': finished}

    def _check_cells(self, items, wrong):
        """Count what is wrong per column, with its first example; rows with something wrong are out of the rest."""
        lines = self.mapping_ids.filtered(lambda line: line.target and not line.needs_date_format)
        plan = self._plan(lines)
        wants_key = plan.key_spec()
        mapped = {spec.index for spec in plan.specs}
        loose = [
            (index, JUDGES[column['kind']], column['kind'])
            for index, column in enumerate((self.report or {}).get('columns', []))
            if index not in mapped and column['kind'] in JUDGES
        ]
        for item in items:
            found = []
            try:
                item.vals, item.extra, item.notes = plan.convert(item.cells, found)
                item.key = item.extra.get('external_id')
                if wants_key and not item.key:
                    raise RowRefusal('key_missing', wants_key.index)
            except RowRefusal as refusal:
                item.refuse(refusal.code, refusal.column, refusal.params)
                if not found:
                    found.append((refusal.code, refusal.column, refusal.params))
            for index, judge, kind in loose:
                if item.cells[index] and (problem := _wrong_by(judge, kind, item.cells[index])):
                    found.append((problem.code, index, problem.params))
            for code, index, params in found:
                if index is not None:
                    wrong.setdefault(str(index), [0, item.line, code, params])[0] += 1

    def _check_alike(self, items, cursor):
        """Count rows that repeat an id, that are known, and that resemble somebody or one another."""
        self._refuse_repeated(items, self._earlier_ids(items))
        for item in items:
            if item.state:
                _note(cursor['file'], 'rule_id', item.line, item.params['line'])
        fresh = [item for item in items if not item.state]
        known = self._find_known([item.key for item in fresh if item.key])
        new = [item for item in fresh if not (item.key and item.key in known)]
        for item in fresh:
            if item.key and item.key in known:
                _note(cursor['base'], 'rule_id', item.line, item.key)
        self._complete_new(new)
        unlike = []
        if any(self[f'match_{rule}'] for rule in RULES):
            for item, alike in self._find_alike(new, dry=True):
                if not alike:
                    unlike.append(item)
                elif alike[0] == 'base':
                    _note(cursor['base'], alike[1], item.line, alike[2][1])
                else:
                    _note(cursor['file'], alike[1], item.line, getattr(alike[2], 'line', alike[2]))
        pairs = [('id|' + item.key, item.line) for item in fresh if item.key]
        pairs += [('|' + key if item.key else key, item.line) for item in unlike for key in item.keys]
        self._store_keys(pairs)

    def _earlier_ids(self, items):
        keys = ['id|' + item.key for item in items if item.key]
        return {
            key[3:]: line
            for key, line in self.env.execute_query(SQL(
                "SELECT key, min(line) FROM constituent_import_key WHERE run_id = %s AND key = ANY(%s) GROUP BY key",
                self.id, keys))
        } if keys else {}

    def _store_keys(self, pairs):
        """Put down by what these rows are recognised, `(key, line)`, for the rows that follow."""
        for part in split_every(10_000, pairs, list):
            copy_columns(self.env.cr, 'constituent_import_key', {
                'key': copy_text.texts([key for key, _line in part]),
                'run_id': str(self.id),
                'company_id': str(self.company_id.id),
                'line': [str(line) for _key, line in part],
            })

    def _store_check(self, cursor):
        """Into the profile of the file."""
        report = dict(self.report or {})
        report['columns'] = [
            {**column, 'wrong': cursor['wrong'].get(str(index))} for index, column in enumerate(report['columns'])
        ]
        report['alike'] = {where: cursor[where] for where in ('file', 'base')}
        self.report = report


def _note(found, rule, line, whom):
    """Count, and keep the first case as an example."""
    found.setdefault(rule, [0, line, whom])[0] += 1


def _digits(text):
    if not text.isdecimal():
        raise Refusal('integer', value=text[:40])


def _phone(text):
    if not import_values.looks_like_phone(text):
        raise Refusal('phone', value=text[:40])


def _date(text):
    if not readings(text):
        raise Refusal('date_impossible', value=text[:40])


JUDGES = {'email': import_values.email, 'phone': _phone, 'date': _date, 'digits': _digits}
_seen = {}  # {(kind, cell): Refusal or None}: columns say the same few things over and over


def _wrong_by(judge, kind, cell):
    """The refusal of a cell in a column that nobody has mapped but that plainly is of this kind."""
    key = (kind, cell) if cell.__class__ is str else None
    if key in _seen:
        return _seen[key]
    try:
        text = clean(cell)
        if text:
            judge(text)
        found = None
    except Refusal as refusal:
        found = refusal
    if key:
        if len(_seen) > 50_000:
            _seen.clear()
        _seen[key] = found
    return found
