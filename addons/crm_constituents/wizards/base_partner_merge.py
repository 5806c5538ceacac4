from odoo import models
from odoo.exceptions import UserError

from ..models.constituent_merge_check import MANAGER, MOST, OFFICER


class MergePartnerAutomatic(models.TransientModel):
    """Odoo's own way to make two people one: by our merge, so that nothing is deleted and it can be undone."""
    _inherit = 'base.partner.merge.automatic.wizard'

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """As Odoo's: at most three at a time, unless an administrator does it, and of one address, unless an
        officer for constituents does.

        What Odoo refuses besides (somebody above the other, two logins) is refused by our merge, in its words.
        """
        people = self.env['res.partner'].browse(partner_ids).exists()
        if len(people) < 2:
            return
        is_officer = self.env.su or self.env.is_admin() or self.env.user.has_group(OFFICER)
        if len(people) > MOST and not (self.env.su or self.env.is_admin() or self.env.user.has_group(MANAGER)):
            raise UserError(self.env._(
                "For safety reasons, you cannot merge more than %(most)s contacts together. Merge them in steps.",
                most=MOST))
        if extra_checks and not is_officer and len(set(people.mapped('email'))) > 1:
            raise UserError(self.env._(
                "These contacts have different e-mail addresses. Ask an officer for constituents to merge them."))
        if not dst_partner or dst_partner not in people:
            dst_partner = self._get_ordered_partner(people.ids)[-1]
        self.env['constituent.merge']._merge({person.id: dst_partner.id for person in people - dst_partner})
        self._log_merge_operation(people - dst_partner, dst_partner)

    def _log_merge_operation(self, src_partners, dst_partner):
        """The merge itself is on record: no message says it again, which would stay when the merge is undone."""
