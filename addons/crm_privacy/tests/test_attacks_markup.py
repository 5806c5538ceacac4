import csv
import io
import json

from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.crm_kit.tools.cells import is_dangerous

from .attack_common import AttackCase
from .sharing_common import SharingCase

FORMULAS = ('=HYPERLINK("http://x.example";"y")', '+cmd|calc', '-2+3', '@SUM(A1:A9)', '\t=1+1', '＝1+1', ' =1+1')
MARKUP = ('<script>alert(7)</script>', '{{7*7}}', '<t t-out="7*7"/>', '${object.env}', '<img src=x onerror=alert(7)>',
          '"><script>alert(7)</script>', "%(name)s {0} {object.env}")


@tagged('post_install', '-at_install')
class TestAttacksOfCells(SharingCase, HttpCase):
    """Names that a spreadsheet would run (A-13)."""

    def test_a13_a_release_holds_texts_only(self):
        """A-13: in CSV nothing begins a formula, in XLSX each is a cell of text, word for word."""
        people = self.env['res.partner'].union(*(self._reachable(f'x{number}') for number in range(len(FORMULAS))))
        for person, name in zip(people, FORMULAS, strict=True):
            person.name = name
            self._agrees(person)
        release = self._passed_on(people, format='csv')
        rows = list(csv.reader(io.StringIO(release.sudo()._file_from_log().decode('utf-8-sig'))))
        self.assertEqual(len(rows), len(FORMULAS) + 1)
        self.assertEqual([cell for row in rows for cell in row if is_dangerous(cell)], [])
        release = self._passed_on(people, format='xlsx')
        sheet = load_workbook(io.BytesIO(release.sudo()._file_from_log())).active
        cells = [cell for row in sheet.iter_rows() for cell in row]
        self.assertEqual({cell.data_type for cell in cells} & {'f'}, set())
        self.assertLessEqual({person.name for person in people}, {cell.value for cell in cells})

    def test_a13_a_pivot_table_holds_texts_only(self):
        """A-13: headings and rows of a pivot are names of people; the browser sends them itself."""
        # sudo: a user who may export
        new_test_user(self.env(su=True), 'pri_clerk', 'crm_constituents.group_constituent_user,base.group_allow_export')
        self.authenticate('pri_clerk', 'pri_clerk')
        for formula in FORMULAS:
            table = {
                'title': "People", 'model': 'res.partner', 'measure_count': 1, 'origin_count': 1,
                'col_group_headers': [[{'title': formula, 'width': 1, 'height': 1}]],
                'measure_headers': [{'title': formula, 'is_bold': False}],
                'origin_headers': [{'title': formula, 'is_bold': False}],
                'rows': [{'title': formula, 'indent': 0, 'values': [{'value': formula, 'is_bold': False}]},
                         {'title': "Edith", 'indent': 1, 'values': [{'value': 3, 'is_bold': False}]}]}
            answer = self.url_open('/web/pivot/export_xlsx', data={
                'data': json.dumps(table), 'csrf_token': Request.csrf_token(self)})
            self.assertEqual(answer.status_code, 200)
            sheet = load_workbook(io.BytesIO(answer.content)).active
            cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
            self.assertEqual([cell.value for cell in cells if cell.data_type == 'f'], [], formula)
            self.assertIn(3, [cell.value for cell in cells], "numbers stay numbers")


class TestAttacksOfNames(AttackCase):
    """Names and notes that a browser, a mail or a template would run (A-14)."""

    def _inert(self, text, what):
        """No element of the attack is in the page, and no template has been worked out."""
        tree = html.fromstring(text)
        self.assertEqual([node for node in tree.iter('script') if 'alert(7)' in (node.text or '')], [], what)
        self.assertEqual(tree.xpath("//*[contains(@onerror, 'alert')]"), [], what)
        self.assertNotIn('>49<', text)
        self.assertNotIn('odoo.api.Environment', text)

    def test_a14_in_what_a_visitor_enters(self):
        """A-14: on the page that says what is wrong, in the mail that asks, behind its link, in the register."""
        self.env['privacy.form'].with_user(self.data_officer).create({
            'code': 'news', 'name': "News from us", 'purpose_ids': self.env.ref('crm_privacy.purpose_newsletter').ids})
        for number, name in enumerate(MARKUP):
            with self.subTest(name=name):
                self.env['kit.rate.limit'].sudo().search([]).unlink()
                email = f'victor{number}@example.org'
                for path, more in (('/privacy/signup/news', {'consent-NEWSLETTER-email': '1'}),
                                   ('/privacy/request', {'type': 'access', 'details': name})):
                    page = self._get(path)
                    self._inert(self._press(path, page, 0, name=name, email=name, **more).text, path)
                    self._inert(self._press(path, page, 0, name=name, email=email, **more).text, path)
                # sudo: mails are the system's
                mails = self.env['mail.mail'].sudo().search([('email_to', '=', email)])
                self.assertEqual(len(mails), 2)
                for mail in mails:
                    self._inert(str(mail.body_html), mail.subject)
                    link = html.fromstring(mail.body_html).xpath("//a[contains(@href, '/k/')]/@href")[0]
                    path = link[link.index('/k/'):]
                    self._inert(self._get(path).text, path)
                    self._inert(self._press(path, self._get(path)).text, path)

    def test_a14_in_what_is_on_record(self):
        """A-14: choices, proof, the page that stops messages, and the answer to a request."""
        # sudo: what is on record, however it came there
        new_test_user(self.env(su=True), 'pri_supporter', 'base.group_portal', partner_id=self.person.id)
        for name in MARKUP:
            with self.subTest(name=name):
                self.person.sudo().write({'name': name, 'city': name, 'zip': name[:20], 'comment': name})
                self.env.company.sudo().name = name
                self.env.flush_all()
                self.authenticate('pri_supporter', 'pri_supporter')
                for path in ('/my/privacy', *(f'/k/{token}' for token in self.tokens.values())):
                    self._inert(self._get(path).text, path)
                content = self._get('/my/privacy/proof.pdf').content
                text = '\n'.join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
                self.assertNotIn('Environment', text)
                self.assertEqual(json.loads(self._get('/my/privacy/proof.json').text)['records'], [])

    def test_a14_what_a_name_holds_is_not_worked_out_in_a_mail(self):
        """A-14: a template puts the name in, and does not run what is in it."""
        # sudo: a template, and what it is filled with
        template = self.env['mail.template'].sudo().create({
            'name': "Hello", 'model_id': self.env['ir.model']._get_id('res.partner'),
            'subject': "Hello {{ object.name }}", 'body_html': '<p>Dear <t t-out="object.name"/></p>'})
        for name in MARKUP:
            self.person.sudo().name = name
            values = template._generate_template(self.person.ids, ['subject', 'body_html'])[self.person.id]
            self.assertEqual(values['subject'], f"Hello {self.person.name}")
            self._inert(str(values['body_html']), name)
            self.assertIn(self.person.name.split('<')[0], html.fromstring(values['body_html']).text_content())
