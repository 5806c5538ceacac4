from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .res_partner import VIEWER


class ResPartner(models.Model):
    """One who was merged away is archived and leads to the one who stayed: pages, links and mails about the old
    record open the new one.
    """
    _inherit = 'res.partner'

    merged_into_id = fields.Many2one(
        'res.partner', string="Merged into", readonly=True, copy=False, index='btree_not_null', ondelete='restrict',
        help="This is the record of somebody who turned out to be the other one. Kept so that this can be undone.")
    merge_ids = fields.One2many(
        'constituent.merge', 'winner_id', string="Merged with", groups=VIEWER, copy=False, readonly=True)
    merge_undoable_ids = fields.Many2many(
        'constituent.merge', string="Merges that can be undone", compute='_compute_merge_undoable_ids', groups=VIEWER)
    merge_notice = fields.Char("Merged", compute='_compute_merge_notice', groups=VIEWER)

    _merged_is_archived = models.Constraint(
        'CHECK (merged_into_id IS NULL OR active IS NOT TRUE)',
        "This record was merged into another one and stays archived. Undo the merge to have both again.",
    )

    @api.depends('merge_ids.state', 'merge_ids.undo_until')
    def _compute_merge_undoable_ids(self):
        # sudo: the banner is shown to whoever may see the person; what can be done is checked when it is done
        Merge = self.env['constituent.merge'].sudo()
        mine = Merge._domain_undoable() & Domain('winner_id', 'in', self._origin.ids)
        found = Merge.search(mine).grouped('winner_id')
        for partner in self:
            partner.merge_undoable_ids = found.get(partner._origin, Merge).with_env(self.env)

    @api.depends('merge_undoable_ids')
    def _compute_merge_notice(self):
        for partner in self:
            merges = partner.merge_undoable_ids.sudo().sorted('id', reverse=True)  # sudo: as above
            partner.merge_notice = bool(merges) and self.env._(
                "Merged with %(names)s, last on %(day)s by %(user)s. Undo until %(until)s.",
                names=', '.join(merge.loser_name or str(merge.loser_id.id) for merge in merges),
                day=format_date(self.env, merges[0].merged_at), user=merges[0].user_id.name,
                until=format_date(self.env, merges[0].undo_until))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_merged(self):
        # sudo: a merge out of sight holds its two people all the same
        merge = self.env['constituent.merge'].sudo().search([
            ('state', '=', 'done'), '|', ('loser_id', 'in', self.ids), ('winner_id', 'in', self.ids)], limit=1)
        if merge:
            raise UserError(self.env._(
                "%(loser)s was merged into %(winner)s, and the record of the merge holds both. Undo the merge first, "
                "or archive instead of deleting.",
                loser=merge.loser_id.display_name, winner=merge.winner_id.display_name))

    # -- leading on ------------------------------------------------------------

    def _constituent_survivor(self):
        """Who this person is today: the last one into whom they were merged, or they themselves."""
        self.ensure_one()
        # sudo: the link may lead to somebody out of sight; who it is, is not shown by that
        found = self.sudo()
        while found.merged_into_id:
            found = found.merged_into_id
        return found.with_env(self.env)

    def _constituent_whole(self):
        """These people with all records that were merged into them: what must be known or erased of one person."""
        whole, last = self, self
        while last:
            last = self.with_context(active_test=False).search([('merged_into_id', 'in', last.ids)]) - whole
            whole |= last
        return whole

    def get_formview_action(self, access_uid=None):
        survivor = self._constituent_survivor()
        if survivor != self:
            return survivor.get_formview_action(access_uid=access_uid)
        return super().get_formview_action(access_uid=access_uid)

    def _get_access_action(self, access_uid=None, force_website=False):
        survivor = self._constituent_survivor()
        if survivor != self:
            return survivor._get_access_action(access_uid=access_uid, force_website=force_website)
        return super()._get_access_action(access_uid=access_uid, force_website=force_website)

    # -- actions ----------------------------------------------------------------

    def _constituent_merge_action(self):
        """Action of the merge of these people, side by side.

        :raise UserError: for fewer than two
        """
        people = self.exists()
        if len(people) < 2:
            raise UserError(self.env._("Choose two or more who are one and the same person."))
        return {
            'type': 'ir.actions.act_window',
            'name': self.env['constituent.merge.wizard']._description,
            'res_model': 'constituent.merge.wizard',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_person_ids': [fields.Command.set(people.ids)]},
        }

    def action_merge(self):
        """Open the merge of the selected people, side by side."""
        return self._constituent_merge_action()

    def action_open_survivor(self):
        """The page of the one into whom this record was merged."""
        self.ensure_one()
        self.check_access('read')
        return self._constituent_survivor().action_open_constituent()

    def action_open_merges(self):
        """The merges of this person, as a list."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id('crm_constituents.constituent_merge_action'),
            'domain': [('winner_id', 'in', self.ids)],
        }

    def action_undo_merge(self):
        """Undo the newest merge into this person that can still be undone."""
        self.ensure_one()
        merge = self.merge_undoable_ids.sorted('id', reverse=True)[:1]
        if not merge:
            raise UserError(self.env._("There is no merge to undo for %(name)s.", name=self.display_name))
        return merge.action_undo()
