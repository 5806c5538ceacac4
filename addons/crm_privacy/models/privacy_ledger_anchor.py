import logging

from markupsafe import Markup

from odoo import api, fields, models

from .privacy_consent_event import protect

_logger = logging.getLogger(__name__)


class PrivacyLedgerAnchor(models.Model):
    """The newest seal of a day that has left the database by mail: up to here the end of the ledger is protected too.
    """
    _name = 'privacy.ledger.anchor'
    _description = "Anchor of the consent ledger"
    _order = 'id desc'
    _rec_name = 'seal'
    _log_access = False

    seal = fields.Integer(required=True, readonly=True)
    seal_hash = fields.Char(required=True, readonly=True)
    anchored_at = fields.Datetime(required=True, readonly=True)
    sent_to = fields.Char(
        readonly=True, help="The data officer whose mail left first; each of them was sent one.")

    _seal_unique = models.UniqueIndex('(seal)', "A seal is anchored once.")

    def init(self):
        protect(self.env.cr, self._table)

    @api.model
    def _cron_anchor(self):
        """Send number and hash of the newest seal out: to the data officers by mail."""
        if self._anchor():
            self.env.ref('mail.ir_cron_mail_scheduler_action')._trigger()

    @api.model
    def _anchor(self):
        """Put the newest seal into the post, a mail to each data officer. What is in the queue protects nothing yet:
        the anchor is made once the first of the mails has left (`_left`), and tomorrow it is tried again.

        :return: the mails; none when the seal is anchored or in the queue already, or nobody can receive one
        """
        Mail = self.env['mail.mail']
        seal = self.env['privacy.ledger.seal'].search([], limit=1)
        if not seal or self.search_count([('seal', '=', seal.number)], limit=1) or Mail.search_count(
                [('privacy_seal_number', '=', seal.number), ('state', '=', 'outgoing')], limit=1):
            return Mail
        officers = self.env.ref('crm_privacy.group_privacy_officer').all_user_ids.filtered('email')
        if not officers:
            _logger.warning("no data officer has an e-mail address: seal %s stays inside of the database, where its "
                            "end can be cut off unseen", seal.number)
        text = self.env._(
            "Keep this message. It shows up to which event the consent ledger was complete today.")
        line = seal._as_line()
        # one mail with the line and no name in it; whoever keeps it can show later that the ledger was not cut
        return Mail.create([{
            'subject': self.env._("Seal of the consent ledger: %(line)s", line=line[:24]),
            'body_html': Markup("<p>%s</p><pre>%s</pre>") % (text, line),
            'email_to': officer.email_formatted,
            'email_from': self.env.company.email_formatted or officer.email_formatted,
            'auto_delete': False,
            'privacy_seal_number': seal.number,
        } for officer in officers])

    @api.model
    def _left(self, mails):
        """Put down the seals that left the database with these mails, at this moment; a seal once."""
        for mail in mails:
            seal = self.env['privacy.ledger.seal'].search([('number', '=', mail.privacy_seal_number)])
            # what left must hold the line: a number alone, whoever wrote it into a mail, shows nothing later
            if seal and seal._as_line() in (mail.body_html or '') and not self.search_count(
                    [('seal', '=', seal.number)], limit=1):
                self.create({'seal': seal.number, 'seal_hash': seal.hash, 'anchored_at': fields.Datetime.now(),
                             'sent_to': mail.email_to})
