from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .sharing_common import SHARE, SharingCase


@tagged('post_install', '-at_install')
class TestAttacksOfReleases(SharingCase, HttpCase):
    """What somebody tries with a file that was made to be passed on once (A-25)."""

    def setUp(self):
        super().setUp()
        self.people = self._reachable("Ada Okafor") | self._reachable("Bao Nguyễn")
        for person in self.people:
            self._agrees(person)
        self.release = self._passed_on(self.people, format='csv')
        self.url = self.release.action_download()['url']
        self.env.flush_all()

    def _status(self, login='pri_officer', url=None):
        self.authenticate(login, login)
        with mute_logger('odoo.http'):
            answer = self.url_open(url or self.url)
        if answer.status_code != 200:
            self.assertNotIn(self.people[0].email, answer.text)
        return answer.status_code

    def test_a25_a_link_that_was_handed_on_opens_nothing_for_others(self):
        """A-25: for a colleague, a supporter, and a stranger with the token of the file itself."""
        self.assertEqual(self._status(), 200)
        # sudo: the supporter who was sent the link
        new_test_user(self.env(su=True), 'pri_portal', 'base.group_portal')
        for login in ('pri_auditor', 'con_officer', 'pri_portal', None):
            self.assertIn(self._status(login), (403, 404), login)
        file = self.env['ir.attachment'].sudo().search([  # sudo: the file behind the field
            ('res_model', '=', 'privacy.release'), ('res_id', '=', self.release.id), ('res_field', '=', 'file')])
        self.assertTrue(file)
        for login in ('pri_auditor', 'con_officer', 'pri_portal', None):
            self.assertIn(self._status(login, f'/web/content/{file.id}?access_token=x'), (403, 404), login)

    def test_a25_after_somebody_has_withdrawn_the_file_is_not_given_again(self):
        self._consents(self.people[0], SHARE, 'disclose', 'withdrawn', recipient=self.recipient)
        with self.assertRaisesRegex(UserError, "1 may not be passed on any more"):
            self.release.action_download()
        self.assertNotEqual(self._status(), 200)
        again = self._passed_on(self.people, format='csv')
        self.assertEqual(self._names(again), ["Bao Nguyễn"], "made anew it is right")
        self.assertEqual(self._status(url=again.action_download()['url']), 200)

    def test_a25_after_the_agreement_has_ended_the_file_is_not_given_again(self):
        self.agreement.action_end()
        with self.assertRaisesRegex(UserError, "not in force"):
            self.release.action_download()
        self.assertNotEqual(self._status(), 200)

    def test_a25_who_is_erased_takes_the_file_along(self):
        # sudo: the erasure is the system's
        for step in self.people[0].sudo().get_erasure_plan():
            if step['action'] == 'write' and step['records']._name in ('privacy.release', 'privacy.release.line'):
                step['records'].write(step['values'])
        with self.assertRaises(UserError):
            self.release.action_download()
        self.assertNotEqual(self._status(), 200)

    def test_a25_each_download_is_put_down(self):
        with patch.object(self.registry['privacy.export.log'], '_put_down_later') as noted:
            self._status()
            self._status()
        self.assertEqual(noted.call_count, 2)
        self.assertEqual(noted.call_args.args, ('release', 'privacy.release', 2))
        told = noted.call_args.kwargs
        self.assertEqual((told['recipient_id'], told['sha256']), (self.recipient.id, self.release.file_digest))

    def test_a25_a_release_is_not_turned_back_to_be_used_again(self):
        """A-25: for another recipient, other people or once more, after it was approved."""
        for attack in (self.release.action_generate, self.release.action_back, self.release.action_request,
                       lambda: self.release.write({'domain': '[]'}), lambda: self.release.write({'state': 'approved'}),
                       lambda: self.release.with_user(self.approver).action_approve(),
                       lambda: self.release.copy({'state': 'approved'}),
                       lambda: self.officer_env['privacy.release'].with_context(default_state='approved').create({
                           'agreement_id': self.agreement.id, 'purpose_id': self.purpose.id}).action_generate()):
            with self.env.cr.savepoint():
                try:
                    self.assertFalse(attack())
                except UserError:
                    continue
        self.assertEqual(self.env['privacy.release'].sudo().search_count([('state', '=', 'done')]), 1)


@tagged('post_install', '-at_install')
class TestAttacksOfMerges(SharingCase):
    """Somebody who may not be written to is made one with somebody who may, by Odoo's own wizard (A-26)."""

    def setUp(self):
        super().setUp()
        # a clerk with the right to contacts and no role here, as Odoo's own wizard asks for no more
        self.clerk = new_test_user(self.env(su=True), 'pri_clerk', 'base.group_user,base.group_partner_manager')

    def _merge(self, one, two, user=None):
        """`one` stays."""
        two.sudo().email = one.email
        wizard = self.env['base.partner.merge.automatic.wizard'].with_user(user or self.clerk).with_context(
            active_model='res.partner', active_ids=(one | two).ids).create({'dst_partner_id': one.id})
        self.env.flush_all()
        wizard.action_merge()
        self.env.invalidate_all()
        self.assertEqual((two.merged_into_id, two.active), (one, False), "nothing is deleted")

    def test_a26_the_most_restrictive_wins_whichever_of_the_two_stays(self):
        """A-26, P-36: an objection, a death."""
        ways = {
            'objected': lambda person: self._consents(person, state='objected', statement=None),
            'deceased': lambda person: person.write({'is_deceased': True}),
        }
        for reason, protect in ways.items():
            for stays in (0, 1):
                with self.subTest(reason=reason, stays=stays), self.env.cr.savepoint():
                    # of the pair before: who has objected leaves an address behind that stays closed
                    self.env['privacy.suppression'].sudo().search([]).unlink()
                    pair = self._reachable("Pavel Novák"), self._reachable("Pavel Novak")
                    self._consents(pair[0])
                    protect(pair[1])
                    self._merge(pair[stays], pair[1 - stays])
                    self.assertEqual(self._ask(pair[stays]), reason)

    def test_p11_who_may_only_be_stored_is_not_merged(self):
        """P-11, A-26: neither as the one who stays nor as the one who goes."""
        pair = self._reachable("Pavel Novák"), self._reachable("Pavel Novak")
        self.env['privacy.restriction'].with_user(self.data_officer).create({
            'partner_id': pair[1].id, 'ground': 'accuracy'})
        for stays in (0, 1):
            with self.assertRaisesRegex(UserError, "may only be stored"), self.env.cr.savepoint():
                self._merge(pair[stays], pair[1 - stays])
        self.assertEqual(self._ask(pair[1]), 'restricted')

    def test_a26_what_the_one_who_merges_may_not_see_is_not_lost(self):
        """A-26: secrecy and the alert, which are hidden from the clerk."""
        for stays in (0, 1):
            with self.subTest(stays=stays), self.env.cr.savepoint():
                pair = self._reachable("Pavel Novák"), self._reachable("Pavel Novak")
                pair[1].write({'confidential': True, 'alert_note': "threatened", 'is_deceased': True})
                self._merge(pair[stays], pair[1 - stays])
                kept = pair[stays]
                self.assertEqual((kept.confidential, kept.is_deceased, kept.alert_note), (True, True, "threatened"))

    def test_a26_a_child_is_not_merged_into_an_adult(self):
        adult, child = self._reachable("Pavel Novák"), self._reachable("Pavel Novak")
        adult.birthdate, child.birthdate = '1980-05-17', '2018-05-17'
        self._consents(adult)
        for one, two in ((adult, child), (child, adult)):
            with self.assertRaisesRegex(UserError, "is a child"), self.env.cr.savepoint():
                self._merge(one, two)
        self.assertTrue(child.exists())
        child.birthdate = False
        self._merge(adult, child)

    def test_a26_a_child_without_birthday_keeps_that_of_the_other(self):
        child, other = self._reachable("Pavel Novák"), self._reachable("Pavel Novak")
        child.birthdate = '2018-05-17'
        self._merge(other, child)
        self.assertEqual(str(other.birthdate), '2018-05-17')
        self.assertEqual(self._ask(other), 'minor')

    def test_a26_all_events_of_both_survive(self):
        one, two = self._reachable("Pavel Novák"), self._reachable("Pavel Novak")
        for person in (one, two):
            self._consents(person)
        events = self.env['privacy.consent.event'].search([('partner_id', 'in', (one | two).ids)])
        self._merge(one, two)
        self.assertEqual(self.env['privacy.consent.event'].search([('partner_id', '=', one.id)]), events)
