from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class PrivacyRestriction(models.Model):
    """Data of this person may only be stored (GDPR Art. 18), from a first to a last day."""
    _name = 'privacy.restriction'
    _description = "Restriction of processing"
    _order = 'date_from desc, id desc'
    _rec_name = 'partner_id'

    partner_id = fields.Many2one('res.partner', string="Person", required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', related='partner_id.company_id', store=True, index='btree_not_null', copy=False)
    ground = fields.Selection([
        ('accuracy', "Accuracy contested"),
        ('unlawful', "Unlawful, erasure opposed"),
        ('claims', "Needed for legal claims"),
        ('objection', "Objection under assessment"),
    ], required=True)
    note = fields.Text()
    date_from = fields.Date("First day", required=True, default=fields.Date.context_today)
    date_to = fields.Date("Last day")
    told_on = fields.Date("Told before lifting", help="The day on which the person was told that it will be lifted.")

    _dates_order = models.Constraint(
        'CHECK (date_from <= date_to)', "A restriction ends on or after its first day. Move one of the two dates.")
    _person_period = models.Index('(partner_id, date_from, date_to)')

    @api.constrains('date_to', 'told_on')
    def _check_told(self):
        for row in self:
            # P-11; GDPR Art. 18(3)
            if row.date_to and (not row.told_on or row.told_on > row.date_to):
                raise ValidationError(self.env._(
                    "The restriction for %(name)s cannot end on %(day)s: the person must be told before. Enter the day "
                    "on which they were told.", name=row.partner_id.display_name, day=row.date_to))
            if row.told_on and row.told_on > self.env['res.company']._constituent_today():
                raise ValidationError(self.env._(
                    "%(day)s is still to come: nobody has been told then. Tell %(name)s first, and enter the day on "
                    "which you did.", name=row.partner_id.display_name, day=row.told_on))

    def write(self, vals):
        if {'partner_id', 'date_from'} & vals.keys():
            self._check_stays(vals)
        return super().write(vals)

    def _check_stays(self, vals):
        """A-29, P-11: what holds is ended by telling the person, and not by a first day or a person that is changed."""
        today, first = self.env['res.company']._constituent_today(), fields.Date.to_date(vals.get('date_from'))
        for row in self.filtered(lambda row: row.date_from <= today):
            moved = 'date_from' in vals and (not first or first > row.date_from)
            if moved or 'partner_id' in vals and vals['partner_id'] != row.partner_id.id:
                raise UserError(self.env._(
                    "The restriction for %(name)s holds since %(day)s. Enter its last day and the day on which the "
                    "person was told, to end it.", name=row.partner_id.display_name, day=row.date_from))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise ValidationError(self.env._(
            "A restriction stays on record. Enter its last day and the day on which the person was told instead."))
