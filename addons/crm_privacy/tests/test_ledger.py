from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools.verify_ledger import (
    EVENT_COLUMNS,
    SEAL_COLUMNS,
    TABLES,
    follow_path,
    leaf_hash,
    seal_hash,
)
from .common import PrivacyCase
from .mail_common import MailExitCase


@tagged('post_install', '-at_install')
class TestPrivacyLedger(PrivacyCase):
    """The ledger: append-only, sealed, provable; and found out when somebody meddles with it."""

    def setUp(self):
        super().setUp()
        self.Seal = self.env['privacy.ledger.seal'].sudo()
        while self.Seal._seal():
            pass
        self.person = self._reachable("Ada Okafor")
        for state in ('given', 'withdrawn', 'given'):
            self._consents(self.person, channels='email,post', state=state, ip='192.0.2.1')
        self.Seal._seal()
        self._consents(self.person, state='withdrawn')
        self.Seal._seal()

    def _read(self):
        """The ledger as a dump would give it."""
        return self.Seal._read_ledger()

    def _meddle(self, statement, *params):
        """As somebody with the rights of the owner of the database would, who switches the triggers off."""
        for table in TABLES - {'privacy_ledger_queue'}:
            self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.env.cr.execute(statement, params)
        for table in TABLES - {'privacy_ledger_queue'}:
            self.env.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    def test_a_sound_ledger_is_sound(self):
        self.assertEqual(self._read().faults(), [])

    def test_postgresql_refuses_update_delete_and_truncate(self):
        for table in ('privacy_consent_event', 'privacy_ledger_seal', 'privacy_ledger_leaf'):
            for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
                with (self.subTest(statement=statement), self.assertRaises(psycopg2.Error) as caught,
                      self.env.cr.savepoint()):
                    self.env.cr.execute(statement, log_exceptions=False)
                self.assertIn('append-only', str(caught.exception))

    def test_every_edit_of_every_column_is_found(self):
        event = self.env['privacy.consent.event'].search([('partner_id', '=', self.person.id)], limit=1, order='id')
        texts = {'state': "'refused'", 'purpose': "'CAMPAIGNING'", 'channels': "'sms'", 'method': "'paper'",
                 'actor': "'staff'", 'event_type': "'explicit'", 'basis': "'contract'"}
        kinds = {'datetime': "now() AT TIME ZONE 'UTC' + interval '1 hour'", 'integer': '7'}
        for column in EVENT_COLUMNS:
            if column in ('id', 'company_id', 'statement_version_id'):
                continue
            kind = self.env['privacy.consent.event']._fields[column].type
            value = texts.get(column) or kinds.get(kind, "'x'")
            with self.subTest(column=column):
                self.env.cr.execute('SAVEPOINT meddled')
                self._meddle(f"UPDATE privacy_consent_event SET {column} = {value} WHERE id = %s", event.id)
                self.assertIn(f"event {event.id} was edited", self._read().faults()[0])
                self.env.cr.execute('ROLLBACK TO SAVEPOINT meddled')

    def test_every_edit_of_what_is_kept_in_clear_text_is_found(self):
        event = self._consents(self.person, ip='192.0.2.1', agent='Firefox')
        for part, words in (('contact', "the address"), ('ip', "the IP address"), ('agent', "the browser")):
            for values in (f"{part} = 'other'", f'{part}_salt = NULL', f'{part} = NULL'):
                with self.subTest(values=values):
                    self.env.cr.execute('SAVEPOINT meddled')
                    self._meddle(f"UPDATE privacy_consent_detail SET {values} WHERE event_id = %s", event.id)
                    self.assertEqual(
                        self._read().faults(), [f"{words} kept of event {event.id} is not the one that was recorded"])
                    self.env.cr.execute('ROLLBACK TO SAVEPOINT meddled')

    def test_a_detail_that_was_put_in_is_found_and_one_of_no_event(self):
        bare = self._consents(self.person, channels='post')
        for event, words in ((bare.id, f"the address kept of event {bare.id} is not"), (-7, "the detail of event -7")):
            with self.subTest(event=event):
                self.env.cr.execute('SAVEPOINT meddled')
                self._meddle("INSERT INTO privacy_consent_detail (event_id, contact, contact_salt)"
                             " VALUES (%s, 'other@example.org', 'salt')", event)
                [fault] = self._read().faults()
                self.assertIn(words, fault)
                self.env.cr.execute('ROLLBACK TO SAVEPOINT meddled')

    def test_an_edit_of_the_words_that_people_agreed_to_is_found(self):
        self._meddle("UPDATE privacy_statement_version SET body = 'You agree to everything' WHERE id = %s",
                     self.words.id)
        [fault] = self._read().faults()
        self.assertIn(f"the words of statement version {self.words.id} are not those that were shown", fault)
        for table in ('privacy_consent_event', 'privacy_consent_state'):
            self._meddle(f"ALTER TABLE {table} DROP CONSTRAINT {table}_statement_version_id_fkey")
        self._meddle("DELETE FROM privacy_statement_version WHERE id = %s", self.words.id)
        self.assertIn(f"statement version {self.words.id} is gone", self._read().faults()[0])

    def test_an_event_deleted_while_it_waits_is_found_and_holds_up_nobody(self):
        gone = self._consents(self.person, channels='post', state='objected', statement=False)
        self._meddle("DELETE FROM privacy_consent_state WHERE event_id = %s", gone.id)
        self._meddle("DELETE FROM privacy_consent_event WHERE id = %s", gone.id)
        kept = self._consents(self._reachable("Bao Nguyễn"))
        self.assertEqual(self.Seal._seal(), 1)
        self.assertEqual(self.env['privacy.ledger.leaf'].sudo().search([('event_id', '=', kept.id)]).position, 0)
        self.assertEqual(self.Seal._seal(), 0)
        with self.enter_registry_test_mode(), self.assertLogs('odoo.addons.crm_privacy', 'ERROR') as logged:
            self.env.ref('crm_privacy.ir_cron_seal').sudo().method_direct_trigger()
        self.assertIn(str(gone.id), logged.output[0])
        faults, summary = self.Seal._verify()
        self.assertEqual(faults, [f"event {gone.id} waits for its seal and is gone: it was deleted"])
        self.assertIn(" 0 events not sealed yet", summary)

    def test_a_seal_outside_of_the_chain_hides_no_event(self):
        columns = ', '.join(EVENT_COLUMNS)
        copied = ', '.join({'id': '-1', 'uuid': "'forged'"}.get(column, column) for column in EVENT_COLUMNS)
        self._meddle(f"INSERT INTO privacy_consent_event ({columns}) SELECT {copied} FROM privacy_consent_event"
                     " WHERE id = (SELECT max(id) FROM privacy_consent_event)")
        self._meddle("INSERT INTO privacy_ledger_leaf (event_id, seal, position, hash) VALUES (-1, 0, 0, 'x')")
        self._meddle("INSERT INTO privacy_ledger_seal (number, previous_hash, root, count, first_event, last_event,"
                     " sealed_at, hash) VALUES (0, 'x', 'x', 1, -1, -1, now(), 'x')")
        faults = self._read().faults()
        self.assertIn("seal 0 stands outside of the chain", faults[0])
        self.assertIn("event -1 is covered by no seal", faults[1])

    def test_deletions_insertions_and_a_cut_end_are_found(self):
        event = self.env['privacy.consent.event'].search(
            [('partner_id', '=', self.person.id)], limit=1, order='id desc')
        last = self.Seal.search([], limit=1)
        anchor = self._anchored()
        self.assertEqual((anchor.seal, anchor.seal_hash), (last.number, last.hash))
        copied = ', '.join({'id': '-1', 'uuid': "'forged'"}.get(column, column) for column in EVENT_COLUMNS)
        insert = (f"INSERT INTO privacy_consent_event ({', '.join(EVENT_COLUMNS)}) SELECT {copied}"
                  " FROM privacy_consent_event WHERE id = %(event)s")
        delete = ["DELETE FROM privacy_consent_state WHERE event_id = %(event)s",
                  "DELETE FROM privacy_consent_event WHERE id = %(event)s"]
        for name, statements, words in (
            ('deleted', delete, "was deleted"),
            ('inserted', [insert], "was inserted"),
            ('cut', [*delete, "DELETE FROM privacy_ledger_leaf WHERE seal = %(seal)s",
                     "DELETE FROM privacy_ledger_seal WHERE number = %(seal)s"], "cut off"),
            ('resealed', ["UPDATE privacy_ledger_seal SET sealed_at = sealed_at - interval '1 day'"
                          " WHERE number = %(seal)s"], "was edited"),
        ):
            with self.subTest(name=name):
                self.env.cr.execute('SAVEPOINT meddled')
                for statement in statements:
                    self._meddle(statement.replace('%(event)s', str(event.id)).replace('%(seal)s', str(last.number)))
                faults = self._read().faults()
                self.assertTrue(any(words in fault for fault in faults), (words, faults))
                self.env.cr.execute('ROLLBACK TO SAVEPOINT meddled')

    def test_p44_purging_what_is_personal_keeps_the_ledger_provable(self):
        events = self.env['privacy.consent.event'].sudo().search([('partner_id', '=', self.person.id)])
        events.detail_id._purge(('contact', 'ip', 'agent', 'evidence'))
        self.assertFalse(any(detail.ip or detail.contact for detail in events.detail_id))
        self.assertEqual(self._read().faults(), [])

    def test_a_proof_shows_one_person_and_nobody_else(self):
        other = self._reachable("Bao Nguyễn")
        self._consents(other)
        self._consents(self.person)
        self.Seal._seal()
        events = self.env['privacy.consent.event'].sudo().search([('partner_id', '=', self.person.id)])
        proofs = self.Seal._proofs(events)
        self.assertTrue(all(proof['holds'] for proof in proofs.values()))
        subject = self.env['privacy.subject'].sudo().search([('partner_id', '=', other.id)]).uuid
        self.assertNotIn(subject, self.Seal._to_json(list(proofs.values())))
        for proof in proofs.values():
            leaf = leaf_hash([proof['event'][c] for c in EVENT_COLUMNS])
            self.assertEqual(follow_path(leaf, proof['path']), proof['seal']['root'])
            self.assertEqual(seal_hash([proof['seal'][c] for c in SEAL_COLUMNS]), proof['seal']['hash'])
        proof = proofs[events[0].id]
        forged = {**proof['event'], 'state': 'refused'}
        self.assertNotEqual(
            follow_path(leaf_hash([forged[c] for c in EVENT_COLUMNS]), proof['path']), proof['seal']['root'])

    def test_a_seal_is_neither_changed_nor_deleted(self):
        for act in (lambda seal: seal.write({'count': 0}), lambda seal: seal.unlink()):
            with self.assertRaises(UserError):
                act(self.Seal.search([], limit=1))

    def test_an_event_calls_the_sealing_and_leaves_the_queue(self):
        cron = self.env.ref('crm_privacy.ir_cron_seal')
        before = self.env['ir.cron.trigger'].sudo().search_count([('cron_id', '=', cron.id)])
        self._consents(self.person)
        self.assertGreater(self.env['ir.cron.trigger'].sudo().search_count([('cron_id', '=', cron.id)]), before)
        self.env.cr.execute("SELECT count(*) FROM privacy_ledger_queue")
        self.assertEqual(self.env.cr.fetchone()[0], 1)
        with self.enter_registry_test_mode():
            cron.sudo().method_direct_trigger()
        self.env.cr.execute("SELECT count(*) FROM privacy_ledger_queue")
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_verifying_says_in_one_sentence_how_it_stands(self):
        faults, summary = self.Seal._verify()
        self.assertFalse(faults)
        self.assertIn(f"{self.env['privacy.consent.event'].sudo().search_count([])} events", summary)
        last = self.Seal.search([], limit=1)
        faults, summary = self.Seal._verify([(last.number + 1, last.hash)])
        self.assertIn("cut off", faults[0])


@tagged('post_install', '-at_install')
class TestPrivacyLedgerAnchor(MailExitCase):
    """A seal protects the end of the ledger once a mail with it has really left, and not before."""

    def setUp(self):
        super().setUp()
        self.Anchor = self.env['privacy.ledger.anchor'].sudo()
        self.Seal = self.env['privacy.ledger.seal'].sudo()
        while self.Seal._seal():
            pass
        self.data_officer.sudo().email = 'officer@example.org'
        self.known = self.Anchor.search([])

    def _new(self):
        return self.Anchor.search([]) - self.known

    def test_a_seal_is_anchored_once_and_at_the_moment_its_mail_left(self):
        mails = self.Anchor._anchor()
        self.assertFalse(self._new(), "a mail in the queue protects nothing")
        self.assertFalse(self.Anchor._anchor(), "what is in the queue is not queued again")
        with freeze_time('2031-05-05 10:00:00'):
            self.assertIn('officer@example.org', self._arriving(mails.send))
        last = self.Seal.search([], limit=1)
        anchor = self._new()
        self.assertEqual((anchor.seal, anchor.seal_hash), (last.number, last.hash))
        self.assertEqual(str(anchor.anchored_at), '2031-05-05 10:00:00')
        self.assertEqual(anchor.sent_to, mails[0].email_to)
        self.assertIn(anchor.seal_hash, mails[0].body_html)
        self.assertFalse(self.Anchor._anchor())

    def test_a_mail_that_fails_is_no_anchor_and_is_tried_again(self):
        mails = self.Anchor._anchor()
        with patch.object(self.registry['ir.mail_server'], '_connect__', side_effect=OSError("no server")):
            mails.send()
        self.assertEqual(set(mails.mapped('state')), {'exception'})
        self.assertFalse(self._new())
        self._arriving(self.Anchor._anchor().send)
        self.assertEqual(self._new().seal, self.Seal.search([], limit=1).number)

    def test_without_a_recipient_there_is_no_anchor_and_the_words_say_so(self):
        self.env.ref('crm_privacy.group_privacy_officer').sudo().all_user_ids.partner_id.write({'email': False})
        with self.assertLogs('odoo.addons.crm_privacy', 'WARNING') as logged:
            self.Anchor._cron_anchor()
        self.assertIn("no data officer has an e-mail address", logged.output[0])
        self.assertFalse(self._new())
        check = self.env['privacy.ledger.check'].sudo().create({})
        check._verify()
        self.assertEqual(check.protected_seal, self.known[:1].seal)
        if not self.known:
            self.assertIn("see that a data officer has an e-mail address", check.words)

    def test_only_a_mail_that_holds_the_line_and_left_is_an_anchor(self):
        last = self.Seal.search([], limit=1)
        forged = self._mail('ACCOUNT', email_to='officer@example.org', privacy_seal_number=last.number)
        self._arriving(forged.send)
        self.assertEqual(forged.state, 'sent')
        mails = self.Anchor._anchor()
        mails.write({'state': 'sent'})
        self.assertFalse(self._new())
