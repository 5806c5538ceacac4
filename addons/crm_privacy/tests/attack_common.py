from odoo.tools import SQL

from .test_portal_pages import PagesCase

# what an attack would change
TABLES = ('privacy_consent_event', 'privacy_consent_state', 'privacy_preference', 'privacy_opt_in', 'privacy_request',
          'privacy_request_task', 'privacy_restriction', 'privacy_suppression', 'privacy_subject', 'res_partner',
          'res_users')


class AttackCase(PagesCase):
    """A person with a link for each purpose that there is, and a look at everything that must stay as it was."""

    def setUp(self):
        super().setUp()
        # sudo: the test plays the system that makes the records behind the links
        root = self.env(su=True)
        self.other = self._reachable("Bao Nguyễn")
        self.asked = root['privacy.request']._public_enter({
            'type': 'erasure', 'requester_name': "Ada Okafor", 'requester_email': self.person.email})
        self.opt_in = root['privacy.opt.in']._ask('ada.new@example.org', "Ada New", [
            {'purpose': 'NEWSLETTER', 'channels': ['email'], 'words': self.words.id}])
        self.package = root['privacy.request.package']._store(self.asked, b'PK the data of Ada')
        root['privacy.contact.log']._write_down('mail', 'NEWSLETTER', 'email', {self.person.id: {
            'allowed': True, 'reason': 'allowed', 'basis': 'consent', 'event_id': False, 'rule_id': False}})
        line = root['privacy.contact.log'].search([('partner_id', '=', self.person.id)], limit=1)
        self.records = {
            'privacy_preferences': self.person, 'privacy_opt_in': self.opt_in, 'privacy_confirm': self.asked,
            'privacy_package': self.package, 'privacy_unsubscribe': line}
        self.tokens = {purpose: root['kit.link']._make(purpose, record, 7) for purpose, record in self.records.items()}
        self.env.flush_all()

    def _state(self):
        """A digest of each table that an attack would change."""
        self.env.flush_all()
        return {table: self.env.execute_query(SQL(
            "SELECT md5(COALESCE(string_agg(row::text, '|' ORDER BY id), '')) FROM %s AS row",
            SQL.identifier(table)))[0][0] for table in TABLES}

    def _csrf(self):
        """The token of a page that this visitor has open."""
        return self._fill(self._get('/privacy/request'))['csrf_token']

    def _link(self, purpose):
        # sudo: the test looks at the link itself
        return self.env['kit.link'].sudo()._find(self.tokens[purpose])
