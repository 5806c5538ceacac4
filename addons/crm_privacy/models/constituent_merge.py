from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import UserError

from .res_partner_moved import WAYS

GROWN_UP = 21  # years; from this age on nobody is a child anywhere


class ConstituentMerge(models.Model):
    """What one of two people was protected by protects the one who stays (P-36, A-26)."""
    _inherit = 'constituent.merge'

    @api.model
    def _merge_check(self, pairs, rows):
        checked = super()._merge_check(pairs, rows)
        self._privacy_check_merge_restricted(pairs)
        self._privacy_check_merge_children(pairs, rows)
        return checked

    @api.model
    def _privacy_check_merge_restricted(self, pairs):
        """P-11: data that may only be stored is not joined with other data."""
        people = self.env['res.partner'].sudo().browse([*pairs, *pairs.values()])  # sudo: whoever merges may not see it
        restricted = people._privacy_restricted_on(self._merge_today())
        for person in people.filtered(lambda person: person.id in restricted):
            raise UserError(self.env._(
                "The data of %(name)s may only be stored at present (GDPR Art. 18) and is not merged. Ask the data "
                "officer to end the restriction first.", name=person.display_name))

    @api.model
    def _privacy_check_merge_children(self, pairs, rows):
        """A child does not become an adult: who may decide for themselves would follow from the wrong birthday."""
        grown = (self._merge_today() - relativedelta(years=GROWN_UP)).isoformat()
        for pair in pairs.items():
            born = [rows[id_]['birthdate'] for id_ in pair]
            if not all(born) or max(born) <= grown:
                continue
            people = self.env['res.partner'].sudo().browse(pair)  # sudo: whoever merges may not see the birthday
            children = people.filtered(lambda person: person._privacy_is_minor(['email']))
            if adults := children and people - children:
                raise UserError(self.env._(
                    "%(child)s is a child and %(adult)s is none: they are two people. Correct the birthday of one of "
                    "them first, if it is wrong.", child=children[0].display_name, adult=adults[0].display_name))

    # -- addresses that are closed ----------------------------------------------

    def _merge_before(self, pairs):
        """Adds `privacy_closed`: `{loser: {(kind, channel, scope, reason)}}`, what the lists hold of each pair, and
        `privacy_points`: `{id: (e-mail, phone)}`.
        """
        held = super()._merge_before(pairs)
        points = self.env['res.partner'].browse([*pairs, *pairs.values()])._privacy_points()
        found = self._privacy_closed(points)
        held['privacy_points'] = points
        held['privacy_closed'] = {
            loser: closed for loser, winner in pairs.items()
            if (closed := found.get(loser, set()) | found.get(winner, set()))}
        return held

    @api.model
    def _privacy_closed(self, points):
        """`{id: {(kind, channel, scope, reason)}}` by the suppression list and Odoo's own, for points by id."""
        Suppression = self.env['privacy.suppression']
        owners = {}  # (kind, address): ids
        for id_, known in points.items():
            for kind, (place, _ways) in WAYS.items():
                if known[place]:
                    owners.setdefault((kind, known[place]), []).append(id_)
        digests = {Suppression._digest(kind, point): (kind, point) for kind, point in owners}
        found = {}
        for row in Suppression.search([('digest', 'in', list(digests))]):
            for id_ in owners[digests[row.digest]]:
                found.setdefault(id_, set()).add((digests[row.digest][0], row.channel, row.scope, row.reason))
        for model, name, kind, ways in (
                ('mail.blacklist', 'email', 'email', ['email']),
                ('phone.blacklist', 'number', 'phone', ['sms', 'call'])):
            points_of = [point for of, point in owners if of == kind]
            if model in self.env and points_of:
                for row in self.env[model].search([(name, 'in', points_of)]):
                    for id_ in owners.get((kind, row[name]), ()):
                        found.setdefault(id_, set()).update((kind, way, 'marketing', 'objection') for way in ways)
        return found

    def _merge_after(self, pairs, held):
        super()._merge_after(pairs, held)
        before = held['privacy_points']
        winners = self.env['res.partner'].browse(set(pairs.values()))
        closed = held['privacy_closed']
        if not closed and all(before.get(loser) == before.get(winner) for loser, winner in pairs.items()):
            return
        after = winners._privacy_points()
        for loser, winner in pairs.items():
            self._privacy_close(loser, after.get(winner), closed.get(loser, ()))
        self._privacy_close_left(pairs, before, after)

    def _privacy_close(self, loser, points, closed):
        """The addresses of whoever stays are closed as those of each had been."""
        Suppression = self.env['privacy.suppression']
        for kind, channel, scope, reason in sorted(closed, key=str):
            point = points and points[WAYS[kind][0]]
            if point:
                made = Suppression._add_many(kind, [point], reason, channel=channel, scope=scope)
                if made:
                    self._merge_log_made(loser, made)

    def _privacy_close_left(self, pairs, before, after):
        """P-38: an address that stays with the archived record, and at which marketing was refused, stays refused."""
        left = {}  # loser: {(kind, address)}
        for loser, winner in pairs.items():
            for kind, (place, _ways) in WAYS.items():
                gone = {before[id_][place] for id_ in (loser, winner) if id_ in before} - {after[winner][place], None}
                left.setdefault(loser, set()).update((kind, point) for point in gone)
        left = {loser: points for loser, points in left.items() if points}
        if not left:
            return
        Partner = self.env['res.partner']
        refused = Partner._privacy_refused_ways([pairs[loser] for loser in left])
        Suppression = self.env['privacy.suppression']
        for loser, points in left.items():
            for kind, (place, ways) in WAYS.items():
                here = {point for of, point in points if of == kind}
                for way in ways:
                    if here and (pairs[loser], way) in refused:
                        made = Suppression._add_many(
                            kind, here - Partner._privacy_points_in_use(place, here), 'objection', channel=way)
                        if made:
                            self._merge_log_made(loser, made)
