from datetime import timedelta

from odoo import models


class ConstituentMerge(models.Model):
    """In which household somebody lives who was on record in two. Nobody else is moved along."""
    _inherit = 'constituent.merge'

    def _merge_households(self, pairs, of, hits, households, cells):
        """Decide for the pairs that live in different main households today; appends to `cells`.

        What is over by that ends yesterday, and a household that nobody lives in any more is archived.
        """
        if not any(ref.name == 'constituent_household_membership.person_id' for ref in hits):
            return
        today = self._merge_today()
        self.env.cr.execute("""
            SELECT person_id, to_jsonb(m) FROM constituent_household_membership m
             WHERE person_id = ANY(%s) AND is_primary AND (date_to IS NULL OR date_to >= %s) ORDER BY id""",
            [[*pairs, *pairs.values()], today])
        lives = {}
        for person, row in self.env.cr.fetchall():
            if row['date_from'] is None or row['date_from'] <= today.isoformat():
                lives[person] = row
        left = {}  # household: (merge, those who are not counted there any more)
        for loser, winner in pairs.items():
            theirs, mine = lives.get(loser), lives.get(winner)
            if theirs and mine and theirs['household_id'] != mine['household_id']:
                household = self._merge_choose_household(
                    households.get(loser, 'winner'), mine, theirs, of[loser], cells, today)
                if household:
                    left.setdefault(household, (of[loser], set()))[1].update((loser, winner))
            if theirs and not mine:
                lives[winner] = theirs
        for household, (merge, people) in left.items():
            self.env.cr.execute("""
                SELECT FROM res_partner h WHERE id = %s AND active AND NOT EXISTS (
                    SELECT FROM constituent_household_membership m
                     WHERE m.household_id = h.id AND m.person_id <> ALL(%s)
                       AND (date_from IS NULL OR date_from <= %s) AND (date_to IS NULL OR date_to >= %s))""",
                [household, list(people), today, today])
            if self.env.cr.rowcount:
                cells.append((merge, 'res_partner', household, 'active', True, False))

    def _merge_choose_household(self, choice, mine, theirs, merge, cells, today):
        """Append the cells for one pair; the household that is left by it, if any."""
        yesterday = (today - timedelta(days=1)).isoformat()

        def write(row, **values):
            for column, value in values.items():
                cells.append((merge, 'constituent_household_membership', row['id'], column, row[column], value))
                row[column] = value

        def can_end(row):
            return row['date_from'] is None or row['date_from'] <= yesterday

        if choice == 'both':
            write(theirs, is_primary=False)
            return None
        if choice == 'loser' and can_end(mine):
            left = mine['household_id']
            write(mine, date_to=yesterday)
            if can_end(theirs):
                write(theirs, date_from=today.isoformat())
            mine.update(theirs)
            return left
        if can_end(theirs):
            write(theirs, date_to=yesterday)
            return theirs['household_id']
        return None
