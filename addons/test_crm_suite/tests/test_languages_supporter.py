from pathlib import Path

import polib
from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools.misc import file_path

from ..checks.own import own_addons

LANGUAGES = ('fr_FR', 'de_DE', 'es_ES')
SHOWN = ('alt', 'aria-label', 'placeholder', 'title')  # attributes that are read out or shown
# What stands there in every language: names, masked addresses, what languages call themselves.
DATA = {'Ω', 'Ψ', '1••• Ξ•••', 'x•••@e•••.org', 's•••@e•••.com', 'SHA-256'}


def same_words(addons, code):
    """Terms that are right in this language as they are in English: the translator has said so."""
    files = [Path(file_path(addon)) / 'i18n' / f'{code[:2]}.po' for addon in addons]
    return {entry.msgid for file in files if file.exists() for entry in polib.pofile(str(file))
            if entry.msgid == entry.msgstr}


def words_of(page):
    """Texts that somebody reads or hears on a page or in a mail, each as it stands in one piece."""
    tree = html.fromstring(page)
    part = (tree.xpath("//*[@id='wrap']") or [tree])[0]
    texts = list(part.xpath('.//text()[not(ancestor::script or ancestor::style)]'))
    texts += tree.xpath('//title/text()')
    texts += [value for name in SHOWN for value in part.xpath(f'.//@{name}')]
    return {' '.join(text.split()).removesuffix(':') for text in texts if any(sign.isalpha() for sign in text)}


@tagged('post_install', '-at_install')
class TestSupporterLanguages(HttpCase):
    """What supporters read stands in their language: no text of the English pages is left on any of them."""

    def setUp(self):
        super().setUp()
        for code in LANGUAGES:
            self.env['res.lang']._activate_lang(code)
            self.env['ir.module.module']._load_module_terms(own_addons(self.env), [code])
        self.env.company.name = 'Ω'
        self.form = self.env['privacy.form'].create({
            'code': 'suite', 'name': 'Ψ', 'for_children': True, 'purpose_ids': self.env['privacy.purpose'].search(
                [('is_offered', '=', True)]).filtered(
                    lambda purpose: purpose._privacy_is_asked() and 'email' in (purpose.channels or '')).ids})

    def walk(self, code):
        """`{name of the page: its texts}` of everything that a supporter meets, in this language."""
        self.env['kit.rate.limit'].search([]).unlink()
        person = self.env['res.partner'].create({
            'constituent_type': 'individual', 'name': 'Φ', 'email': f'x.{code.lower()}@example.org', 'lang': code,
            'phone': '+4930123456', 'street': '1', 'zip': '1', 'city': 'Ξ', 'country_id': self.env.ref('base.de').id})
        login = f'supporter_{code}'
        new_test_user(self.env, login, 'base.group_portal', partner_id=person.id)
        self.opener.cookies.clear()
        self.opener.headers['Accept-Language'] = code.replace('_', '-')
        pages = {}

        def show(name, path, index=0, /, **values):
            page = self.url_open(path)
            pages[name] = words_of(page.text)
            form = html.fromstring(page.text).xpath("//*[@id='wrap']//form")[index]
            done = self.url_open(form.action or path, data={**dict(form.form_values()), **values})
            self.assertEqual(done.status_code, 200, path)
            if done.headers['Content-Type'].startswith('text/html'):
                pages[f'{name}: done'] = words_of(done.text)

        def link(purpose, record):
            token = self.env['kit.link']._make(purpose, record, days=7)
            self.env.flush_all()
            return f'/k/{token}'

        def mail(name, address):
            found = self.env['mail.mail'].search([('email_to', '=', address)], limit=1)
            pages[name] = words_of(f'<div>{found.subject} {found.body_html}</div>'.replace(found.subject, '', 1))
            pages[name].add(found.subject)
            return found

        address = f'new.{code.lower()}@example.org'
        filled = {'name': 'Φ', 'email': address, 'birthdate': '1980-05-17'}
        for name, values in (
            ('sign-up, no name', {'name': ' '}), ('sign-up, no address', {'email': 'x'}),
            ('sign-up, no birthday', {'birthdate': ''}), ('sign-up, a child', {'birthdate': '2020-05-17'}),
            ('sign-up, nothing chosen', {}), ('sign-up', {'consent-NEWSLETTER-email': '1'}),
        ):
            show(name, '/privacy/signup/suite', **{**filled, **values})
        mail('mail of a sign-up', address)
        request = self.env['privacy.opt.in'].search([('email', '=', address)])
        show('sign-up, confirmation', link('privacy_opt_in', request))

        choices = link('privacy_preferences', person)
        show('choices', choices, 1, **{
            'choice-NEWSLETTER-email': 'yes', 'choice-FUNDRAISING_APPEAL-post': 'no', 'pause': '3', 'most': '2'})
        show('choices, all stopped', choices, 0)
        show('choices, nothing new', choices, 0)

        Log = self.env['privacy.contact.log']
        Log._write_down('mail', 'NEWSLETTER', 'email', person._privacy_gate('NEWSLETTER', 'email'))
        show('no more', link('privacy_unsubscribe', Log.search([('partner_id', '=', person.id)], limit=1)))

        show('request, no address', '/privacy/request', type='access', name='Φ', email='x')
        show('request', '/privacy/request', type='access', name='Φ', email=address)
        mail('mail of a request', address)
        asked = self.env['privacy.request'].search([('requester_email', '=', address)])
        show('request, confirmation', link('privacy_confirm', asked))
        asked.write({'partner_id': person.id, 'identity_state': 'verified', 'identity_method': 'x', 'state': 'collect'})
        asked.write({'state': 'review'})
        asked.write({'state': 'approve', 'approved_by_id': self.env.ref('base.user_admin').id})
        asked.action_deliver()
        asked.action_send_link()
        mail('mail of a package', person.email)
        show('package', link('privacy_package', asked.package_ids))

        self.authenticate(login, login)
        show('portal', '/my/privacy', 1, most='4')
        return pages

    def test_no_page_shows_an_english_text(self):
        english = set().union(*self.walk('en_US').values())
        self.assertIn("Topics", english)
        known = DATA | {name for _code, name in self.env['res.lang'].get_installed()}
        for code in LANGUAGES:
            same = same_words(own_addons(self.env), code)
            for name, texts in self.walk(code).items():
                with self.subTest(code, page=name):
                    self.assertEqual((texts & english) - known - same, set())
