from markupsafe import Markup

from odoo import api, fields, models

from .privacy_consent_event import protect


class PrivacyLedgerAnchor(models.Model):
    """The newest seal of a day, sent out of the database: up to here the end of the ledger is protected too."""
    _name = 'privacy.ledger.anchor'
    _description = "Anchor of the consent ledger"
    _order = 'id desc'
    _rec_name = 'seal'
    _log_access = False

    seal = fields.Integer(required=True, readonly=True)
    seal_hash = fields.Char(required=True, readonly=True)
    anchored_at = fields.Datetime(required=True, readonly=True)
    sent_to = fields.Char(readonly=True)

    _seal_unique = models.UniqueIndex('(seal)', "A seal is anchored once.")

    def init(self):
        protect(self.env.cr, self._table)

    @api.model
    def _cron_anchor(self):
        """Send number and hash of the newest seal out: to the data officers by mail."""
        self._anchor()

    @api.model
    def _anchor(self):
        """The new anchor; the last one when no seal has been made since. Empty without any seal."""
        seal = self.env['privacy.ledger.seal'].search([], limit=1)
        last = self.search([], limit=1)
        if not seal or last.seal == seal.number:
            return last
        officers = self.env.ref('crm_privacy.group_privacy_officer').all_user_ids.filtered('email')
        line = seal._as_line()
        text = self.env._(
            "Keep this message. It shows up to which event the consent ledger was complete today.")
        # one mail with the line and no name in it; whoever keeps it can show later that the ledger was not cut
        for officer in officers:
            self.env['mail.mail'].create({
                'subject': self.env._("Seal of the consent ledger: %(line)s", line=line[:24]),
                'body_html': Markup("<p>%s</p><pre>%s</pre>") % (text, line),
                'email_to': officer.email_formatted,
                'email_from': self.env.company.email_formatted or officer.email_formatted,
                'auto_delete': False,
            })
        return self.create({
            'seal': seal.number, 'seal_hash': seal.hash, 'anchored_at': fields.Datetime.now(),
            'sent_to': ', '.join(officers.mapped('login')) or False})
