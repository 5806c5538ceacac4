from datetime import date

from odoo import Command, api, models

from odoo.addons.crm_privacy.models.base_export import NOTED

LIMIT = 150  # rows of people that one user may take in a day: a small office
FIXED = ((1, 1, "New Year"), (5, 1, "Labour Day"), (12, 25, "Christmas Day"))  # and so in each of these countries:
COUNTRIES = ('de', 'uk', 'fr', 'es', 'se')
WORDS = ('name', 'street', 'zip', 'city')


class DemoMaker(models.AbstractModel):
    """Sign-up forms and who signed up, files that were taken out, and the holidays that periods know of."""

    _inherit = 'demo.maker'

    @api.model
    def _deed_holidays(self, making, deed):
        """The United Kingdom has no Labour Day on the first of May."""
        self.env['privacy.holiday'].create([
            {'name': name, 'day': date(year, month, day), 'country_id': self.env.ref(f'base.{country}').id}
            for year in range(deed.day.year, making.world.today.year + 2) for month, day, name in FIXED
            for country in COUNTRIES if (country, month) != ('uk', 5)])

    @api.model
    def _deed_form_new(self, making, deed):
        values = deed.values
        purposes = [self.env.ref(f'crm_privacy.purpose_{name}').id for name in values['purposes']]
        making.register({deed.key: self.env['privacy.form'].create({
            'code': values['code'], 'name': values['name'], 'intro': values['intro'],
            'purpose_ids': [Command.set(purposes)]})})

    @api.model
    def _deed_sign_up(self, making, deed):
        """A visitor fills in the form, with the words that the page shows in that language."""
        values, lang = deed.values, self._lang_code(deed.values['lang'])
        visitor = self.with_user(self.env.ref('base.public_user')).with_context(lang=lang)
        form = making.record(values['form']).with_env(visitor.env).sudo()  # sudo: a public page
        question = form._page_values()['capture']['questions'][0]
        form._submit({'name': values['name'], 'email': values['email'], question['words_name']: question['words_id'],
                      question['boxes'][0]['name']: '1'})
        # sudo: what the visitor has left, whoever may see it
        asked = self.env['privacy.opt.in'].sudo().search([('email', '=', values['email'])], limit=1)
        making.register({deed.key: asked})

    @api.model
    def _deed_confirm(self, making, deed):
        asked = self._acting(making, deed.key).sudo()  # sudo: the owner of the address, by the link
        asked._confirm({})
        self._date_back(asked.partner_id, [deed.day])

    @api.model
    def _take(self, people, why, columns):
        people.with_context(privacy_why=why).export_data(list(columns))
        self.env.cr.precommit.data.pop(NOTED, None)  # no controller comes after it that wants to add a hash

    @api.model
    def _deed_export(self, making, deed):
        people = self.env['res.partner'].search([
            ('constituent_type', '=', 'individual'), ('country_id.code', '=', deed.values['country']),
            ('create_date', '<=', f'{deed.day} 23:59:59')], order='id', limit=LIMIT - 30)
        self._take(people, deed.values['why'], deed.values['columns'])

    @api.model
    def _deed_export_large(self, making, deed):
        """More than one user may take: asked for, and looked at by another one."""
        why, fate = deed.values['why'], deed.values['fate']
        domain = [('constituent_type', '=', 'individual'), ('create_date', '<=', f'{deed.day} 23:59:59')]
        People = self.env['res.partner']
        People.action_ask_export(list(WORDS), why, domain=domain)
        # sudo: whoever asks does not see the list of requests
        request = self.env['privacy.export.request'].sudo().search([('why', '=', why)], limit=1)
        making.register({deed.key: request})
        if fate == 'waiting':
            return
        decided = request.with_user(self._user_of(making, 'privacy_manager'))
        decided.action_approve() if fate == 'used' else decided.action_refuse()
        if fate == 'used':
            self._take(People.search(domain), why, WORDS)
