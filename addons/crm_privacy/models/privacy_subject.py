import uuid

from odoo import api, fields, models


class PrivacySubject(models.Model):
    """The name under which the ledger knows a person: random, so that no event needs to change when two people turn
    out to be one, are taken apart again, or are erased. A person may have several, by merges; each event is then
    recorded under all of them.
    """
    _name = 'privacy.subject'
    _description = "Subject of the consent ledger"
    _order = 'id'
    _rec_name = 'uuid'

    uuid = fields.Char(required=True, readonly=True, default=lambda self: str(uuid.uuid4()), copy=False)
    partner_id = fields.Many2one('res.partner', string="Person", index=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', related='partner_id.company_id', store=True, index='btree_not_null', copy=False)

    _uuid_unique = models.UniqueIndex('(uuid) INCLUDE (partner_id)', "Two subjects cannot share an identifier.")

    @api.model
    def _of(self, partners):
        """`{partner id: [uuid]}`, made for those who have none yet."""
        found = {}
        self.flush_model(['partner_id'])
        # sudo: the ledger's own names; who may record for whom is checked by the caller
        for subject in self.sudo().search([('partner_id', 'in', partners.ids)]):
            found.setdefault(subject.partner_id.id, []).append(subject.uuid)
        missing = [partner.id for partner in partners if partner.id not in found]
        # sudo: same
        for subject in self.sudo().create([{'partner_id': partner_id} for partner_id in missing]):
            found[subject.partner_id.id] = [subject.uuid]
        return found
