from odoo import api, fields, models

AUDITOR = 'crm_privacy.group_privacy_auditor'


class ResPartner(models.Model):
    """Who received the data of a person."""
    _inherit = 'res.partner'

    privacy_disclosure_count = fields.Integer(
        "Passed on", compute='_compute_privacy_disclosure_count', groups=AUDITOR,
        help="Files with the data of this person that left for others.")
    privacy_program_count = fields.Integer(
        "Read by programs", compute='_compute_privacy_program_count', groups=AUDITOR,
        help="Programs of others that read this person, or were told by a webhook, each for a purpose.")

    def _compute_privacy_disclosure_count(self):
        counts = dict(self.env['privacy.release.line']._read_group(
            [('partner_id', 'in', self._origin.ids), ('release_id.state', '=', 'done')], ['partner_id'], ['__count']))
        for partner in self:
            partner.privacy_disclosure_count = counts.get(partner._origin, 0)

    def _compute_privacy_program_count(self):
        counts = dict(self.env['privacy.program.disclosure']._read_group(
            [('partner_id', 'in', self._origin.ids)], ['partner_id'], ['__count']))
        for partner in self:
            partner.privacy_program_count = counts.get(partner._origin, 0)

    @api.private
    def _privacy_disclosures(self):
        """Who received data of this person, newest first (GDPR Art. 15(1)(c) and 15(2)): for the access package.

        :return: dicts of `recipient` and `role` (words), `country`, `purpose`, `at` (UTC; of a program the last time),
            `fields` (labels), `basis`, `reference` (of the row in the file, or of the record), `transfer` (what a
            transfer rests on, or False) and `notices`: dicts of `kind` and `state` in words and `at`
        """
        self.ensure_one()
        # sudo: a person has a right to know; the caller has checked that it is they, or who may answer them
        env = self.sudo().env
        lines = env['privacy.release.line'].search(
            [('partner_id', '=', self.id), ('release_id.state', '=', 'done')])
        reads = env['privacy.program.disclosure'].search([('partner_id', '=', self.id)])
        told = [
            *(line._told(line.generated_at, line.release_id.agreement_id, [
                label for _name, label, _type in line.release_id.columns]) for line in lines),
            *(row._told(row.last_at, row.agreement_id, row._labels()) for row in reads)]
        return sorted(told, key=lambda row: row['at'], reverse=True)

    @api.private
    def _privacy_passed_by_programs(self):
        """What other programs read of these people, or were told by webhooks: by recipient, purpose and kind of way.

        :return: dicts of `recipient` (record, in sudo), `purpose` (code), `at` (UTC, the last time), `count`, `what`
            (names of the fields)
        """
        if not self.ids:
            return []
        # sudo: whoever answers a person names all recipients
        rows = self.sudo().env['privacy.program.disclosure'].search([('partner_id', 'in', self.ids)], order='id')
        return [{
            'recipient': recipient, 'purpose': purpose.code, 'at': max(found.mapped('last_at')),
            'count': sum(found.mapped('times')),
            'what': ', '.join(sorted(set(', '.join(found.mapped('field_names')).split(', ')) - {''}))}
            for (recipient, purpose), found in rows.grouped(
                lambda row: (row.recipient_id, row.purpose_id)).items()]

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
        rows = env['privacy.program.disclosure'].search([('partner_id', 'in', self.ids)])
        Notice = env['privacy.recipient.notice']
        return Notice._note(lines, kind, cause) + Notice._note_programs(rows, kind, cause)

    def action_open_disclosures(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Who received the data of %(name)s", name=self.name),
            'res_model': 'privacy.release.line', 'views': [(False, 'list'), (False, 'form')],
            'domain': [('partner_id', '=', self.id), ('release_id.state', '=', 'done')]}

    def action_open_program_disclosures(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Programs that read %(name)s", name=self.name),
            'res_model': 'privacy.program.disclosure', 'views': [(False, 'list'), (False, 'form')],
            'domain': [('partner_id', '=', self.id)]}
