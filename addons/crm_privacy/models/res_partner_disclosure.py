from odoo import api, fields, models

AUDITOR = 'crm_privacy.group_privacy_auditor'


class ResPartner(models.Model):
    """Who received the data of a person."""
    _inherit = 'res.partner'

    privacy_disclosure_count = fields.Integer(
        "Passed on", compute='_compute_privacy_disclosure_count', groups=AUDITOR,
        help="Files with the data of this person that left for others.")

    def _compute_privacy_disclosure_count(self):
        counts = dict(self.env['privacy.release.line']._read_group(
            [('partner_id', 'in', self._origin.ids), ('release_id.state', '=', 'done')], ['partner_id'], ['__count']))
        for partner in self:
            partner.privacy_disclosure_count = counts.get(partner._origin, 0)

    @api.private
    def _privacy_disclosures(self):
        """Who received data of this person, newest first (GDPR Art. 15(1)(c)): for the portal and the access package.

        :return: dicts of `recipient` and `role` (words), `country`, `purpose`, `at` (UTC), `fields` (labels), `basis`,
            `reference` (of the row in the file), `transfer` (what a transfer rests on, or False) and `notices`:
            dicts of `kind` and `state` in words and `at`
        """
        self.ensure_one()
        # sudo: a person has a right to know; the caller has checked that it is they, or who may answer them
        lines = self.sudo().env['privacy.release.line'].search(
            [('partner_id', '=', self.id), ('release_id.state', '=', 'done')], order='id desc')
        Agreement, Notice = self.env['privacy.agreement'], self.env['privacy.recipient.notice']
        roles, transfers = (
            dict(Agreement._fields[name]._description_selection(self.env)) for name in ('role', 'mechanism'))
        kinds, states = (dict(Notice._fields[name]._description_selection(self.env)) for name in ('kind', 'state'))
        return [{
            'recipient': line.recipient_id.name,
            'role': roles[line.release_id.role],
            'country': line.release_id.agreement_id.country_id.name,
            'purpose': line.purpose_id.with_env(line.env(context=self.env.context)).name,
            'at': line.generated_at,
            'fields': [label for _name, label, _type in line.release_id.columns],
            'basis': line.basis,
            'reference': line.reference,
            'transfer': transfers.get(line.release_id.agreement_id.mechanism, False),
            'notices': [{'kind': kinds[notice.kind], 'state': states[notice.state], 'at': notice.sent_at}
                        for notice in line.notice_ids],
        } for line in lines]

    @api.private
    def _privacy_tell_recipients(self, kind, cause=''):
        """Have everybody who received data of these people told: of a correction or an erasure (GDPR Art. 19).

        :param kind: `withdrawn`, `restricted`, `rectified` or `erased`
        :param cause: which correction it is; the same one makes no second notice
        :return: the notices that are new
        """
        # sudo: recipients are told whoever corrects or erases
        env = self.sudo().env
        lines = env['privacy.release.line'].search([('partner_id', 'in', self.ids)])
        return env['privacy.recipient.notice']._note(lines, kind, cause)

    def action_open_disclosures(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Who received the data of %(name)s", name=self.name),
            'res_model': 'privacy.release.line', 'views': [(False, 'list'), (False, 'form')],
            'domain': [('partner_id', '=', self.id), ('release_id.state', '=', 'done')]}
