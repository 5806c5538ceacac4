import json
import logging
from tempfile import TemporaryFile

from psycopg2.errors import SerializationFailure, UniqueViolation
from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.verify_ledger import (
    EVENT_COLUMNS,
    GENESIS,
    SEAL_COLUMNS,
    TABLES,
    Ledger,
    follow_path,
    leaf_hash,
    merkle_path,
    merkle_root,
    seal_hash,
    unescape,
)
from .privacy_consent_event import protect

_logger = logging.getLogger(__name__)

MOST = 50_000  # events in one seal
LOCK = 0x70726976  # of the transaction that seals; writers never wait for it


class PrivacyLedgerSeal(models.Model):
    """A batch of events under one Merkle root, chained to the seal before it. Append-only.

    Writers of events never wait for one another: they leave their events in a queue, and one transaction at a time
    seals what is there. A seal is made within 60 s of its first event.
    """
    _name = 'privacy.ledger.seal'
    _description = "Seal of the consent ledger"
    _order = 'number desc'
    _rec_name = 'number'
    _log_access = False

    number = fields.Integer(required=True, readonly=True)
    previous_hash = fields.Char(required=True, readonly=True)
    root = fields.Char(required=True, readonly=True)
    count = fields.Integer("Events", required=True, readonly=True)
    first_event = fields.Integer(required=True, readonly=True)
    last_event = fields.Integer(required=True, readonly=True)
    sealed_at = fields.Datetime(required=True, readonly=True)
    hash = fields.Char(required=True, readonly=True)

    _number_unique = models.UniqueIndex('(number)', "Two seals cannot share a number.")

    def init(self):
        protect(self.env.cr, self._table)

    def write(self, vals):
        if vals:
            self._unlink_except_never()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._(
            "Seals of the consent ledger are never changed or deleted: they prove that the events are as they were."))

    @api.model
    def _call(self):
        """Have the queue sealed soon after this transaction."""
        # sudo: waking the scheduled action is no right of the one who decides
        self.env.ref('crm_privacy.ir_cron_seal').sudo()._trigger()

    @api.model
    def _cron_seal(self):
        """Seal what waits; a chunk a time, each in a transaction of its own."""
        if gone := self._gone():
            _logger.error(
                "events %s of the consent ledger waited for their seal and are gone: somebody has deleted them behind "
                "this system; keep the database as it is and tell the data officer", gone)
        waiting = True
        while waiting:
            done = self._seal()
            waiting = done == MOST
            if not self.env['ir.cron']._commit_progress(done, remaining=MOST if waiting else 0):
                break

    @api.model
    def _gone(self):
        """The first of the events that wait for their seal and were deleted."""
        return [event_id for (event_id,) in self.env.execute_query(SQL(
            "SELECT event_id FROM privacy_ledger_queue q WHERE NOT EXISTS ("
            "SELECT FROM privacy_consent_event e WHERE e.id = q.event_id) ORDER BY event_id LIMIT 10"))]

    @api.model
    def _seal(self):
        """Seal at most so many events as a seal holds; their number. 0 also when another transaction is at it."""
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not self.env.cr.fetchone()[0]:
            return 0
        try:
            with self.env.cr.savepoint(flush=False):
                return self._seal_waiting()
        except (UniqueViolation, SerializationFailure):
            # another one has sealed between the begin of this transaction, whose sight is of that moment, and the lock
            return 0

    @api.model
    def _seal_waiting(self):
        cr = self.env.cr
        columns = SQL(', ').join(SQL("e.%s::text", SQL.identifier(column)) for column in EVENT_COLUMNS)
        # an event that was deleted while it waited holds up nobody; its place in the queue shows that it was there
        cr.execute(SQL(
            "SELECT %s FROM privacy_ledger_queue q JOIN privacy_consent_event e ON e.id = q.event_id ORDER BY e.id"
            " LIMIT %s", columns, MOST))
        leaves = {int(row[0]): leaf_hash(list(row)) for row in cr.fetchall()}
        ids = list(leaves)
        if not ids:
            return 0
        cr.execute("SELECT number, hash FROM privacy_ledger_seal ORDER BY number DESC LIMIT 1")
        number, previous = cr.fetchone() or (0, GENESIS)
        row = {
            'number': number + 1, 'previous_hash': previous, 'root': merkle_root([leaves[id_] for id_ in ids]),
            'count': len(ids), 'first_event': ids[0], 'last_event': ids[-1], 'sealed_at': fields.Datetime.now()}
        row['hash'] = seal_hash([str(row[column]) for column in SEAL_COLUMNS])
        cr.execute(SQL(
            "INSERT INTO privacy_ledger_seal (%s) VALUES %s", SQL(', ').join(map(SQL.identifier, row)),
            tuple(row.values())), log_exceptions=False)
        execute_values(
            cr._obj, "INSERT INTO privacy_ledger_leaf (event_id, seal, position, hash) VALUES %s",
            [(id_, number + 1, position, leaves[id_]) for position, id_ in enumerate(ids)], page_size=5000)
        cr.execute("DELETE FROM privacy_ledger_queue WHERE event_id = ANY(%s)", [ids], log_exceptions=False)
        self.invalidate_model()
        return len(ids)

    @api.model
    def _proofs(self, events):
        """`{event id: proof}`: what shows that an event stands in the ledger and shows no other one. A proof is a dict
        of `event` (its columns), `path` and `seal`; None of an event that waits to be sealed.
        """
        places = self.env['privacy.ledger.leaf'].search([('event_id', 'in', events.ids)])
        leaves = {leaf.event_id: leaf for leaf in places}
        columns = SQL(', ').join(SQL("%s::text", SQL.identifier(column)) for column in EVENT_COLUMNS)
        rows = self.env.execute_query(SQL(
            "SELECT %s FROM privacy_consent_event WHERE id = ANY(%s)", columns, events.ids))
        values = {int(row[0]): dict(zip(EVENT_COLUMNS, row, strict=True)) for row in rows}
        found, hashes = {}, {}
        for event in events:
            leaf = leaves.get(event.id)
            if not leaf:
                found[event.id] = None
                continue
            if leaf.seal not in hashes:
                rows = self.env.execute_query(SQL(
                    "SELECT hash FROM privacy_ledger_leaf WHERE seal = %s ORDER BY position", leaf.seal))
                seal = self.search([('number', '=', leaf.seal)])
                hashes[leaf.seal] = [value for (value,) in rows], {
                    **{column: str(seal[column]) for column in SEAL_COLUMNS}, 'hash': seal.hash}
            all_leaves, seal = hashes[leaf.seal]
            path = merkle_path(all_leaves, leaf.position)
            found[event.id] = {
                'event': values[event.id], 'path': path, 'seal': seal,
                'holds': follow_path(leaf_hash(list(values[event.id].values())), path) == seal['root']}
        return found

    @api.model
    def _read_ledger(self):
        """The ledger of this database, read as a dump would give it: what `tools/verify_ledger.py` works on."""
        ledger = Ledger()
        for table in sorted(TABLES):
            self.env.cr.execute(SQL("SELECT * FROM %s LIMIT 0", SQL.identifier(table)))
            names = [column.name for column in self.env.cr.description]
            with TemporaryFile('w+', encoding='utf-8', newline='\n') as file:
                copy = SQL("COPY %s (%s) TO STDOUT", SQL.identifier(table), SQL(', ').join(map(SQL.identifier, names)))
                self.env.cr._obj.copy_expert(copy.code, file)
                file.seek(0)
                for line in file:
                    ledger.add(table, dict(zip(names, map(unescape, line.rstrip('\n').split('\t')), strict=True)))
        return ledger

    @api.model
    def _verify(self, anchors=()):
        """`(faults, summary)`: sentences on what is wrong with the ledger, none when it is sound, and one on all.

        :param anchors: pairs (number, hash) of seals, as they left the database
        """
        ledger = self._read_ledger()
        faults = ledger.faults(anchors)
        return faults, self.env._(
            "%(events)s events, %(seals)s seals, %(waiting)s events not sealed yet; the end is protected up to seal "
            "%(anchored)s; %(verdict)s",
            events=len(ledger.events), seals=len(ledger.seals), waiting=ledger.not_sealed(),
            anchored=max([*ledger.anchors, *(number for number, _hash in anchors)], default=0),
            verdict=self.env._("broken") if faults else self.env._("sound"))

    def _as_line(self):
        return f'{self.number}:{self.hash}'

    @api.model
    def _to_json(self, proofs):
        return json.dumps(proofs, ensure_ascii=False, indent=1, sort_keys=True)
