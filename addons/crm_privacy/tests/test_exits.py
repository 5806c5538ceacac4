import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from . import exits

NAMES_NOBODY = "shows or changes nothing about people"
MESSAGE = "makes messages that leave by mail.mail, an exit of its own"
FETCHES = "fetches something from outside and tells nothing about people"
# Ways that carry no personal data, or end in an exit that is listed, each with its reason. An address stands for those
# below it only with a `/` at its end.
HARMLESS = {
    '/': NAMES_NOBODY, '/odoo': "the frame of the application, without a record", '/odoo/': "the frame",
    '/web': "the frame", '/scoped_app': "the frame", '/scoped_app/': "the frame",
    '/web/assets/': "program", '/web/bundle/': "program", '/web/filestore/': "answers that there is nothing",
    '/web/binary/company_logo': "the picture of the organisation", '/web/health': NAMES_NOBODY,
    '/json/version': NAMES_NOBODY,
    '/web/login': NAMES_NOBODY, '/web/login/totp': NAMES_NOBODY, '/web/signup': "the form for an account",
    '/web/reset_password': "the form for a password; answers the same to whoever asks",
    '/web/manifest.webmanifest': NAMES_NOBODY, '/web/manifest.scoped_app_manifest': NAMES_NOBODY,
    '/web/service-worker.js': "program", '/web/session/authenticate': "a user's own session",
    '/web/session/get_lang_list': NAMES_NOBODY, '/web/session/logout': NAMES_NOBODY,
    '/web/set_profiling': "measures the server, for administrators", '/web/sign/get_fonts': "typefaces",
    '/web/sign/get_fonts/': "typefaces", '/web/version': NAMES_NOBODY, '/web/webclient/': "texts of the program, menus",
    '/web/model/get_definitions': "names of fields", '/bus/get_model_definitions': "names of fields",
    '/web/speedscope/': "measures of the server, for administrators",
    '/scoped_app_icon_png': "a picture of the application", '/robots.txt': NAMES_NOBODY,
    '/logo': "the picture of the organisation", '/logo.png': "the picture of the organisation",
    '/report/barcode': "a picture of what the caller sent", '/report/barcode/': "the same",
    '/queue_job/runjob': "runs a job and answers nothing",
    '/my/address/country_info/': "what a country asks of an address", '/website/translations': "texts of the program",
    '/web_editor/': "pictures of the editor",
    '/html_editor/shape/': "pictures", '/html_editor/image_shape/': "pictures",
    '/mail/font_to_img/': "pictures of letters",
    '/hub/in/': "takes what another system tells, and answers whether it did",
    '/k/': "shows what its link was made for; the addon that makes the link "
    "lists that as its exit",
    # what Python code reaches
    'DiscussGifController._request_gifs': "the words by which a user looks for a picture, and only with a key entered",
    'HTML_Editor._attachment_create': FETCHES, 'HTML_Editor.media_library_search': FETCHES,
    'HTML_Editor.save_library_media': FETCHES, 'html_editor.tools.get_video_thumbnail': FETCHES,
    'base_import.import._parse_import_data_recursive': FETCHES, 'ir.qweb.field.image.load_remote_url': FETCHES,
    'mail.ice.server._get_ice_servers': "asks a relay for calls for its address, and only with an account entered",
    'discuss.channel.member._join_sfu': "numbers of a channel and a session, and only with a server entered",
    'discuss.channel.rtc.session.action_disconnect': "the number of a session",
    'queue_job.jobrunner.runner._async_http_get': "calls this server itself",
    'mail.presence._send_presence': "whether a user is here, to users", 'mail.guest': "a guest's own key",
    'mail.template._send_check_access': "a check",
    'mail.message.schedule._send_message_notifications': MESSAGE, 'mail.message.schedule._send_notifications': MESSAGE,
    'mail.message.schedule._send_notifications_cron': MESSAGE, 'portal.share._send_public_link': MESSAGE,
    'portal.share._send_signup_link': MESSAGE, 'portal.wizard.user._send_email': MESSAGE,
    'res.users.send_unregistered_user_reminder': MESSAGE, 'mail.template.send_mail': MESSAGE,
    'mail.template.send_mail_batch': MESSAGE,
    # of mass_mailing, sms, iap, digest, calendar and dashboards, which our bridges bring along
    '/spreadsheet/dashboard/data/': "a user's own dashboard, read with the rights of the user",
    '/digest/': "a user's own digest, by its token", '/mail/track/': "a dot without content",
    '/r/': "leads on to a page",
    '/mailing/': "shows the reader's own mailing, or asks before it records a no (crm_privacy_mass_mailing)",
    '/mail/mailing/': "the same", '/unsubscribe_from_list': "the same", '/sms/status': "takes what a provider reports",
    'mailing.mailing._convert_inline_images_to_urls': FETCHES, 'mailing.mailing.test.send_mail_test': MESSAGE,
    'iap.account._get_account_information_from_iap': "the number of an account and its balance",
    'iap.account.get_credits': "the same", 'iap.account.write': "the same",
    'iap.account._send_error_notification': "a note to a user", 'iap.account._send_no_credit_notification': "the same",
    'iap.account._send_status_notification': "the same", 'iap.account._send_success_notification': "the same",
    'iap.enrich.api._contact_iap': "called by addons that enrich leads, of which none is installed",
    'iap.tools.iap_tools.iap_jsonrpc': "the means of those who are listed by their own names",
    'calendar.alarm_manager._send_reminder': MESSAGE, 'calendar.attendee._send_invitation_emails': MESSAGE,
    # pages of ours on which people act for themselves
    '/privacy/request': "a form, with the same answer for everybody", '/privacy/signup/': "a form, the same",
    '/privacy/u/': "asks before it records a no",
    'privacy.opt.in._send': MESSAGE, 'privacy.recipient.notice._send': MESSAGE,
}
# the steps of sending by which messages go, and the point on their way where an exit stands
PASSES = {
    'mail.mail.send': 'mail.mail._prepare_outgoing_list', 'mail.mail._send': 'mail.mail._prepare_outgoing_list',
    'mail.mail.send_after_commit': 'mail.mail._prepare_outgoing_list',
    'ir.mail_server.send_email': 'ir.mail_server._prepare_smtp_to_list',
    'ir.mail_server._connect__': 'ir.mail_server._prepare_smtp_to_list',
    'mail.push._push_notification_to_endpoint': 'mail.thread._web_push_get_partners_parameters',
    'sms.sms.send': 'sms.sms._send_with_api', 'sms.sms._send': 'sms.sms._send_with_api',
    'SmsApi._contact_iap': 'sms.sms._send_with_api',
    'mail.message.send_letter': 'snailmail.letter._snailmail_create',
    'mail.thread._web_push_send_notification': 'mail.thread._web_push_get_partners_parameters',
}


@tagged('post_install', '-at_install')
class TestExits(TransactionCase):
    """MS1: nothing leaves by a way that nobody has looked at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = {**HARMLESS, **PASSES}

    def test_every_way_by_which_data_can_leave_is_listed(self):
        """Enter a new way in `where` of the exit that holds it (data/privacy_exit*.xml), with its defence and a test;
        or, when it carries nothing about people, with the reason in HARMLESS.
        """
        self.assertEqual(exits.unlisted(self.env, self.known), [])

    def test_the_list_of_harmless_ways_has_no_other(self):
        found = {name for _kind, name in exits.ways(self.env)}
        self.assertEqual([name for name in self.known if name not in found and not any(
            name.endswith('/') and way.startswith(name) for way in found)], [])

    def test_each_exit_names_a_test_that_is_there(self):
        tests = {}
        for path in Path(__file__).resolve().parents[2].glob('crm_*/tests/test_*.py'):
            tests[path] = path.read_text(encoding='utf-8')
        # sudo: the check looks at the whole list
        for row in self.env['privacy.exit'].sudo().search([('owner', '=', 'crm_privacy')]):
            case, _dot, method = row.test.split(':')[-1].strip().rpartition('.')
            self.assertTrue(any(
                f'class {re.split("[./]", case)[-1]}(' in text and f'def {method}(' in text for text in tests.values()),
                f"{row.code}: no test {row.test}")

    def test_a_planted_call_is_found(self):
        source = (
            "import requests\nclass Leak(models.Model):\n    _inherit = 'res.partner'\n"
            "    def _tell(self):\n        def inner():\n            requests.post('https://x', json=self.read())\n"
            "        inner()\n")
        for line in ("requests.post('https://x', json=self.read())", "urlopen(self.url)", "iap_jsonrpc(url, params=x)",
                     "request.urlopen(x)", "iap_tools.iap_jsonrpc(url)", "requests.Session().get(x)"):
            planted = source.replace("requests.post('https://x', json=self.read())", line)
            found = exits.calls_in(planted, 'x.models.leak')
            self.assertEqual(exits.unlisted(self.env, self.known, found), ['call res.partner._tell'], line)

    def test_a_planted_sender_is_found(self):
        Partner = self.env.registry['res.partner']
        planted = next(cls for cls in Partner.mro() if getattr(cls, '_module', None) == 'crm_privacy')
        planted._send_to_a_list = lambda self: None
        self.addCleanup(delattr, planted, '_send_to_a_list')
        self.assertIn('send res.partner._send_to_a_list', exits.unlisted(self.env, self.known, exits.senders(self.env)))

    def test_an_exit_that_is_not_listed_is_found(self):
        for code, way in (('vcard', 'file /web/partner/vcard'), ('api_read', 'rpc /json/2'),
                          ('publisher_warranty', 'call publisher_warranty.contract._get_sys_logs'),
                          ('database_backup', 'public /web/database/backup'),
                          ('attachment_link', 'token ir.attachment')):
            # sudo: the test plays the one who takes it off the list
            row = self.env['privacy.exit'].sudo().search([('code', '=', code)])
            where, row.where = row.where, 'nowhere'
            found = exits.unlisted(self.env, self.known)
            self.assertTrue(any(line.startswith(way) for line in found), (way, found))
            row.where = where

    def test_what_messages_pass_is_listed(self):
        # sudo: the check looks at the whole list
        listed = {part.strip() for row in self.env['privacy.exit'].sudo().search([]) for part in row.where.split(',')}
        if not any(part.startswith('mail.') for part in listed - set(self.known)
                   if not part.startswith(('mail.link.preview', 'mail.tools'))):
            self.skipTest("the exits of messages are not part of this database")
        self.assertEqual(sorted(set(PASSES.values()) - listed), [])
