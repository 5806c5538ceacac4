from odoo import api, fields, models
from odoo.tools import SQL

NAMED = 5  # later imports in a message


class ConstituentImportRun(models.Model):
    """Imports that stand on one another: what is said before an earlier one is taken back, and how the rest of it is
    taken back when the later one is gone.
    """

    _inherit = 'constituent.import.run'

    later_text = fields.Text("Later imports", compute='_compute_later_text')
    may_take_back_again = fields.Boolean("The rest may be taken back", compute='_compute_may_take_back_again')

    @api.depends('state', 'kept_count')
    def _compute_may_take_back_again(self):
        for run in self:
            run.may_take_back_again = run.state == 'rolled_back' and run.kept_count > 0

    @api.depends('may_take_back', 'may_take_back_again')
    @api.depends_context('lang')
    def _compute_later_text(self):
        for run in self:
            later = run._later_runs() if run.may_take_back or run.may_take_back_again else []
            run.later_text = bool(later) and self.env._(
                "Later imports have worked on people of this one: %(imports)s. Take those back first; else these "
                "people are kept. What is kept can be taken back again afterwards.",
                imports=', '.join(run._later_words(*each) for each in later[:NAMED])
                + (' …' if len(later) > NAMED else ''))

    def _later_words(self, other, count):
        return self.env._(
            "“%(name)s” of %(date)s (%(count)s)",
            name=other.name, date=fields.Date.to_string(other.create_date), count=self._figure(count))

    def _later_runs(self):
        """`[(run, people)]`: imports that have changed people of this one since, or put somebody new into a household
        or an organisation that it made; the last one first.
        """
        self.ensure_one()
        # sudo: imports out of the user's sight stand in the way all the same; only their names are told
        others = self.sudo().search([('state', 'in', ('importing', 'done')), ('id', '!=', self.id)])
        if not others:
            return []
        self.env['constituent.import.row'].flush_model()
        found = self.env.execute_query(SQL(
            """
            WITH mine AS (
                SELECT partner_id, state, stamp FROM constituent_import_row
                 WHERE run_id = %(run)s AND state IN ('created', 'updated', 'companion')
                   AND undo IS DISTINCT FROM 'done' AND partner_id IS NOT NULL
            ), theirs AS (
                SELECT run_id, partner_id, state, stamp FROM constituent_import_row
                 WHERE run_id = ANY(%(others)s) AND state IN ('created', 'updated') AND partner_id IS NOT NULL
            ), touched AS (
                SELECT t.run_id, t.partner_id FROM theirs t JOIN mine m ON m.partner_id = t.partner_id
                 WHERE t.state = 'updated' AND t.stamp > m.stamp
                 UNION
                SELECT t.run_id, t.partner_id
                  FROM mine m JOIN constituent_household_membership h ON h.household_id = m.partner_id
                  JOIN theirs t ON t.partner_id = h.person_id
                 WHERE m.state = 'companion' AND t.state = 'created'
                 UNION
                SELECT t.run_id, t.partner_id
                  FROM mine m JOIN constituent_affiliation a ON a.organisation_id = m.partner_id
                  JOIN theirs t ON t.partner_id = a.person_id
                 WHERE m.state = 'companion' AND t.state = 'created'
            )
            SELECT run_id, count(*) FROM touched GROUP BY run_id ORDER BY run_id DESC
            """,
            run=self.id, others=others.ids))
        return [(others.browse(id_), count) for id_, count in found]

    def _release_kept(self):
        """Let the rows that were kept be looked at again; the moments at which this import and its way back have
        written, which are no work of anybody else.
        """
        self.ensure_one()
        batch = self.batch_id.sudo()  # sudo: what the work before has put down
        moments = (batch.cursor or {}).get('own') or [] if batch.method == '_undo_chunk' else []
        self.env['constituent.import.row'].flush_model()
        self.env.cr.execute(SQL(
            "UPDATE constituent_import_row SET undo = NULL, undo_reason = NULL WHERE run_id = %s AND undo = 'kept'",
            self.id))
        self.env['constituent.import.row'].invalidate_model(['undo', 'undo_reason'], flush=False)
        return moments

    def action_open_kept(self):
        """The rows that were not taken back, each with its reason."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id('crm_constituents.constituent_import_row_action'),
            'domain': [('run_id', '=', self.id), ('undo', '=', 'kept')],
            'views': [(self.env.ref('crm_constituents.constituent_import_row_view_list_kept').id, 'list')],
            'name': self.env._("Not taken back"),
        }
