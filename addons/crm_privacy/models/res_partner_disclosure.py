from odoo import api, fields, models
from odoo.tools import SQL

PROGRAMS = ('api_read', 'webhook')  # exits by which others fetch data, or are told of it, without a file
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
    def _privacy_passed_by_programs(self):
        """What other programs read of these people, or were told by webhooks: by recipient, purpose and kind of way.

        :return: dicts of `recipient` (record, in sudo), `purpose` (code), `at` (UTC, the last time), `count`, `what`
            (names of the fields)
        """
        if not self.ids:
            return []
        self.env.flush_all()
        rows = self.env.execute_query(SQL(
            "SELECT x.recipient_id, c.purpose, max(c.at), count(*), string_agg(DISTINCT x.field_names, ', ')"
            "  FROM privacy_contact_log c JOIN privacy_export_log x ON c.reference = 'privacy.export.log,' || x.id"
            " WHERE c.partner_id = ANY(%s) AND c.is_allowed AND c.exit = ANY(%s) AND x.recipient_id IS NOT NULL"
            " GROUP BY x.recipient_id, c.purpose ORDER BY x.recipient_id, c.purpose",
            list(self.ids), list(PROGRAMS)))
        own = self.env['res.company'].sudo().search([]).partner_id  # sudo: our own organisations receive nothing
        return [{
            # sudo: whoever answers a person names all recipients
            'recipient': self.env['res.partner'].sudo().browse(recipient), 'purpose': purpose, 'at': at, 'count': count,
            'what': ', '.join(sorted(set((names or '').split(', ')) - {''}))}
            for recipient, purpose, at, count, names in rows if recipient not in own.ids]

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
