from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ..exceptions import IntentNotYet, IntentRefused
from ..tools import intents
from .common import KitCase, commits_flush

WORKER = 'odoo.addons.crm_kit.models.kit_intent_worker'
PAGE = Path(__file__).resolve().parents[3] / 'docs' / 'algorithms' / 'intents.md'


@contextmanager
def kind_of(registry, attempt, **options):
    """Register the kind `test` for a while; `attempt(intent)` is its deed."""
    model = registry['kit.intent']
    options = {'attempt': '_attempt_test', 'back_off': (60, 600), 'max_attempts': 3, **options}
    lookup = options.pop('lookup', None)
    if lookup:
        options['lookup'] = '_lookup_test'
    with patch.object(model, '_intent_kinds', lambda self: {'test': options}), \
            patch.object(model, '_attempt_test', attempt, create=True), \
            patch.object(model, '_lookup_test', lookup, create=True):
        yield


@tagged('post_install', '-at_install')
class TestIntentTable(BaseCase):
    """The page docs/algorithms/intents.md tells what the code does."""

    def _rows(self, heading):
        if not PAGE.exists():
            self.skipTest("the addon is installed without the repository around it")
        section = PAGE.read_text().split(f'## {heading}\n')[1].split('\n## ')[0]
        rows = [[cell.strip() for cell in line.strip('|').split('|')]
                for line in section.splitlines() if line.startswith('|')]
        return rows[2:]

    def test_the_page_lists_the_transitions_of_the_code(self):
        told = {(before, after): who for before, after, who in self._rows("Permitted transitions")}
        self.assertEqual(told, intents.TRANSITIONS)

    def test_the_worked_table_of_the_page_is_what_the_code_decides(self):
        rows = self._rows("Worked table")
        self.assertGreaterEqual(len(rows), 10)
        for answer, attempts, most, idempotent, can_ask, after in rows:
            with self.subTest(answer=answer, attempts=attempts, idempotent=idempotent, can_ask=can_ask):
                state = intents.after_attempt(
                    answer, int(attempts), int(most), idempotent == 'yes', can_ask == 'yes')
                self.assertEqual(state, after)

    def test_the_worked_table_of_asking_is_what_the_code_decides(self):
        rows = self._rows("Worked table of asking")
        self.assertGreaterEqual(len(rows), 10)
        for answer, attempts, most, idempotent, settled, after in rows:
            with self.subTest(answer=answer, attempts=attempts, idempotent=idempotent, settled=settled):
                state = intents.after_asking(answer, int(attempts), int(most), idempotent == 'yes', settled == 'yes')
                self.assertEqual(state, after)

    def test_before_it_is_settled_asking_never_leads_to_a_second_attempt(self):
        for answer in intents.ANSWERS_WHEN_ASKED:
            for idempotent in (False, True):
                for attempts in (1, 3):
                    state = intents.after_asking(answer, attempts, 3, idempotent)
                    self.assertNotEqual(state, 'waiting')
                    after = intents.after_asking(answer, attempts, 3, idempotent, settled=True)
                    self.assertTrue(after == 'attempting' or intents.is_permitted('attempting', after))

    def test_every_decision_is_a_permitted_transition(self):
        for answer in intents.ANSWERS:
            for flags in range(4):
                for attempts in (1, 3):
                    state = intents.after_attempt(answer, attempts, 3, bool(flags & 1), bool(flags & 2))
                    self.assertTrue(state == 'attempting' or intents.is_permitted('attempting', state))


@tagged('post_install', '-at_install')
class TestKitIntent(KitCase):

    def setUp(self):
        super().setUp()
        self.deeds = []
        self.startPatcher(commits_flush(self.env.cr))

    def _deed(self, *answers):
        """An attempt that gives these answers one after another; exceptions are raised."""
        answers = list(answers)

        def attempt(intent):
            self.deeds.append((intent.key, intent.attempts, intent.state))
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        return attempt

    def _once(self, key='charge/1', **values):
        return self.env['kit.intent']._once(key, 'test', {'payload': {'amount': '12.00'}, **values})

    def _due(self, intent):
        intent.sudo().not_before = fields.Datetime.now() - timedelta(minutes=1)
        self.env.flush_all()

    def test_a_key_makes_one_row_and_one_job(self):
        with kind_of(self.registry, self._deed()):
            first, second = self._once(), self._once()
            self.assertEqual(first, second)
            self.assertEqual(self.env['queue.job'].search_count(
                [('identity_key', '=', f'kit.intent:{first.id}:0')]), 1)

    def test_a_key_with_other_values_is_refused(self):
        with kind_of(self.registry, self._deed()):
            self._once()
            for other in ({'payload': {'amount': '13.00'}}, {'res_model': 'res.partner', 'res_id': 1}):
                with self.assertRaises(ValidationError) as caught:
                    self._once(**other)
                self.assertIn("charge/1", str(caught.exception))
                self.assertIn("Use a new key", str(caught.exception))

    def test_people_read_the_name_of_a_kind(self):
        with kind_of(self.registry, self._deed(), name="Charge of a card"):
            intent = self._once().with_user(self.operator)
            self.assertEqual(intent.kind_name, "Charge of a card")
        intent.invalidate_recordset()
        self.assertEqual(intent.kind_name, 'test', "of an addon that is gone the technical one is left")
        for view in ('list', 'form'):
            arch = self.env['kit.intent'].with_user(self.operator).get_view(view_type=view)['arch']
            self.assertIn('name="kind_name"', arch)

    def test_a_deed_without_a_key_is_refused(self):
        with kind_of(self.registry, self._deed()):
            for key in ('', ' ', False, None, 7):
                with self.subTest(key=key), self.assertRaises(ValueError):
                    self._once(key)

    def test_an_unregistered_kind_is_refused(self):
        with self.assertRaises(ValueError):
            self.env['kit.intent']._once('x', 'no_such_kind', {})

    def test_the_pointer_moves_before_the_attempt_and_is_confirmed_after(self):
        with kind_of(self.registry, self._deed({'reference': 'ch_77', 'result': {'fee': '0.30'}})):
            intent = self._once()
            intent._job_attempt()
        self.assertEqual(self.deeds, [('charge/1', 1, 'attempting')])
        self.assertEqual((intent.state, intent.reference, intent.result), ('done', 'ch_77', {'fee': '0.30'}))
        self.assertTrue(intent.attempted_at and intent.confirmed_at)

    def test_a_done_intent_is_not_done_again(self):
        with kind_of(self.registry, self._deed({})):
            intent = self._once()
            intent._job_attempt()
            intent._job_attempt()
        self.assertEqual(len(self.deeds), 1)

    def test_a_retry_is_a_job_of_its_own_with_the_back_off_of_the_kind(self):
        with kind_of(self.registry, self._deed(IntentNotYet("Bank closed"), {})):
            intent = self._once()
            intent._job_attempt()
            self.assertEqual((intent.state, intent.error, intent.attempts), ('waiting', "Bank closed", 1))
            job = self.env['queue.job'].search([('identity_key', '=', f'kit.intent:{intent.id}:1')])
            self.assertEqual(job.eta, intent.not_before)
            self.assertAlmostEqual((intent.not_before - fields.Datetime.now()).total_seconds(), 60, delta=5)
            intent._job_attempt()
            self.assertEqual(len(self.deeds), 1, "too early: nothing was tried")
            self._due(intent)
            intent._job_attempt()
        self.assertEqual((intent.state, intent.attempts), ('done', 2))

    def test_the_other_side_may_ask_for_its_own_pause(self):
        with kind_of(self.registry, self._deed(IntentNotYet("Slow down", seconds=7200))):
            intent = self._once()
            intent._job_attempt()
        self.assertAlmostEqual((intent.not_before - fields.Datetime.now()).total_seconds(), 7200, delta=5)

    def test_put_off_too_often_it_fails(self):
        with kind_of(self.registry, self._deed(*[IntentNotYet("Busy")] * 3)):
            intent = self._once()
            for _attempt in range(3):
                self._due(intent)
                intent._job_attempt()
        self.assertEqual((intent.state, intent.error), ('failed', "Busy"))

    def test_refused_for_good_it_fails_at_once(self):
        with kind_of(self.registry, self._deed(IntentRefused("Card stolen"))):
            intent = self._once()
            intent._job_attempt()
        self.assertEqual((intent.state, intent.error), ('failed', "Card stolen"))

    def test_without_an_answer_only_an_idempotent_kind_is_repeated(self):
        for options, state in (({}, 'unknown'), ({'idempotent': True}, 'waiting')):
            with self.subTest(**options), kind_of(self.registry, self._deed(TimeoutError("no answer")), **options), \
                    self.assertLogs(WORKER, 'WARNING'):
                intent = self._once(f'charge/{state}')
                intent._job_attempt()
                self.assertEqual(intent.state, state)
                self.assertEqual(intent.error, "TimeoutError: no answer")

    def test_what_an_attempt_wrote_is_undone_when_it_raises(self):
        def attempt(intent):
            self.clerk.partner_id.comment = "charged"
            raise IntentNotYet("Busy")
        with kind_of(self.registry, attempt):
            self._once()._job_attempt()
        self.assertFalse(self.clerk.partner_id.comment)

    def _die(self, intent):
        """As a worker killed during the attempt leaves it."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE kit_intent SET state = 'attempting', attempts = 1, attempted_at = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(minutes=10), intent.id])
        self.env.invalidate_all()

    def test_an_attempt_of_a_dead_worker_is_recovered_by_the_sweep(self):
        cases = (
            ('a', {}, 'unknown'),
            ('b', {'idempotent': True}, 'waiting'),
            ('c', {'lookup': lambda intent: {'reference': 'found'}}, 'done'),
            ('d', {'lookup': lambda intent: None}, 'attempting'),
        )
        for key, options, state in cases:
            with self.subTest(**options), kind_of(self.registry, self._deed(), **options):
                intent = self._once(key)
                self._die(intent)
                self.env['kit.intent']._cron_sweep()
                job = self.env['queue.job'].search([('identity_key', '=', f'kit.intent:{intent.id}:1')])
                self.assertEqual(len(job), 1)
                intent._job_attempt()
                self.assertEqual(intent.state, state)
        self.assertFalse(self.deeds, "nothing is repeated by the recovery itself")

    def _later(self, intent, seconds):
        """Let so many seconds pass since the answer is missed."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE kit_intent SET unanswered_at = unanswered_at - %s * INTERVAL '1 second' "
                            "WHERE id = %s", [seconds, intent.id])
        self.env.invalidate_all()

    def test_a_deed_without_trace_may_still_be_on_its_way_and_is_not_repeated(self):
        found = []
        with kind_of(self.registry, self._deed(), lookup=lambda intent: found[0] if found else None):
            intent = self._once()
            self._die(intent)
            self.assertEqual(intent._job_attempt(), 'attempting')
            job = self.env['queue.job'].search([('identity_key', '=', f'kit.intent:{intent.id}:1')], limit=1)
            self.assertAlmostEqual((job.eta - fields.Datetime.now()).total_seconds(), 60, delta=5)
            self._later(intent, 890)
            self.assertEqual(intent._job_attempt(), 'attempting')
            found.append({'reference': 'landed late'})
            self.assertEqual(intent._job_attempt(), 'done')
        self.assertEqual(intent.reference, 'landed late')
        self.assertFalse(self.deeds, "it was not done twice")

    def test_what_left_no_trace_in_time_is_repeated_only_where_that_is_safe(self):
        def surely_not(intent):
            raise IntentNotYet("We have a record that it was dropped.")

        def never(intent):
            raise IntentRefused("We have a record that it was declined.")

        nothing = {'lookup': lambda intent: None}
        for options, before, after in (
            (nothing, 'attempting', 'unknown'),
            ({**nothing, 'idempotent': True}, 'attempting', 'waiting'),
            ({'lookup': surely_not}, 'attempting', 'waiting'),
            ({'lookup': never}, 'failed', 'failed'),
            ({**nothing, 'settles_after': 0}, 'unknown', 'unknown'),
        ):
            with self.subTest(after=after, **options), kind_of(self.registry, self._deed(), **options):
                intent = self._once(f'charge/{before}/{after}/{len(options)}/{options["lookup"].__name__}')
                self._die(intent)
                self.assertEqual(intent._job_attempt(), before)
                self._later(intent, 900)
                intent._job_attempt()
                self.assertEqual(intent.state, after)
        self.assertFalse(self.deeds)

    def test_silence_to_an_attempt_starts_the_time_in_which_it_may_land(self):
        with kind_of(self.registry, self._deed(TimeoutError()), lookup=lambda intent: None), \
                self.assertLogs(WORKER, 'WARNING'):
            intent = self._once()
            intent._job_attempt()
        self.assertEqual(intent.state, 'attempting')
        self.assertTrue(intent.unanswered_at)

    def test_when_the_other_side_cannot_be_asked_the_intent_stays_under_way(self):
        def lookup(intent):
            raise TimeoutError
        with kind_of(self.registry, self._deed(), lookup=lookup), self.assertLogs(WORKER, 'WARNING'):
            intent = self._once()
            self._die(intent)
            intent._job_attempt()
        self.assertEqual(intent.state, 'attempting')

    def test_a_person_settles_what_could_not_be_known(self):
        with kind_of(self.registry, self._deed({})):
            intent = self._once()
            self._die(intent)
            intent._job_attempt()
            mine = intent.with_user(self.operator)
            with self.assertRaises(AccessError):
                intent.with_user(self.clerk).action_settle_done()
            mine.action_settle_done()
            self.assertEqual((intent.state, intent.settled_by_id), ('done', self.operator))
            with self.assertRaises(UserError) as caught:
                mine.action_retry()
            self.assertIn("charge/1", str(caught.exception))

    def test_a_failed_intent_is_tried_again_or_cancelled_by_a_person(self):
        with kind_of(self.registry, self._deed(IntentRefused("No"), {})):
            intent = self._once()
            intent._job_attempt()
            intent.with_user(self.operator).action_retry()
            intent._job_attempt()
            self.assertEqual(intent.state, 'done')
            other = self._once('charge/2')
            other.with_user(self.operator).action_cancel()
            other._job_attempt()
        self.assertEqual(other.state, 'cancelled')

    def test_the_state_is_not_poked_and_no_intent_is_deleted(self):
        with kind_of(self.registry, self._deed()):
            intent = self._once()
        for who in (intent, intent.sudo()):
            for vals in ({'state': 'done'}, {'attempts': 0}, {'payload': {}}, {'key': 'other'}):
                with self.assertRaises(UserError):
                    who.write(vals)
            with self.assertRaises(UserError):
                who.unlink()
        with self.assertRaises(UserError):
            intent.with_context(kit_intent_api=True).write({'state': 'done'})

    def test_only_operations_see_intents_and_only_of_their_company(self):
        with kind_of(self.registry, self._deed()):
            intent = self._once()
            foreign = self._once('charge/9', company_id=self.env['res.company'].create({'name': "מכון"}).id)
        seen = self.env['kit.intent'].with_user(self.operator).search([('id', 'in', (intent + foreign).ids)])
        self.assertEqual(seen, intent.with_user(self.operator))
        with self.assertRaises(AccessError):
            intent.with_user(self.clerk).read(['state'])


@tagged('post_install', '-at_install')
class TestKitIntentRaces(BaseCase):
    """Real transactions on two cursors; what they commit is removed again."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        kinds = kind_of(self.registry, self._attempt)
        kinds.__enter__()
        self.addCleanup(kinds.__exit__, None, None, None)
        self.addCleanup(self._remove)
        self.attempts = []

    def _attempt(self, intent=None):
        self.attempts.append(self._in_other_cursor("SELECT state, attempts FROM kit_intent WHERE key = 'race'"))
        return {'reference': 'r'}

    def _in_other_cursor(self, query):
        with self.registry.cursor() as cr:
            cr.execute(query)
            return cr.fetchall()

    def _remove(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM queue_job WHERE identity_key IN "
                       "(SELECT 'kit.intent:' || id || ':' || n FROM kit_intent, generate_series(0, 9) n "
                       "WHERE key = 'race')")
            cr.execute("DELETE FROM kit_intent WHERE key = 'race'")

    def test_two_transactions_that_race_for_a_key_make_one_row(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT 1")  # the snapshot of the second begins before the first commits
            env_one, env_two = (api.Environment(cr, SUPERUSER_ID, {}) for cr in (one, two))
            first = env_one['kit.intent']._once('race', 'test', {'payload': {'n': 1}}).id
            one.commit()
            tries = []

            def again():
                tries.append(1)
                return env_two['kit.intent']._once('race', 'test', {'payload': {'n': 1}}).id
            with self.assertRaises(SerializationFailure), mute_logger('odoo.sql_db'):
                again()
            two.rollback()
            with patch('odoo.service.model.time.sleep'):
                second = retrying(again, env_two)
        self.assertEqual(first, second)
        self.assertEqual(self._in_other_cursor("SELECT count(*) FROM kit_intent WHERE key = 'race'"), [(1,)])

    def test_the_attempt_is_on_record_for_others_before_it_is_made(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            intent = env['kit.intent']._once('race', 'test', {})
            cr.commit()
            self.assertEqual(intent._job_attempt(), 'done')
        self.assertEqual(self.attempts, [[('attempting', 1)]], "another process sees it under way")

    def test_a_worker_leaves_alone_what_another_one_holds(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            env_one, env_two = (api.Environment(cr, SUPERUSER_ID, {}) for cr in (one, two))
            intent = env_one['kit.intent']._once('race', 'test', {})
            one.commit()
            intent._grab()
            self.assertEqual(env_two['kit.intent'].browse(intent.id)._job_attempt(), "nothing to do")
        self.assertFalse(self.attempts)
