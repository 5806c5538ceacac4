from odoo import api, fields, models
from odoo.exceptions import UserError


class ConstituentDqIssue(models.Model):
    """One fault of one constituent. It is there while the fault is; whoever decides that it is none says why."""
    _name = 'constituent.dq.issue'
    _description = "Fault in the data"
    _order = 'rule_id, id'
    _rec_name = 'partner_id'
    _log_access = False

    rule_id = fields.Many2one('constituent.dq.rule', required=True, readonly=True, index=True, ondelete='cascade')
    partner_id = fields.Many2one('res.partner', string="Constituent", required=True, readonly=True, index=True,
                                 ondelete='cascade')
    company_id = fields.Many2one('res.company', readonly=True, index='btree_not_null', ondelete='cascade')
    found_at = fields.Datetime("Found", required=True, readonly=True)
    state = fields.Selection([('open', "To mend"), ('accepted', "Is right as it is")], required=True, default='open',
                             readonly=True)
    reason = fields.Char("Why it is right", help="Who knows better says so: a name that is written in small letters.")
    accepted_by_id = fields.Many2one('res.users', readonly=True, index='btree_not_null', ondelete='set null')
    shown = fields.Char("As it stands", compute='_compute_shown')
    mended = fields.Char("Mended", compute='_compute_shown')
    has_fixer = fields.Boolean(related='rule_id.has_fixer')
    fix = fields.Char(related='rule_id.fix')

    _once = models.UniqueIndex('(rule_id, partner_id)', "This fault is put down already.")
    _open_by_person = models.Index("(partner_id) WHERE state = 'open'")

    @api.depends('rule_id', 'partner_id')
    def _compute_shown(self):
        rules = {rule['code']: rule for rule in self.env['res.partner']._dq_rules()}
        for issue in self:
            rule = rules.get(issue.rule_id.code, {})
            names = [name for name in rule.get('fields', ()) if name in issue.partner_id._fields]
            issue.shown = ', '.join(str(issue.partner_id[name]) for name in names if issue.partner_id[name])
            mended = rule['mended'](issue.partner_id) if rule.get('mended') else {}
            issue.mended = ', '.join(str(value) for value in mended.values() if value) if mended else False

    def write(self, vals):
        if not self.env.su and (wrong := vals.keys() - {'reason'}):
            raise UserError(self.env._(
                "What became of a fault is not entered (%(fields)s). Use its buttons.",
                fields=', '.join(sorted(wrong))))
        return super().write(vals)

    def action_fix(self):
        """Mend these; what cannot be mended by itself stays."""
        self.partner_id.check_access('write')
        if hand := self.filtered(lambda issue: not issue.has_fixer):
            raise UserError(self.env._(
                "“%(rule)s” is mended by hand: open the page of %(name)s.", rule=hand[0].rule_id.name,
                name=hand[0].partner_id.display_name))
        self._fix()
        return True

    def _fix(self):
        """Mend, look again, and score anew; the number of those that are still wrong."""
        people = self.partner_id
        for rule, issues in self.grouped('rule_id').items():
            issues.partner_id._dq_fix(rule.code)
        # sudo: the books of quality are kept by the system
        self.rule_id.sudo()._scan(people)
        people._dq_score()
        return len(self.exists())

    def action_accept(self):
        """It is right as it is: it takes nothing off the score any more."""
        self.partner_id.check_access('write')
        for issue in self:
            if not (issue.reason or '').strip():
                raise UserError(self.env._(
                    "Say why %(name)s is right as it is.", name=issue.partner_id.display_name))
        self.sudo().write({'state': 'accepted', 'accepted_by_id': self.env.uid})  # sudo: access was checked above
        self.rule_id.sudo()._count()  # sudo: same
        self.partner_id._dq_score()
        return True

    def action_reopen(self):
        self.partner_id.check_access('write')
        self.sudo().write({'state': 'open', 'accepted_by_id': False})  # sudo: access was checked above
        self.rule_id.sudo()._count()  # sudo: same
        self.partner_id._dq_score()
        return True

    def action_open_person(self):
        self.ensure_one()
        return self.partner_id._constituent_page()
