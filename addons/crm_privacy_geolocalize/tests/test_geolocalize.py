from unittest.mock import Mock, patch

import requests

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.crm_privacy.tests.common import PrivacyCase


@tagged('post_install', '-at_install')
class TestGeolocalize(PrivacyCase):

    def test_no_address_leaves_until_it_is_opened(self):
        asked, Geo = [], self.env['base.geocoder']

        def get(_url, params=None, **_kwargs):
            asked.append(params)
            return Mock(status_code=200, json=lambda: [{'lat': 53.5, 'lon': 10}])
        with patch.object(requests, 'get', get):
            for way in (lambda: Geo.geo_find('1 Quay, Whitby'), lambda: Geo._call_openstreetmap('1 Quay, Whitby'),
                        lambda: Geo._call_openstreetmap_reverse(53.5, 10.0), lambda: Geo._call_googlemap('1 Quay')):
                with self.assertRaises(AccessError) as caught:
                    way()
                self.assertIn("switched off", str(caught.exception))
            self.assertEqual(asked, [])
            self.env['privacy.exit'].with_user(self.law_maker).search([('code', '=', 'geolocalize')]).action_open()
            self.assertEqual(Geo.geo_find('1 Quay, Whitby'), (53.5, 10.0))
        self.assertEqual(len(asked), 1, "and the test can fail")

    def test_an_import_of_many_forgets_the_place_with_the_address(self):
        person = self._reachable("Ada Okafor", partner_latitude=53.5, partner_longitude=10.0)
        Partner = self.env['res.partner']
        self.assertFalse(Partner._constituent_bulk_audit().write_by_orm, "by the kernel, not one by one")
        Partner._constituent_bulk_update([(person.id, {'preferred_name': "Addie"})])
        self.assertEqual(person.partner_latitude, 53.5)
        Partner._constituent_bulk_update([(person.id, {'city': "Whitby Bay"})])
        self.assertEqual((person.partner_latitude, person.partner_longitude), (0.0, 0.0))
