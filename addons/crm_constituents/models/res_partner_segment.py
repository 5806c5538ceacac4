from odoo import api, models
from odoo.fields import Domain

from .constituent_interaction import BESIDE


class ResPartner(models.Model):
    """What a segment can ask about a constituent."""
    _inherit = 'res.partner'

    @api.model
    def _segment_measures(self):
        """What a segment can ask: list of dicts, extended by upper addons through `super()`.

        All have `key` (kept in definitions, never to be changed), `label` (as it stands in a sentence), `section` (its
        heading in the list of choices) and `kind`:

        - `field`: `field`, the name of a field of `res.partner`; or `domain`, a `Domain` that says yes or no;
        - `rows`, records about the person: `model`, `link` (many2one or many2many to the person), `date` (a date or
          datetime field, or the pair of first and last day of a dated fact), `aggregates` (`{name: fields}` of
          `count`, `distinct`, `sum`, `min`, `max`, `first`, `last`; fields for those that need one), `filters` (names
          of fields), `domain`, which of the records count at all, and `beside`, names of fields whose columns the
          table of a many2many holds as well;
        - `question`: `params` (list of dicts with `name`, `label`, `type` and, for `one` and `choice`, `options` or,
          for `link`, `relation`), `phrase` and `phrase_not` (templates with the names of the params), and
          `domain(params)`, a `Domain` on people, or `select(params)`, an `SQL` that selects their ids.

        Rows are read with the rights of the viewer: record rules and companies are inside of the one statement. A
        `select` of ids needs no rules of its own, as it only narrows down the people that the viewer may see.
        """
        return [
            *self._segment_measures_person(), *self._segment_measures_place(), *self._segment_measures_contact(),
            *self._segment_measures_ties(),
        ]

    @api.model
    def _segment_measures_person(self):
        section = self.env._("The person")
        return [
            {'kind': 'field', 'section': section, **measure} for measure in (
                {'key': 'kind', 'label': self.env._("kind"), 'field': 'constituent_type'},
                {'key': 'name', 'label': self.env._("name"), 'field': 'name'},
                {'key': 'age', 'label': self.env._("age"), 'field': 'age', 'most': 150},
                {'key': 'birthdate', 'label': self.env._("date of birth"), 'field': 'birthdate'},
                {'key': 'birthday_month', 'label': self.env._("birthday this month"), 'field': 'born_this_month'},
                {'key': 'birthday_week', 'label': self.env._("birthday within a week"), 'field': 'born_this_week'},
                {'key': 'deceased', 'label': self.env._("deceased"), 'field': 'is_deceased'},
                {'key': 'language', 'label': self.env._("language"), 'field': 'lang'},
                {'key': 'tags', 'label': self.env._("tag"), 'field': 'category_id'},
                {'key': 'number', 'label': self.env._("constituent number"), 'field': 'constituent_no'},
                {'key': 'created', 'label': self.env._("day of entry"), 'field': 'create_date'},
            )
        ] + [{
            'kind': 'question', 'section': section, 'key': 'role', 'label': self.env._("role on a day"),
            'phrase': self.env._("has the role %(role)s %(day)s"),
            'phrase_not': self.env._("does not have the role %(role)s %(day)s"),
            'params': [
                {'name': 'role', 'label': self.env._("Role"), 'type': 'link', 'relation': 'constituent.role.type'},
                {'name': 'day', 'label': self.env._("On"), 'type': 'moment'},
            ],
            'domain': self._segment_role_domain,
        }]

    @api.model
    def _segment_role_domain(self, params):
        """Who has one of these roles on a day, given by hand or computed by an app."""
        domains = self._constituent_role_domains(params['day'])
        return Domain.OR(domain for role, domain in domains.items() if role.id in params['role'])

    @api.model
    def _segment_measures_place(self):
        section = self.env._("Addresses")
        return [
            {'kind': 'field', 'section': section, **measure} for measure in (
                {'key': 'country', 'label': self.env._("country"), 'field': 'country_id'},
                {'key': 'zip', 'label': self.env._("postal code"), 'field': 'zip'},
                {'key': 'city', 'label': self.env._("city"), 'field': 'city'},
                {'key': 'email', 'label': self.env._("e-mail address"), 'field': 'email'},
                {'key': 'has_email', 'label': self.env._("has an e-mail address"),
                 'domain': Domain('email_normalized', '!=', False)},
                {'key': 'has_phone', 'label': self.env._("has a telephone number"),
                 'domain': Domain('phone', '!=', False)},
                {'key': 'has_street', 'label': self.env._("has a postal address"),
                 'domain': Domain('street', '!=', False) & (Domain('zip', '!=', False) | Domain('city', '!=', False))},
                {'key': 'prefers', 'label': self.env._("prefers contact by"), 'field': 'preferred_channel'},
            )
        ]

    @api.model
    def _segment_measures_contact(self):
        contact = {
            'kind': 'rows', 'section': self.env._("Contact history"),
            'model': 'constituent.interaction', 'date': 'date',
            'aggregates': {'count': (), 'last': (), 'first': (), 'sum': ('duration',), 'max': ('duration',),
                           'min': ('duration',), 'distinct': ('channel', 'user_id')},
            'filters': ('channel', 'direction', 'purpose', 'outcome', 'user_id', 'subject'),
        }
        return [
            {**contact, 'key': 'contacts', 'label': self.env._("contacts"), 'link': 'partner_ids', 'beside': BESIDE},
            {**contact, 'key': 'contacts_about', 'label': self.env._("contacts about the organisation"),
             'link': 'organisation_id'},
        ]

    @api.model
    def _segment_measures_ties(self):
        dated = {'kind': 'rows', 'date': ('date_from', 'date_to')}
        ties, homes = self.env._("Relationships and posts"), self.env._("Households")
        posts = {
            **dated, 'section': ties, 'model': 'constituent.affiliation',
            'filters': ('job_title', 'department', 'organisation_id', 'is_primary', 'is_representative'),
        }
        homes = {
            **dated, 'section': homes, 'model': 'constituent.household.membership',
            'filters': ('role', 'is_primary', 'household_id'),
        }
        return [
            {**dated, 'section': ties, 'key': 'relationships', 'label': self.env._("relationships"),
             'model': 'constituent.relationship.side', 'link': 'partner_id',
             'aggregates': {'count': (), 'distinct': ('other_id',)}, 'filters': ('type_id', 'permission')},
            {**posts, 'key': 'posts', 'label': self.env._("posts at organisations"), 'link': 'person_id',
             'aggregates': {'count': (), 'distinct': ('organisation_id',), 'first': (), 'last': ()}},
            {**posts, 'key': 'staff', 'label': self.env._("people in posts there"), 'link': 'organisation_id',
             'aggregates': {'count': (), 'distinct': ('person_id',)}},
            {**homes, 'key': 'households', 'label': self.env._("households lived in"), 'link': 'person_id',
             'aggregates': {'count': (), 'distinct': ('household_id',), 'first': (), 'last': ()}},
            {**homes, 'key': 'members', 'label': self.env._("members of the household"), 'link': 'household_id',
             'aggregates': {'count': (), 'distinct': ('person_id',)}},
        ]
