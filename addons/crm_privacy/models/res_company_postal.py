from odoo import models


class ResCompany(models.Model):
    """What every message of marketing says of its sender."""
    _inherit = 'res.company'

    def _privacy_postal_address(self):
        """The postal address in one line; empty when the street or the place is missing (P-41)."""
        self.ensure_one()
        partner = self.sudo().partner_id  # sudo: the address of the organisation is public
        if not partner.street or not (partner.city or partner.zip):
            return ''
        place = ' '.join(part for part in (partner.zip, partner.city) if part)
        return ', '.join(part for part in (partner.street, partner.street2, place, partner.country_id.name) if part)
