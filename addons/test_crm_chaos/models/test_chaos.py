import time

from odoo import fields, models


class TestChaos(models.Model):
    """Long work for a batch: so many lines, in chunks, each chunk taking its time."""
    _name = 'test.chaos'
    _description = "Long work (test)"

    name = fields.Char(required=True)
    size = fields.Integer(required=True)
    chunk = fields.Integer(required=True, default=10)
    pause = fields.Float(help="Seconds that a chunk takes.")
    line_ids = fields.One2many('test.chaos.line', 'chaos_id')

    def _work(self, batch):
        first = (batch.cursor or {}).get('next', 0)
        last = min(first + self.chunk, self.size)
        self.env['test.chaos.line'].create([{'chaos_id': self.id, 'number': n} for n in range(first, last)])
        time.sleep(self.pause)
        return {'cursor': {'next': last}, 'done': last - first, 'finished': last == self.size}
