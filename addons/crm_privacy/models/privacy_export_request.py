from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

APPROVER = 'crm_privacy.group_privacy_approver'
DAYS = 7  # that an approval lasts


class PrivacyExportRequest(models.Model):
    """A file about more people than one user may take: asked for in words, looked at by a second user, used once."""
    _name = 'privacy.export.request'
    _description = "Export to approve"
    _order = 'id desc'

    name = fields.Char(compute='_compute_name')
    user_id = fields.Many2one(
        'res.users', string="Asked by", required=True, readonly=True, index=True, ondelete='restrict',
        default=lambda self: self.env.user)
    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company)
    model_id = fields.Many2one('ir.model', string="Kind of record", required=True, readonly=True, ondelete='cascade')
    res_ids = fields.Json(readonly=True, groups='base.group_system')
    rows = fields.Integer(readonly=True)
    field_names = fields.Char("Columns", readonly=True)
    why = fields.Char("What for", required=True, readonly=True)
    state = fields.Selection([
        ('waiting', "Waiting"), ('approved', "Approved"), ('refused', "Refused"), ('used', "Taken")],
        required=True, readonly=True, default='waiting', index=True)
    decided_by = fields.Many2one(
        'res.users', string="Decided by", readonly=True, index='btree_not_null', ondelete='restrict')
    decided_at = fields.Datetime("Decided at", readonly=True)
    expires_at = fields.Datetime("Approval ends", readonly=True)
    note = fields.Char("Word to the one who asked")

    _four_eyes = models.Constraint(
        'CHECK (decided_by <> user_id)',
        "Nobody approves an export of their own. Ask another user who has the right.")

    @api.depends('model_id', 'rows')
    def _compute_name(self):
        for row in self:
            # sudo: the name of a kind of record
            row.name = self.env._("%(kind)s, %(rows)d rows", kind=row.model_id.sudo().name or '', rows=row.rows)

    @api.model
    def _ask(self, records, names, why):
        """A request for these records, or the one that waits for them already."""
        # sudo: whoever may export may ask, and has no other right here
        mine = self.sudo().search([
            ('user_id', '=', self.env.uid), ('state', '=', 'waiting'), ('model_id.model', '=', records._name)])
        for row in mine:
            if set(row.res_ids) == set(records.ids) and row.why == why and row.field_names == ', '.join(names):
                return row
        # sudo: same
        return self.sudo().create({
            'user_id': self.env.uid, 'company_id': self.env.company.id, 'res_ids': records.ids, 'why': why,
            'model_id': self.env['ir.model']._get_id(records._name), 'rows': len(records),
            'field_names': ', '.join(names)})

    @api.model
    def _find(self, records, names):
        """The approval that covers these records and columns for the present user; empty when there is none."""
        # sudo: the ids that were approved are not shown to anybody
        for row in self.sudo().search([
                ('user_id', '=', self.env.uid), ('state', '=', 'approved'), ('model_id.model', '=', records._name),
                ('expires_at', '>', fields.Datetime.now())]):
            if set(records.ids) <= set(row.res_ids) and set(names) <= set((row.field_names or '').split(', ')):
                return row
        return self.browse().sudo()  # sudo: same

    def action_approve(self):
        self._decide('approved')
        return True

    def action_refuse(self):
        self._decide('refused')
        return True

    def _decide(self, state):
        if not self.env.user.has_group(APPROVER):
            raise AccessError(self.env._(
                "Only users with the right “Privacy: approve exports and releases” decide on exports. "
                "Ask one of them."))
        self.check_access('read')
        for row in self:
            if row.user_id == self.env.user:
                raise ValidationError(self.env._(
                    "You asked for this export yourself. Another user with the right must decide on it."))
            if row.state != 'waiting':
                raise UserError(self.env._(
                    "“%(name)s” is decided already. The one who asked must ask anew.", name=row.name))
        now = fields.Datetime.now()
        # sudo: approvers decide and change nothing else; checked above
        self.sudo().write({
            'state': state, 'decided_by': self.env.uid, 'decided_at': now,
            'expires_at': state == 'approved' and now + timedelta(days=DAYS)})
        for row in self:
            row.user_id._bus_send('simple_notification', {
                'type': 'success' if state == 'approved' else 'warning',
                'message': self.env._("Your export “%(name)s” is approved. Export again within %(days)d days: the same "
                                      "records and columns.", name=row.name, days=DAYS)
                if state == 'approved' else self.env._("Your export “%(name)s” is refused.", name=row.name)})
