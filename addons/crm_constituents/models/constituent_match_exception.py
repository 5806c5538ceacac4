from odoo import api, fields, models


class ConstituentMatchException(models.Model):
    """Somebody has looked at two constituents and said that they are two: who, when and why.

    Kept once from each side, so that a merge of one of the two moves it like any other link (`get_merge_plan`): who was
    not the loser is not the winner either.
    """
    _name = 'constituent.match.exception'
    _description = "Not a duplicate"
    _order = 'id desc'
    _rec_name = 'partner_id'

    partner_id = fields.Many2one('res.partner', string="Constituent", required=True, index=True, ondelete='cascade')
    other_id = fields.Many2one('res.partner', string="Is not", required=True, index=True, ondelete='cascade')
    user_id = fields.Many2one('res.users', string="Said by", required=True, index=True, ondelete='restrict')
    reason = fields.Char()

    _pair_unique = models.UniqueIndex('(partner_id, other_id)', "It is on record already that these are two.")

    @api.model
    def _keep_apart(self, pairs, reason=False):
        """Remember that these are two; what is remembered already stays as it was said first.

        :param pairs: `[(partner id, partner id)]` that the user may see
        """
        sides = [side for a, b in pairs if a != b for side in ((a, b), (b, a))]
        rows = self.search([('partner_id', 'in', [a for a, _b in sides]), ('other_id', 'in', [b for _a, b in sides])])
        known = {(row.partner_id.id, row.other_id.id) for row in rows}
        return self.create([
            {'partner_id': a, 'other_id': b, 'reason': reason, 'user_id': self.env.uid}
            for a, b in dict.fromkeys(sides) if (a, b) not in known])

    @api.model
    def _forget(self, pairs):
        """Take back that these are two."""
        sides = {side for a, b in pairs for side in ((a, b), (b, a))}
        rows = self.search([('partner_id', 'in', [a for a, _b in sides]), ('other_id', 'in', [b for _a, b in sides])])
        rows.filtered(lambda row: (row.partner_id.id, row.other_id.id) in sides).unlink()

    @api.model
    def _others_of(self, partners):
        """`{partner id: ids of those who are known to be others}`."""
        rows = self.search_fetch([('partner_id', 'in', partners.ids)], ['partner_id', 'other_id'])
        return {partner.id: set(found.other_id.ids) for partner, found in rows.grouped('partner_id').items()}
