import base64

from odoo import api, models
from odoo.tools import file_open

from ..tools.cast_organisations import ASSOCIATION

LANGUAGES = ('de_DE', 'fr_FR', 'es_ES')
SECOND_CURRENCY = 'GBP'  # of the chapter in Whitby


class DemoMaker(models.AbstractModel):
    """The company of the installation becomes Harbour Commons."""

    _inherit = 'demo.maker'

    @api.model
    def _steps(self):
        return [*super()._steps(), (10, 'company', self.env._("Company"), '_make_company')]

    @api.model
    def _make_company(self, making):
        self._make_languages()
        company = self.env.ref('base.main_company')
        (self.env.ref('base.EUR') | self.env.ref(f'base.{SECOND_CURRENCY}')).active = True
        with file_open('crm_demo/static/img/logo.png', 'rb') as logo:
            image = base64.b64encode(logo.read())
        company.write(
            {
                'name': "Harbour Commons",
                'currency_id': self.env.ref('base.EUR').id,
                'logo': image,
                'email': 'office@harbour-commons.example.org',
                'website': 'https://harbour-commons.example.org',
                'phone': making.world.phone(making.world.chance('company'), 'stralsund', landline=True),
                'report_header': "Five harbours, one shore",
                'primary_color': '#1d4e63',
                'secondary_color': '#d9822b',
                **self._address_vals(
                    {'street': "Hafenstraße 20", 'zip': '18439', 'city': "Stralsund", 'country': 'DE', 'state': 'MV'}
                ),
            }
        )
        company.partner_id.write(
            {
                'constituent_type': 'organisation',
                'tz': 'Europe/Berlin',
                'lang': 'en_US',
                'image_1920': image,
                'comment': "The association itself: registered in Stralsund, with chapters in five harbours.",
            }
        )
        self.env.ref('base.user_admin').partner_id.write(
            {'email': 'admin@harbour-commons.example.org', 'tz': 'Europe/Berlin'}
        )
        making.register({ASSOCIATION: company.partner_id})
        return self.env._("%(company)s, in %(languages)s languages", company=company.name, languages=len(LANGUAGES) + 1)

    @api.model
    def _make_languages(self):
        """Languages of the members, with their translations; those that are there already are left alone."""
        missing = (
            self.env['res.lang']
            .with_context(active_test=False)
            .search([('code', 'in', LANGUAGES), ('active', '=', False)])
        )
        if missing:
            self.env['base.language.install'].create({'lang_ids': missing.ids, 'overwrite': False}).lang_install()
