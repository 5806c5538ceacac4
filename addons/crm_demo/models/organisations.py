from odoo import api, models

OWN_ROLES = {  # kinds of roles that this association added to the usual ones: name, colour, place in the list
    'founder': ("Founder", 11, 2),
    'funder': ("Funder", 4, 40),
}


class DemoMaker(models.AbstractModel):
    """Organisations, who stands where in them, and which roles people and organisations had when."""

    _inherit = 'demo.maker'

    @api.model
    def _steps(self):
        return [*super()._steps(), (50, 'organisations', self.env._("Organisations"), '_make_organisations')]

    @api.model
    def _make_organisations(self, making):
        world = making.world
        facts = list(world.organisations.values())
        organisations = self.env['res.partner'].create([self._prepare_organisation_vals(fact) for fact in facts])
        making.register({fact.key: organisation for fact, organisation in zip(facts, organisations, strict=True)})
        self._date_back(organisations, [fact.since for fact in facts])
        self._relate(
            making, [tie for tie in world.ties if tie.left in world.organisations or tie.left not in world.people]
        )
        posts = self.env['constituent.affiliation'].create(
            [
                {
                    'person_id': making.id(post.person),
                    'organisation_id': making.id(post.organisation),
                    'job_title': post.title,
                    'department': post.department or False,
                    'date_from': post.since,
                    'date_to': post.until,
                    'is_primary': post.primary,
                    'is_representative': world.people[post.person].contact_only,
                }
                for post in world.posts
            ]
        )
        roles = self._make_roles(making)
        return self.env._(
            "%(organisations)s organisations, %(posts)s posts, %(roles)s roles",
            organisations=len(organisations),
            posts=len(posts),
            roles=roles,
        )

    @api.model
    def _prepare_organisation_vals(self, organisation):
        """Values of one organisation; extend in areas that add fields."""
        return {
            'constituent_type': 'organisation',
            'name': organisation.name,
            'lang': self._lang_code(organisation.lang),
            'email': organisation.email,
            'phone': organisation.phone or False,
            'website': organisation.website,
            'comment': organisation.comment or False,
            **self._address_vals(organisation.address),
        }

    @api.model
    def _make_roles(self, making):
        RoleType = self.env['constituent.role.type']
        types = {role_type.code: role_type for role_type in RoleType.search([])}
        missing = [code for code in OWN_ROLES if code not in types]
        for role_type in RoleType.create(
            [
                dict(zip(('code', 'name', 'color', 'sequence'), (code, *OWN_ROLES[code]), strict=True))
                for code in missing
            ]
        ):
            types[role_type.code] = role_type
        return len(
            self.env['constituent.role'].create(
                [
                    {
                        'partner_id': making.id(role.partner),
                        'role_type_id': types[role.kind].id,
                        'date_from': role.since,
                        'date_to': role.until,
                    }
                    for role in making.world.roles
                ]
            )
        )
