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
