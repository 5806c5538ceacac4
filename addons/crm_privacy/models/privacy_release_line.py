from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.verify_ledger import commitment

OFFICER = 'crm_privacy.group_privacy_officer'


class PrivacyReleaseLine(models.Model):
    """One person in one file that left: the disclosure log. Together the lines give the file again, byte by byte.

    The row as it left is kept with a salted hash. An erasure forgets row and salt; who looks at the file at the
    recipient finds the row by its reference.
    """
    _name = 'privacy.release.line'
    _description = "Disclosure"
    _inherit = ['privacy.disclosed.mixin']
    _order = 'release_id desc, position'
    _rec_name = 'reference'
    _log_access = False

    release_id = fields.Many2one('privacy.release', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(
        'res.company', related='release_id.company_id', store=True, index='btree_not_null', copy=False)
    position = fields.Integer("Row", required=True, readonly=True)
    reference = fields.Char("Reference in the file", compute='_compute_reference')
    partner_id = fields.Many2one('res.partner', string="Person", readonly=True, index=True, ondelete='restrict')
    subject = fields.Char("Name in the ledger", required=True, readonly=True, index=True)
    cells = fields.Json("Row as it left", readonly=True, groups=OFFICER)
    row_salt = fields.Char(readonly=True, groups=OFFICER)
    row_hash = fields.Char("Hash of the row", required=True, readonly=True)
    basis = fields.Char("Legal basis", readonly=True)
    event_id = fields.Integer("Event of the ledger", readonly=True)
    erased_on = fields.Date(readonly=True)
    recipient_id = fields.Many2one(related='release_id.recipient_id', string="Recipient")
    purpose_id = fields.Many2one(related='release_id.purpose_id', string="For")
    generated_at = fields.Datetime(related='release_id.generated_at', string="Passed on at")
    notice_ids = fields.One2many('privacy.recipient.notice', 'line_id', string="Notices", readonly=True)

    _place_unique = models.UniqueIndex('(release_id, position)', "A row of a file is taken once.")
    _erased_lookup = models.Index('(erased_on) WHERE erased_on IS NOT NULL')

    @api.depends('release_id', 'position')
    def _compute_reference(self):
        for line in self:
            line.reference = line.release_id._reference(line.position)

    def _is_intact(self):
        """Whether the row is as it was when it left; None of one that was erased."""
        self.ensure_one()
        line = self.sudo()  # sudo: compares, shows nothing
        if not line.row_salt:
            return None
        return commitment(line.row_salt, self.env['privacy.release']._hashed(line.cells)) == line.row_hash

    def action_tell_correction(self):
        """What left about these people was wrong: the recipients are told (GDPR Art. 16 and 19)."""
        notices = self.env['privacy.recipient.notice']
        for line in self:
            if not line.partner_id:
                raise UserError(self.env._(
                    "The person of %(reference)s was erased; there is nothing to correct.", reference=line.reference))
            if not (changed := line._changed_fields()):
                raise UserError(self.env._(
                    "What left about %(name)s in %(reference)s is what is on record now. Correct the person first.",
                    name=line.partner_id.display_name, reference=line.reference))
            # sudo: the salt of the row, so that the cause tells nothing
            cause = commitment(line.sudo().row_salt, self.env['privacy.release']._hashed(changed))
            notices |= notices.sudo()._note(line, 'rectified', cause).sudo(False)  # sudo: nobody makes them by hand
        return notices._action_open()

    def _changed_fields(self):
        """`{label: value now}` of what left and is otherwise on record now."""
        self.ensure_one()
        # sudo: the release's own row, against what its reader may see of the person
        columns, cells = self.sudo().release_id.columns, self.sudo().cells
        if not cells or not self.partner_id:
            return {}
        now = self.release_id._cells_of(self.partner_id, [name for name, _label, _type in columns])[self.partner_id.id]
        return {label: value for (_name, label, _type), was, value in zip(columns, cells, now, strict=True)
                if was != value}
