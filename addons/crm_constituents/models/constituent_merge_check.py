from odoo import api, models
from odoo.exceptions import AccessError, UserError

OFFICER = 'crm_constituents.group_constituent_user'
MANAGER = 'crm_constituents.group_constituent_manager'
MOST = 3  # at once, so that each can be looked at


class ConstituentMerge(models.Model):
    """Who may be made one, and by whom."""
    _inherit = 'constituent.merge'

    @api.model
    def _merge_check_access(self, pairs):
        """Whoever merges may change both people.

        :raise AccessError: if not
        """
        people = self.env['res.partner'].browse([*pairs, *pairs.values()])
        people.check_access('write')

    @api.model
    def _merge_check_role(self):
        """:raise AccessError: if the user may not merge and un-merge with our own means."""
        if not self.env.su and not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._(
                "Only officers for constituents merge people. Ask one of them, or an administrator for the role."))

    @api.model
    def _merge_check(self, pairs, rows):
        """Refuse what cannot be one. Extend by super().

        :param pairs: `{loser: winner}`; `rows`: `{id: {column: value}}`
        :raise UserError: with the names of both and what to do
        """
        for loser, winner in pairs.items():
            self._merge_check_pair(rows[loser], rows[winner])
        self._merge_check_companies(pairs, rows)
        self._merge_check_logins(pairs, rows)
        self._merge_check_conflicts(pairs, rows)

    @api.model
    def _merge_check_pair(self, loser, winner):
        names = {'loser': loser['complete_name'] or loser['id'], 'winner': winner['complete_name'] or winner['id']}
        for person in (loser, winner):
            if person['merged_into_id']:
                raise UserError(self.env._(
                    "%(name)s was merged already. Merge the one who stayed, or undo that merge first.",
                    name=person['complete_name'] or person['id']))
        kinds = {loser['constituent_type'], winner['constituent_type']} - {None}
        if len(kinds) > 1:
            raise UserError(self.env._(
                "%(loser)s and %(winner)s are of different kinds and cannot be one. Correct the kind of one of them "
                "first, if it is wrong.", **names))
        if loser['company_id'] != winner['company_id']:
            raise UserError(self.env._(
                "%(loser)s and %(winner)s belong to different companies. Give both the same company, or none, first.",
                **names))
        if winner['parent_id'] and self._merge_is_above(loser['id'], winner['id']) or (
                loser['parent_id'] and self._merge_is_above(winner['id'], loser['id'])):
            raise UserError(self.env._(
                "%(loser)s and %(winner)s stand one above the other, as a contact of an organisation does. Take that "
                "link away first, if they are one.", **names))

    @api.model
    def _merge_check_companies(self, pairs, rows):
        """The record of a company of this database stays."""
        self.env.cr.execute("SELECT partner_id FROM res_company WHERE partner_id = ANY(%s)", [list(pairs)])
        for (loser,) in self.env.cr.fetchall():
            raise UserError(self.env._(
                "%(loser)s is the record of a company of this database and has to be the one that stays.",
                loser=rows[loser]['complete_name']))

    @api.model
    def _merge_check_logins(self, pairs, rows):
        """One person has one login; which of two goes on is decided by whoever administers users."""
        self.env.cr.execute(
            "SELECT u.partner_id, u.login, array(SELECT cid FROM res_company_users_rel WHERE user_id = u.id)"
            " FROM res_users u WHERE u.partner_id = ANY(%s) ORDER BY u.id", [[*pairs, *pairs.values()]])
        logins = {}
        for person, login, companies in self.env.cr.fetchall():
            logins.setdefault(person, []).append((login, companies))
        taken = {person: [login for login, _companies in known] for person, known in logins.items()}
        for loser, winner in pairs.items():
            mine = taken.get(loser, [])
            if mine and (len(mine) > 1 or taken.get(winner)):
                raise UserError(self.env._(
                    "%(loser)s and %(winner)s have more than one login (%(logins)s), and one person has one. Decide "
                    "which stays, and have an administrator delete the other or give it to somebody else first.",
                    loser=rows[loser]['complete_name'], winner=rows[winner]['complete_name'],
                    logins=', '.join([*taken.get(winner, []), *mine])))
            company = rows[winner]['company_id']
            if mine and company and company not in logins[loser][0][1]:
                raise UserError(self.env._(
                    "%(login)s is not allowed in the company of %(winner)s. Allow it there first.",
                    login=mine[0], winner=rows[winner]['complete_name']))
            if mine:
                taken[winner] = mine

    @api.model
    def _merge_check_conflicts(self, pairs, rows):
        """Links of which the plan says that a person decides whenever both have a row."""
        refs = [ref for ref in self._merge_refs() if ref.policy == 'conflict']
        if not refs:
            return
        for ref in self._merge_probe(list(pairs), refs):
            self.env.cr.execute(
                f'SELECT DISTINCT "{ref.column}" FROM "{ref.table}" t WHERE "{ref.column}" = ANY(%s){ref.condition()}',
                [[*pairs, *pairs.values()]])
            have = {person for (person,) in self.env.cr.fetchall()}
            for loser, winner in pairs.items():
                if {loser, winner} <= have:
                    raise UserError(self.env._(
                        "Both %(loser)s and %(winner)s have: %(what)s. Decide which holds, and end the other first.",
                        loser=rows[loser]['complete_name'], winner=rows[winner]['complete_name'],
                        what=self._merge_table_label(ref.table)))
