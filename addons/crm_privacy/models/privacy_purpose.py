from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

CLASSES = [
    ('service', "Service"),
    ('charity', "Marketing of the cause"),
    ('trading', "Marketing of goods"),
    ('profiling', "Profiling"),
    ('sharing', "Sharing for others' marketing"),
    ('publishing', "Publishing"),
    ('research', "Research"),
]
BASES = [
    ('consent', "Consent"),
    ('contract', "Contract"),
    ('legal', "Legal obligation"),
    ('vital', "Vital interests"),
    ('public', "Public task"),
    ('interest', "Legitimate interest"),
    ('recognised', "Recognised legitimate interest"),
]


class PrivacyPurpose(models.Model):
    """What personal data is used for. Whatever leaves this system leaves it for one purpose.

    The class says which rules of law hold (`privacy.rule`), the basis why it is lawful at all. A purpose below another
    one is covered by an objection to that one, and never by a consent to it: consent is specific (GDPR Art. 4(11)).
    """
    _name = 'privacy.purpose'
    _description = "Purpose"
    _inherit = ['privacy.law.mixin']
    _order = 'sequence, code'
    _parent_store = True
    _rec_name = 'name'

    code = fields.Char(required=True, help="Name in code and files: NEWSLETTER.")
    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True, help="Shown to supporters where they decide.")
    sequence = fields.Integer(default=10)
    parent_id = fields.Many2one('privacy.purpose', string="Part of", index=True, ondelete='restrict')
    parent_path = fields.Char(index=True)
    active = fields.Boolean(default=True)
    is_abstract = fields.Boolean("Only a heading", help="Can be objected to as a whole; nothing is sent for it.")
    purpose_class = fields.Selection(CLASSES, string="Class", required=True)
    basis = fields.Selection(BASES, string="Legal basis", required=True)
    assessment = fields.Char(
        "Balancing test", help="Reference of the assessment that the legitimate interest stands on (Art. 6(1)(f)).")
    needs_explicit = fields.Boolean(
        "Special category", help="Reveals health, belief, politics or the like: only explicit consent counts "
        "(GDPR Art. 9(2)(a)).")
    for_individuals = fields.Boolean(default=True)
    for_organisations = fields.Boolean(default=True)
    validity_months = fields.Integer(
        "Consent lasts … months", help="0: until it is withdrawn. No law says how long; 24 months is usual.")
    is_answer = fields.Boolean(
        "Answers a request about one's data", help="Reaches those whose data may only be stored, and those on the "
        "suppression list: whoever asks has a right to an answer (GDPR Art. 12). No message or template that staff "
        "write can be sent for it.")
    is_offered = fields.Boolean("Offered to supporters", help="A topic of the preference centre.")
    channels = fields.Char(
        "Offered channels", default='email', help="Of the preference centre, by commas: email,post,call,sms.")
    cap_count = fields.Integer("At most … messages", help="0: no cap. Counted over all purposes that are marketing.")
    cap_days = fields.Integer("within … days", default=30)
    retention = fields.Char("Kept for", translate=True)
    source = fields.Char()

    _code_unique = models.UniqueIndex('(code)', "Another purpose has this code already.")

    @api.constrains('basis', 'assessment', 'active', 'is_abstract')
    def _check_basis(self):
        for purpose in self:
            # GDPR Art. 5(2) and 6(1)(f): an interest nobody has weighed is no basis
            if purpose.active and not purpose.is_abstract and purpose.basis == 'interest' and not purpose.assessment:
                raise ValidationError(self.env._(
                    "“%(name)s” rests on a legitimate interest and names no balancing test. Enter where the assessment "
                    "is kept, or choose another basis.", name=purpose.name))

    @api.constrains('is_answer', 'purpose_class', 'basis')
    def _check_answer(self):
        if self.filtered(lambda purpose: purpose.is_answer and (purpose.purpose_class, purpose.basis) != (
                'service', 'legal')):
            raise ValidationError(self.env._(
                "Answers to requests about one's data are a service that the law asks for. Choose the class “Service” "
                "and the basis “Legal obligation”."))

    @api.constrains('parent_id')
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A purpose cannot be part of itself. Choose another one above it."))

    @api.model
    @tools.ormcache('code')
    def _id_of(self, code):
        return self.sudo().with_context(active_test=False).search([('code', '=', code)]).id  # sudo: a name of the code

    @api.model
    def _find(self, purpose):
        """The purpose of a code, an id or a record; empty when there is none."""
        if isinstance(purpose, models.BaseModel):
            return purpose.sudo()  # sudo: what a purpose asks for is no secret, and everybody is judged by it
        if isinstance(purpose, str):
            # sudo: same; what is remembered is forgotten when a purpose changes
            return self.sudo().browse(self._id_of(purpose) or [])
        return self.sudo().browse(purpose).exists()  # sudo: same

    def write(self, vals):
        renamed = self.filtered(lambda purpose: purpose.code != vals.get('code', purpose.code))
        # the ledger knows purposes by their code, and the ledger does not change; sudo: whoever decided
        Event = self.env['privacy.consent.event'].sudo()
        if renamed and Event.search_count([('purpose', 'in', renamed.mapped('code'))], limit=1):
            raise ValidationError(self.env._(
                "The code of “%(name)s” stays as it is: decisions have been recorded under it. Change the name, "
                "or make another purpose.", name=renamed[0].name))
        return super().write(vals)
