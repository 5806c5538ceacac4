import json
import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import SQL

from ..tools.payload import PayloadError, read

_logger = logging.getLogger(__name__)
KEPT_DAYS = 90  # so long a key is known; what the message said is forgotten as soon as it was done
BODY_DAYS = 30  # so long a message that failed can be done again


class HubInbound(models.Model):
    """One message that came through the door: its key, what became of it, and the answer that was given."""
    _name = 'hub.inbound'
    _description = "Message from another system"
    _order = 'id desc'
    _rec_name = 'key'
    _log_access = False

    endpoint_id = fields.Many2one('hub.endpoint', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True, ondelete='restrict')
    key = fields.Char(required=True, readonly=True)
    digest = fields.Char("SHA-256", required=True, readonly=True)
    at = fields.Datetime("Came in", required=True, readonly=True, index=True)
    event = fields.Char(readonly=True)
    state = fields.Selection([
        ('new', "New"),
        ('done', "Done"),
        ('refused', "Refused"),
        ('failed', "Failed"),
    ], required=True, readonly=True, default='new')
    failed = fields.Integer(readonly=True, default=0, help="1 while it waits to be done again.")
    status = fields.Integer("Status answered", readonly=True)
    answer = fields.Text(readonly=True)
    tries = fields.Integer(readonly=True, default=0)
    body = fields.Text("Message", readonly=True, help="Kept while it can be done again, forgotten when it is done.")

    _once = models.UniqueIndex('(endpoint_id, key)', "This message is there already.")
    _failed_idx = models.Index("(at) WHERE state = 'failed'")

    def _process(self, raw):
        """Do it and put down the answer: `(status, bytes)`. What the endpoint refuses is refused for good under this
        key; what failed may come again, and can be done again from here.
        """
        self.ensure_one()
        values = {'tries': self.tries + 1, 'body': False, 'failed': 0}
        try:
            content = read(raw)
            values['event'] = str(content.get('event') or '')[:64]
            with self.env.cr.savepoint():
                answer = self.endpoint_id._handle(content)
                self.env.flush_all()
            values |= {'state': 'done', 'status': 200, 'answer': self._text(answer or {'ok': True})}
        except PayloadError as error:
            values |= {'state': 'refused', 'status': 400, 'answer': self._text({'error': str(error)})}
        except UserError as error:
            if isinstance(error, AccessError):  # of the user of the endpoint: to be mended here, then it may come again
                return self._failed(values, raw)
            values |= {'state': 'refused', 'status': 422, 'answer': self._text(
                {'error': 'refused', 'message': str(error)})}
        except (OperationalError, ConcurrencyError):
            raise  # the framework runs the whole of it again
        except Exception:
            return self._failed(values, raw)
        self.write(values)
        return values['status'], values['answer'].encode()

    def _failed(self, values, raw):
        _logger.exception("Message %s of endpoint %s failed", self.id, self.endpoint_id.id)
        self.write({**values, 'state': 'failed', 'status': 500, 'failed': 1, 'body': raw.decode('utf-8', 'replace'),
                    'answer': self._text({'error': 'failed'})})
        return 500, self.answer.encode()

    @api.model
    def _text(self, content):
        return json.dumps(content, sort_keys=True, default=str)

    def action_replay(self):
        """Do again what failed."""
        self.check_access('write')
        for inbound in self:
            if inbound.state != 'failed' or not inbound.body:
                raise UserError(self.env._(
                    "%(key)s cannot be done again: only what failed within the last %(days)s days can.",
                    key=inbound.key, days=BODY_DAYS))
            locked = inbound.sudo().try_lock_for_update()  # sudo: nobody writes a message by hand
            if locked:
                locked._process(locked.body.encode())
        return True

    @api.autovacuum
    def _gc_old(self):
        now = fields.Datetime.now()
        self.env.cr.execute(SQL(
            "UPDATE hub_inbound SET body = NULL WHERE body IS NOT NULL AND at < %s", now - timedelta(days=BODY_DAYS)))
        self.env.cr.execute(SQL("DELETE FROM hub_inbound WHERE at < %s", now - timedelta(days=KEPT_DAYS)))
        return self.env.cr.rowcount, 0
