from odoo import fields, models


class ConstituentMergeWizardLine(models.TransientModel):
    """One value of two people, side by side, and whose it will be."""
    _name = 'constituent.merge.wizard.line'
    _description = "Value of a merge"
    _order = 'loser_id, id'
    _rec_name = 'label'

    wizard_id = fields.Many2one('constituent.merge.wizard', required=True, index=True, ondelete='cascade')
    loser_id = fields.Many2one('res.partner', string="Who goes", required=True, ondelete='cascade')
    name = fields.Char("Field", required=True)
    label = fields.Char("Value")
    winner_text = fields.Char("Who stays")
    loser_text = fields.Char("Other record")
    is_different = fields.Boolean("Differs")
    choice = fields.Selection([
        ('winner', "Of who stays"),
        ('loser', "Of the other"),
        ('join', "Both"),
    ], required=True, default='winner')
