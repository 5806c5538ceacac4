from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import quality
from .res_partner import VIEWER

SCORE_CHUNK = 50_000


class ResPartner(models.Model):
    """Data quality: what can be wrong with a constituent, and the score of each."""
    _inherit = 'res.partner'

    dq_score = fields.Integer(
        "Data quality", default=100, readonly=True, copy=False, groups=VIEWER, aggregator='avg',
        help="100: nothing to mend. Each fault takes its weight off what is left.")
    dq_issue_ids = fields.One2many(
        'constituent.dq.issue', 'partner_id', string="Faults", readonly=True, groups=VIEWER, copy=False)

    _dq_worst = models.Index('(dq_score) WHERE constituent_type IS NOT NULL AND dq_score < 100')

    @api.model
    def _dq_rules(self):
        """What is looked for: list of dicts, extended by upper addons through `super()`.

        - `code`, `name`, `help`: key, name, why it matters;
        - `weight`: per cent of a score, the organisation may change it;
        - `where`: SQL, true of those who have the fault; the person is `p`, a row of `res_partner`. Archived people
          and plain contacts are never looked at;
        - `fields`: what of the person shows the fault;
        - `fixer` (True): it can be mended, as `fix` says: `mended(person)` gives `{field: value}` of what is written,
          with the rights of the user; without `mended`, the method `_dq_fix_<code>` on the people does it.
        """
        return [*self._dq_rules_name(), *self._dq_rules_reach(), *self._dq_rules_place(), *self._dq_rules_life(),
                *self._dq_rules_ties()]

    @api.model
    def _dq_find_sql(self, rule, people=None):
        """SELECT of the ids of constituents who have the fault, of all or of these."""
        among = SQL("AND p.id = ANY(%s)", people.ids) if people is not None else SQL()
        return SQL("SELECT p.id FROM res_partner p WHERE p.active AND p.constituent_type IS NOT NULL %s AND (%s)",
                   among, rule['where'])

    # -- the score -----------------------------------------------------------

    @api.model
    def _dq_score_sql(self, people=None):
        """`id, score` of constituents; `tools.quality.score` in SQL, held equal by a test."""
        among = SQL("AND p.id = ANY(%s)", people.ids) if people is not None else SQL()
        return SQL(
            """
            SELECT p.id, COALESCE(round(100 * exp(sum(ln(GREATEST(1 - r.weight / 100.0, 1e-9)))
                   FILTER (WHERE r.id IS NOT NULL))), 100)::integer AS score
              FROM res_partner p
              LEFT JOIN constituent_dq_issue i ON i.partner_id = p.id AND i.state = 'open'
              LEFT JOIN constituent_dq_rule r ON r.id = i.rule_id AND r.active
             WHERE p.constituent_type IS NOT NULL %s
             GROUP BY p.id
            """, among)

    def _dq_score(self):
        self._dq_write_scores(self)

    @api.model
    def _dq_score_all(self):
        self._dq_write_scores()

    @api.model
    def _dq_write_scores(self, people=None):
        """Only those that change are written: past the ORM, as a score is no change of the person."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "UPDATE res_partner p SET dq_score = s.score FROM (%s) s WHERE s.id = p.id"
            " AND p.dq_score IS DISTINCT FROM s.score", self._dq_score_sql(people)))
        self.env['res.partner'].invalidate_model(['dq_score'])

    def action_dq_check(self):
        """Look for faults of these people now."""
        self.check_access('read')
        self.env['constituent.dq.issue'].check_access('read')
        # sudo: the books of quality are kept by the system
        self.env['constituent.dq.rule'].sudo().search([])._scan(self)
        self._dq_score()
        return True

    # -- what mends --------------------------------------------------------------

    def _dq_fix(self, code):
        """Mend one fault of these people."""
        rule = next(rule for rule in self._dq_rules() if rule['code'] == code)
        if 'mended' not in rule:
            return getattr(self, f'_dq_fix_{code}')()
        self.check_access('write')
        mended = rule['mended']
        for person in self:
            if values := {name: value for name, value in mended(person).items() if value is not None}:
                person.write(values)
        return None

    @api.model
    def _dq_mended_by(self, function, *names):
        def mended(person, name):
            more = [True] if name == 'last_name' and function is quality.mended_case else []
            return function(person[name] or '', *more)
        return lambda person: {
            name: value for name in names if (value := mended(person, name)) is not None}

    # -- rules of the name -------------------------------------------------------

    @api.model
    def _dq_rules_name(self):
        _ = self.env._
        pieces = ('first_name', 'middle_name', 'last_name')
        spaces = "p.{0} <> btrim(regexp_replace(p.{0}, '\\s+', ' ', 'g'))"
        return [{
            'code': 'name_case', 'weight': 8, 'fields': ('name',), 'fixer': True,
            'name': _("Name in capitals only, or in small letters only"),
            'help': _("A letter to “ADA OKAFOR” looks like one of a machine."),
            'fix': _("Writes the name with a capital at each word, and “van” and “de” small."),
            'where': SQL("p.constituent_type = 'individual' AND p.name NOT LIKE '%%@%%'"
                         " AND length(regexp_replace(p.name, '[^[:alpha:]]', '', 'g')) > 1"
                         " AND lower(p.name) <> upper(p.name)"
                         " AND (p.name = upper(p.name) OR p.name = lower(p.name))"),
            'mended': self._dq_mended_names(quality.mended_case, pieces),
        }, {
            'code': 'name_spaces', 'weight': 3, 'fields': ('name',), 'fixer': True,
            'name': _("Spaces too many in the name"),
            'help': _("Two spaces hide a person from whoever looks for the name with one."),
            'fix': _("Takes the spaces away."),
            'where': SQL(" OR ".join(spaces.format(name).replace('%', '%%') for name in ('name', *pieces))),
            'mended': self._dq_mended_names(quality.mended_spaces, pieces),
        }, {
            'code': 'name_no_family', 'weight': 8, 'fields': ('name',),
            'name': _("Person without a family name"), 'help': _("No formal salutation can be made of it."),
            'where': SQL("p.constituent_type = 'individual' AND COALESCE(p.last_name, '') = ''"),
        }, {
            'code': 'name_digits', 'weight': 10, 'fields': ('name',),
            'name': _("Digits in the name of a person"),
            'help': _("A number or a year has slipped into the name; it would stand on each letter."),
            'where': SQL("p.constituent_type = 'individual' AND p.name ~ '[0-9]'"),
        }, {
            'code': 'name_email', 'weight': 15, 'fields': ('name', 'email'),
            'name': _("An e-mail address for a name"), 'help': _("Nobody is greeted by an address."),
            'where': SQL("p.name LIKE '%%@%%'"),
        }, {
            'code': 'name_placeholder', 'weight': 20, 'fields': ('name',),
            'name': _("A placeholder for a name"), 'help': _("“Test”, “unknown” and “n/a” are nobody."),
            'where': SQL("lower(btrim(p.name)) IN ('test', 'tester', 'unknown', 'unbekannt', 'inconnu', 'desconocido',"
                         " 'n/a', 'na', 'none', 'xxx', 'asdf', '-', '.', '?', 'anonymous', 'no name', 'noname')"),
        }, {
            'code': 'kind_legal_form', 'weight': 12, 'fields': ('name',),
            'name': _("A person with the legal form of an organisation"),
            'help': _("Perhaps an organisation that was entered as a person: it would be greeted as one."),
            'where': SQL("p.constituent_type = 'individual' AND lower(p.name) ~ %s",
                         r'(^|\s)(' + '|'.join(form.replace('.', r'\.') for form in quality.LEGAL_FORMS) + r')\.?$'),
        }, {
            'code': 'number_missing', 'weight': 5, 'fields': ('name',), 'fixer': True,
            'name': _("Without a constituent number"), 'help': _("Receipts and exports name people by it."),
            'fix': _("Gives the next free number."),
            'where': SQL("COALESCE(p.constituent_no, '') = ''"),
        }]

    @api.model
    def _dq_mended_names(self, function, pieces):
        """Of a person the pieces of the name, of others the name itself."""
        split = self._dq_mended_by(function, *pieces)
        whole = self._dq_mended_by(function, 'name')
        return lambda person: (split(person) or whole(person)) if person.constituent_type == 'individual' else whole(
            person)

    def _dq_fix_number_missing(self):
        self.check_access('write')
        self._constituent_number_the_unnumbered()
