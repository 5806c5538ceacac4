from odoo import fields, models


class ConstituentMailbox(models.Model):
    """An address whose mails are filed with the people who wrote them, or to whom a colleague wrote with it in copy."""
    _name = 'constituent.mailbox'
    _description = "Mailbox"
    _inherit = ['mail.alias.mixin']
    _order = 'name, id'

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='restrict', default=lambda self: self.env.company)
    purpose = fields.Selection(
        selection=lambda self: self.env['constituent.interaction']._fields['purpose'].selection, string="Is mostly for",
        help="What a mail to this address is put down as.")
    email_count = fields.Integer("E-mails", compute='_compute_email_count')

    def _compute_email_count(self):
        counts = dict(self.env['constituent.email']._read_group(
            [('mailbox_id', 'in', self.ids)], ['mailbox_id'], ['__count']))
        for mailbox in self:
            mailbox.email_count = counts.get(mailbox, 0)

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values['alias_model_id'] = self.env['ir.model']._get_id('constituent.email')
        if self.id:
            values['alias_defaults'] = {'mailbox_id': self.id, 'company_id': self.company_id.id}
        return values

    def write(self, vals):
        result = super().write(vals)
        if 'company_id' in vals:  # mails that come in belong to the new one
            for mailbox in self:
                mailbox.alias_defaults = {'mailbox_id': mailbox.id, 'company_id': mailbox.company_id.id}
        return result
