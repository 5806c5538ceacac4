from odoo import api, fields, models


class PrivacyDisclosedMixin(models.AbstractModel):
    """One person of whom data left for a recipient: by a file, or by a program.

    Who inherits has `partner_id`, `recipient_id`, `purpose_id`, `basis`, `reference` and `notice_ids`.
    """
    _name = 'privacy.disclosed.mixin'
    _description = "Disclosure of a person"

    basis_text = fields.Char("On the basis of", compute='_compute_basis_text')

    @api.depends_context('lang')
    def _compute_basis_text(self):
        bases = dict(self.env['privacy.consent.event']._fields['basis']._description_selection(self.env))
        for row in self:
            row.basis_text = bases.get(row.basis, row.basis or '')

    def _told(self, at, agreement, labels):
        """What the person is told of it; see `res.partner._privacy_disclosures`."""
        self.ensure_one()
        env = self.env
        Notice = env['privacy.recipient.notice']
        kinds, states = (dict(Notice._fields[name]._description_selection(env)) for name in ('kind', 'state'))
        roles, transfers = (
            dict(agreement._fields[name]._description_selection(env)) for name in ('role', 'mechanism'))
        return {
            'recipient': self.recipient_id.name,
            'role': roles[agreement.role],
            'country': agreement.country_id.name,
            'purpose': self.purpose_id.name,
            'at': at,
            'fields': labels,
            'basis': self.basis_text,
            'reference': self.reference,
            'transfer': transfers.get(agreement.mechanism, False),
            'notices': [{'kind': kinds[notice.kind], 'state': states[notice.state], 'at': notice.sent_at}
                        for notice in self.notice_ids],
        }
