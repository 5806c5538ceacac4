import functools
import json
import logging
import time
from datetime import date

from psycopg2 import DataError, IntegrityError

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.queue_job.exception import RetryableJobError

from ..tools import copy_text
from ..tools.import_chunk import read_chunk
from ..tools.import_plan import Context, Plan, Spec
from ..tools.import_tally import BLANK, blank_cells
from ..tools.phones import sanitised_in
from .constituent_import_engine import by_engine
from .constituent_import_turn import SECONDS
from .res_partner_bulk import copy_columns

_logger = logging.getLogger(__name__)

CHUNK = 5_000  # rows; some 100 statements a chunk whatever its size, a good second of work
# What one row can bring about. Not a lost connection or a conflict with another transaction: the chunk is run again.
ROW_TROUBLE = (UserError, DataError, IntegrityError, ArithmeticError, LookupError, TypeError, ValueError)
_plans = {}  # {fingerprint: Plan}: what a plan remembers of its columns serves from chunk to chunk


class _Undo(Exception):
    """Leaves the savepoint of a dry run."""


class ConstituentImportRun(models.Model):
    """The import itself, a chunk at a time. A dry run is the very same, undone before the chunk ends."""

    _inherit = 'constituent.import.run'

    @by_engine
    def _import_chunk(self, batch):
        """One chunk of the import; see `kit.batch`."""
        self.ensure_one()
        started = time.monotonic()
        dry = bool((batch.payload or {}).get('dry'))
        if not dry:
            self.env['constituent.import.turn']._take()
        cursor = batch.cursor or {'offset': 0, 'sum': 0, 'seconds': 0, 'tally': {}}
        chunk = read_chunk(self._spool_path(), cursor['offset'], CHUNK, self._plan(), self.include_hidden)
        items, offset, checksum = chunk.items, chunk.offset, int(cursor['sum']) + chunk.checksum
        if items:
            self._take_chunk(items, dry)
        refused = sum(item.state == 'refused' for item in items)
        tally = self._add_tally(cursor['tally'], items)
        seconds = cursor['seconds'] + time.monotonic() - started
        finished = chunk.count < CHUNK
        if finished:
            self._finish(dry, str(checksum), seconds, tally)
        return {
            'cursor': {'offset': offset, 'sum': str(checksum), 'seconds': seconds, 'tally': tally},
            'done': len(items) - refused,
            'failed': refused,
            'finished': finished,
        }

    def _take_chunk(self, items, dry):
        """Carry the rows into the base (or as if) and put down what became of each."""
        # the search indexes gather the new words of many chunks and sort them in at once
        self.env.cr.execute("SET LOCAL gin_pending_list_limit = '32MB'")
        try:
            with self.env.cr.savepoint():
                self._match_items(items, dry)
                self._write_items(items)
                self.env.flush_all()
                if dry:
                    raise _Undo
        except _Undo:
            for item in items:
                if item.state == 'created':
                    item.partner_id = None
        self._store_items(items, dry)

    # -- values ----------------------------------------------------------

    def _plan(self, lines=None):
        """The mapping (or only `lines` of it), compiled; kept in the process for the chunks that follow."""
        today = self.env['res.company']._constituent_today()
        lines = self.mapping_ids.filtered('target') if lines is None else lines
        fingerprint = (
            self.env.cr.dbname,
            self.id,
            self.spool_id.id,
            tuple((x.target, x.column, x.constant, x.date_format, x.on_error, x.width) for x in lines),
            self.default_type,
            self.country_id.id,
            self.clear_empty,
            self.env.lang,
            today,
        )
        if fingerprint not in _plans:
            while len(_plans) > 3:
                _plans.pop(next(iter(_plans)))
            position = {name: index for index, name in enumerate(self.columns)}
            _plans[fingerprint] = Plan(
                [
                    Spec(
                        line.target,
                        position.get(line.column) if line.column else None,
                        line.constant or '',
                        line.date_format or 'iso',
                        line.on_error,
                        line.width,
                    )
                    for line in lines
                ],
                self._plan_context(today),
            )
        return _plans[fingerprint]

    def _plan_context(self, today):
        countries = self.env['res.country'].search([])
        words = {}
        for lang in {self.env.lang, 'en_US'}:
            for country in countries.with_context(lang=lang):
                words[country.name.casefold()] = country.id
        words.update({country.code.casefold(): country.id for country in countries if country.code})
        states = {}
        for state in self.env['res.country.state'].search([]):
            states[state.country_id.id, state.name.casefold()] = state.id
        for state in self.env['res.country.state'].search([]):
            states[state.country_id.id, state.code.casefold()] = state.id
        languages = {}
        for lang in self.env['res.lang'].search([]):
            for word in (lang.code, lang.iso_code, lang.name, lang.name.partition(' ')[0], lang.code.partition('_')[0]):
                if word:
                    languages.setdefault(word.casefold(), lang.code)
        return Context(
            kind=self.default_type,
            country_id=self.country_id.id or None,
            countries=words,
            states=states,
            languages=languages,
            country_codes={country.id: country.code for country in countries if country.code},
            home_country=self.env.company.country_id.code or '',
            today=today,
            clear=self.clear_empty,
            sanitise=functools.partial(sanitised_in, self.env['res.partner']._constituent_bulk_countries()),
        )

    # -- to the base -----------------------------------------------------

    def _write_items(self, items):
        """Carry the rows into the base. A row that meets trouble is refused with the reason, and costs no other row:
        when they fail together, each half is tried by itself.
        """
        open_items = [item for item in items if item.state in ('created', 'updated', 'unchanged')]
        if not open_items:
            return
        marks = [(item, item.mark()) for item in open_items]
        try:
            with self.env.cr.savepoint():
                self._write_together(open_items)
                self.env.flush_all()
            return
        except ROW_TROUBLE as error:
            if self._is_conflict(error):
                raise RetryableJobError(
                    self.env._("Somebody else has just entered the same person; this step is done again."),
                    seconds=SECONDS, ignore_retry=True) from error
            trouble = error
        for item, mark in marks:
            item.reset(mark)
        if len(open_items) == 1:
            open_items[0].refuse('rule', None, {'text': self._trouble_words(trouble, open_items[0])})
            return
        middle = len(open_items) // 2
        self._write_items(open_items[:middle])
        self._write_items(open_items[middle:])

    def _is_conflict(self, error):
        """Whether somebody else has entered the same external id meanwhile, so that the chunk must run again: it is
        there, but not yet in the sight of this transaction.
        """
        if not isinstance(error, IntegrityError) or error.diag.constraint_name != (
                'constituent_external_id_system_value_unique'):
            return False
        taken = (error.diag.message_detail or '').partition(')=')[2]
        return not self.env.execute_query(SQL(
            "SELECT FROM constituent_external_id WHERE starts_with(%s, '(' || system || ', ' || value || ')') LIMIT 1",
            taken))

    def _trouble_words(self, error, item):
        if isinstance(error, (IntegrityError, UserError)):
            return self.env['res.partner']._constituent_bulk_reason(error)
        _logger.warning("Import %s, line %s cannot be written", self.id, item.line, exc_info=error)
        return self.env._(
            "The row cannot be written (%(error)s). Look for an unusual cell; the server log has the details.",
            error=type(error).__name__)

    def _write_together(self, items):
        """Create and change what the match has decided, with all that stands beside a person."""
        new = [item for item in items if item.state == 'created']
        Partner = self.env['res.partner'].with_context(constituent_bulk_completed=True)
        ids, errors = Partner._constituent_bulk_create_each([item.vals for item in new])
        for index, (item, new_id) in enumerate(zip(new, ids, strict=True)):
            if index in errors:
                item.refuse('rule', None, {'text': errors[index]})
            else:
                item.partner_id = new_id
        self._change_items(items)
        taken = [item for item in items if item.partner_id and item.state in ('created', 'updated', 'unchanged')]
        self._write_beside([item for item in taken if item.code != 'known_skipped'])

    # -- what became of each row ------------------------------------------

    def _store_items(self, items, dry):
        """COPY the outcome of the rows; the cells only of those that were not taken."""
        rejected = [item.state in ('refused', 'skipped') for item in items]
        reasons = [_reason(item, out) for item, out in zip(items, rejected, strict=True)]
        stamp = str(self.env.cr.now())
        copy_columns(self.env.cr, 'constituent_import_row', {
            'line': [str(item.line) for item in items],
            'run_id': str(self.id),
            'state': [item.state for item in items],
            'code': copy_text.texts([code or None for code, _column, _params, _cells in reasons]),
            'column_index': copy_text.integers(
                [None if column is None else column + 1 for _code, column, _params, _cells in reasons]),
            'params': _json(params for _code, _column, params, _cells in reasons),
            'cells': _json(cells for _code, _column, _params, cells in reasons),
            'partner_id': copy_text.integers([
                None if out and item.code != 'possible_duplicate' else item.partner_id or None
                for item, out in zip(items, rejected, strict=True)
            ]),
            'key': copy_text.texts([
                None if out else item.key or None for item, out in zip(items, rejected, strict=True)]),
            'before': _json(item.before for item in items),
            'after': _json(item.after for item in items),
            'stamp': [copy_text.NONE if out else stamp for out in rejected],
        })
        if dry:
            keys = [
                ('|' + key if item.key else key, item.line)
                for item in items
                if item.state == 'created'
                for key in item.keys
            ]
            self._store_keys(keys)

    def _finish(self, dry, checksum, seconds, tally):
        """The last chunk is in: count, compare with the file, say so."""
        if not dry:
            self.env.cr.execute(
                "SELECT gin_clean_pending_list(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                "  JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'gin' AND i.indrelid = 'res_partner'::regclass")
        self._refresh_counts()
        counted = (
            self.created_count + self.updated_count + self.unchanged_count + self.refused_count + self.skipped_count
        )
        audit = self.env['res.partner']._constituent_bulk_audit()
        remarks = []
        if audit.create_by_orm or audit.write_by_orm:
            remarks.append(
                self.env._(
                    "The slow way was taken, because other addons have a say in every row: %(addons)s.",
                    addons=', '.join(dict.fromkeys((*audit.create_by_orm, *audit.write_by_orm))),
                )
            )
        if counted != self.row_count or checksum != self.checksum:
            remarks.append(
                self.env._(
                    "The counts do not add up: the file has %(rows)s rows, %(counted)s were dealt with.",
                    rows=self.row_count,
                    counted=counted,
                )
            )
        totals = self._totals(tally)
        uneven = [total['column'] for total in totals if not total['even']]
        if uneven:
            remarks.append(
                self.env._("The totals of these columns do not add up: %(columns)s.", columns=', '.join(uneven)))
        self.write(
            {
                'totals': totals,
                'state': 'dry_run' if dry else 'done',
                'duration': seconds,
                'message': '\n'.join(remarks) or False,
                'is_reconciled': counted == self.row_count and checksum == self.checksum and not uneven,
                'done_at': False if dry else fields.Datetime.now(),
            }
        )
        self.env.cr.execute(SQL("DELETE FROM constituent_import_key WHERE run_id = %s", self.id))


def _reason(item, rejected):
    """`(code, column, params, cells)` to be kept of a row; the cells only when not all of them were taken."""
    if rejected or item.code or not item.notes:
        return item.code, item.column, item.params, item.cells if rejected else None
    return BLANK, item.notes[0][1], {'cells': blank_cells(item.notes, item.cells)}, item.cells  # taken, but for these


def _json(values):
    return copy_text.texts([
        json.dumps(value, ensure_ascii=False, default=_plain, separators=(',', ':')).replace('\\u0000', '')
        if value else None
        for value in values
    ])


def _plain(value):
    return value.isoformat() if isinstance(value, date) else str(value)
