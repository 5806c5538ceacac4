import base64

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.crm_kit.tests.test_uploads import REFUSED

from .sharing_common import SharingCase


@tagged('post_install', '-at_install')
class TestAttacksOfUploads(SharingCase, HttpCase):
    """Files that are more, or less, than they say (A-15); which ones are refused, crm_kit's own test tells."""

    def setUp(self):
        super().setUp()
        self.person = self._reachable("Ada Okafor")
        self._agrees(self.person)

    def _ways(self):
        """`{place: function that puts a file there}`."""
        draft = self._agreement()
        notice = self._notice()
        request = self.officer_env['privacy.request'].create({'type': 'access', 'partner_id': self.person.id})

        def record(name, data):
            self.env['privacy.record'].create({
                'partner_ids': self.person.ids, 'by_email': True, 'scan': data, 'scan_name': name,
                'purpose_id': self.env['privacy.purpose']._find('NEWSLETTER').id}).action_record()
        return {
            'scan of a decision': record,
            'signed agreement': lambda name, data: draft.write({'file': data, 'file_name': name}),
            'new agreement': lambda name, data: self._agreement(file=data, file_name=name),
            'answer of a recipient': lambda name, data: notice.write({'proof_file': data, 'proof_name': name}),
            'document shown': lambda name, data: request.write({'identity_file': data}),
            'document shown, at once': lambda name, data: request.create({
                'type': 'access', 'partner_id': self.person.id, 'identity_file': data}),
        }

    def _notice(self):
        self._passed_on(self.person)
        self._consents(self.person, 'THIRD_PARTY_SHARE_MKT', 'disclose', 'withdrawn', recipient=self.recipient)
        self._happens()
        return self.officer_env['privacy.recipient.notice'].search([], limit=1)

    def test_a15_every_place_that_takes_a_file_refuses_what_is_none(self):
        for place, put in self._ways().items():
            for what, (name, content) in REFUSED.items():
                if 'document shown' in place and name.endswith(('.exe', '.html')) or not content or (
                        'answer' in place and what == 'words'):
                    continue  # no name is kept there; no file is no file; an answer may be words
                with self.subTest(place=place, what=what), self.assertRaises(UserError), self.env.cr.savepoint():
                    put(name, base64.b64encode(content))
            with self.subTest(place=place, what="a scan"), self.env.cr.savepoint():
                put('../../scan.php.pdf', base64.b64encode(b'%PDF-1.7 scan'))

    def test_a15_what_was_taken_is_served_as_a_file_to_save_and_not_as_a_page(self):
        agreement = self._agreement(file=base64.b64encode(b'%PDF-1.7 <html><script>alert(1)</script>'),
                                    file_name='../../x.html.pdf')
        self.assertEqual(agreement.file_name, 'x_html.pdf')
        self.env.flush_all()
        self.authenticate('pri_officer', 'pri_officer')
        answer = self.url_open(
            f'/web/content/privacy.agreement/{agreement.id}/file/{agreement.file_name}?download=true')
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers['X-Content-Type-Options'], 'nosniff')
        self.assertIn('attachment', answer.headers['Content-Disposition'])
        self.assertEqual(answer.headers['Content-Type'].split(';')[0], 'application/pdf')
        self.assertIn("default-src 'none'", answer.headers['Content-Security-Policy'])
