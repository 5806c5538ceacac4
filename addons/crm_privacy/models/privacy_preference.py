from odoo import fields, models


class PrivacyPreference(models.Model):
    """How a person wants to hear from us: a pause, how often at most, in which language. No consent: that is in the
    ledger.
    """
    _name = 'privacy.preference'
    _description = "Contact preference"
    _order = 'partner_id, id'
    _rec_name = 'partner_id'

    partner_id = fields.Many2one('res.partner', string="Person", required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', related='partner_id.company_id', store=True, index='btree_not_null', copy=False)
    paused_until = fields.Date("Paused until", help="The first day on which messages may come again.")
    most_per_month = fields.Integer("At most … messages in 30 days", help="0: as many as there are.")

    _person_lookup = models.Index('(partner_id, paused_until)')
