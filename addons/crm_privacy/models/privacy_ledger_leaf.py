from odoo import fields, models

from .privacy_consent_event import protect


class PrivacyLedgerLeaf(models.Model):
    """The place of an event in its seal, with the hash under which it was sealed. Append-only."""
    _name = 'privacy.ledger.leaf'
    _description = "Event in a seal"
    _order = 'seal desc, position'
    _rec_name = 'event_id'
    _log_access = False

    event_id = fields.Integer("Event", required=True, readonly=True)
    seal = fields.Integer("Seal", required=True, readonly=True)
    position = fields.Integer(required=True, readonly=True)
    hash = fields.Char(required=True, readonly=True)

    _event_unique = models.UniqueIndex('(event_id)', "An event is sealed once.")
    _place_unique = models.UniqueIndex('(seal, position)', "A place in a seal is taken once.")

    def init(self):
        protect(self.env.cr, self._table)
