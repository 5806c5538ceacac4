from odoo import api, fields, models
from odoo.tools import SQL


class ConstituentRelationshipSide(models.Model):
    """A relationship as seen from one of its two sides: a view of `constituent.relationship` with a row for each side.

    Nothing is stored here, so the two sides cannot disagree; a change is made on the relationship itself.
    """
    _name = 'constituent.relationship.side'
    _description = "Relationship seen from one side"
    _auto = False
    _order = 'date_to DESC, id'
    _depends = {
        'constituent.relationship': [
            'left_id', 'right_id', 'type_id', 'date_from', 'date_to', 'permission', 'note', 'company_id'],
    }

    relationship_id = fields.Many2one('constituent.relationship', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Constituent", readonly=True)
    other_id = fields.Many2one('res.partner', string="With", readonly=True)
    type_id = fields.Many2one('constituent.relationship.type', string="Type", readonly=True)
    is_left = fields.Boolean(readonly=True)
    label = fields.Char("Is", compute='_compute_label', help="What the other is to the one whose page this is.")
    date_from = fields.Date("First day", readonly=True)
    date_to = fields.Date("Last day", readonly=True)
    permission = fields.Selection(
        selection=lambda self: self.env['constituent.relationship']._fields['permission'].selection,
        string="May", readonly=True)
    note = fields.Char(readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    is_current = fields.Boolean(related='relationship_id.is_current')

    @property
    def _table_query(self):
        side = """
            SELECT 2 * id + %s AS id, id AS relationship_id, %s AS partner_id, %s AS other_id, %s AS is_left,
                   type_id, date_from, date_to, permission, note, company_id
              FROM constituent_relationship
        """
        left, right = SQL.identifier('left_id'), SQL.identifier('right_id')
        return SQL("%s UNION ALL %s", SQL(side, 0, left, right, True), SQL(side, 1, right, left, False))

    @api.model
    def _of(self, left, right):
        """The sides of the relationships in which somebody stands `left`, and of those in which they stand `right`."""
        rows = sorted([*((row, 0) for row in left), *((row, 1) for row in right)],
                      key=lambda pair: (pair[0].date_to is not False, pair[0].type_id.sequence, pair[0].id))
        return self.browse(2 * row.id + side for row, side in rows)

    @api.depends('type_id', 'is_left')
    @api.depends_context('lang')
    def _compute_label(self):
        for row in self:
            row.label = row.type_id.label_ba if row.is_left else row.type_id.label_ab

    def action_open(self):
        """Open the relationship itself."""
        self.ensure_one()
        return self.relationship_id._get_records_action(target='new', name=self.relationship_id.display_name)
