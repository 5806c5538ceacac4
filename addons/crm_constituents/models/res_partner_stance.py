from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .constituent_stance import CLOSENESS, STANCES

OFFICER = 'crm_constituents.group_constituent_user'


class ResPartner(models.Model):
    """Where people stand towards us today, from the dated rows; for officers only."""
    _inherit = 'res.partner'

    stance_ids = fields.One2many(
        'constituent.stance', 'partner_id', string="Stance over time", groups=OFFICER, copy=False)
    stance = fields.Selection(
        STANCES, compute='_compute_stance', search='_search_stance', groups=OFFICER, exportable=False)
    closeness = fields.Selection(
        CLOSENESS, compute='_compute_stance', search='_search_closeness', groups=OFFICER, exportable=False)

    def _stance_on(self, day):
        """Where these people stood on a day: `{partner: {'stance', 'closeness', 'stance_row', 'closeness_row'}}`.

        Each is the latest of its kind that was known on `day`: a row that says nothing about closeness leaves what an
        earlier one said. False and an empty row where nothing is known.
        """
        Stance = self.env['constituent.stance']
        found = {partner: {'stance': False, 'closeness': False, 'stance_row': Stance, 'closeness_row': Stance}
                 for partner in self}
        rows = Stance.search(Domain('partner_id', 'in', self.ids) & Stance._domain_known_on(day))
        for row in rows:  # the latest first
            known = found[row.partner_id]
            for name in ('stance', 'closeness'):
                if row[name] and not known[name]:
                    known.update({name: row[name], f'{name}_row': row})
        return found

    @api.depends('stance_ids.stance', 'stance_ids.closeness', 'stance_ids.date_from')
    def _compute_stance(self):
        known = self._origin._stance_on(self.env['res.company']._constituent_today())
        for partner in self:
            today = known.get(partner._origin, {})
            partner.stance, partner.closeness = today.get('stance', False), today.get('closeness', False)

    @api.model
    def _search_stance(self, operator, value):
        return self._search_latest_stance('stance', operator, value)

    @api.model
    def _search_closeness(self, operator, value):
        return self._search_latest_stance('closeness', operator, value)

    @api.model
    def _search_latest_stance(self, name, operator, value):
        """People whose latest row that says something about `name` says one of `value`; rows by the viewer's rules."""
        if operator != 'in':
            return NotImplemented
        # Odoo asks for no right to a field before it calls the search of it
        self._check_field_access(self._fields[name], 'read')
        Stance = self.env['constituent.stance']
        rows = Stance._search(
            Stance._domain_known_on(self.env['res.company']._constituent_today()) & Domain(name, '!=', False))
        Stance.flush_model(['partner_id', 'date_from', name])
        latest = SQL(
            "SELECT DISTINCT ON (partner_id) partner_id, %(name)s AS said FROM constituent_stance WHERE id IN %(rows)s"
            " ORDER BY partner_id, date_from DESC, id DESC", name=SQL.identifier(name), rows=rows.subselect())
        domain = Domain('id', 'in', SQL("(SELECT partner_id FROM (%s) l WHERE said = ANY(%s))", latest, [
            code for code in value if code]))
        if False in value:
            domain |= Domain('id', 'not in', SQL("(SELECT partner_id FROM (%s) l)", latest))
        return domain
