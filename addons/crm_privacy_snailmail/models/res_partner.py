from odoo import api, models


class ResPartner(models.Model):
    """Letters that wait take a new address of their recipient along: whoever has one is changed one by one."""
    _inherit = 'res.partner'

    @api.model
    def _constituent_bulk_audited_modules(self):
        return super()._constituent_bulk_audited_modules() | {'odoo.addons.snailmail.models.res_partner'}

    @api.model
    def _constituent_bulk_orm_ids(self, changes):
        found = super()._constituent_bulk_orm_ids(changes)
        # sudo: only whether there is one, whoever imports
        waiting = self.env['snailmail.letter'].sudo().search([
            ('partner_id', 'in', [id_ for id_, _vals in changes]), ('state', 'not in', ('sent', 'canceled'))])
        return found | set(waiting.partner_id.ids)
