from odoo import fields, models

VIEWER = 'crm_constituents.group_constituent_viewer'


class ResPartner(models.Model):
    """What hangs on a person for their privacy."""
    _inherit = 'res.partner'

    privacy_subject_ids = fields.One2many('privacy.subject', 'partner_id', groups=VIEWER, copy=False)
    privacy_restriction_ids = fields.One2many('privacy.restriction', 'partner_id', groups=VIEWER, copy=False)
    privacy_preference_ids = fields.One2many('privacy.preference', 'partner_id', groups=VIEWER, copy=False)
    privacy_is_restricted = fields.Boolean(
        "Processing restricted", compute='_compute_privacy_is_restricted', search='_search_privacy_is_restricted',
        groups=VIEWER, help="Data may only be stored today: not used, passed on or exported (GDPR Art. 18).")

    def _compute_privacy_is_restricted(self):
        restricted = self._privacy_restricted_on(self.env['res.company']._constituent_today())
        for partner in self:
            partner.privacy_is_restricted = partner._origin.id in restricted

    def _search_privacy_is_restricted(self, operator, value):
        if operator != 'in':
            return NotImplemented
        today = self.env['res.company']._constituent_today()
        return [('privacy_restriction_ids', 'any', [
            ('date_from', '<=', today), '|', ('date_to', '=', False), ('date_to', '>=', today)])]

    def _privacy_restricted_on(self, day):
        """Ids of those whose data may only be stored on a day; both ends of a restriction count."""
        # sudo: a restriction holds for whoever may not read it, too
        rows = self.env['privacy.restriction'].sudo().search([
            ('partner_id', 'in', self._origin.ids), ('date_from', '<=', day),
            '|', ('date_to', '=', False), ('date_to', '>=', day)])
        return set(rows.partner_id.ids)
