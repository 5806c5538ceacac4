from odoo import fields, models


class KitBatchProgress(models.Model):
    """How far one batch is: the row that only the worker writes, in the transaction of each chunk.

    Apart from `kit.batch`, so that a person who presses Stop never waits for the chunk that runs, and never makes
    it fail: PostgreSQL refuses the second of two transactions that change one row.
    """
    _name = 'kit.batch.progress'
    _description = "Progress of background work"
    _log_access = False

    batch_id = fields.Many2one('kit.batch', required=True, ondelete='cascade')
    cursor = fields.Json()
    total = fields.Integer()
    done_count = fields.Integer()
    failed_count = fields.Integer()
    message = fields.Char()
    result = fields.Json()
    run_started_at = fields.Datetime()
    run_from = fields.Integer(help="What was handled when this run began: the pace is of this run alone.")
    moved_at = fields.Datetime(required=True, default=fields.Datetime.now)
    lost_count = fields.Integer()

    _batch_uniq = models.UniqueIndex("(batch_id)", "A batch has one row of progress.")
