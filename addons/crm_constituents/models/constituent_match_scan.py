import json

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.match_process import find_in_process
from ..tools.match_store import MemoryFile

KINDS = ('individual', 'organisation')
AT_ONCE = 5_000  # pairs written by one statement


class ConstituentMatchScan(models.Model):
    """One search for duplicates over all people and organisations whom the one who started it may see.

    Works in the background, one kind a chunk. A chunk that was cut off is done again, and does nothing twice: pairs are
    written by their two people, decided ones are left alone, open ones that are not found any more go.
    """
    _name = 'constituent.match.scan'
    _description = "Search for duplicates"
    _order = 'id desc'
    _rec_name = 'create_date'

    state = fields.Selection(
        [('running', "Under way"), ('done', "Done")], required=True, default='running', readonly=True)
    batch_id = fields.Many2one('kit.batch', readonly=True, index='btree_not_null', ondelete='set null', copy=False)
    record_count = fields.Integer("Looked at", readonly=True)
    pair_count = fields.Integer("Pairs found", readonly=True)
    seconds = fields.Float("Took (s)", readonly=True)
    ended_at = fields.Datetime("Ended", readonly=True)

    _one_at_a_time = models.UniqueIndex(
        "(state) WHERE state = 'running'", "A search is under way already. Wait for it, or stop it.")

    def action_scan(self):
        """Look for duplicates now, or show the search that is under way."""
        scan = self._begin()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'kit.batch',
            'res_id': scan.sudo().batch_id.id,  # sudo: only its id
            'views': [(False, 'form')], 'name': self.env._("Search for duplicates")}

    @api.model
    def _begin(self):
        """The search that is under way; a new one where there is none."""
        self.check_access('read')
        self.env['constituent.match.candidate'].check_access('read')
        scans = self.sudo()  # sudo: whoever works the queue may have it filled; a result is never entered by hand
        running = scans.search([('state', '=', 'running')], limit=1)
        if running and running.batch_id.state in ('waiting', 'running', 'stopping'):
            return running.with_env(self.env)
        running.state = 'done'  # it was stopped, or has failed
        try:
            with self.env.cr.savepoint():
                scan = scans.create({})
                scan.flush_recordset()
        except UniqueViolation:  # somebody else has begun one at this moment
            return scans.search([('state', '=', 'running')], limit=1).with_env(self.env)
        scan.batch_id = self.env['kit.batch']._start(
            self.env._("Look for duplicates"), scan.with_env(self.env), '_scan_chunk', total=len(KINDS))
        return scan.with_env(self.env)

    @api.model
    def _cron_scan(self):
        """Once a week, of everybody."""
        self._begin()

    def _scan_chunk(self, batch):
        """The work of the batch: people, then organisations."""
        done = batch.cursor or 0
        records, pairs, seconds = self._scan(KINDS[done])
        scan = self.sudo()  # sudo: as in _begin
        scan.write({
            'record_count': (scan.record_count if done else 0) + records,
            'pair_count': (scan.pair_count if done else 0) + pairs,
            'seconds': (scan.seconds if done else 0) + seconds})
        finished = done + 1 == len(KINDS)
        if finished:
            scan.write({'state': 'done', 'ended_at': fields.Datetime.now()})
        return {'cursor': done + 1, 'done': 1, 'failed': 0, 'finished': finished}

    def _scan(self, kind):
        """Find pairs of one kind and write them: `(records, pairs, seconds)`."""
        self.env.flush_all()
        with MemoryFile() as file:
            columns = self.env['res.partner']._constituent_match_columns()
            query = self._people_query(kind)
            statement = self.env.cr.mogrify(query.select(*columns.values())).decode()
            self.env.cr._obj.copy_expert(f"COPY ({statement}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)", file.raw)
            records, found = find_in_process(
                kind, file, [name for name in columns if name != 'row'], self._kept_apart())
        self._write_pairs(kind, found.pairs)
        return records, len(found.pairs), sum(found.seconds.values())

    @api.model
    def _people_query(self, kind):
        return self.env['res.partner']._search([('constituent_type', '=', kind)])

    @api.model
    def _kept_apart(self):
        return self.env.execute_query(SQL(
            "SELECT partner_id, other_id FROM constituent_match_exception WHERE partner_id < other_id"))

    def _write_pairs(self, kind, pairs):
        """Add or renew pairs; drop the open ones that were not found any more, of people who were looked at."""
        self.env['constituent.match.candidate'].flush_model()
        for start in range(0, len(pairs), AT_ONCE):
            chunk = pairs[start:start + AT_ONCE]
            self.env.execute_query(SQL(
                """
                INSERT INTO constituent_match_candidate AS known (
                    left_id, right_id, kind, chance, rule, explanation, source, state, scan_id, create_uid, write_uid,
                    create_date, write_date)
                SELECT l, r, %(kind)s, c, NULLIF(rule, ''), e::jsonb, 'scan', 'open', %(scan)s, %(uid)s, %(uid)s,
                       now() at time zone 'utc', now() at time zone 'utc'
                  FROM unnest(%(left)s, %(right)s, %(chance)s, %(rule)s, %(why)s) AS t(l, r, c, rule, e)
                    ON CONFLICT (left_id, right_id) DO UPDATE
                   SET chance = EXCLUDED.chance, rule = EXCLUDED.rule, explanation = EXCLUDED.explanation,
                       scan_id = EXCLUDED.scan_id, write_date = EXCLUDED.write_date
                 WHERE known.state = 'open'
             RETURNING 1
                """,
                kind=kind, scan=self.id, uid=self.env.uid, left=[pair.a for pair in chunk],
                right=[pair.b for pair in chunk], chance=[pair.chance for pair in chunk],
                rule=[pair.rule for pair in chunk],
                why=[json.dumps(pair.explanation.as_dict()) for pair in chunk]))
        people = self._people_query(kind).subselect()
        self.env.execute_query(SQL(
            """
            DELETE FROM constituent_match_candidate
             WHERE state = 'open' AND source = 'scan' AND kind = %s AND scan_id IS DISTINCT FROM %s
               AND left_id IN %s AND right_id IN %s RETURNING 1
            """, kind, self.id, people, people))
        self.env['constituent.match.candidate'].invalidate_model()
