from odoo import fields, models


class TestChaosLine(models.Model):
    """One piece of the long work. No uniqueness is asked for, so that a double shows as a double."""
    _name = 'test.chaos.line'
    _description = "Piece of long work (test)"

    chaos_id = fields.Many2one('test.chaos', required=True, index=True, ondelete='cascade')
    number = fields.Integer(required=True)
