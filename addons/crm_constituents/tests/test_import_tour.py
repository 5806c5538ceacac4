import os
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged('post_install', '-at_install')
class TestImportTour(HttpCase):

    def test_an_officer_imports_a_file_in_the_browser(self):
        new_test_user(self.env, 'imp_officer', 'crm_constituents.group_constituent_user', tz='UTC')
        # no job runner works beside a test: a batch does its work at once
        with patch.dict(os.environ, {'QUEUE_JOB__NO_DELAY': '1'}), mute_logger('odoo.addons.queue_job.utils'):
            self.start_tour('/odoo/constituent-imports', 'crm_constituents_import_people', login='imp_officer')
        person = self.env['constituent.external.id'].search([('value', '=', 'T1')]).partner_id
        self.assertEqual((person.name, str(person.birthdate)), ('Олена Коваль', '1980-12-31'))
