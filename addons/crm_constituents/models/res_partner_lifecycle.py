from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.lifecycle import LAPSED_MONTHS, QUIET_MONTHS, STAGES, Stage, stage_on
from .res_partner import VIEWER

WINDOW = 50_000  # ids of people that one statement of the nightly run looks at
REACHED = 'crm_constituents.lifecycle_reached'  # day and id, for a run that was cut off


class ResPartner(models.Model):
    """The stage of life with us: a function of dated facts, on any day (docs/algorithms/lifecycle.md).

    What is stored is what the function says of the night before, so that lists group a million people by it.
    """
    _inherit = 'res.partner'

    lifecycle_stage = fields.Selection(
        STAGES, string="Stage", readonly=True, groups=VIEWER, copy=False, index='btree_not_null',
        help="From what happened between us, as of last night. At risk: nothing for a year; lapsed: for two.")
    lifecycle_since = fields.Date("At this stage since", readonly=True, groups=VIEWER, copy=False)
    lifecycle_today = fields.Selection(
        STAGES, string="Stage today", compute='_compute_lifecycle_today', groups=VIEWER, exportable=False)

    # -- the facts -----------------------------------------------------------

    @api.model
    def _lifecycle_facts(self):
        """What counts as having to do with us: list of dicts, extended by upper addons through `super()`.

        - `kind`: its name in code; `label`: its name for people (plural);
        - `sql`: an `SQL` that selects `partner_id`, `date_from` and `date_to` (dates; both included, the last NULL
          while it lasts), the columns named so. Gifts and memberships come from the addons that keep them.

        A letter that nobody answered is no fact of theirs: of contacts, those count that they began or took part in.
        """
        zone = self.env.company.sudo().partner_id.tz or self.env.user.tz or 'UTC'  # sudo: only the time zone
        talked = SQL(
            "c.channel <> 'note' AND (c.direction = 'in' OR c.channel IN ('meeting', 'event')"
            " OR c.outcome IN ('reached', 'done', 'call_back'))")
        day = SQL("(c.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", zone)
        return [
            {'kind': 'contact', 'label': self.env._("Contacts"), 'sql': SQL(
                "SELECT r.partner_id, %(day)s AS date_from, %(day)s AS date_to FROM constituent_interaction c"
                " JOIN constituent_interaction_partner_rel r ON r.interaction_id = c.id WHERE %(talked)s"
                " UNION ALL SELECT c.organisation_id, %(day)s, %(day)s FROM constituent_interaction c"
                " WHERE c.organisation_id IS NOT NULL AND %(talked)s", day=day, talked=talked)},
            {'kind': 'role', 'label': self.env._("Roles"), 'sql': SQL(
                "SELECT partner_id, COALESCE(date_from, LEAST(date_to, create_date::date)) AS date_from, date_to"
                " FROM constituent_role")},
        ]

    @api.model
    def _lifecycle_facts_sql(self):
        self.env.flush_all()
        return SQL(" UNION ALL ").join(SQL("(%s)", source['sql']) for source in self._lifecycle_facts())

    # -- the function, one by one and in sets ---------------------------------

    def _lifecycle_stage_on(self, day):
        """The stage of each of these people on `day`: `{partner: Stage(stage, since)}`, `since` None if never known.

        The pure function `tools.lifecycle.stage_on` over their facts; `_lifecycle_sql` says the same of many in one
        statement, and `test_the_statement_says_what_the_function_says` holds them equal.
        """
        facts = {}
        if self.ids:
            for partner_id, begin, end in self.env.execute_query(SQL(
                    "SELECT partner_id, date_from, date_to FROM (%s) f WHERE partner_id = ANY(%s)",
                    self._lifecycle_facts_sql(), self.ids)):
                facts.setdefault(partner_id, []).append((begin, end))
        found = {}
        for partner in self.sudo():  # sudo: of a death only whether and when, whoever asks for the stage
            if partner.is_deceased and not partner.deceased_date:
                stage = Stage('deceased', None)
            else:
                stage = stage_on(facts.get(partner.id, ()), day, partner.is_deceased and partner.deceased_date)
            found[partner.with_env(self.env)] = stage
        return found

    @api.model
    def _lifecycle_sql(self, day, people):
        """SELECT of `id`, `stage` and `since` of those of the statement `people` (which selects ids) on `day`.

        In SQL for the nightly run: a million people with ten million facts, where the function would be given each
        fact as a row of Python. Every number of it stands in `tools.lifecycle`.
        """
        quiet, lapsed = (SQL("make_interval(months => %s)", months) for months in (QUIET_MONTHS, LAPSED_MONTHS))
        return SQL(
            """
            WITH people AS (SELECT p.id, p.is_deceased, p.deceased_date FROM res_partner p WHERE p.id IN (%(people)s)),
            known AS (
                SELECT f.partner_id, f.date_from AS b, LEAST(COALESCE(f.date_to, %(day)s), %(day)s) AS e
                  FROM (%(facts)s) f JOIN people ON people.id = f.partner_id WHERE f.date_from <= %(day)s),
            walked AS (
                SELECT known.*, MIN(b) OVER (PARTITION BY partner_id) AS first,
                       MAX(e) OVER (PARTITION BY partner_id ORDER BY b, e
                                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached FROM known),
            told AS (
                SELECT partner_id, MIN(first) AS first, MAX(e) AS last, MIN(b) FILTER (WHERE b > first) AS second,
                       MAX(b) FILTER (WHERE b >= reached + %(lapsed)s) AS returned,
                       MAX(b) FILTER (WHERE b >= reached + %(quiet)s) AS resumed FROM walked GROUP BY partner_id),
            marked AS (
                SELECT people.*, told.*, (last + %(quiet)s)::date AS at_risk, (last + %(lapsed)s)::date AS lapsed,
                       (returned + %(quiet)s)::date AS welcomed,
                       LEAST(second, (first + %(quiet)s)::date) AS settled
                  FROM people LEFT JOIN told ON told.partner_id = people.id),
            staged AS (
                SELECT marked.*, CASE
                       WHEN is_deceased AND COALESCE(deceased_date, %(day)s) <= %(day)s THEN 'deceased'
                       WHEN first IS NULL THEN 'prospect'
                       WHEN %(day)s >= lapsed THEN 'lapsed'
                       WHEN %(day)s >= at_risk THEN 'at_risk'
                       WHEN %(day)s < welcomed THEN 'reactivated'
                       WHEN %(day)s < settled THEN 'first'
                       ELSE 'active' END AS stage FROM marked)
            SELECT id, stage, CASE stage
                   WHEN 'deceased' THEN deceased_date
                   WHEN 'lapsed' THEN lapsed
                   WHEN 'at_risk' THEN at_risk
                   WHEN 'reactivated' THEN returned
                   WHEN 'first' THEN first
                   WHEN 'active' THEN GREATEST(settled, welcomed, NULLIF(resumed, returned)) END AS since
              FROM staged
            """, people=people, day=SQL("%s::date", day), facts=self._lifecycle_facts_sql(), quiet=quiet, lapsed=lapsed)

    @api.model
    def _lifecycle_ids(self, stages, day):
        """SELECT of the ids of constituents who were at one of these stages on `day`."""
        everybody = SQL("SELECT id FROM res_partner WHERE constituent_type IS NOT NULL")
        return SQL("SELECT id FROM (%s) s WHERE stage = ANY(%s)", self._lifecycle_sql(day, everybody), list(stages))

    @api.depends('interaction_ids', 'role_ids', 'is_deceased', 'deceased_date')
    def _compute_lifecycle_today(self):
        stages = self._origin._lifecycle_stage_on(self.env['res.company']._constituent_today())
        for partner in self:
            known = stages.get(partner._origin)
            partner.lifecycle_today = partner.constituent_type and known and known.stage

    # -- what is stored ---------------------------------------------------------

    @api.model
    def _constituent_watched_fields(self):
        return super()._constituent_watched_fields() | {'constituent_type'}

    @api.model
    def _constituent_complete_create(self, vals):
        vals = super()._constituent_complete_create(vals)
        if vals.get('is_deceased'):
            vals.setdefault('lifecycle_since', vals.get('deceased_date'))
        vals.setdefault('lifecycle_stage', 'deceased' if vals.get('is_deceased') else 'prospect')
        return vals

    def _constituent_complete_write(self, vals):
        vals = super()._constituent_complete_write(vals)
        if vals.get('is_deceased') or vals.get('deceased_date'):
            vals.update(lifecycle_stage='deceased', lifecycle_since=vals.get('deceased_date'))
        return vals

    @api.model
    def _lifecycle_refresh(self, day, above, upto):
        """Bring the stored stages of the people with ids from `above` (excluded) to `upto` to those of `day`.

        One statement, which touches only rows that say something else: on healthy data of the same day, none.

        :return: how many changed
        """
        people = SQL("SELECT id FROM res_partner WHERE constituent_type IS NOT NULL AND id > %s AND id <= %s",
                     above, upto)
        self.env.cr.execute(SQL(
            """UPDATE res_partner p SET lifecycle_stage = s.stage, lifecycle_since = s.since FROM (%s) s
                WHERE p.id = s.id AND (p.lifecycle_stage, p.lifecycle_since) IS DISTINCT FROM (s.stage, s.since)""",
            self._lifecycle_sql(day, people)))
        changed = self.env.cr.rowcount
        self.invalidate_model(['lifecycle_stage', 'lifecycle_since'])
        return changed

    @api.model
    def _cron_lifecycle(self, window=WINDOW):
        """Store the stages of today. Safe to stop at any moment and to run twice: a run that was cut off goes on where
        it was, and what is right already is not touched.
        """
        # sudo: the place that was reached is kept by the system
        Parameters, today = self.env['ir.config_parameter'].sudo(), self.env['res.company']._constituent_today()
        day, _, reached = (Parameters.get_param(REACHED) or '').partition(' ')
        reached = int(reached or 0) if day == str(today) else 0
        self.env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM res_partner")
        [last] = self.env.cr.fetchone()
        progress = self.env['ir.cron']._commit_progress
        time_left = progress(remaining=-((reached - last) // window) if reached < last else 0)
        while time_left and reached < last:
            self._lifecycle_refresh(today, reached, reached + window)
            reached += window
            Parameters.set_param(REACHED, f'{today} {reached}' if reached < last else '')
            time_left = progress(1)
