import base64
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import ChromeBrowser

from odoo.addons.crm_kit.controllers import link as link_controller
from odoo.addons.crm_kit.exceptions import FieldError

from ..checks.accessibility import Page, check_page

PHONE, DESK = 360, 1400
PURPOSE = {'name': "Tell us", 'model': 'res.partner', 'values': '_suite_values', 'method': '_suite_act', 'max_uses': 0}


def page_values(record):
    """A page with every kind of field that a link page can have."""
    return {
        'title': "Will you come?", 'lead': f"Dear {record.name}", 'note': "You can change your mind later.",
        'facts': [("Day", "12 March"), ("Place", "Gemeindehaus an der Donaudampfschifffahrtsgesellschaftsstraße")],
        'fields': [
            {'name': 'come', 'label': "Do you come?", 'type': 'choice', 'required': True,
             'options': [('yes', "Yes"), ('no', "No")]},
            {'name': 'word', 'label': "A word to us", 'required': True, 'help': "One line is enough."},
            {'name': 'mail', 'label': "E-mail", 'type': 'email'},
            {'name': 'more', 'label': "Anything else", 'type': 'textarea', 'help': "What we should know."},
            {'name': 'remind', 'label': "Remind me the day before", 'type': 'checkbox'},
        ],
    }


def page_act(record, post):
    if not post.get('word'):
        raise FieldError("Please write a word.", 'word')
    return {'lead': "We look forward to it.", 'facts': [("Your word", post['word'])]}

PEOPLE = (
    'Id,Vorname,Nachname,E-Mail,Geburtsdatum,Ort\n'
    '1,Олена,Коваль,olena@example.org,31.12.1980,Київ\n'
    '2,王,小明,,,Bern\n'
    '3,Ngọc,Nguyễn,not-an-address,,Ulm\n'
)


@tagged('post_install', '-at_install')
class AccessibilityCase(HttpCase):
    maxDiff = None

    @contextmanager
    def tab(self, login=None, width=DESK):
        """A tab of a browser in which somebody is logged in."""
        browser = ChromeBrowser(self)
        try:
            with self.allow_requests(browser=browser):
                self.authenticate(login, login, browser=browser)
                page = Page(browser, self.base_url())
                page.resize(width)
                yield page
                browser.navigate_to('about:blank')  # nothing asks for anything any more
                self._wait_remaining_requests()
                self.assertFalse(browser.had_failure, "a page has told an error on the console")
        finally:
            browser.stop()

    def assert_accessible(self, page, *include):
        self.assertEqual('', '\n'.join(check_page(page, *include)))


class TestPublicPages(AccessibilityCase):
    """Pages that supporters open from a message, on a telephone."""

    def setUp(self):
        super().setUp()
        for model, name, value in (
            ('kit.link', '_link_purposes', lambda self: {'suite': PURPOSE}),
            ('res.partner', '_suite_values', page_values),
            ('res.partner', '_suite_act', page_act),
        ):
            patcher = patch.object(self.registry[model], name, value, create=True)
            patcher.start()
            self.addCleanup(patcher.stop)
        partner = self.env['res.partner'].create({'name': "Çağla Işık"})
        self.env['kit.rate.limit'].search([]).unlink()
        self.address = '/k/' + self.env['kit.link']._make('suite', partner, days=7)

    def test_pages_of_links_are_accessible_on_a_telephone(self):
        with self.tab(width=PHONE) as page:
            for name, words, go in (
                ('asks', "Will you come?", lambda: page.open(self.address, 'form')),
                ('error', "Please write a word.",
                 lambda: page.act("document.querySelector('form').submit()", '[aria-invalid]:focus')),
                ('done', "We look forward to it.", lambda: page.act(
                    "document.querySelector('[name=word]').value = 'Gern'; document.querySelector('form').submit()",
                    '[role=status]')),
                ('unknown', "does not open anything", lambda: page.open('/k/nothing', 'h1')),
            ):
                with self.subTest(name):
                    go()
                    self.assert_page(page, words)
            with patch.object(link_controller, 'TOKEN_LIMIT', (0, 60)), self.subTest('too many'):
                page.open(self.address, 'h1')
                self.assert_page(page, "One moment, please")

    def assert_page(self, page, words):
        """The words stand there, the page has a name and one heading, fits the telephone, and axe is content."""
        self.assertIn(words, page.run('document.body.innerText'))
        self.assertLessEqual(page.run('document.documentElement.scrollWidth'), PHONE)
        self.assertEqual(page.run("document.querySelectorAll('h1').length"), 1)
        self.assertIn(page.run("document.querySelector('h1').innerText"), page.run('document.title'))
        self.assert_accessible(page, 'html')

    def test_a_fault_is_found_and_told_with_its_rule_and_its_element(self):
        with self.tab(width=PHONE) as page:
            page.open(self.address, 'form')
            page.run("document.querySelector('form').insertAdjacentHTML('beforeend',"
                     " '<img id=\"planted\" src=\"/logo.png\">'); true")
            faults = check_page(page, 'html')
            self.assertEqual(len(faults), 1, faults)
            for words in (self.address, 'image-alt', '#planted', "must have alternative text"):
                self.assertIn(words, faults[0])
            with self.assertRaisesRegex(AssertionError, "No elements found"):
                check_page(page, '.o_is_not_there')


class TestScreens(AccessibilityCase):
    """Our screens in the web client, as the users of the roles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(
            cls.env, 'axe_officer', 'crm_constituents.group_constituent_user', name="Ольга Петрова", tz='UTC')
        new_test_user(cls.env, 'axe_operator', 'base.group_user,crm_kit.group_kit_operator', name="Jürgen Straß")
        Partner = cls.env['res.partner']
        cls.person, child = Partner.create([
            {'constituent_type': 'individual', 'name': "Nguyễn Thị Ánh", 'email': 'anh@example.org',
             'phone': '+32470123456', 'street': "Rue Haute 7", 'city': "Namur", 'birthdate': '1984-02-29',
             'birthdate_precision': 'day', 'alert_note': "Call after six", 'confidential': True},
            {'constituent_type': 'individual', 'name': "اَمینه قُرَیشی", 'is_deceased': True},
        ])
        cls.organisation = Partner.create({
            'constituent_type': 'organisation', 'name': "株式会社みなと", 'website': 'https://example.org'})
        cls.household = Partner.create({'constituent_type': 'household'})
        cls.env['constituent.household.membership'].create([
            {'household_id': cls.household.id, 'person_id': cls.person.id, 'role': 'head'},
            {'household_id': cls.household.id, 'person_id': child.id, 'role': 'child'}])
        cls.env['constituent.relationship'].create({
            'left_id': cls.person.id, 'right_id': child.id,
            'type_id': cls.env.ref('crm_constituents.relationship_type_parent').id})
        cls.env['constituent.affiliation'].create({
            'person_id': cls.person.id, 'organisation_id': cls.organisation.id, 'job_title': "Treasurer",
            'date_from': '2020-01-01', 'is_primary': True})
        cls.env['constituent.role'].create({
            'partner_id': cls.person.id, 'role_type_id': cls.env.ref('crm_constituents.role_type_donor').id})
        cls.env['constituent.interaction'].create([
            {'subject': subject, 'channel': channel, 'summary': "She hears badly on the left.",
             'partner_ids': [(6, 0, cls.person.ids)], 'organisation_id': cls.organisation.id}
            for subject, channel in (("Welcome call", 'call'), ("Letter of thanks", 'letter'))])

    def batch(self, state, **values):
        return self.env['kit.batch'].create({
            'name': "Count the sheep", 'user_id': self.env.ref('base.user_admin').id, 'state': state,
            'company_id': self.env.company.id, 'res_model': 'res.partner', 'res_id': self.person.id,
            'method': '_compute_display_name', 'progress_ids': [(0, 0, {'total': 10, 'done_count': 4})], **values})

    def assert_screen(self, page, path, *parts, widths=(DESK, PHONE)):
        page.resize(widths[0])
        page.open(path, *parts)
        for width in widths:
            page.resize(width)
            page.settle(*parts)
            self.assert_accessible(page, *parts)

    def test_screens_of_the_office_are_accessible(self):
        with self.tab('axe_officer') as page:
            for path, *parts in (
                ('/odoo/constituents', '.o_kit_home_page', '.o_kit_home_bar'),
                ('/odoo/people', '.o_list_view .o_content'),
                (f'/odoo/people/{self.person.id}', '.o_form_sheet_bg', '.o_constituent_timeline'),
                (f'/odoo/households/{self.household.id}', '.o_form_sheet_bg', '.o_constituent_timeline'),
                (f'/odoo/organisations/{self.organisation.id}', '.o_form_sheet_bg', '.o_constituent_timeline'),
            ):
                with self.subTest(path.rstrip('0123456789')):
                    self.assert_screen(page, path, *parts)
            with self.subTest("people as cards"):
                page.resize(PHONE)
                self.assert_screen(page, '/odoo/people', '.o_kanban_view .o_content', widths=[PHONE])

    def test_screens_of_an_import_are_accessible_at_each_step(self):
        run = self.env['constituent.import.run'].with_user(self.officer).create({
            'name': 'people.csv', 'system': 'test', 'file': base64.b64encode(PEOPLE.encode())})
        tab = "document.querySelector('.o_notebook [name=%s]').click()"
        with self.tab('axe_officer') as page:
            self.assert_screen(page, '/odoo/constituent-imports', '.o_list_view .o_content')
            for state, step, tabs in (
                ('uploaded', lambda: None, []),
                ('profiled', run.action_read, ['report']),
                ('dry_run', run.action_dry_run, []),  # the rows not taken stand open on the page
                ('done', run.action_import, []),
            ):
                with self.subTest(state):
                    step()
                    if run.batch_id.state == 'waiting':
                        run.batch_id._run_now()
                    self.assertEqual(run.state, state)
                    self.env.flush_all()
                    self.assert_screen(page, f'/odoo/constituent-imports/{run.id}', '.o_kit_steps', '.o_form_sheet_bg')
                    for name in tabs:
                        page.act(tab % name, f'.o_notebook [name={name}].active', '.o_notebook_content .o_field_widget')
                        self.assert_accessible(page, '.o_notebook_content')

    def test_screens_of_operations_are_accessible(self):
        batches = [self.batch('running'), self.batch('done'), self.batch('failed', error="Row 5 has no name.")]
        self.batch('stopped')
        with self.tab('axe_operator') as page:
            for path, *parts in (
                ('/odoo/operations', '.o_kit_home_page', '.o_kit_home_bar'),
                ('/odoo/background-work', '.o_list_view .o_content'),
                *((f'/odoo/background-work/{batch.id}', '.o_form_sheet_bg', '.o_kit_batch') for batch in batches),
            ):
                with self.subTest(path):
                    self.assert_screen(page, path, *parts)
