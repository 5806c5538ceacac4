from odoo import api, models


class DemoMaker(models.AbstractModel):
    """Households with who lived in them from when to when, and how people are related."""

    _inherit = 'demo.maker'

    @api.model
    def _steps(self):
        return [*super()._steps(), (40, 'households', self.env._("Households"), '_make_households')]

    @api.model
    def _make_households(self, making):
        world = making.world
        facts = list(world.households.values())
        people_of = {}
        for stay in world.stays:
            people_of.setdefault(stay.household, []).append(stay)
        households = self.env['res.partner'].create(
            [
                {
                    'constituent_type': 'household',
                    'household_naming': 'family',
                    'lang': self._lang_code(world.people[people_of[fact.key][0].person].lang),
                    'phone': fact.phone or False,
                    **self._address_vals(fact.address),
                }
                for fact in facts
            ]
        )
        making.register({fact.key: household for fact, household in zip(facts, households, strict=True)})
        stays = self.env['constituent.household.membership'].create(
            [
                {
                    'household_id': making.id(stay.household),
                    'person_id': making.id(stay.person),
                    'role': stay.role,
                    'date_from': stay.since,
                    'date_to': stay.until,
                    'is_primary': True,
                }
                for stay in world.stays
            ]
        )
        self._date_back(households, [min(stay.since for stay in people_of[fact.key]) for fact in facts])
        self._close_empty_households(making, people_of)
        ties = self._make_ties(making)
        return self.env._(
            "%(households)s households, %(stays)s memberships, %(ties)s relationships",
            households=len(households),
            stays=len(stays),
            ties=ties,
        )

    @api.model
    def _close_empty_households(self, making, people_of):
        """A household that everybody has left is archived under the name of those who lived there last.

        Ole's has been forgotten: the home of the office points to it.
        """
        for key, stays in people_of.items():
            if all(stay.until for stay in stays):
                last = max(stay.until for stay in stays)
                people = self.env['res.partner'].browse(making.id(stay.person) for stay in stays if stay.until == last)
                household = making.record(key)
                household.write(
                    {'name': household._household_phrase('household_family', people), 'active': key == 'household-ole'}
                )

    @api.model
    def _make_ties(self, making):
        """Relationships between people; those of organisations follow with the organisations."""
        people = making.world.people
        return len(self._relate(making, [tie for tie in making.world.ties if tie.left in people]))

    @api.model
    def _relate(self, making, ties):
        """Create relationships from facts; a guardian or proxy may act for the other."""
        types = {kind.code: kind for kind in self.env['constituent.relationship.type'].search([('code', '!=', False)])}
        return self.env['constituent.relationship'].create(
            [
                {
                    'left_id': making.id(tie.left),
                    'type_id': types[tie.kind].id,
                    'right_id': making.id(tie.right),
                    'date_from': tie.since,
                    'date_to': tie.until,
                    'note': tie.note or False,
                    'is_permissioned': tie.kind == 'guardian',
                }
                for tie in ties
            ]
        )
