from odoo import fields, models


class PrivacyScreening(models.Model):
    """One look into a preference service: this number, or this person, on that day, was listed or not (P-14)."""
    _name = 'privacy.screening'
    _description = "Look-up in a preference service"
    _order = 'checked_on desc, id desc'
    _rec_name = 'point'

    service_id = fields.Many2one('privacy.service', required=True, index=True, ondelete='restrict')
    partner_id = fields.Many2one('res.partner', string="Person", index=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', related='partner_id.company_id', store=True, index='btree_not_null', copy=False)
    point = fields.Char(
        "Number", help="Telephone number in E.164 form. Empty: the request is about the person, whatever the address.")
    channel = fields.Selection(
        selection=lambda self: self.env['privacy.rule']._fields['channel'].selection,
        help="Empty: every way of contact.")
    is_listed = fields.Boolean("Listed", required=True)
    checked_on = fields.Date(required=True, default=fields.Date.context_today)

    _point_lookup = models.Index('(service_id, point, checked_on) WHERE point IS NOT NULL')
    _person_lookup = models.Index('(service_id, partner_id, checked_on)')
