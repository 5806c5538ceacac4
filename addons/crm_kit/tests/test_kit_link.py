import logging
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from unittest.mock import Mock, patch

from lxml import html
from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, HttpCase, get_db_name, tagged
from odoo.tools import mute_logger

from ..controllers import link as controller
from ..exceptions import FieldError
from .common import KitCase

PURPOSES = {
    'greet': {'name': "Greet", 'model': 'res.partner', 'values': '_kit_link_values', 'method': '_kit_link_greet'},
    'survey': {'name': "Survey", 'model': 'res.partner', 'method': '_kit_link_greet', 'max_uses': 0},
}


def link_values(record):
    return {'title': "Will you come?", 'lead': f"Dear {record.name}", 'facts': [("Day", "12 March")],
            'fields': [{'name': 'note', 'label': "A word to us", 'required': True}]}


def link_greet(record, post):
    record.comment = post.get('note')
    if not post.get('note'):
        raise UserError("Please write a word.")
    return {'lead': "We look forward to it."}


class LinkCase:
    """Registers two purposes on partners."""

    def _register(self, registry):
        for model, name, value in (
            ('kit.link', '_link_purposes', lambda self: PURPOSES),
            ('res.partner', '_kit_link_values', link_values),
            ('res.partner', '_kit_link_greet', link_greet),
        ):
            patcher = patch.object(registry[model], name, value, create=True)
            patcher.start()
            self.addCleanup(patcher.stop)


@tagged('post_install', '-at_install')
class TestKitLink(LinkCase, KitCase):

    def setUp(self):
        super().setUp()
        self._register(self.registry)
        self.partner = self.env['res.partner'].create({'name': "Åsa Öberg"})
        self.Link = self.env['kit.link']

    def test_a_link_opens_its_record_for_its_purpose_only(self):
        token = self.Link._make('greet', self.partner, days=7)
        self.assertEqual(self.Link._open(token, 'greet'), self.partner)
        self.assertIsNone(self.Link._open(token, 'survey'))
        self.assertIsNone(self.Link._open(token[:-1], 'greet'))
        self.assertIsNone(self.Link._open('', 'greet'))

    def test_the_token_is_long_and_stored_as_its_hash_alone(self):
        token = self.Link._make('greet', self.partner, days=7)
        self.assertGreaterEqual(len(token), 43, "32 random bytes")
        self.env.flush_all()
        self.env.cr.execute("SELECT kit_link::text FROM kit_link WHERE res_id = %s", [self.partner.id])
        self.assertNotIn(token, self.env.cr.fetchone()[0])

    def test_an_ended_revoked_or_used_up_link_opens_nothing(self):
        for change in (
            {'expires_at': fields.Datetime.now() - timedelta(seconds=1)},
            {'revoked_at': fields.Datetime.now()},
            {'use_count': 1},
        ):
            with self.subTest(change=list(change)):
                token = self.Link._make('greet', self.partner, days=7)
                link = self.Link._find(token)
                self.assertTrue(link.is_open)
                link.write(change)
                self.assertFalse(link.is_open)
                self.assertEqual(self.Link.search([('id', '=', link.id), ('is_open', '=', True)]), self.Link)
                self.assertIsNone(self.Link._open(token, 'greet'))

    def test_a_link_to_a_record_that_is_gone_opens_nothing(self):
        token = self.Link._make('greet', self.partner, days=7)
        self.partner.unlink()
        self.assertIsNone(self.Link._open(token, 'greet'))

    def test_every_refusal_costs_the_same_queries(self):
        ended = self.Link._make('greet', self.partner, days=7)
        self.Link._find(ended).revoked_at = fields.Datetime.now()
        self.env.flush_all()
        for token in (ended, 'x' * 43):
            with self.assertQueryCount(1):
                self.Link._open(token, 'greet')

    def test_an_unregistered_purpose_or_model_is_refused(self):
        for args in (('dance', self.partner, 7), ('greet', self.env.user, 7), ('greet', self.partner, 0)):
            with self.assertRaises(ValueError):
                self.Link._make(*args)

    def test_a_link_is_used_up_to_its_number_of_uses(self):
        link = self.Link._find(self.Link._make('greet', self.partner, days=7, max_uses=2))
        self.assertEqual([link._use() for _time in range(3)], [True, True, False])
        free = self.Link._find(self.Link._make('survey', self.partner, days=7))
        self.assertTrue(all(free._use() for _time in range(5)))

    def test_operations_revoke_and_others_see_no_links(self):
        token = self.Link._make('greet', self.partner, days=7)
        link = self.Link._find(token).sudo(False)
        for change in (link.with_user(self.clerk).action_revoke, lambda: link.with_user(self.clerk).read(['purpose'])):
            with self.assertRaises(AccessError):
                change()
        link.with_user(self.operator).action_revoke()
        self.assertIsNone(self.Link._open(token, 'greet'))
        with self.assertRaises(AccessError):
            link.with_user(self.operator).write({'revoked_at': False})

    def test_all_links_of_a_record_are_revoked_at_once(self):
        tokens = [self.Link._make(purpose, self.partner, days=7) for purpose in PURPOSES]
        self.Link._revoke(self.partner, 'greet')
        self.assertEqual(self.Link._open(tokens[1], 'survey'), self.partner)
        self.Link._revoke(self.partner)
        self.assertIsNone(self.Link._open(tokens[1], 'survey'))

    def test_links_long_ended_are_cleared_away(self):
        old, new = (self.Link._find(self.Link._make('greet', self.partner, days=7)) for _time in range(2))
        old.expires_at = fields.Datetime.now() - timedelta(days=31)
        self.Link._gc_ended_links()
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())


@tagged('post_install', '-at_install')
class TestKitLinkPages(LinkCase, HttpCase):

    def setUp(self):
        super().setUp()
        self._register(self.registry)
        self.partner = self.env['res.partner'].create({'name': "Çağla Işık"})
        self.token = self.env['kit.link']._make('greet', self.partner, days=7)
        self.env['kit.rate.limit'].search([]).unlink()

    def _post(self, token, csrf=None, **values):
        page = self.url_open(f'/k/{self.token}').text if csrf is None else ''
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        return self.url_open(f'/k/{token}', data={'csrf_token': csrf or found.group(1), **values})

    def _state(self):
        self.env.invalidate_all()
        self.env.cr.execute("SELECT use_count, used_at, revoked_at, write_date FROM kit_link WHERE res_id = %s",
                            [self.partner.id])
        return self.env.cr.fetchall(), self.partner.comment

    def test_showing_the_page_changes_nothing_however_often_scanners_do_it(self):
        before = self._state()
        for method in ('GET', 'HEAD', 'GET'):
            response = self.url_open(f'/k/{self.token}', method=method)
            self.assertEqual(response.status_code, 200)
        self.assertIn("Dear Çağla Işık", response.text)
        self.assertEqual(self._state(), before)

    def _csrf(self):
        return re.search(r'name="csrf_token" value="([^"]+)"', self.url_open(f'/k/{self.token}').text).group(1)

    def test_post_acts_and_a_second_post_does_not(self):
        csrf = self._csrf()
        first = self._post(self.token, csrf, note="Gladly")
        self.assertIn("We look forward to it.", first.text)
        self._post(self.token, csrf, note="Overwritten")
        (row,), comment = self._state()
        self.assertEqual((row[0], str(comment)), (1, '<p>Gladly</p>'))

    def test_who_pressed_twice_sees_that_it_is_done(self):
        csrf = self._csrf()
        self._post(self.token, csrf, note="Gladly")
        for again in (self._post(self.token, csrf, note="Gladly"), self.url_open(f'/k/{self.token}')):
            self.assertEqual(again.status_code, 200)
            self.assertIn("That is done", again.text)
            self.assertIn('no-store', again.headers['Cache-Control'])
        self.env['kit.link'].search([('res_id', '=', self.partner.id)]).used_at = \
            fields.Datetime.now() - timedelta(minutes=controller.DONE_MINUTES + 1)
        self.env.flush_all()
        self.assertEqual(self.url_open(f'/k/{self.token}').status_code, 404, "and for a while only")

    def test_who_pressed_twice_sees_the_page_of_the_purpose_where_it_can_be_told_again(self):
        told = {'greet': {**PURPOSES['greet'], 'done_values': '_kit_link_done', 'done_template': 'crm_kit.link_page'}}

        def greet(record, post):
            record.comment = post['note']

        def done(record):
            return {'title': "You are coming", 'lead': f"{record.name}: {html.fromstring(record.comment).text}"}

        with patch.object(self.registry['kit.link'], '_link_purposes', lambda link: told), \
                patch.object(self.registry['res.partner'], '_kit_link_greet', greet), \
                patch.object(self.registry['res.partner'], '_kit_link_done', done, create=True):
            csrf = self._csrf()
            pages = [self._post(self.token, csrf, note="Gladly")]
            before = self._state()
            pages += [self._post(self.token, csrf, note="Overwritten"), self.url_open(f'/k/{self.token}')]
            for page in pages:
                self.assertEqual(page.status_code, 200)
                self.assertIn("You are coming", page.text)
                self.assertIn("Çağla Işık: Gladly", page.text)
                self.assertIn('<form', page.text, "the template of the purpose, and not that of the kit")
                self.assertIn('no-store', page.headers['Cache-Control'])
            self.assertEqual(self._state(), before)
            self.opener.cookies.clear()
            stranger = self.url_open(f'/k/{self.token}')
            self.assertEqual(stranger.status_code, 404)
            self.assertNotIn("Çağla", stranger.text)

    def test_who_pressed_twice_is_thanked_when_record_or_purpose_is_gone(self):
        told = {'greet': {**PURPOSES['greet'], 'done_values': '_kit_link_values'}}
        with patch.object(self.registry['kit.link'], '_link_purposes', lambda link: told):
            csrf = self._csrf()
            self._post(self.token, csrf, note="Gladly")
            for gone in (self.partner.unlink, told.clear):
                gone()
                self.env.flush_all()
                page = self._post(self.token, csrf, note="Gladly")
                self.assertEqual(page.status_code, 200)
                self.assertIn("That is done", page.text)

    def test_another_visitor_sees_nothing_of_a_link_that_was_just_used(self):
        self._post(self.token, self._csrf(), note="Gladly")
        self.opener.cookies.clear()
        self.assertEqual(self.url_open(f'/k/{self.token}').status_code, 404)

    def test_a_request_that_is_run_again_counts_once_for_the_limiter(self):
        csrf, tries = self._csrf(), []
        hit = Mock(return_value=0)

        def greet(record, post):
            tries.append(post)
            if len(tries) == 1:
                raise ConcurrencyError("as PostgreSQL does when two press at once")
            return {}
        with patch.object(self.registry['res.partner'], '_kit_link_greet', greet), \
                patch.object(self.registry['kit.rate.limit'], '_hit_and_wait', hit), \
                patch('odoo.service.model.random.uniform', return_value=0):
            self.assertEqual(self._post(self.token, csrf, note="Gladly").status_code, 200)
        self.assertEqual(len(tries), 2)
        self.assertEqual(hit.call_count, 2, "once for the address, once for the token")

    def _assert_own_page(self, response, status, words):
        self.assertEqual(response.status_code, status)
        self.assertIn('o_kit_link', response.text)
        self.assertIn(words, response.text)
        self.assertNotIn('secret', response.text)
        for name, value in controller.HEADERS.items():
            self.assertEqual(response.headers[name], value)

    @mute_logger('odoo.http')
    def test_post_without_the_token_of_the_form_is_refused(self):
        response = self._post(self.token, 'forged', note="x")
        self._assert_own_page(response, 400, "Please open the page again")
        self.assertIn(f'href="/k/{self.token}"', response.text)
        self.assertFalse(self._state()[1])

    def test_what_fails_in_the_code_of_a_purpose_is_told_on_a_page_of_ours(self):
        for method, post in (('_kit_link_greet', {'note': "x"}), ('_kit_link_values', None)):
            for error in (ValueError("secret"), UserError("secret")):
                if post and isinstance(error, UserError):
                    continue  # what the method says to the visitor
                csrf = self._csrf()
                with self.subTest(method=method, error=error), \
                        patch.object(self.registry['res.partner'], method, Mock(side_effect=error)), \
                        self.assertLogs('odoo.http', 'WARNING'):
                    response = (self._post(self.token, csrf, **post) if post else self.url_open(f'/k/{self.token}'))
                    self._assert_own_page(
                        response, 422 if isinstance(error, UserError) else 500, "Nothing was changed")
        self.assertEqual(self._state()[0][0][0], 0)

    def test_other_addresses_keep_their_own_error_pages(self):
        response = self.url_open('/no/such/page')
        self.assertEqual(response.status_code, 404)
        self.assertNotIn('o_kit_link', response.text)
        self.assertNotIn('X-Robots-Tag', response.headers)

    def test_an_error_is_shown_on_the_page_and_costs_no_use(self):
        response = self._post(self.token, note='')
        self.assertIn('role="alert"', response.text)
        self.assertIn("Please write a word.", response.text)
        self.assertEqual(self._state()[0][0][0], 0)

    def test_an_error_of_one_field_is_told_at_that_field(self):
        for field, at_field in (('note', True), ('not on the page', False)):
            with self.subTest(field), patch.object(
                    self.registry['res.partner'], '_kit_link_greet', Mock(side_effect=FieldError("Too short.", field))):
                page = html.fromstring(self._post(self.token, note="x").text)
                (error,) = page.xpath("//*[@id='kit_link_error']")
                (control,) = page.xpath("//input[@name='note']")
                self.assertEqual((error.text, error.get('role')), ("Too short.", 'alert'))
                self.assertEqual(control.get('value'), 'x')
                self.assertEqual(control.get('aria-invalid'), 'true' if at_field else None)
                self.assertEqual(control.get('aria-describedby'), 'kit_link_error' if at_field else None)
                (focused,) = page.xpath('//*[@autofocus]')
                self.assertIs(focused, control if at_field else error, "the page opens where the error is")

    def test_what_the_visitor_unticked_stays_so_after_an_error(self):
        fields = [{'name': 'news', 'label': "News", 'type': 'checkbox', 'value': True},
                  {'name': 'note', 'label': "A word", 'value': "as we know it"}]
        with patch.object(self.registry['res.partner'], '_kit_link_values', lambda record: {'fields': fields}):
            for posted, ticked in (({}, False), ({'news': '1'}, True)):
                with self.subTest(posted):
                    page = html.fromstring(self._post(self.token, **posted).text)
                    (box,) = page.xpath("//input[@type='checkbox']")
                    self.assertEqual(box.get('checked') is not None, ticked)
            box, note = html.fromstring(self.url_open(f'/k/{self.token}').text).xpath("//input[@id]")
            self.assertIsNotNone(box.get('checked'), "before anything is posted the page shows what is known")
            self.assertEqual(note.get('value'), "as we know it")

    def test_every_refusal_is_one_and_the_same_page(self):
        tokens = {'unknown': 'x' * 43, 'other': 'not-even-base64 !'}
        for name, change in {'ended': {'expires_at': fields.Datetime.now()},
                             'revoked': {'revoked_at': fields.Datetime.now()}, 'used': {'use_count': 1}}.items():
            tokens[name] = self.env['kit.link']._make('greet', self.partner, days=7)
            self.env['kit.link']._find(tokens[name]).write(change)
        self.env.flush_all()
        pages = set()
        for name, token in tokens.items():
            with self.subTest(name):
                response = self.url_open(f'/k/{token}')
                self.assertEqual(response.status_code, 404)
                self.assertIn("does not open anything", response.text)
                pages.add(re.sub(r'csrf_token: "[^"]*"', '', response.text).replace(token, ''))
        self.assertEqual(len(pages), 1)

    def test_pages_are_not_stored_not_indexed_and_do_not_give_the_link_away(self):
        for token in (self.token, 'x' * 43):
            headers = self.url_open(f'/k/{token}').headers
            self.assertIn('no-store', headers['Cache-Control'])
            self.assertEqual(headers['Referrer-Policy'], 'no-referrer')
            self.assertIn('noindex', headers['X-Robots-Tag'])

    def test_too_many_requests_get_429_and_the_time_to_wait(self):
        for limits in ({'IP_LIMIT': (2, 60)}, {'TOKEN_LIMIT': (2, 60)}):
            with self.subTest(**limits), patch.multiple(controller, **limits):
                self.env['kit.rate.limit'].search([]).unlink()
                codes = [self.url_open(f'/k/{self.token}').status_code for _time in range(3)]
                self.assertEqual(codes, [200, 200, 429])
                response = self.url_open(f'/k/{self.token}')
                self.assertTrue(0 < int(response.headers['Retry-After']) <= 60)
                self.assertIn('no-store', response.headers['Cache-Control'])

    def test_the_log_does_not_give_the_link_away(self):
        with self.assertLogs('odoo.http', 'WARNING') as warned:
            self._post(self.token, 'forged')
        with self.assertLogs('werkzeug', logging.INFO) as seen:  # by its number: Odoo gave the name to another level
            self.url_open(f'/k/{self.token}')
        for told in (warned, seen):
            self.assertNotIn(self.token, ''.join(told.output))
            self.assertIn('/k/***', ''.join(told.output))

    def test_fields_have_labels(self):
        page = self.url_open(f'/k/{self.token}').text
        for control in re.findall(r'<(?:input|textarea)[^>]* id="(kit_[^"]+)"', page):
            self.assertIn(f'for="{control}"', page)
        self.assertIn('id="kit_note"', page)


@tagged('post_install', '-at_install')
class TestKitLinkRaces(LinkCase, BaseCase):

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self._register(self.registry)
        self.addCleanup(self._remove)

    def _remove(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM kit_link WHERE purpose IN ('greet', 'survey')")
            cr.execute("DELETE FROM kit_rate_limit")

    def test_of_two_that_take_the_last_use_at_once_one_gets_it(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            env_one, env_two = (api.Environment(cr, SUPERUSER_ID, {}) for cr in (one, two))
            token = env_one['kit.link']._make('greet', env_one['res.partner'].browse(1), days=1)
            one.commit()
            link_two = env_two['kit.link']._find(token)
            self.assertTrue(link_two, "both see it open")
            self.assertTrue(env_one['kit.link']._find(token)._use())
            one.commit()
            with self.assertRaises(SerializationFailure), self.assertNoLogs('odoo.sql_db', 'ERROR'):
                link_two._use()
            two.rollback()
            env_two.invalidate_all()
            self.assertFalse(env_two['kit.link']._find(token), "and when it is run again, it sees it used")

    def test_hits_at_one_instant_are_each_counted_and_none_is_refused_for_it(self):
        with ExitStack() as stack:
            limits = []  # made here: while tests run, their thread holds the lock of the registry
            for _number in range(12):
                env = api.Environment(stack.enter_context(self.registry.cursor()), SUPERUSER_ID, {})
                env['kit.rate.limit']._hash('warm')
                limits.append(env['kit.rate.limit'])
            with ThreadPoolExecutor(12) as pool, self.assertNoLogs('odoo.sql_db', 'ERROR'):
                hits = list(pool.map(lambda limit: limit._hit('burst', 12, 60), limits, timeout=30))
            self.assertEqual(hits, [True] * 12)
            self.assertFalse(limits[0]._hit('burst', 12, 60))

    def test_a_hit_counts_although_its_request_is_rolled_back(self):
        with self.registry.cursor() as cr:
            Limit = api.Environment(cr, SUPERUSER_ID, {})['kit.rate.limit']
            self.assertTrue(Limit._hit('race', 1, 60))
            cr.rollback()
            self.assertFalse(Limit._hit('race', 1, 60))

    def test_the_window_ends_and_the_key_is_not_stored(self):
        with self.registry.cursor() as cr:
            Limit = api.Environment(cr, SUPERUSER_ID, {})['kit.rate.limit']
            self.assertEqual([Limit._hit('192.0.2.7', 2, 60) for _time in range(3)], [True, True, False])
            self.assertTrue(Limit._hit('192.0.2.8', 2, 60), "other keys have their own count")
        with self.registry.cursor() as cr:
            cr.execute("SELECT string_agg(key_hash, '') FROM kit_rate_limit")
            self.assertNotIn('192.0.2', cr.fetchone()[0])
            cr.execute("UPDATE kit_rate_limit SET window_end = now() AT TIME ZONE 'UTC' - INTERVAL '1 second'")
        with self.registry.cursor() as cr:
            Limit = api.Environment(cr, SUPERUSER_ID, {})['kit.rate.limit']
            self.assertTrue(Limit._hit('192.0.2.7', 2, 60))
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})['kit.rate.limit']._gc_ended_windows()
            cr.execute("SELECT count(*) FROM kit_rate_limit")
            self.assertEqual(cr.fetchone()[0], 1, "the ended window of the other key is gone")
