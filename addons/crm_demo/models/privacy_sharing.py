import base64

from odoo import Command, api, models

SIGNED = b'%PDF-1.4\n% Signed by both, kept in the archive of the office\n'


class DemoMaker(models.AbstractModel):
    """Agreements, what was released under them, and what the recipients were told afterwards."""

    _inherit = 'demo.maker'

    @api.model
    def _deed_agreement_new(self, making, deed):
        values = deed.values
        fields_ = self.env['privacy.share.field'].search([('name', 'in', values['fields'])])
        making.register({deed.key: self.env['privacy.agreement'].create({
            'partner_id': making.id(values['organisation']), 'role': values['role'],
            'reference': values['reference'],
            'purpose_ids': [Command.set(self.env.ref(f"crm_privacy.purpose_{values['purpose']}").ids)],
            'field_ids': [Command.set(fields_.ids)],
            'date_from': values['date_from'], 'date_to': values['date_to'] or False,
            'mechanism': values.get('mechanism') or False,
            'mechanism_review_date': values.get('review') or False,
            'notice_at_once': values.get('at_once', True),
            'file': base64.b64encode(SIGNED), 'file_name': f'{deed.key}.pdf'})})

    @api.model
    def _deed_agreement_again(self, making, deed):
        """The next version, with the terms of the one before."""
        action = self._acting(making, deed.values['earlier']).action_new_version()
        version = self.env['privacy.agreement'].browse(action['res_id'])
        version.write({
            'date_from': deed.values['date_from'], 'reference': deed.values['reference'],
            'file': base64.b64encode(SIGNED), 'file_name': f'{deed.key}.pdf'})
        making.register({deed.key: version})

    @api.model
    def _deed_agreement_do(self, making, deed):
        getattr(self._acting(making, deed.key), f"action_{deed.values['action']}")()

    @api.model
    def _deed_release_new(self, making, deed):
        """Chosen among those who were on record by then, and asked for."""
        agreement = self._acting(making, deed.values['agreement'])
        domain = [('constituent_type', '=', 'individual'), ('create_date', '<=', f'{deed.day} 23:59:59')]
        if deed.values['countries']:
            domain.append(('country_id.code', 'in', deed.values['countries'].split(',')))
        release = self.env['privacy.release'].create({
            'agreement_id': agreement.id, 'purpose_id': agreement.purpose_ids.id, 'domain': repr(domain),
            # a workbook holds the moment at which it was made, and could not be made again from the log
            'format': 'csv', 'note': deed.values['note']})
        release.action_preview()
        release.action_request()
        making.register({deed.key: release})

    @api.model
    def _deed_release_do(self, making, deed):
        getattr(self._acting(making, deed.key), f"action_{deed.values['action']}")()

    @api.model
    def _deed_program_read(self, making, deed):
        """The program of a recipient reads those whom the gate shows it."""
        # sudo: nobody writes down by hand what was read
        me = self.sudo()
        agreement = making.record(deed.values['agreement']).with_env(me.env)
        people = me.env['res.partner'].search([('country_id.code', '=', deed.values['country'])])
        verdicts = people._privacy_gate(agreement.purpose_ids, 'disclose', agreement.partner_id)
        passed = {id_: verdict for id_, verdict in verdicts.items() if verdict['allowed']}
        me.env['privacy.program.disclosure']._put_down(
            'api_read', agreement.purpose_ids, agreement.partner_id, passed, ('name', 'phone'))

    @api.model
    def _deed_notices_look(self, making, deed):
        # sudo: what the scheduled action does every day
        self.env['privacy.recipient.notice'].sudo()._cron_notice()

    @api.model
    def _deed_notices_send(self, making, deed):
        self.env['privacy.recipient.notice'].search([('state', '=', 'to_send')]).action_send()

    @api.model
    def _deed_notices_close(self, making, deed):
        domain = [('kind', '=', deed.values['kind']), ('state', '=', 'sent')]
        if making.knows(deed.key):
            domain.append(('release_id', '=', making.id(deed.key)))
        notices = self.env['privacy.recipient.notice'].search(domain)
        notices.proof = deed.values['proof']
        notices.action_close()
