from odoo import fields, models


class ConstituentImportKey(models.Model):
    """During a dry run: by what a row that would be created could be recognised, so that later rows find it."""
    _name = 'constituent.import.key'
    _description = "Recognition key of a dry run"
    _log_access = False

    run_id = fields.Many2one('constituent.import.run', required=True, ondelete='cascade', readonly=True)
    company_id = fields.Many2one('res.company', index='btree_not_null', ondelete='cascade', readonly=True)
    key = fields.Char(required=True, readonly=True)
    line = fields.Integer(readonly=True)

    _run_key = models.Index('(run_id, key)')
