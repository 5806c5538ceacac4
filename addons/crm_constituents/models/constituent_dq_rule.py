from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

AT_ONCE = 500  # people whose fault is mended while one waits; more go on in the background
CHUNK = 200


class ConstituentDqRule(models.Model):
    """One thing that can be wrong with a constituent: how much it matters, how many have it, what mends it.

    What a rule looks for stands in code (`res.partner._dq_rules()`); here is what an organisation decides about it.
    """
    _name = 'constituent.dq.rule'
    _description = "Rule of data quality"
    _order = 'gain DESC, weight DESC, id'
    _rec_name = 'code'

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(compute='_compute_words')
    help = fields.Char("Why it matters", compute='_compute_words')
    fix = fields.Char("What mends it", compute='_compute_words')
    has_fixer = fields.Boolean("Mends itself", readonly=True)
    active = fields.Boolean(default=True, help="Switched off, it is not looked for and takes nothing off a score.")
    weight = fields.Integer(
        required=True, default=10, help="Per cent of its score that a person with this fault loses: 1 to 100.")
    open_count = fields.Integer("People", readonly=True)
    gain = fields.Integer("Gain", readonly=True, help="People times weight: what mending all of them would bring.")
    checked_at = fields.Datetime("Looked for", readonly=True)

    _code_unique = models.UniqueIndex('(code)', "Another rule has this code already.")
    _weight_range = models.Constraint('CHECK (weight BETWEEN 1 AND 100)', "A weight is from 1 to 100 per cent.")

    @api.depends('code')
    @api.depends_context('lang')
    def _compute_words(self):
        rules = {rule['code']: rule for rule in self.env['res.partner']._dq_rules()}
        for row in self:
            rule = rules.get(row.code, {})
            row.name, row.help, row.fix = rule.get('name', row.code), rule.get('help', ''), rule.get('fix', '')

    @api.depends('name')
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.name

    @api.model
    def _sync(self):
        """A row for each rule that an installed addon brings; those of addons that are gone are switched off."""
        rules = {rule['code']: rule for rule in self.env['res.partner']._dq_rules()}
        rows = {row.code: row for row in self.with_context(active_test=False).search([])}
        self.create([{'code': code, 'weight': rule['weight'], 'has_fixer': bool(rule.get('fixer'))}
                     for code, rule in rules.items() if code not in rows])
        for code, row in rows.items():
            if code not in rules:
                row.active = False
            elif row.has_fixer != bool(rules[code].get('fixer')):
                row.has_fixer = bool(rules[code].get('fixer'))

    def write(self, vals):
        result = super().write(vals)
        if {'active', 'weight'} & vals.keys():
            for row in self.filtered(lambda row: not row.active):
                row._put_down(SQL("SELECT NULL::integer AS id WHERE FALSE"))
            self.env['res.partner']._dq_score_all()
            self._count()
        return result

    # -- looking ---------------------------------------------------------------

    @api.model
    def _cron_scan(self):
        """Look for everything in the whole base, one rule after the other, each kept as it is found."""
        self._sync()
        rules = self.search([])
        for done, rule in enumerate(rules):
            rule._scan()
            self.env['ir.cron']._commit_progress(1, remaining=len(rules) - done - 1)
        self.env['res.partner']._dq_score_all()

    def _scan(self, people=None):
        """Put down who has the fault now, of all constituents or of these. One statement for each rule."""
        rules = {rule['code']: rule for rule in self.env['res.partner']._dq_rules()}
        for row in self:
            if row.active and row.code in rules:
                row._put_down(self.env['res.partner']._dq_find_sql(rules[row.code], people), people)
        self._count()

    def _put_down(self, found, people=None):
        self.env.flush_all()
        now = fields.Datetime.now()
        among = SQL("AND i.partner_id = ANY(%s)", people.ids) if people is not None else SQL()
        self.env.cr.execute(SQL(
            """
            WITH found AS MATERIALIZED (%(found)s), gone AS (
                DELETE FROM constituent_dq_issue i WHERE i.rule_id = %(rule)s %(among)s
                   AND NOT EXISTS (SELECT FROM found WHERE found.id = i.partner_id))
            INSERT INTO constituent_dq_issue (rule_id, partner_id, company_id, found_at, state)
                 SELECT %(rule)s, p.id, p.company_id, %(now)s, 'open' FROM found JOIN res_partner p ON p.id = found.id
            ON CONFLICT (rule_id, partner_id) DO NOTHING
            """, found=found, rule=self.id, among=among, now=now))
        self.env['constituent.dq.issue'].invalidate_model()

    def _count(self):
        if not self:
            return
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """
            UPDATE constituent_dq_rule r SET open_count = c.count, gain = c.count * r.weight, checked_at = %(now)s
              FROM (SELECT x.id, count(i.id) FROM constituent_dq_rule x
                      LEFT JOIN constituent_dq_issue i ON i.rule_id = x.id AND i.state = 'open'
                     WHERE x.id = ANY(%(ids)s) GROUP BY 1) c
             WHERE r.id = c.id
            """, ids=self.ids, now=fields.Datetime.now()))
        self.invalidate_model(['open_count', 'gain', 'checked_at'])

    def action_scan(self):
        """Look again now, for these rules."""
        self.check_access('write')
        self._scan()
        self.env['res.partner']._dq_score_all()
        return True

    # -- mending ---------------------------------------------------------------

    def action_open(self):
        """The people who have the fault."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.name, 'res_model': 'constituent.dq.issue',
            'views': [(False, 'list'), (False, 'form')], 'domain': [('rule_id', '=', self.id)],
            'context': {'search_default_open': 1}}

    def action_fix_all(self):
        """Mend it for everybody, with the rights of whoever presses: at once for some, else in the background."""
        self.ensure_one()
        if not self.has_fixer:
            raise UserError(self.env._("“%(rule)s” is mended by hand: open the people.", rule=self.name))
        issues = self.env['constituent.dq.issue'].search([('rule_id', '=', self.id), ('state', '=', 'open')])
        if len(issues) <= AT_ONCE:
            issues.action_fix()
            return True
        self.env['kit.batch']._start(
            self.env._("Mend: %(rule)s", rule=self.name), self, '_fix_chunk', total=len(issues))
        return {'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
            'type': 'info', 'message': self.env._(
                "%(count)s people are mended in the background. You find it under “My background work”.",
                count=len(issues))}}

    def _fix_chunk(self, batch):
        """The next people after the one reached; who cannot be mended stays in the queue."""
        reached = batch.cursor or 0
        issues = self.env['constituent.dq.issue'].search(
            Domain('rule_id', '=', self.id) & Domain('state', '=', 'open') & Domain('id', '>', reached),
            order='id', limit=CHUNK)
        if not issues:
            return {'cursor': reached, 'done': 0, 'finished': True}
        last, count = issues[-1].id, len(issues)
        failed = issues._fix()
        return {'cursor': last, 'done': count, 'failed': failed, 'finished': count < CHUNK}
