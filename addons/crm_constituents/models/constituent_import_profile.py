from odoo import fields, models


class ConstituentImportProfile(models.Model):
    """How files of one maker are read: which column is what, and what happens to people who are known already.

    Found again by the header of the next file.
    """

    _name = 'constituent.import.profile'
    _description = "Import profile"
    _inherit = ['constituent.import.policy']
    _order = 'name, id'

    name = fields.Char(required=True, help="Maker and kind of the file: IRS exempt organisations, Mailchimp audience.")
    code = fields.Char(help="Short name for the command line: bin/crm import FILE --profile CODE", copy=False)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index='btree_not_null', ondelete='cascade')
    signature = fields.Char("Header", readonly=True, index='btree_not_null', copy=False)
    encoding = fields.Char(help="Only when it cannot be told from the file: cp1252, cp1250, shift_jis, mac_roman.")
    mapping_ids = fields.One2many('constituent.import.mapping', 'profile_id', string="Columns", copy=True)
    run_count = fields.Integer("Imports", compute='_compute_run_count')

    _code_unique = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "Another profile has this code. Choose another one."
    )

    def _compute_run_count(self):
        counts = dict(
            self.env['constituent.import.run']._read_group(
                [('profile_id', 'in', self.ids)], ['profile_id'], ['__count']
            )
        )
        for profile in self:
            profile.run_count = counts.get(profile, 0)

    def action_open_runs(self):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('crm_constituents.constituent_import_run_action')
        return {**action, 'domain': [('profile_id', '=', self.id)], 'context': {'default_profile_id': self.id}}
