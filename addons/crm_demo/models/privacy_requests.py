from odoo import Command, api, models

ASKED = ('type', 'received_by', 'requester_name', 'requester_email', 'details')


class DemoMaker(models.AbstractModel):
    """Requests of people, from the day they came in to the answer."""

    _inherit = 'demo.maker'

    @api.model
    def _deed_request_new(self, making, deed):
        values = deed.values
        person = making.record(values['person']) if values['person'] else self.env['res.partner']
        request = self.env['privacy.request'].with_context(ir_sequence_date=str(deed.day)).create({
            **{name: values[name] for name in ASKED if values.get(name)}, 'received_on': deed.day,
            'partner_id': person.id, 'requester_email': values.get('requester_email') or person.email})
        making.register({deed.key: request})

    @api.model
    def _deed_request_web(self, making, deed):
        """Somebody filled in the page and has not opened the mail yet."""
        Request = self.env['privacy.request'].with_context(ir_sequence_date=str(deed.day))
        request = Request._public_enter(Request._public_values(deed.values))
        request.received_on = deed.day
        making.register({deed.key: request})

    @api.model
    def _deed_request_set(self, making, deed):
        self._acting(making, deed.key).write(deed.values)

    @api.model
    def _deed_request_do(self, making, deed):
        request, action = self._acting(making, deed.key), deed.values['action']
        if action == 'restrict' and request.partner_id._privacy_restricted_on(deed.day):
            return  # made without a request, when the story had none
        getattr(request, f'action_{action}')()

    @api.model
    def _deed_request_find(self, making, deed):
        request = self._acting(making, deed.key)
        request.action_collect()
        # sudo: as the officer's own; the job does the same in the background. The maker is one transaction
        request.batch_id.sudo()._run_now(commit=False)

    @api.model
    def _deed_request_review(self, making, deed):
        """Decide about the findings, but for so many that are left for tomorrow; what must be kept is kept."""
        items = self._acting(making, deed.key).item_ids
        if deed.values.get('hold'):
            kept = making.record(deed.values['hold'])
            items.filtered(lambda item: (item.model, item.res_id) == (kept._name, kept.id)).write(
                {'decision': 'hold', 'ground': deed.values['ground']})
        items[deed.values.get('leave', 0):].action_reviewed()

    @api.model
    def _deed_request_task(self, making, deed):
        request = self._acting(making, deed.key)
        self.env['privacy.request.task'].create({'request_id': request.id, 'name': deed.values['name']})

    @api.model
    def _deed_request_tasks_done(self, making, deed):
        self._acting(making, deed.key).task_ids.write({'done_on': deed.day, 'proof': deed.values['proof']})

    @api.model
    def _deed_person_new(self, making, deed):
        """Somebody whom no list of the story names: gone at its end."""
        values = dict(deed.values)
        country = self.env.ref(f"base.{values.pop('country').lower()}")
        person = self.env['res.partner'].create({
            **values, 'constituent_type': 'individual', 'country_id': country.id})
        self._date_back(person, [deed.day])
        making.register({deed.key: person})

    @api.model
    def _deed_gift_receipt(self, making, deed):
        person = making.record(deed.values['person'])
        receipt = self.env['constituent.interaction'].create({
            'date': self.env.context['demo_moment'], 'channel': 'letter', 'direction': 'out',
            'partner_ids': [Command.set(person.ids)], 'subject': "Receipt for a gift of 250 €, sent by post"})
        making.register({deed.key: receipt})

    @api.model
    def _deed_candidates(self, making, deed):
        """Two of those who took a consent back were looked at, the others wait."""
        member, other = self.env['privacy.erasure.candidate'].search(
            [('state', '=', 'open')], order='event_id, id', limit=2)
        member.ground = "Still a member: the address serves the membership (GDPR Art. 6(1)(b))."
        member.action_keep()
        other.action_erased()
