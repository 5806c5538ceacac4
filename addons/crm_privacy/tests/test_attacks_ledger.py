from datetime import datetime, timedelta
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import PrivacyCase

# what was written down to prove something: rows that no user makes, changes or deletes
PROOF = ('privacy.consent.event', 'privacy.consent.state', 'privacy.ledger.seal', 'privacy.ledger.leaf',
         'privacy.ledger.anchor', 'privacy.ledger.check', 'privacy.contact.log', 'privacy.export.log',
         'privacy.request.log', 'privacy.release.line', 'privacy.request.package')
# tables that PostgreSQL itself keeps
KEPT = ('privacy_consent_event', 'privacy_ledger_seal')


@tagged('post_install', '-at_install')
class TestAttacksOfTheLedger(PrivacyCase):
    """What an administrator tries who would like another past, and what a clock tries (A-06, A-29)."""

    def setUp(self):
        super().setUp()
        # sudo: the most powerful user there is
        self.admin = new_test_user(
            self.env(su=True), 'pri_admin', 'base.group_system,base.group_erp_manager,'
            'crm_privacy.group_privacy_manager,crm_privacy.group_privacy_approver,crm_constituents.group_constituent_manager')
        self.person = self._reachable("Ada Okafor")
        self._consents(self.person)
        self.env['privacy.ledger.seal'].sudo()._seal()

    def test_a06_no_user_makes_changes_or_deletes_what_proves(self):
        """A-06: by the calls that a client may send, as the administrator of everything."""
        for name in PROOF:
            Model = self.env[name].with_user(self.admin)
            # sudo: a row to be attacked, where there is one
            record = self.env[name].sudo().search([], limit=1).with_user(self.admin)
            values = {'display_name': "x"} if not Model._fields.get('company_id') else {'company_id': 1}
            attacks = [lambda M=Model, v=values: M.create(v), lambda M=Model: M.create({}),
                       lambda M=Model: M.name_create("x")]
            if record:
                attacks += [lambda r=record, v=values: r.write(v), lambda r=record: r.unlink(),
                            lambda r=record: r.copy(),
                            lambda M=Model, r=record: M.load(['.id', 'display_name'], [[str(r.id), "x"]])]
            for number, attack in enumerate(attacks):
                with self.subTest(model=name, attack=number), self.cr.savepoint():
                    try:
                        answer = attack()
                    except (AccessError, UserError):
                        continue
                    self.assertTrue(isinstance(answer, dict) and not answer['ids'] and answer['messages'], answer)

    def test_a06_some_of_it_is_there_to_be_attacked(self):
        there = {name for name in PROOF if self.env[name].sudo().search_count([], limit=1)}
        self.assertLessEqual({'privacy.consent.event', 'privacy.consent.state', 'privacy.ledger.seal'}, there)

    def test_a06_even_without_rights_in_the_way_an_event_stays(self):
        """A-06: the code of another addon, which may do everything."""
        event = self.env['privacy.consent.event'].sudo().search([('partner_id', '=', self.person.id)])
        for attack in (lambda: event.write({'state': 'withdrawn'}), event.unlink):
            with self.assertRaises(UserError):
                attack()

    @mute_logger('odoo.sql_db')
    def test_a06_postgresql_refuses_whoever_asks(self):
        """A-06: raw SQL, as the owner of the tables."""
        for table in KEPT:
            name = SQL.identifier(table)
            [(number,)] = self.env.execute_query(SQL("SELECT count(*) FROM %s", name))
            self.assertTrue(number, table)
            for query in (SQL("UPDATE %s SET id = id", name), SQL("DELETE FROM %s", name),
                          SQL("TRUNCATE %s CASCADE", name),
                          SQL("WITH gone AS (DELETE FROM %s RETURNING 1) SELECT count(*) FROM gone", name)):
                with self.subTest(table=table, query=query.code), self.assertRaises(psycopg2.Error) as caught, \
                        self.cr.savepoint(flush=False):
                    self.env.cr.execute(query)
                self.assertEqual(caught.exception.pgcode, '23001', "the trigger of the ledger, and nothing else")

    # -- A-29 -----------------------------------------------------------------

    def test_a29_the_time_of_a_decision_is_that_of_the_server(self):
        """A-29: whatever time comes along with it."""
        before = fields.Datetime.now()
        subject = self.env['privacy.subject']._of(self.person)[self.person.id][0]
        for forged in ('2099-01-01 00:00:00', '2001-01-01 00:00:00', datetime(2030, 1, 1)):
            # sudo: code that records, with a time of its own
            event = self.env['privacy.consent.event'].sudo().create({
                'subject': subject, 'purpose': 'NEWSLETTER', 'channels': 'email', 'state': 'withdrawn', 'method': 'web',
                'actor': 'subject', 'event_time': forged, 'id': 1, 'uuid': 'forged', 'version': 9})
            self.assertLessEqual(abs(event.event_time - before), timedelta(minutes=5))
            self.assertNotEqual((event.uuid, event.version), ('forged', 9))
        self.assertEqual(self._ask(self.person), 'objected')

    def test_a29_a_user_in_another_zone_and_at_a_change_of_the_clock_gets_the_time_of_the_server(self):
        """A-29: on the hour that comes twice, and in the zone that is a day ahead."""
        for zone, moment in (('Pacific/Kiritimati', '2026-10-24 23:30:00'), ('Europe/Berlin', '2026-10-25 00:30:00'),
                             ('Europe/Berlin', '2026-10-25 01:30:00'), ('Pacific/Pago_Pago', '2026-12-31 23:59:59')):
            with self.subTest(zone=zone), freeze_time(moment):
                self.officer.tz = zone
                people = self.person.with_user(self.officer).with_context(tz=zone)
                [event] = people._privacy_record(
                    'NEWSLETTER', 'email', 'given', method='paper', actor='staff', statement=self.words)
                self.assertEqual(str(event.event_time), moment)

    def test_a29_the_later_decision_counts_although_a_clock_ran_back(self):
        """A-29: the order of the ledger decides, not what a clock says."""
        with freeze_time('2027-01-01 12:00:00'):
            self._consents(self.person)
        with freeze_time('2026-12-01 12:00:00'):
            self._consents(self.person, state='withdrawn')
            self.assertEqual(self._ask(self.person), 'objected')

    def test_a29_a_decision_is_not_dated_ahead_and_an_old_one_needs_its_origin(self):
        """A-29: in the form of the staff."""
        Record = self.env['privacy.record'].with_user(self.officer)
        values = {'partner_ids': self.person.ids, 'purpose_id': self.env['privacy.purpose']._find('NEWSLETTER').id,
                  'by_email': True, 'state': 'given'}
        with self.assertRaises(ValidationError):
            Record.create({**values, 'decided_on': '2099-01-01'}).action_record()
        with patch.object(self.registry['privacy.record'], '_today', lambda self: fields.Date.to_date('2099-01-02')):
            Record.create({**values, 'decided_on': '2099-01-01'}).action_record()

    def test_a29_a_restriction_does_not_end_by_dates_that_are_moved(self):
        """A-29, P-11: a first day put off, another person, a notice that is still to come; ending takes telling."""
        today = self.env['res.company']._constituent_today()
        row = self.env['privacy.restriction'].with_user(self.data_officer).create({
            'partner_id': self.person.id, 'ground': 'accuracy', 'date_from': today - timedelta(days=30)})
        other = self._reachable("Bao Nguyễn")
        for values in ({'date_from': '2099-01-01'}, {'date_from': today + timedelta(days=1)},
                       {'partner_id': other.id}, {'date_to': today}, {'date_to': today - timedelta(days=1)},
                       {'date_from': today + timedelta(days=9), 'date_to': today + timedelta(days=9),
                        'told_on': today},
                       {'date_to': today + timedelta(days=2), 'told_on': today + timedelta(days=1)}):
            with self.subTest(values=values), self.assertRaises(UserError), self.cr.savepoint():
                row.write(values)
            self.assertEqual(self._ask(self.person, 'ACCOUNT'), 'restricted')
        row.write({'date_from': today - timedelta(days=60)})
        row.write({'told_on': today, 'date_to': today})
        self.assertEqual(self._ask(self.person, 'ACCOUNT'), 'restricted', "its last day is one of it")
        with freeze_time(today + timedelta(days=1, hours=0)):
            self.assertNotEqual(self._ask(self.person, 'ACCOUNT'), 'restricted')
