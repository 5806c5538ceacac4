from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

DECISIONS = [
    ('export', "Hand over"),
    ('redact', "Hand over in part"),
    ('hold', "Keep"),
    ('erase', "Erase"),
    ('other', "About somebody else"),
]

DECIDED_IN = ('new', 'identify', 'collect', 'review')  # steps of a request in which findings are decided about


class PrivacyRequestItem(models.Model):
    """One finding of the search for a request: where something about the person is, why it was found, what is to be
    done with it. A person decides; nothing leaves or goes that was not reviewed.
    """
    _name = 'privacy.request.item'
    _description = "Finding of a request"
    _order = 'is_reviewed, third_party desc, model, res_id, field'

    request_id = fields.Many2one('privacy.request', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', related='request_id.company_id', store=True, index='btree_not_null', copy=False)
    model = fields.Char(required=True, readonly=True)
    model_name = fields.Char("Where", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field='model', required=True, readonly=True)
    field = fields.Char("Column", required=True, readonly=True)
    field_name = fields.Char("Field", readonly=True)
    why = fields.Selection([
        ('self', "The person's page"),
        ('link', "Names the person by a link"),
        ('hangs', "Hangs on such a record"),
        ('email', "E-mail address"),
        ('phone', "Telephone number"),
        ('name', "Name"),
        ('title', "Perhaps the name"),
    ], required=True, readonly=True)
    excerpt = fields.Char(readonly=True)
    content = fields.Text("Handed over", help="What the person gets of it. Change it to leave out more, or less.")
    third_party = fields.Boolean(
        "Others named", readonly=True, help="Other people may be told of in it: read it before it leaves.")
    decision = fields.Selection(DECISIONS, required=True, default='export')
    ground = fields.Char("Why it is kept")
    is_reviewed = fields.Boolean("Reviewed")

    _found_once = models.UniqueIndex('(request_id, model, res_id, field)', "This finding is there already.")

    @api.depends('model_name', 'field_name', 'res_id')
    def _compute_display_name(self):
        for item in self:
            item.display_name = f"{item.model_name or item.model} {item.res_id}: {item.field_name or item.field}"

    @api.constrains('decision', 'ground')
    def _check_ground(self):
        for item in self:
            # GDPR Art. 17(3): what is kept is kept for a reason
            if item.decision == 'hold' and not (item.ground or '').strip():
                raise ValidationError(self.env._(
                    "“%(item)s” is kept: enter the legal ground.", item=item.display_name))

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    def _check_open(self):
        """A-23: what was submitted for approval is what is approved and done."""
        for request in self.request_id if not self.env.su else ():
            if request.state not in DECIDED_IN:
                raise UserError(self.env._(
                    "The findings of %(number)s are decided. Press “Back to review” to change one: then it is approved "
                    "anew.", number=request.name))

    def action_reviewed(self):
        """These are decided about."""
        self.is_reviewed = True
        return True

    def action_not_reviewed(self):
        """Look at these again."""
        self.is_reviewed = False
        return True

    def action_open_record(self):
        """The record in which it was found, for whoever may see it."""
        self.ensure_one()
        return {'type': 'ir.actions.act_window', 'res_model': self.model, 'res_id': self.res_id,
                'views': [(False, 'form')]}
