from odoo import api, models
from odoo.tools import SQL

from .privacy_consent_event import GIVEN

# By which ways an address of each kind is used; its place in what `_privacy_points` gives.
WAYS = {'email': (0, ('email',)), 'phone': (1, ('call', 'autocall', 'sms'))}


class ResPartner(models.Model):
    """An address that somebody has refused marketing at stays refused when they get another one (P-38): who is entered
    anew with the old one, from an old list, is not written to. An address that others still have is theirs to decide.
    """
    _inherit = 'res.partner'

    def write(self, vals):
        before = self._privacy_points() if {'email', 'phone'} & vals.keys() else {}
        done = super().write(vals)
        self._privacy_keep_refused(before)
        return done

    @api.model
    def _constituent_bulk_audited_modules(self):
        return super()._constituent_bulk_audited_modules() | {'odoo.addons.crm_privacy.models.res_partner_moved'}

    @api.model
    def _constituent_bulk_write(self, changes):
        moving = self.browse([id_ for id_, vals in changes if {'email', 'phone'} & vals.keys()])
        before = moving._privacy_points()
        done = super()._constituent_bulk_write(changes)
        moving._privacy_keep_refused(before)
        return done

    def _privacy_points(self):
        """`{id: (e-mail address, telephone number)}`, in their normal forms."""
        if not self.ids:
            return {}
        self.flush_model(['email_normalized', 'phone_sanitized'])
        return {id_: points for id_, *points in self.env.execute_query(SQL(
            "SELECT id, email_normalized, phone_sanitized FROM res_partner WHERE id = ANY(%s)", list(self.ids)))}

    def _privacy_keep_refused(self, before):
        after = self.browse(before)._privacy_points()
        left = {}  # (kind, address): ids of those whose it was
        for id_, points in before.items():
            for kind, (place, _ways) in WAYS.items():
                if points[place] and points[place] != after.get(id_, points)[place]:
                    left.setdefault((kind, points[place]), set()).add(id_)
        if not left:
            return
        refused = self._privacy_refused_ways(list(set().union(*left.values())))
        # sudo: the list is kept by the system; whoever corrects an address has no right on it
        Suppression = self.env['privacy.suppression'].sudo()
        for kind, (place, ways) in WAYS.items():
            for way in ways:
                points = {point for (of, point), ids in left.items()
                          if of == kind and any((id_, way) in refused for id_ in ids)}
                points -= self._privacy_points_in_use(place, points)
                if points:
                    Suppression._add_many(kind, points, 'objection', channel=way)

    @api.model
    def _privacy_refused_ways(self, ids):
        """`{(id, channel)}` of those who have refused some marketing by it."""
        return set(self.env.execute_query(SQL(
            "SELECT m.partner_id, s.channel FROM privacy_subject m JOIN privacy_consent_state s ON s.subject = m.uuid"
            "  JOIN privacy_purpose p ON p.code = s.purpose"
            " WHERE m.partner_id = ANY(%s) AND s.blocked_event > 0 AND s.state <> ALL(%s)"
            "   AND p.purpose_class <> 'service'", ids, list(GIVEN))))

    @api.model
    def _privacy_points_in_use(self, place, points):
        column = SQL.identifier(('email_normalized', 'phone_sanitized')[place])
        return {point for (point,) in self.env.execute_query(SQL(
            # who was merged away has no address any more
            "SELECT DISTINCT %s FROM res_partner WHERE %s = ANY(%s) AND merged_into_id IS NULL",
            column, column, list(points)))}
