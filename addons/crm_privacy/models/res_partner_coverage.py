from odoo import api, fields, models
from odoo.tools import SQL

from .privacy_consent_event import GIVEN
from .res_partner_privacy import VIEWER


class ResPartner(models.Model):
    """Who has agreed to the newsletter: what the data officer's home counts and lists."""
    _inherit = 'res.partner'

    privacy_has_newsletter = fields.Boolean(
        "Agreed to the newsletter", compute='_compute_privacy_has_newsletter', groups=VIEWER,
        search='_search_privacy_has_newsletter', help="A consent to the newsletter by e-mail is in force.")

    def _compute_privacy_has_newsletter(self):
        found = {id_ for (id_,) in self.env.execute_query(SQL(
            "%s AND m.partner_id = ANY(%s)", self._privacy_newsletter_sql(), self._origin.ids))}
        for partner in self:
            partner.privacy_has_newsletter = partner._origin.id in found

    @api.model
    def _search_privacy_has_newsletter(self, operator, value):
        if operator != 'in':
            return NotImplemented
        # Odoo asks for no right to a field before it calls the search of it
        self._check_field_access(self._fields['privacy_has_newsletter'], 'read')
        return [('id', 'in', SQL("(%s)", self._privacy_newsletter_sql()))]

    @api.model
    def _privacy_newsletter_sql(self):
        self.env['privacy.subject'].flush_model(['partner_id'])
        return SQL(
            "SELECT m.partner_id FROM privacy_consent_state s JOIN privacy_subject m ON m.uuid = s.subject"
            " WHERE s.purpose = 'NEWSLETTER' AND s.channel = 'email' AND s.recipient = '' AND s.track = 'decision'"
            " AND s.state = ANY(%s) AND (s.valid_until IS NULL OR s.valid_until > %s)",
            list(GIVEN), fields.Datetime.now())
