from odoo import api, models
from odoo.fields import Command

# Fields of a partner by what becomes of them when two people turn out to be one.
FILL = (
    'name_prefix', 'first_name', 'middle_name', 'last_name', 'name_suffix', 'preferred_name', 'former_name',
    'pronouns', 'salutation_formal_custom', 'salutation_informal_custom', 'preferred_channel', 'birthdate',
    'birthdate_precision', 'deceased_date', 'deceased_source', 'household_naming', 'constituent_type',
)
# What an erasure empties on the person: everything that tells who it was.
PERSONAL = (
    *FILL, 'alert_note', 'email', 'phone', 'street', 'street2', 'zip', 'city', 'state_id', 'website', 'function',
    'comment', 'ref', 'vat', 'company_registry', 'company_name', 'barcode', 'image_1920', 'parent_id',
    'partner_latitude', 'partner_longitude', 'properties', 'tz',
)


class ResPartner(models.Model):
    """What a merge of two people moves and what an erasure rewrites, as lists that upper addons extend."""
    _inherit = 'res.partner'

    @api.private
    def get_merge_plan(self):
        """What a merge does with everything that hangs on a person: list of steps, extended by `super()`.

        A step is a dict. For a link to people:

        - `model`, `field`: where the link is (a many2one or many2many to `res.partner`);
        - `policy`: `move` (the row of the loser points to the winner), `combine` (as move; a row which says the same
          as one of the winner, told by the fields in `same`, is united with it: the period becomes the union of both
          and empty fields are filled), `keep` (the row stays with the archived loser), `conflict` (a person decides
          whenever both have a row);
        - `same`: for `combine`, fields besides the link that make two rows say the same.

        For the fields of the person: `model` `res.partner`, `fields`, and `policy`: `winner` (the winner's value
        stays), `fill` (the loser's where the winner has none), `join` (both texts, one below the other), `any` (true
        if either is: the more careful answer).

        No step deletes a row. Links that no step names move.
        """
        return [
            {'model': 'res.partner', 'policy': 'winner', 'fields': ('name', 'constituent_no', 'dq_score')},
            {'model': 'res.partner', 'policy': 'fill', 'fields': FILL},
            {'model': 'res.partner', 'policy': 'join', 'fields': ('alert_note',)},
            {'model': 'res.partner', 'policy': 'any',
             'fields': ('confidential', 'anonymous_recognition', 'is_deceased')},
            {'model': 'constituent.household.membership', 'field': 'person_id', 'policy': 'combine',
             'same': ('household_id',)},
            {'model': 'constituent.household.membership', 'field': 'household_id', 'policy': 'combine',
             'same': ('person_id',)},
            {'model': 'constituent.relationship', 'field': 'left_id', 'policy': 'combine',
             'same': ('right_id', 'type_id')},
            {'model': 'constituent.relationship', 'field': 'right_id', 'policy': 'combine',
             'same': ('left_id', 'type_id')},
            {'model': 'constituent.affiliation', 'field': 'person_id', 'policy': 'combine',
             'same': ('organisation_id', 'job_title')},
            {'model': 'constituent.affiliation', 'field': 'organisation_id', 'policy': 'combine',
             'same': ('person_id', 'job_title')},
            {'model': 'constituent.role', 'field': 'partner_id', 'policy': 'combine', 'same': ('role_type_id',)},
            {'model': 'constituent.external.id', 'field': 'partner_id', 'policy': 'move'},
            {'model': 'constituent.interaction', 'field': 'partner_ids', 'policy': 'combine', 'same': ('id',)},
            {'model': 'constituent.interaction', 'field': 'organisation_id', 'policy': 'move'},
            {'model': 'constituent.email', 'field': 'partner_ids', 'policy': 'combine', 'same': ('id',)},
            {'model': 'constituent.dq.issue', 'field': 'partner_id', 'policy': 'keep'},  # looked for anew
        ]

    def _erasure_of_emails(self, env, people):
        """A mail is its writer's; of one that others are filed with, only the link goes."""
        addresses = set(people.mapped('email_normalized')) - {False}
        emails = env['constituent.email'].search([('partner_ids', 'in', people.ids)])
        own = emails.filtered(lambda email: not email.partner_ids - people or (
            email.direction == 'in' and email.addresses in addresses))
        return [
            {'records': own, 'action': 'delete'},
            {'records': emails - own, 'action': 'write', 'values': {
                'partner_ids': [Command.unlink(person.id) for person in people], 'subject': False,
                'email_from': False, 'addresses': False, 'message_key': False, 'why': False}},
            {'records': emails - own, 'action': 'keep', 'fields': ('date',), 'ground': self.env._(
                "When others wrote or were written to; it names nobody (GDPR Art. 5(2)).")},
        ]

    @api.private
    def get_erasure_plan(self):
        """What an erasure of these people does, in this order, all of it or nothing: list of steps by `super()`.

        A step is a dict:

        - `records`: what it is about, possibly none now (its model counts for the self-check);
        - `action`: `write` (put `values`), `delete`, or `keep`;
        - `values`: for `write`;
        - `fields`: for `keep`, the personal fields that stay, `ground`: the legal ground, in words and with its source.

        Together the steps name every link to a person and every stored text and date of our models.
        """
        env = self.env(su=True)  # sudo: a plan that leaves out what its reader may not see would erase by halves
        people = self.with_env(env)
        contacts = env['constituent.interaction'].search([('partner_ids', 'in', people.ids)])
        alone = contacts.filtered(lambda contact: not contact.partner_ids - people)
        memberships = env['constituent.household.membership'].search(
            ['|', ('person_id', 'in', people.ids), ('household_id', 'in', people.ids)])
        relationships = env['constituent.relationship'].search(
            ['|', ('left_id', 'in', people.ids), ('right_id', 'in', people.ids)])
        affiliations = env['constituent.affiliation'].search(
            ['|', ('person_id', 'in', people.ids), ('organisation_id', 'in', people.ids)])
        return [
            {'records': memberships, 'action': 'delete'},
            {'records': relationships, 'action': 'delete'},
            {'records': affiliations, 'action': 'delete'},
            {'records': env['constituent.role'].search([('partner_id', 'in', people.ids)]), 'action': 'delete'},
            {'records': env['constituent.external.id'].search([('partner_id', 'in', people.ids)]), 'action': 'delete'},
            *self._erasure_of_emails(env, people),
            {'records': env['constituent.dq.issue'].search([('partner_id', 'in', people.ids)]), 'action': 'delete'},
            {'records': alone, 'action': 'delete'},
            {'records': contacts - alone, 'action': 'write', 'values': {
                'partner_ids': [Command.unlink(person.id) for person in people],
                'subject': self.env._("Contact with several people"), 'summary': False}},
            {'records': env['constituent.interaction'].search([('organisation_id', 'in', people.ids)]) - alone,
             'action': 'write', 'values': {'organisation_id': False}},
            {'records': env['mail.message'].search([('model', '=', 'res.partner'), ('res_id', 'in', people.ids)]),
             'action': 'delete'},
            {'records': env['ir.attachment'].search([
                ('res_model', '=', 'res.partner'), ('res_id', 'in', people.ids), ('res_field', '=', False)]),
             'action': 'delete'},
            {'records': env['res.partner.bank'].search([('partner_id', 'in', people.ids)]), 'action': 'delete'},
            {'records': people, 'action': 'keep', 'fields': (
                'constituent_no', 'constituent_type', 'is_deceased', 'dq_score'),
             'ground': self.env._(
                 "A number without a name keeps the records that must be kept apart from one another "
                 "(GDPR Art. 4(1) and 11(1)); that nobody is written to again is proof of the erasure (Art. 5(2)).")},
            {'records': people, 'action': 'write', 'values': {
                **{name: False for name in PERSONAL if name in self._fields and name != 'constituent_type'},
                'name': self.env._("Erased constituent"), 'confidential': False, 'anonymous_recognition': False,
                'category_id': [Command.clear()], 'active': False}},
        ]
