from odoo import api, fields, models
from odoo.tools import format_datetime

SHOWN = 200  # faults that are told; where there are more the ledger is lost anyway


class PrivacyLedgerCheck(models.Model):
    """One verification of the whole ledger: every hash computed anew, in the background, with its result in words."""
    _name = 'privacy.ledger.check'
    _description = "Verification of the consent ledger"
    _order = 'id desc'
    _rec_name = 'create_date'

    state = fields.Selection([
        ('running', "Under way"), ('sound', "Sound"), ('broken', "Broken"),
    ], string="Result", required=True, default='running', readonly=True)
    batch_id = fields.Many2one('kit.batch', readonly=True, index='btree_not_null', ondelete='set null', copy=False)
    checked_at = fields.Datetime("Verified", readonly=True)
    event_count = fields.Integer("Events", readonly=True)
    seal_count = fields.Integer("Seals", readonly=True)
    waiting_count = fields.Integer("Not sealed yet", readonly=True)
    protected_seal = fields.Integer("Protected up to seal", readonly=True)
    protected_at = fields.Datetime(
        "Protected since", readonly=True, help="When the last anchor left the database. Up to its seal nobody can cut "
        "the end of the ledger off without being found out.")
    fault_count = fields.Integer("Faults", readonly=True)
    faults = fields.Text("What is wrong", readonly=True)
    words = fields.Text("In words", compute='_compute_words')

    def action_verify(self):
        """Begin a verification in the background and show it."""
        self.check_access('read')
        # sudo: whoever may read the ledger may have it verified; a result is never entered by hand
        check = self.sudo().create({}).with_env(self.env)
        # sudo: same
        check.sudo().batch_id = self.env['kit.batch']._start(
            self.env._("Verify the consent ledger"), check, '_verify_chunk', total=1)
        return {'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': check.id,
                'views': [(False, 'form')], 'name': self.env._("Verification")}

    def _verify_chunk(self, batch):
        """The work of the batch: all of it at once, as the ledger is one chain."""
        self._verify()
        return {'cursor': 1, 'done': 1, 'failed': 0, 'finished': True}

    def _verify(self):
        self.ensure_one()
        self.env.flush_all()
        ledger = self.env['privacy.ledger.seal']._read_ledger()
        faults = ledger.faults()
        anchor = self.env['privacy.ledger.anchor'].search([], limit=1)
        # sudo: a result is written by the verification alone, never by a person
        self.sudo().write({
            'state': 'broken' if faults else 'sound', 'checked_at': fields.Datetime.now(),
            'event_count': len(ledger.events), 'seal_count': len(ledger.seals), 'waiting_count': ledger.not_sealed(),
            'protected_seal': anchor.seal, 'protected_at': anchor.anchored_at, 'fault_count': len(faults),
            'faults': '\n'.join(faults[:SHOWN]) or False,
        })

    @api.depends('state', 'event_count', 'seal_count', 'waiting_count', 'fault_count', 'protected_seal', 'protected_at')
    @api.depends_context('lang', 'tz')
    def _compute_words(self):
        for check in self:
            check.words = '\n'.join(check._as_words())

    def _as_words(self):
        """Sentences that an auditor would copy into a report."""
        if self.state == 'running':
            return [self.env._("The events are being read and their hashes computed anew.")]
        found = [self.env._(
            "%(events)s events in %(seals)s seals were computed anew from their columns, and none was edited, deleted "
            "or inserted.", events=self.event_count, seals=self.seal_count)]
        if self.state == 'broken':
            found = [self.env._(
                "The ledger is not as it was written: %(count)s faults. Keep the database as it is, take a copy, and "
                "compare with the last anchor mail.", count=self.fault_count)]
        if self.protected_at:
            found.append(self.env._(
                "The end is protected up to seal %(seal)s, which left the database on %(day)s.",
                seal=self.protected_seal, day=format_datetime(self.env, self.protected_at)))
        else:
            found.append(self.env._(
                "No seal has left the database yet, so that the end could be cut off unseen: see that a data officer "
                "has an e-mail address and that the daily anchor mail is sent."))
        if self.waiting_count:
            found.append(self.env._(
                "%(count)s events wait for their seal; it comes within a minute.", count=self.waiting_count))
        return found
