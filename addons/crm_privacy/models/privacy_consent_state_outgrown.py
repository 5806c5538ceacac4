from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .privacy_child_age import UNKNOWN
from .privacy_consent_event import GIVEN


class PrivacyConsentState(models.Model):
    """Young people for whom a guardian has agreed, and who decide for themselves from their birthday on (P-27)."""
    _inherit = 'privacy.consent.state'

    is_outgrown = fields.Boolean(
        "To be asked anew", compute='_compute_is_outgrown', search='_search_is_outgrown',
        help="A guardian has agreed, and the person is of age now: ask them themselves.")

    def _compute_is_outgrown(self):
        found = set(self._search([('is_outgrown', '=', True), ('id', 'in', self.ids)]))
        for state in self:
            state.is_outgrown = state.id in found

    @api.model
    def _search_is_outgrown(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return Domain('id', 'in', SQL("(%s)", self._outgrown_sql()))

    @api.model
    def _outgrown_sql(self):
        self.env['res.partner'].flush_model(['birthdate', 'country_id', 'is_deceased'])
        today = self.env['res.company']._constituent_today()
        ages = self.env['privacy.child.age']._ages(today)
        rows = SQL(', ').join(SQL("(%s::int, %s::int)", country, age) for country, age in ages.items())
        return SQL(
            "SELECT s.id FROM privacy_consent_state s JOIN privacy_subject m ON m.uuid = s.subject"
            "  JOIN res_partner p ON p.id = m.partner_id"
            "  LEFT JOIN (VALUES %(rows)s) a(country_id, age) ON a.country_id = COALESCE(p.country_id, %(home)s)"
            " WHERE s.guarded AND s.state = ANY(%(given)s) AND (s.valid_until IS NULL OR s.valid_until > %(now)s)"
            "   AND p.is_deceased IS NOT TRUE"
            "   AND p.birthdate + make_interval(years => COALESCE(a.age, %(unknown)s)) <= %(today)s",
            rows=rows, home=self.env.company.country_id.id or None, given=list(GIVEN), now=fields.Datetime.now(),
            unknown=ages.get(None, UNKNOWN), today=today)
