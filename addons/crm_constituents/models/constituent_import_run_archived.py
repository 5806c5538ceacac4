from odoo import models

from ..tools.import_values import fold


class ConstituentImportRun(models.Model):
    """Rows that would begin something with an archived household or employer: refused, each with the reason.

    Before anything is written, so that the others go in together. Rows that begin nothing new there are taken.
    """

    _inherit = 'constituent.import.run'

    def _refuse_archived(self, items):
        items = [item for item in items if item.state in ('created', 'updated') and item.extra]
        self._refuse_archived_households([item for item in items if item.extra.get('household')])
        self._refuse_archived_employers(
            [item for item in items if item.state != 'refused' and item.extra.get('organisation')])

    def _refuse_archived_households(self, items):
        households = self._find_households({item.extra['household'] for item in items})
        archived = self._which_are_archived(households.values())
        items = [item for item in items if households.get(item.extra['household']) in archived]
        if not items:
            return
        items = self._people_to_be(items)
        settled, _earlier = self._settled_people([item.target_id for item in items if item.target_id], households)
        names = self._names_of(archived)
        column = self._column_of('household')
        for item in items:
            if item.target_id not in settled:
                key = item.extra['household']
                item.refuse('household_archived', column, {'value': key, 'name': names[households[key]]})

    def _refuse_archived_employers(self, items):
        employers = self._find_organisations({item.extra['organisation'] for item in items})
        archived = self._which_are_archived(employers.values())
        items = [item for item in items if employers.get(fold(item.extra['organisation'])) in archived]
        if not items:
            return
        items = self._people_to_be(items)
        posts = self._known_posts([item.target_id for item in items if item.target_id])
        has = {(post.person_id.id, post.organisation_id.id) for post in posts}
        names = self._names_of(archived)
        column = self._column_of('organisation')
        for item in items:
            employer = employers[fold(item.extra['organisation'])]
            if (item.target_id, employer) not in has:
                item.refuse('employer_archived', column, {'name': names[employer]})

    def _people_to_be(self, items):
        """Those rows whose constituent is a person, or is going to be one."""
        known = {item.target_id for item in items if item.target_id}
        # sudo: only which of these rows are people
        people = set(self.env['res.partner'].sudo().search(
            [('id', 'in', list(known)), ('constituent_type', '=', 'individual')])._ids)
        return [
            item for item in items
            if (item.target_id in people if item.target_id else item.vals.get('constituent_type') == 'individual')
        ]

    def _names_of(self, ids):
        return {partner.id: partner.name for partner in self.env['res.partner'].browse(ids)}
