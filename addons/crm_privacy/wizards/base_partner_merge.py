from odoo import models
from odoo.exceptions import UserError


class MergePartnerAutomatic(models.TransientModel):
    """Odoo's own way to make two people one: what one of them was protected by stays (P-36, A-26)."""
    _inherit = 'base.partner.merge.automatic.wizard'

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        people = self.env['res.partner'].browse(partner_ids).exists()
        self._privacy_check_merge(people)
        closed = people._privacy_closed_points()
        done = super()._merge(partner_ids, dst_partner, extra_checks)
        people.exists()._privacy_close_points(closed)
        return done

    def _privacy_check_merge(self, people):
        """A child does not become an adult: who may decide for themselves would follow from the wrong birthday."""
        dated = people.sudo().filtered('birthdate')  # sudo: whoever merges may not see the birthday
        children = dated.filtered(lambda person: person._privacy_is_minor(['email']))
        if adults := children and dated - children:
            raise UserError(self.env._(
                "%(child)s is a child and %(adult)s is none: they are two people. Correct the birthday of one of them "
                "first, if it is wrong.", child=children[0].display_name, adult=adults[0].display_name))
