import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.segment_tree import conditions

_logger = logging.getLogger(__name__)


class ConstituentSegment(models.Model):
    """Freezing a segment, and recording day by day who enters and leaves."""
    _inherit = 'constituent.segment'

    def _freeze(self, reason, becomes_frozen=False, **request):
        """List whom this segment finds now, and who was left out of it and why.

        Found are those whom the user may see, the archived included, who are then left out. Each call makes a list of
        its own.

        :param reason: what the list is made for
        :param becomes_frozen: from now on the segment is this list
        :param request: further fields of the snapshot that decide on who is left out: `channel`; upper addons add more
        :return: the `constituent.segment.snapshot`
        """
        self.ensure_one()
        self.check_access('write' if becomes_frozen else 'read')
        query = self._segment_query(archived=True)
        # sudo: lists are made by the system, nobody writes them by hand; the query holds the rights of the user
        snapshot = self.env['constituent.segment.snapshot'].sudo().create({
            **self._prepare_snapshot('frozen'), 'reason': reason, **request})
        snapshot._fill_frozen(query)
        if becomes_frozen:
            self.write({'kind': 'frozen', 'frozen_snapshot_id': snapshot.id})
        return snapshot.with_env(self.env)

    def _prepare_snapshot(self, kind):
        return {
            'segment_id': self.id, 'kind': kind, 'user_id': self.env.uid, 'definition': self.definition,
            'taken_at': fields.Datetime.now()}

    def _asks_for_deceased(self):
        """Whether the condition itself speaks of deaths: then the dead are not left out of its lists."""
        tree = self._own_tree() if self.kind == 'dynamic' else {'of': []}
        return any(leaf['measure'] == 'deceased' for leaf in conditions(tree))

    def action_freeze(self):
        """Open the form that asks what the list is for."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Freeze"), 'res_model': 'constituent.segment.freeze',
            'views': [(False, 'form')], 'target': 'new', 'context': {'default_segment_id': self.id}}

    def action_thaw(self):
        """Ask anew from now on; the lists that were made stay."""
        self.write({'kind': 'dynamic', 'frozen_snapshot_id': False})
        return True

    # -- day by day ------------------------------------------------------

    def _take_snapshot(self):
        """Record who entered and left since the last time, with the owner's rights whoever asks for it: two people
        who see different people would otherwise make them come and go.
        """
        self.ensure_one()
        self.check_access('write')
        if self.kind == 'frozen':
            raise UserError(self.env._(
                "“%(name)s” is frozen: nobody enters or leaves it. Make it dynamic to record changes.", name=self.name))
        owner = self.sudo().user_id  # sudo: only to see with the owner's eyes, and no farther
        companies = owner.company_ids.sorted(lambda company: company != owner.company_id)
        segment = self.with_user(owner).with_context(allowed_company_ids=companies.ids)
        self.lock_for_update()  # two records at once would both tell the same changes
        query = segment._segment_query()
        Snapshot = self.env['constituent.segment.snapshot'].sudo()  # sudo: made by the system, as in _freeze
        before = Snapshot.search([('segment_id', '=', self.id), ('kind', '=', 'daily')], limit=1)
        snapshot = Snapshot.create({
            **segment._prepare_snapshot('daily'), 'is_changed': bool(before) and before.definition != self.definition})
        snapshot._fill_daily(query, before)
        self.write({'last_count': snapshot.included_count, 'last_counted_at': snapshot.taken_at})
        return snapshot.with_env(self.env)

    def action_take_snapshot(self):
        """Record now who entered and left."""
        snapshots = [segment._take_snapshot() for segment in self]
        return snapshots[-1].action_open_lines() if len(snapshots) == 1 else True

    @api.model
    def _cron_record(self):
        """Record who entered and left the segments of which it is kept, once a day. Safe to stop and to run twice."""
        today = self._midnight(self.env['res.company']._constituent_today())
        due = self.search(Domain('is_tracked', '=', True) & Domain('kind', '=', 'dynamic') & (
            Domain('last_counted_at', '=', False) | Domain('last_counted_at', '<', today)))
        progress = self.env['ir.cron']._commit_progress
        time_left = progress(remaining=len(due))
        for segment in due:
            if not time_left:
                break
            if segment := segment.try_lock_for_update():
                try:
                    with self.env.cr.savepoint():
                        segment._take_snapshot()
                except (AccessError, UserError) as error:  # the owner lost rights, or an app was removed
                    _logger.info("segment %s was not recorded: %s", segment.id, error.args[0])
            time_left = progress(1)

    # -- between two days ------------------------------------------------

    def _flow(self, date_from, date_to):
        """Who entered and who left between two days, by the records of those days.

        Somebody who came and went in between is in neither.

        :return: `(record of the first day, record of the last, Query of those who entered, Query of those who left)`
        """
        self.ensure_one()
        Snapshot = self.env['constituent.segment.snapshot']
        first, last = (Snapshot._latest_daily_on(self, day) for day in (date_from, date_to))
        found = []
        for here, there in ((last, first), (first, last)):
            query = self.env['res.partner'].with_context(active_test=False)._search([])
            query.add_where(
                "res_partner.id IN (%s)"
                " AND NOT EXISTS (SELECT FROM (%s) other WHERE other.partner_id = res_partner.id)",
                [Snapshot._state_sql(self, here), Snapshot._state_sql(self, there)])
            found.append(query)
        return first, last, *found

    def action_compare(self):
        """Open the form that asks for two days."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Who entered and who left"),
            'res_model': 'constituent.segment.flow', 'views': [(False, 'form')], 'target': 'new',
            'context': {'default_segment_id': self.id}}

    def action_open_movements(self):
        """Everybody who entered or left, by the daily records."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'crm_constituents.constituent_segment_snapshot_line_action')
        return {
            **action, 'name': self.env._("Entered and left: %(name)s", name=self.name),
            'domain': [('segment_id', '=', self.id), ('status', 'in', ('entered', 'left'))]}

    def action_open_snapshots(self):
        """The frozen lists and daily records of this segment."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'crm_constituents.constituent_segment_snapshot_action')
        return {**action, 'domain': [('segment_id', '=', self.id)]}
