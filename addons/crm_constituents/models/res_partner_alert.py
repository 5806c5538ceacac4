from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .res_partner import VIEWER


class ResPartner(models.Model):
    """The alert on a page: what everybody must know before they write, ask or edit; since when, until when, by whom.

    `alert_note` is the alert itself, and all that an import needs: the rest follows from it.
    """
    _inherit = 'res.partner'

    alert_stops = fields.Boolean(
        "Stop", groups=VIEWER, copy=False,
        help="Nobody writes, asks or edits before they have read this. Unticked, it is shown and stops nobody.")
    alert_officer_id = fields.Many2one(
        'res.users', string="Call first", groups=VIEWER, copy=False, index='btree_not_null', ondelete='restrict',
        domain="[('share', '=', False)]", help="Whom to call before anything else.")
    alert_from = fields.Date("Alert since", groups=VIEWER, copy=False)
    alert_until = fields.Date(
        "Alert until", groups=VIEWER, copy=False, help="Last day on which it is shown. Empty: until it is taken away.")
    alert_set_by_id = fields.Many2one(
        'res.users', string="Alert set by", groups=VIEWER, copy=False, readonly=True, index='btree_not_null',
        ondelete='restrict')
    has_alert = fields.Boolean(
        "Alert today", compute='_compute_has_alert', search='_search_has_alert', groups=VIEWER)

    _alert_list = models.Index("(id) WHERE alert_note IS NOT NULL")

    @api.model
    def _domain_alert_on(self, day):
        """People with an alert that is shown on `day`."""
        return (
            Domain('alert_note', '!=', False)
            & (Domain('alert_from', '=', False) | Domain('alert_from', '<=', day))
            & (Domain('alert_until', '=', False) | Domain('alert_until', '>=', day)))

    @api.depends('alert_note', 'alert_from', 'alert_until')
    def _compute_has_alert(self):
        shown = self.filtered_domain(self._domain_alert_on(self.env['res.company']._constituent_today()))
        for partner in self:
            partner.has_alert = partner in shown

    @api.model
    def _search_has_alert(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return self._domain_alert_on(self.env['res.company']._constituent_today())

    @api.constrains('alert_from', 'alert_until', 'alert_note', 'alert_stops')
    def _check_alert(self):
        for partner in self.sudo():  # sudo: whoever changes one of them may not read the others
            if partner.alert_from and partner.alert_until and partner.alert_until < partner.alert_from:
                raise ValidationError(self.env._(
                    "The alert about %(name)s ends on %(until)s, before it begins on %(since)s. Move one of the days.",
                    name=partner.name, until=partner.alert_until, since=partner.alert_from))
            if partner.alert_stops and not partner.alert_note:
                raise ValidationError(self.env._(
                    "The alert about %(name)s is to stop people and says nothing. Write what they must know.",
                    name=partner.name))

    # -- who set it, and when ----------------------------------------------

    @api.model
    def _constituent_watched_fields(self):
        return super()._constituent_watched_fields() | {'alert_note'}

    @api.model
    def _constituent_complete_create(self, vals):
        vals = super()._constituent_complete_create(vals)
        if vals.get('alert_note'):
            self._constituent_complete_alert(vals)
        return vals

    def _constituent_complete_write(self, vals):
        vals = super()._constituent_complete_write(vals)
        if 'alert_note' in vals:
            known = self.sudo().alert_note  # sudo: whoever may write it is told whether it is another one
            if not vals['alert_note']:
                vals.update(alert_stops=False, alert_officer_id=False, alert_from=False, alert_until=False,
                            alert_set_by_id=False)
            elif vals['alert_note'] != known:
                self._constituent_complete_alert(vals)
        return vals

    @api.model
    def _constituent_complete_alert(self, vals):
        vals.setdefault('alert_set_by_id', self.env.uid)
        if not vals.get('alert_from'):
            vals['alert_from'] = self.env['res.company']._constituent_today()
