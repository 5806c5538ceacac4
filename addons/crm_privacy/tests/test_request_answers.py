import hashlib
import io
import json
import zipfile

from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_request_discovery import EMAIL, PHONE, DiscoveryCase


@tagged('post_install', '-at_install')
class TestPrivacyPackage(DiscoveryCase):
    """The answer to access and portability (P-21, P-22)."""

    def _delivered(self, type_='access'):
        self._consents(self.zoe, channels='email')
        self.root['constituent.interaction'].create({
            'subject': "Talked about the will", 'partner_ids': [Command.set([self.zoe.id])]})
        request = self._approved(self._identified(self.zoe, type_))
        request.action_deliver()
        package = request.package_ids
        self.assertEqual(package._name, 'privacy.request.package')
        with zipfile.ZipFile(io.BytesIO(package._bytes())) as archive:
            return request, package, {name: archive.read(name) for name in archive.namelist()}

    def test_an_access_package_says_all_that_the_law_asks(self):
        self.patch(type(self.env['privacy.request']), '_request_recipients', lambda request: [
            (self.anne, "address list of May")])
        _request, package, files = self._delivered()
        data = json.loads(files['data.json'])
        self.assertEqual(set(data), {'person', 'purposes', 'recipients', 'sources', 'consents', 'communications',
                                     'found', 'rights'})
        self.assertIn('Newsletter', str(data['purposes']))
        self.assertIn("address list of May", str(data['recipients']))
        self.assertEqual(data['consents'][0]['words'], self.words.body)
        self.assertIn(EMAIL, str(data['person']))
        self.assertIn("Talked about the will", str(data['found']))
        self.assertTrue(data['rights'][0]['complaint'])
        self.assertIn(b'Talked about the will', files['found.csv'])
        text = '\n'.join(page.extract_text() for page in PdfReader(io.BytesIO(files['read-me-first.pdf'])).pages)
        for word in (EMAIL, 'Zoë', "Talked about the will", 'What you have decided'):
            self.assertIn(word, text)
        self.assertEqual(hashlib.sha256(package._bytes()).hexdigest(), package.digest)

    def test_what_is_taken_along_has_no_words_of_the_staff(self):
        self.zoe.alert_note = "Difficult"
        _request, _package, files = self._delivered('portability')
        data = json.loads(files['data.json'])
        self.assertEqual(set(data), {'person', 'consents', 'found'})
        self.assertNotIn('Difficult', files['data.json'].decode())
        self.assertNotIn('the will', files['data.json'].decode())
        self.assertIn(EMAIL, str(data['person']))
        self.assertIn('person.csv', files)

    def test_a_package_is_not_rewritten_and_a_changed_file_is_not_handed_over(self):
        _request, package, _files = self._delivered()
        with self.assertRaises(UserError):
            package.sudo().digest = 'x'
        self.root['ir.attachment'].search([
            ('res_model', '=', package._name), ('res_field', '=', 'file'), ('res_id', '=', package.id)]).raw = b'other'
        with self.assertRaisesRegex(UserError, "hash differs"):
            package._bytes()

    def test_what_nobody_read_and_may_tell_of_others_does_not_leave(self):
        self.root['constituent.interaction'].create({
            'subject': "Quarrel with Carla Unknown", 'partner_ids': [Command.set([self.zoe.id])]})
        request = self._approved(self._identified(self.zoe))
        request.item_ids.filtered('third_party').sudo().action_not_reviewed()  # sudo: past the first guard
        with self.assertRaisesRegex(UserError, "nobody has read"):
            request.action_deliver()

    def test_organisations_and_moments_are_no_data_of_other_people(self):
        self.root['res.partner'].create({'name': "Lantern Works", 'constituent_type': 'organisation'})
        talk = self.root['constituent.interaction'].create({
            'subject': "Met at Lantern Works with Anne Brontë-O'Neill", 'partner_ids': [Command.set([self.zoe.id])]})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE constituent_interaction SET create_date = '2026-11-24 20:12:15.123456' WHERE id = %s", [talk.id])
        self.env.invalidate_all()
        request = self._identified(self.zoe)
        request.sudo().state = 'collect'
        item = request._discover_now().filtered(
            lambda item: (item.model, item.res_id) == (talk._name, talk.id) and item.why == 'link')
        self.assertIn("Met at Lantern Works with […]", item.content)
        self.assertIn('2026-11-24 20:12:15', item.content)
        self.assertNotIn('15.123456', item.content)


@tagged('post_install', '-at_install')
class TestPrivacyErasure(DiscoveryCase):
    """Erasure by anonymising (P-23 to P-25)."""

    def _everything(self):
        """A hash of each table, as a dump would show it."""
        self.env.flush_all()
        found = {}
        for name in self.env['privacy.request']._searched_models():
            self.env.cr.execute(
                f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t.id)) FROM "{self.env[name]._table}" t')
            found[name] = self.env.cr.fetchone()
        return found

    def _canaries(self, traces, but=()):
        """Rows, of whatever columns, that tell of the person."""
        self.env.flush_all()
        found = []
        for name in self.env['privacy.request']._searched_models():
            self.env.cr.execute(f"""
                SELECT t.id, t::text FROM "{self.env[name]._table}" t
                 WHERE lower(t::text) ~ 'bront|okafor' OR regexp_replace(t::text, '[^0-9]', '', 'g') LIKE '%174960100%'
            """)
            found += [(name, id_) for id_, text in self.env.cr.fetchall() if (name, id_) not in but
                      and any(why != 'title' for why, _start, _end in traces.find(text))]
        return found

    def test_after_an_erasure_no_canary_is_left_but_what_is_held(self):
        planted, _others = self._plant_texts()
        self._plant_links()
        self._consents(self.zoe, channels='email')
        held = self.root['constituent.interaction'].create({
            'subject': "Deed of gift of Zoë Brontë-O'Neill", 'partner_ids': [Command.set([self.zoe.id, self.anne.id])]})
        request = self._identified(self.zoe, 'erasure', requester_name="Zoë Brontë-O'Neill", requester_email=EMAIL)
        traces = request._traces()
        self.assertGreater(len(self._canaries(traces)), 100)
        number, count = self.zoe.constituent_no, self.env['privacy.consent.event'].search_count([])
        request.sudo().state = 'collect'
        request._discover_now()
        request.item_ids.filtered(lambda item: (item.model, item.res_id) == (held._name, held.id)).write({
            'decision': 'hold', 'ground': "Deed, kept for ten years"})
        # on the pages of others it is theirs until somebody says that it is not
        request.item_ids.filtered(lambda item: item.model == 'res.partner' and item.decision == 'other').write({
            'decision': 'erase'})
        self._approved(request)
        request.action_deliver()
        self.env.invalidate_all()
        left = self._canaries(traces, but={(held._name, held.id)})
        self.assertFalse(left)
        self.assertIn("Zoë Brontë-O'Neill", held.subject)
        self.assertEqual((self.zoe.name, self.zoe.constituent_no), ("Erased constituent", number))
        self.assertFalse(self.zoe.active)
        self.assertEqual(self.env['privacy.consent.event'].search_count([]), count)
        while self.root['privacy.ledger.seal']._seal():
            pass
        self.assertEqual(self.env['privacy.ledger.seal'].sudo()._read_ledger().faults(), [])
        self.assertTrue(self.anne.exists().name.startswith('Anne'))
        deeds = {row['deed'] for row in request.erasure_report['rows']}
        self.assertEqual(deeds, {'deleted', 'rewritten', 'kept'})
        self.assertTrue(all(row['ground'] for row in request.erasure_report['rows'] if row['deed'] == 'kept'))
        self.assertIn("Deed, kept for ten years", str(request.erasure_lines))
        self.assertEqual([row['count'] for row in request.erasure_report['rows']
                          if row['ground'] == "Deed, kept for ten years"], [1])
        self.assertTrue(planted)
        # P-23: once more changes nothing
        before = self._everything()
        report = request.erasure_report
        request._erase()
        self.assertEqual((self._everything(), request.erasure_report), (before, report))
        # the words of the request itself go when it ends
        request.outcome = 'fulfilled'
        request.action_close()
        self.assertFalse(request.requester_email or request.requester_name)

    def test_what_others_share_with_the_person_stays_theirs(self):
        one = self._reachable("Ada Okafor")
        spouse = self._reachable("Ben Okafor", phone=one.phone, comment="Married to Ada Okafor")
        shared = self._reachable("Cleo Okafor", email=one.email)
        namesake = self._reachable("Ada Okafor", email="ada2@else.example", phone="+493077777771")
        request = self._approved(self._identified(one, 'erasure'))
        found = request.item_ids.filtered(lambda item: item.model == 'res.partner' and item.res_id != one.id)
        own = found.filtered(lambda item: item.field != 'comment')
        self.assertEqual((set(own.mapped('decision')), set(own.mapped('third_party'))), ({'other'}, {True}))
        others = spouse + shared + namesake
        before = others.read(['name', 'email', 'phone', 'phone_sanitized', 'complete_name'])
        late = self._reachable("Ada Okafor", email="ada3@later.example", phone="+493077777772")
        request.action_deliver()
        self.env.invalidate_all()
        self.assertEqual(others.read(['name', 'email', 'phone', 'phone_sanitized', 'complete_name']), before)
        self.assertEqual(late.name, "Ada Okafor", "who came after the review was not looked at")
        self.assertNotIn("Ada", spouse.comment)

    def test_a_name_that_came_after_the_review_asks_for_another_look(self):
        one = self._reachable("Ada Okafor")
        request = self._approved(self._identified(one, 'erasure'))
        noted = self._reachable("Bao Nguyễn", comment="Ada Okafor introduced him")
        log = self.env['constituent.interaction'].sudo().create({
            'subject': "Ada Okafor called", 'partner_ids': noted.ids})
        with self.assertRaisesRegex(UserError, "since the review 1 more texts"):
            request.action_deliver()
        self.assertEqual((one.name, log.subject, request.state), ("Ada Okafor", "Ada Okafor called", 'approve'))
        request.action_review()
        self._approved(request).action_deliver()
        self.assertNotIn("Ada", log.subject)
        self.assertNotIn("Ada", noted.comment)

    def test_the_address_is_on_the_list_that_outlives_the_person(self):
        # P-25
        request = self._approved(self._identified(self.zoe, 'erasure'))
        request.action_deliver()
        again = self._person("Zoë Brontë", email=EMAIL.upper(), phone=PHONE, country_id=self._place('GB'))
        self._consents(again)
        self.assertEqual(self._ask(again), 'suppressed')
        self.assertFalse(self.root['privacy.suppression'].search([('note', 'ilike', 'zoe')]))

    def test_nothing_is_erased_without_identity_and_approval(self):
        request = self._request(self.zoe, 'erasure')
        with self.assertRaisesRegex(UserError, "not known for certain"):
            request._erase()
        request.write({'identity_state': 'verified', 'identity_method': "Passport"})
        with self.assertRaisesRegex(UserError, "no approved request"):
            request._erase()
        self.assertIn('Zoë', self.zoe.name)

    def test_a_colleague_is_not_erased(self):
        request = self._approved(self._identified(self.data_officer.partner_id, 'erasure'))
        with self.assertRaisesRegex(UserError, "user of this system"):
            request.action_deliver()

    def test_what_stands_for_another_ground_is_kept_for_it(self):
        request = self._identified(self.zoe, 'erasure')
        item = request._discover_now()[0]
        with self.assertRaisesRegex(Exception, "legal ground"):
            item.decision = 'hold'
