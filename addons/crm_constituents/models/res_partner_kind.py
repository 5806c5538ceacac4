from odoo import models
from odoo.exceptions import ValidationError

SHOWN = 3  # names in a message


class ResPartner(models.Model):
    """The other side of the rules on kinds: what stands beside somebody says of which kind they must be, and goes on
    saying so when the kind is changed. New constituents have nothing beside them yet.
    """
    _inherit = 'res.partner'

    def write(self, vals):
        if {'constituent_type', 'is_company', 'company_type'}.isdisjoint(vals):
            return super().write(vals)
        before = {partner: partner.constituent_type for partner in self}
        result = super().write(vals)
        for partner in self:
            if before[partner] and partner.constituent_type != before[partner]:
                # sudo: what is out of the user's sight counts all the same
                obstacle = partner.sudo()._constituent_kind_obstacle()
                if obstacle:
                    raise ValidationError(obstacle)
        return result

    def _constituent_kind_obstacle(self):
        """What of this constituent's does not suit its kind, in words with what to do; '' if nothing. Extend by
        `super()`.
        """
        return self._constituent_household_obstacle() or self._constituent_post_obstacle() or (
            self._constituent_relationship_obstacle())

    def _constituent_household_obstacle(self):
        Membership = self.env['constituent.household.membership']
        if self.constituent_type != 'individual':
            rows = Membership.search([('person_id', '=', self.id)])
            if rows:
                return self.env._(
                    "%(name)s belongs to %(household)s %(period)s, and only people belong to a household. Remove that "
                    "membership first, or leave the kind as it is.",
                    name=self.name, household=rows[0].household_id.name, period=rows[0]._period_text())
        if self.constituent_type != 'household':
            rows = Membership.search([('household_id', '=', self.id)])
            if rows:
                return self.env._(
                    "%(name)s has members (%(people)s), and only a household has. Move them to another household or "
                    "remove their memberships first, or leave the kind as it is.",
                    name=self.name, people=_names(rows.person_id))
        return ''

    def _constituent_post_obstacle(self):
        Affiliation = self.env['constituent.affiliation']
        if self.constituent_type != 'individual':
            rows = Affiliation.search([('person_id', '=', self.id)])
            if rows:
                return self.env._(
                    "%(name)s has a post at %(organisations)s, and only people have posts. Remove the affiliation "
                    "first, or leave the kind as it is.",
                    name=self.name, organisations=_names(rows.organisation_id))
        if self.constituent_type != 'organisation':
            rows = Affiliation.search([('organisation_id', '=', self.id)])
            if rows:
                return self.env._(
                    "%(people)s: a post at %(name)s is on record, and there are posts at organisations only. Remove "
                    "the affiliations first, or leave the kind as it is.",
                    name=self.name, people=_names(rows.person_id))
        return ''

    def _constituent_relationship_obstacle(self):
        Relationship = self.env['constituent.relationship'].with_context(active_test=False)  # also of an archived type
        kinds = dict(self._fields['constituent_type']._description_selection(self.env))
        for side, other, kind, label in (
            ('left_id', 'right_id', 'left_kind', 'label_ab'), ('right_id', 'left_id', 'right_kind', 'label_ba'),
        ):
            row = Relationship.search([
                (side, '=', self.id), (f'type_id.{kind}', 'not in', (False, self.constituent_type))], limit=1)
            if row:
                return self.env._(
                    "%(name)s is %(label)s %(other)s, which needs the kind %(kind)s. Remove that relationship first, "
                    "or leave the kind as it is.",
                    name=self.name, label=row.type_id[label], other=row[other].name, kind=kinds[row.type_id[kind]])
        return ''


def _names(people):
    found = people[:SHOWN].mapped('name')
    return ', '.join(name or '' for name in found) + (' …' if len(people) > SHOWN else '')
