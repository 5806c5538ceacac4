import secrets

from odoo import Command, api, models

from ..tools.cast import STAFF
from ..tools.names import latin

ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'  # nothing that is taken for something else when read aloud


class DemoMaker(models.AbstractModel):
    """One user per role, each of them a person of the story, each with a password made up here and kept nowhere."""

    _inherit = 'demo.maker'

    @api.model
    def _steps(self):
        return [*super()._steps(), (30, 'users', self.env._("Users"), '_make_users_step')]

    @api.model
    def _user_roles(self):
        """Who logs in as what: list of `{'key', 'role', 'person', 'groups'}`, `groups` as XML ids.

        Areas add roles of their own by `super()`, or groups to these.
        """
        return [
            {
                'key': 'officer',
                'role': self.env._("Constituent officer"),
                'person': STAFF['officer'],
                'groups': ['crm_constituents.group_constituent_user'],
            },
            {
                'key': 'viewer',
                'role': self.env._("Constituent viewer"),
                'person': STAFF['viewer'],
                'groups': ['crm_constituents.group_constituent_viewer'],
            },
            {
                'key': 'manager',
                'role': self.env._("Constituent administrator"),
                'person': STAFF['manager'],
                'groups': ['crm_constituents.group_constituent_manager'],
            },
            {
                'key': 'operations',
                'role': self.env._("Operations (background work)"),
                'person': STAFF['operations'],
                'groups': ['crm_kit.group_kit_operator'],  # looks after the machinery, has no need of the people
            },
            {
                'key': 'portal',
                'role': self.env._("Supporter (portal)"),
                'person': STAFF['portal'],
                'groups': ['base.group_portal'],
            },
        ]

    @api.model
    def _make_users_step(self, making):
        making.credentials = self._make_users(making)
        return self.env._("%(users)s users", users=len(making.credentials))

    @api.model
    def _make_users(self, making):
        """Make the users that are not there yet.

        :return: list of `(login, role, password)`, the only place where the passwords ever stand in clear
        """
        roles = [role for role in self._user_roles() if not making.knows(f"user-{role['key']}")]
        credentials = []
        for role in roles:
            person = making.world.people[role['person']]
            login = f'{latin(person.first.latin)}.{latin(person.last.latin)}'.lower()
            password = self._new_password()
            making.register(
                {
                    f"user-{role['key']}": self.env['res.users'].create(
                        {
                            'login': login,
                            'password': password,
                            'partner_id': making.id(role['person']),
                            'name': making.record(role['person']).name,
                            'lang': self._lang_code(person.lang) if role['key'] == 'portal' else 'en_US',
                            'tz': 'Europe/Berlin',
                            'group_ids': [Command.set([self.env.ref(group).id for group in role['groups']])],
                        }
                    )
                }
            )
            credentials.append((login, role['role'], password))
        return credentials

    @api.model
    def _renew_passwords(self, making):
        """Give every user of the story a new password; same return as `_make_users`."""
        credentials = []
        for role in self._user_roles():
            if making.knows(f"user-{role['key']}"):
                user = making.record(f"user-{role['key']}")
                user.password = password = self._new_password()
                credentials.append((user.login, role['role'], password))
        return credentials

    @api.model
    def _new_password(self):
        """Three groups of four letters and digits: 59 bits, and no trouble to type."""
        return '-'.join(''.join(secrets.choice(ALPHABET) for _letter in range(4)) for _group in range(3))

    @api.model
    def _user_of(self, making, officer):
        """The user who did what the story says of `officer`; the administrator where the story names nobody."""
        return making.record(f'user-{officer}') if making.knows(f'user-{officer}') else self.env.ref('base.user_admin')
