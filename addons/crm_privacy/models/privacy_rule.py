from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.gate import Law, Register
from .privacy_purpose import CLASSES

CHANNELS = [
    ('post', "Post"),
    ('call', "Telephone call"),
    ('autocall', "Automated call"),
    ('email', "E-mail"),
    ('sms', "Text message"),
    ('disclose', "Passing on"),
    ('publish', "Publishing"),
]
REQUIREMENTS = [
    ('basis', "The basis of the purpose"),
    ('optout', "No objection"),
    ('implied', "Consent, or implied consent in its term"),
    ('soft', "Consent, or soft opt-in"),
    ('consent', "Consent"),
    ('explicit', "Explicit consent naming the recipient"),
    ('forbidden', "Not at all"),
]


class PrivacyRule(models.Model):
    """What the law of a place asks before a channel is used for a class of purposes, from a first to a last day.

    A rule of a country stands above that of its jurisdiction, that one above the one for all other countries; a rule
    for one kind of constituent stands above one for all. Where no rule stands the answer is no.
    """
    _name = 'privacy.rule'
    _description = "Rule of law"
    _inherit = ['privacy.law.mixin']
    _order = 'jurisdiction_id, purpose_class, channel, valid_from DESC, id'
    _rec_name = 'channel'

    jurisdiction_id = fields.Many2one('privacy.jurisdiction', required=True, index=True, ondelete='cascade')
    country_id = fields.Many2one('res.country', string="Only in", index='btree_not_null', ondelete='cascade')
    purpose_class = fields.Selection(CLASSES, string="Class", required=True)
    channel = fields.Selection(CHANNELS, required=True)
    kind = fields.Selection([
        ('individual', "Individuals"),
        ('organisation', "Organisations"),
    ], string="Only for")
    requirement = fields.Selection(REQUIREMENTS, string="Asks for", required=True)
    service_ids = fields.Many2many(
        'privacy.service', string="Registers", ondelete='restrict', help="Who is listed in one is not contacted.")
    quiet_from = fields.Float("Quiet from", help="Hour of the person's day from which nobody is contacted.")
    quiet_to = fields.Float("to")
    valid_from = fields.Date("First day")
    valid_to = fields.Date("Last day")
    source = fields.Char("Source of the rule", required=True)

    _dates_order = models.Constraint(
        'CHECK (valid_from <= valid_to)', "A rule ends on or after its first day. Move one of the two dates.")

    @api.constrains('quiet_from', 'quiet_to')
    def _check_hours(self):
        for rule in self:
            if not (0 <= rule.quiet_from <= 24 and 0 <= rule.quiet_to <= 24):
                raise ValidationError(self.env._("Quiet hours lie between 0:00 and 24:00. Correct the two hours."))

    @api.model
    @tools.ormcache('purpose_class', 'channel', 'day')
    def _laws(self, purpose_class, channel, day):
        """`{(country id, kind): Law or None}` on a day, for all countries and for None, the country that no row names.

        Kind is 'individual' or 'organisation'.
        """
        env = self.sudo().env  # sudo: law is the same for everybody
        default = env['privacy.jurisdiction'].search([('is_default', '=', True)])
        places = {
            country.id: place for place in env['privacy.jurisdiction'].search([]) for country in place.country_ids}
        rules = env['privacy.rule'].search(
            Domain('purpose_class', '=', purpose_class) & Domain('channel', '=', channel)
            & (Domain('valid_from', '=', False) | Domain('valid_from', '<=', day))
            & (Domain('valid_to', '=', False) | Domain('valid_to', '>=', day)))
        ages = env['privacy.child.age']._ages(day)
        laws = {}
        for country_id in [None, *env['res.country'].search([]).ids]:
            for kind in ('individual', 'organisation'):
                fits = [
                    ((bool(rule.country_id), rule.jurisdiction_id != default, bool(rule.kind), rule.id), rule)
                    for rule in rules
                    if rule.jurisdiction_id in (places.get(country_id, default), default)
                    and rule.country_id.id in (False, country_id) and rule.kind in (False, kind)]
                rule = max(fits)[1] if fits else None
                quiet = rule is not None and rule.quiet_from != rule.quiet_to
                laws[country_id, kind] = rule and Law(
                    rule.requirement, rule.id, ages.get(country_id, ages[None]), tuple(
                        Register(service.id, service.screening_days, service.overridden_by_consent)
                        for service in rule.service_ids.sorted('id')),
                    rule.quiet_from if quiet else None, rule.quiet_to if quiet else None)
        return laws
