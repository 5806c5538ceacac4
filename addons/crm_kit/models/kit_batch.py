from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import pace

LIVE_STATES = ('waiting', 'running', 'stopping')


class KitBatch(models.Model):
    """Long work that goes on in the background, in chunks, and can be watched, stopped and resumed.

    Always true: the work of a chunk and the cursor after it are one transaction, so a killed server loses and
    doubles nothing. What the worker moves (cursor, counts) stands in `kit.batch.progress`, what a person decides
    (stop, resume) stands here: the two never wait for one another.
    """
    _name = 'kit.batch'
    _description = "Background work"
    _order = 'id desc'

    name = fields.Char(string="Work", required=True, readonly=True)
    user_id = fields.Many2one(
        'res.users', string="Started by", required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True, ondelete='restrict')
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field='res_model', required=True, readonly=True)
    method = fields.Char(required=True, readonly=True)
    payload = fields.Json(readonly=True)
    context = fields.Json(readonly=True)
    state = fields.Selection(
        [
            ('waiting', "Waiting"),
            ('running', "Running"),
            ('stopping', "Stopping"),
            ('stopped', "Stopped"),
            ('done', "Done"),
            ('failed', "Failed"),
        ],
        required=True, readonly=True, default='waiting')
    started_at = fields.Datetime(string="Started", readonly=True)
    ended_at = fields.Datetime(string="Ended", readonly=True)
    error = fields.Text(string="Reason of the failure", readonly=True)

    progress_ids = fields.One2many('kit.batch.progress', 'batch_id', readonly=True)
    cursor = fields.Json(compute='_compute_progress', compute_sudo=True)
    total = fields.Integer(compute='_compute_progress', compute_sudo=True)
    done_count = fields.Integer(string="Done", compute='_compute_progress', compute_sudo=True)
    failed_count = fields.Integer(string="Refused", compute='_compute_progress', compute_sudo=True)
    message = fields.Char(compute='_compute_progress', compute_sudo=True)
    result = fields.Json(compute='_compute_progress', compute_sudo=True)
    progress = fields.Float(string="Progress (%)", compute='_compute_progress', compute_sudo=True)
    seconds_left = fields.Integer(
        compute='_compute_progress', compute_sudo=True, help="Estimate from the pace of this run; 0 when not known.")

    closed_because = fields.Char(
        "Why it cannot be opened", compute='_compute_closed_because',
        help="Why the one who looks cannot open what the work is for; else empty.")

    _live_idx = models.Index("(id) WHERE state IN ('waiting', 'running', 'stopping')")
    _record_idx = models.Index("(res_model, res_id)")

    @api.depends(
        'state', 'progress_ids.cursor', 'progress_ids.total', 'progress_ids.done_count', 'progress_ids.failed_count',
        'progress_ids.message', 'progress_ids.result', 'progress_ids.moved_at')
    def _compute_progress(self):
        for batch in self:
            row = batch.progress_ids[:1]
            handled = row.done_count + row.failed_count
            batch.cursor = row.cursor
            batch.total = row.total
            batch.done_count = row.done_count
            batch.failed_count = row.failed_count
            batch.message = row.message
            batch.result = row.result
            batch.progress = 100.0 if batch.state == 'done' else pace.percent(handled, row.total)
            batch.seconds_left = batch.state == 'running' and pace.seconds_left(
                handled - row.run_from, row.total - handled, row.run_started_at, row.moved_at)

    @api.depends('res_model', 'res_id', 'user_id')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_closed_because(self):
        for batch in self:
            batch.closed_because = batch._closed_because()

    def _closed_because(self):
        record = self.res_model in self.env and self.env[self.res_model].browse(self.res_id)
        if not record or not record.sudo().exists():  # sudo: only whether there still is such a record
            return self.env._("What this work was for is gone.")
        if record.has_access('read'):
            return False
        kind = self.env['ir.model']._get(self.res_model).sudo().name  # sudo: what such records are called
        return self.env._(
            "You may not see what this work is for (%(kind)s). Ask %(user)s, who started it.",
            kind=kind, user=self.sudo().user_id.name)  # sudo: only the name of the colleague

    @api.ondelete(at_uninstall=False)
    def _unlink_except_live(self):
        if live := self.filtered(lambda batch: batch.state in LIVE_STATES):
            raise UserError(self.env._(
                "“%(name)s” is still at work. Stop it first, then delete it.", name=live[0].name))

    # ---- for the code that has long work to do ----

    @api.model
    def _start(self, name, record, method, total=0, payload=None):
        """Begin long work in the background and return its batch.

        `record.<method>(batch)` is called again and again, as the user who started the work and without sudo. Each
        call does one chunk that begins at `batch.cursor` (None at first) and returns `{'cursor': where the next one
        begins, 'done': n, 'failed': m, 'finished': bool}`, and where it is news `'total'`, `'message'`, `'result'`.
        """
        record.ensure_one()
        if not callable(getattr(record, method, None)):
            raise ValueError(f"{record._name} has no method {method!r}")
        kept = ('lang', 'tz', 'allowed_company_ids')
        # sudo: nobody may make a batch by hand, since it names a method that will be called
        batch = self.sudo().create({
            'name': name,
            'user_id': self.env.uid,
            'company_id': self.env.company.id,
            'res_model': record._name,
            'res_id': record.id,
            'method': method,
            'payload': payload,
            'context': {key: value for key, value in self.env.context.items() if key in kept},
            'progress_ids': [(0, 0, {'total': total})],
        }).with_env(self.env)
        batch._enqueue()
        return batch

    # ---- actions ----

    def action_stop(self):
        """Ask the worker to stop after the chunk it is at; what is done stays done."""
        self._check_mine()
        for batch in self.sudo():  # sudo: checked above; users have no right to write on a batch
            if batch.state == 'waiting':
                batch._end('stopped')
            elif batch.state == 'running':
                batch.state = 'stopping'
                batch._notify()
        return True

    def action_resume(self):
        """Go on from the cursor of work that was stopped or has failed."""
        self._check_mine()
        self._restart()
        self.filtered(lambda batch: batch.state == 'waiting')._enqueue()
        return True

    def action_open_record(self):
        """Show what the work is for."""
        self.ensure_one()
        if self.closed_because:
            raise UserError(self.closed_because)
        return {
            'type': 'ir.actions.act_window',
            'res_model': self.res_model,
            'res_id': self.res_id,
            'views': [(False, 'form')],
        }

    def _check_mine(self):
        self.check_access('read')
        if not self.env.su and not self.env.user.has_group('crm_kit.group_kit_operator'):
            for batch in self:
                if batch.user_id != self.env.user:
                    raise AccessError(self.env._(
                        "“%(name)s” was started by %(user)s. Ask them, or somebody of operations.",
                        name=batch.name, user=batch.sudo().user_id.name))  # sudo: only the name of the colleague

    def _restart(self):
        """Make work that has stopped or failed ready to go on from its cursor."""
        for batch in self.sudo():  # sudo: callers have checked; users have no right to write on a batch
            if batch.state in ('stopped', 'failed'):
                batch.write({'state': 'waiting', 'error': False, 'ended_at': False})
                batch.progress_ids.lost_count = 0
