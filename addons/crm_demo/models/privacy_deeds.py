from datetime import datetime, time

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.clock import Moment

# Moments that the deeds write down, by model.
STAMPS = {
    'mail.message': ('date', 'create_date'),
    'privacy.agreement': ('create_date',),
    'privacy.contact.log': ('at',),
    'privacy.erasure.candidate': ('create_date',),
    'privacy.export.log': ('at', 'create_date'),
    'privacy.export.request': ('create_date', 'decided_at', 'expires_at'),
    'privacy.form': ('create_date',),
    'privacy.opt.in': ('create_date', 'requested_at', 'confirmed_at'),
    'privacy.program.disclosure': ('first_at', 'last_at', 'written_at'),
    'privacy.recipient.notice': ('create_date', 'noted_at', 'sent_at', 'closed_at'),
    'privacy.release': ('create_date', 'requested_at', 'approved_at', 'generated_at'),
    'privacy.request': ('create_date', 'approved_on', 'erased_on'),
    'privacy.request.log': ('at', 'create_date'),
    'privacy.request.package': ('create_date', 'made_on'),
    'privacy.request.task': ('create_date',),
    'privacy.restriction': ('create_date',),
}
# Deeds that ask one big question of tables that this very transaction has filled.
ASKING = ('notices_look', 'release_new')
FILLED = ('privacy.consent.event', 'privacy.consent.state', 'privacy.ledger.leaf', 'privacy.release',
          'privacy.release.line', 'privacy.subject', 'res.partner')


class DemoMaker(models.AbstractModel):
    """Deeds: what the office did, done by the buttons of the addons as the user who did it, on the day of the story.

    A deed `what` is the method `_deed_WHAT(making, deed)`. It runs with the date of the story; the moments that it
    writes down are set back afterwards.
    """

    _inherit = 'demo.maker'

    @api.model
    def _do_deeds(self, making, deeds):
        for deed in deeds:
            moment = Moment.combine(deed.day, time(deed.hour % 24))
            maker = self.with_env(self.env(user=self._user_of(making, deed.by))).with_context(demo_moment=moment)
            if deed.what in ASKING:
                self._count_rows()
            # the present is what the transaction says for `create_date`, and the clock for the rest
            started, begun = fields.Datetime.now(), self.env.cr.now().replace(microsecond=0)
            getattr(maker, f'_deed_{deed.what}')(making, deed)
            self.env.flush_all()
            self._post_mails()
            self._set_back(min(started, begun), datetime.combine(moment.date(), moment.time()) - started)
            self.env.invalidate_all()

    @api.model
    def _count_rows(self):
        """Let PostgreSQL know how full its tables are. What it has counted itself is from before this transaction, when
        they were empty: planned for no rows, a join of all of them takes hours.
        """
        self.env.cr.execute(SQL("ANALYZE %s", SQL(', ').join(
            SQL.identifier(self.env[name]._table) for name in FILLED)))

    @api.model
    def _set_back(self, since, shift):
        """Move what was written down since then. In SQL, as none of these moments can be written otherwise."""
        for name, columns in STAMPS.items():
            table = SQL.identifier(self.env[name]._table)
            names = [SQL.identifier(column) for column in columns]
            self.env.cr.execute(SQL(
                "UPDATE %s SET %s WHERE %s", table,
                SQL(', ').join(SQL(
                    "%s = CASE WHEN %s >= %s THEN date_trunc('second', %s + %s) ELSE %s END",
                    column, column, since, column, shift, column) for column in names),
                SQL(' OR ').join(SQL("%s >= %s", column, since) for column in names)))

    @api.model
    def _post_mails(self):
        """Nothing goes out: mails that are kept after sending stay as sent, the others are gone as if they had been."""
        # sudo: mails are made and kept by the system
        waiting = self.env['mail.mail'].sudo().search([('state', '=', 'outgoing')])
        waiting.filtered('auto_delete').unlink()
        waiting.exists().write({'state': 'sent'})

    @api.model
    def _acting(self, making, key):
        """The record of a key, for whoever acts in this deed."""
        return making.record(key).with_env(self.env)
