from odoo import api, fields, models


class ConstituentExternalId(models.Model):
    """Key of a constituent in another system. Within one system a key belongs to one constituent only."""
    _name = 'constituent.external.id'
    _description = "External key of a constituent"
    _order = 'system, value, id'
    _rec_name = 'value'

    partner_id = fields.Many2one(
        'res.partner', string="Constituent", required=True, index=True, ondelete='cascade')
    system = fields.Char(required=True, help="Name of the other system: mailchimp, irs, old-crm.")
    value = fields.Char("Key", required=True)
    company_id = fields.Many2one(
        'res.company', related='partner_id.company_id', store=True, precompute=True, index='btree_not_null', copy=False)

    _system_value_unique = models.UniqueIndex(
        '(system, value)', "This key of that system already belongs to another constituent. Merge the two, "
        "or take the key from the other first.")

    @api.depends('system', 'value')
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.system}: {row.value}"

    @api.model
    def _find_partners(self, system, values):
        """`{value: partner}` of the constituents known to `system` by `values`; one query for all."""
        rows = self.search([('system', '=', system), ('value', 'in', list(values))])
        return {row.value: row.partner_id for row in rows}
