from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_privacy.mixins.privacy_outgoing_mixin import UNDECLARED


class MailingMailing(models.Model):
    """A mailing says what it is sent for, and counts only who may be reached for that."""
    _name = 'mailing.mailing'
    _inherit = ['mailing.mailing', 'privacy.declared']

    def action_put_in_queue(self):
        for mailing in self:
            if not mailing.privacy_purpose_id:
                raise UserError(self.env._(
                    "“%(name)s” does not say what it is sent for, so it would reach nobody. Choose its purpose.",
                    name=mailing.display_name))
        return super().action_put_in_queue()

    def _get_recipients_domain(self):
        domain = super()._get_recipients_domain()
        channel = 'sms' if self.mailing_type == 'sms' else 'email'
        Model = self.env[self.mailing_model_real]
        allowed = self.env['res.partner']._privacy_gate_query(self._privacy_declared() or UNDECLARED, channel)
        if Model._name == 'res.partner':
            return domain & (Domain('partner_share', '=', False) | _in_query('id', allowed))
        if channel == 'email' and 'email_normalized' in Model._fields:
            return domain & _in_query('email_normalized', SQL(
                "SELECT email_normalized FROM res_partner WHERE NOT COALESCE(partner_share, true) OR id IN (%s)",
                allowed))
        return domain

    def _privacy_unsubscribed(self, email, **evidence):
        """Record the no that came by a link of this mailing, for everybody with this address."""
        self.ensure_one()
        purpose = self._privacy_declared() or self.env['privacy.purpose']._find('MARKETING')
        normal = self.env['privacy.suppression']._normal('email', email)
        # sudo: the link is the permission; archived people too, as an objection stays one
        people = self.env['res.partner'].sudo().with_context(active_test=False).search(
            [('email_normalized', '=', normal)])
        for person in people:
            if not person._privacy_has_refused(purpose, 'email'):
                person._privacy_record(
                    purpose, 'email', 'withdrawn' if purpose.basis == 'consent' else 'objected', method='link',
                    actor='subject', contact=normal, source=f'mailing.mailing,{self.id}', **evidence)


def _in_query(field, query):
    def to_sql(model, alias, target):
        return SQL("%s IN (%s)", model._field_to_sql(alias, field, target), query)
    return Domain.custom(to_sql=to_sql)
