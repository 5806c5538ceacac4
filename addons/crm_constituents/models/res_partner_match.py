from difflib import SequenceMatcher

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from ..tools.match_text import fold
from .res_partner import VIEWER

MOST = 5  # people shown beside the one that is typed
LOOKED_AT = 40  # people read for that, at the most
CLOSE = .75  # how alike two names are that may be one, 0 to 1
WATCHED = (
    'constituent_type', 'name', 'first_name', 'last_name', 'email', 'phone', 'birthdate', 'zip', 'street', 'is_company')


class ResPartner(models.Model):
    """Who is like somebody: while a page is typed, and when a public form is filled in."""
    _inherit = 'res.partner'

    alike_partner_ids = fields.Many2many(
        'res.partner', string="Possible duplicates", compute='_compute_alike_partner_ids', groups=VIEWER,
        exportable=False, help="Whom you may see and who may be the same.")
    # the same day of birth: some forty of a million
    _birthdate_lookup = models.Index('(birthdate) WHERE birthdate IS NOT NULL')

    @api.depends(*WATCHED)
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_alike_partner_ids(self):
        for partner in self:
            alike = partner._constituent_alike() if partner._constituent_is_typed() else []
            partner.alike_partner_ids = self.browse(person.id for person, _reason in alike)

    def _constituent_is_typed(self):
        """Whether this is a page that somebody types in: new, or changed and not saved."""
        return self.constituent_type in ('individual', 'organisation') and (
            not self._origin or any(
                self[name] != self._origin[name] for name in ('name', 'email', 'phone', 'birthdate', 'zip', 'street')))

    @api.model
    def _constituent_match_columns(self):
        """`{field of match_prepare: SQL}` of what the search reads of everybody; extend by `super()`."""
        def column(name):
            return SQL.identifier('res_partner', name)
        plain = {
            'name': 'name', 'first_name': 'first_name', 'middle_name': 'middle_name', 'last_name': 'last_name',
            'email': 'email_normalized', 'street': 'street', 'street2': 'street2', 'city': 'city', 'zip': 'zip',
            'website': 'website', 'vat': 'vat'}
        return {
            'row': column('id'),
            **{field: column(name) for field, name in plain.items()},
            'phone': SQL("COALESCE(%s, %s)", column('phone_sanitized'), column('phone')),
            'birthdate': SQL("to_char(%s, CASE WHEN %s = 'year' THEN 'YYYY' ELSE 'YYYY-MM-DD' END)",
                             column('birthdate'), column('birthdate_precision')),
        }

    def _constituent_match_kind(self):
        return 'organisation' if self.constituent_type == 'organisation' else 'individual'

    def _constituent_alike(self, limit=MOST):
        """People on record who may be this one, saved or not: `[(partner, reason)]`, the likeliest first.

        Looks into the indexes of e-mail address, telephone, name and date of birth only, and finds those whom the user
        may see; whoever there is, in the hands of the code of a public form.
        """
        self.ensure_one()
        name = self.name or ' '.join(filter(None, (self.first_name, self.last_name)))
        email, birthdate = email_normalize(self.email or ''), self.birthdate
        phone = self._phone_format(fname='phone', force_format='E164') if self.phone else False
        ids = self._constituent_alike_ids(name, email, phone, birthdate)
        if not ids:
            return []
        apart = self.env['constituent.match.exception'].sudo()._others_of(self._origin)  # sudo: only to leave them out
        others = self.env['res.partner'].with_context(active_test=True).search(
            Domain('id', 'in', ids) & Domain('constituent_type', '=', self.constituent_type)
            & Domain('id', 'not in', [self._origin.id, *apart.get(self._origin.id, ())]))
        scored = []
        for other in others:
            likeness, reason = self._constituent_likeness(other, name, email, phone, birthdate)
            if reason:
                scored.append((likeness, -other.id, other, reason))
        return [(other, reason) for _likeness, _id, other, reason in sorted(scored, reverse=True)[:limit]]

    @api.model
    def _constituent_alike_ids(self, name, email, phone, birthdate):
        """Ids of those who have one of these in common, some of each; rights are the matter of the caller.

        One statement for each index: in one OR the planner would read everybody.
        """
        self.env['res.partner'].flush_model(['email_normalized', 'phone_sanitized', 'birthdate', 'name', 'active'])
        ways = [
            SQL("(SELECT id FROM res_partner WHERE %s = %s AND active AND constituent_type IS NOT NULL LIMIT %s)",
                column, value, LOOKED_AT)
            for column, value in (
                (SQL("email_normalized"), email), (SQL("phone_sanitized"), phone), (SQL("birthdate"), birthdate),
                (SQL("lower(name)"), name and name.lower())) if value]
        return [id_ for (id_,) in self.env.execute_query(SQL(" UNION ").join(ways))] if ways else []

    def _constituent_likeness(self, other, name, email, phone, birthdate):
        """`(likeness, reason)` of somebody who has one thing in common; reason '' when it is not enough.

        A family shares mailbox, telephone and home: one of them counts only beside a like name, and a name only beside
        something else, or where nothing else is known.
        """
        alike = _likeness(name, other.name)
        shared = [
            reason for holds, reason in (
                (email and email == other.email_normalized, self.env._("same e-mail address")),
                (phone and phone == other.phone_sanitized, self.env._("same telephone number")),
                (birthdate and birthdate == other.birthdate, self.env._("same date of birth")),
                (self.zip and fold(self.zip) == fold(other.zip), self.env._("same postal code")),
                (self.street and fold(self.street) == fold(other.street), self.env._("same street and number")),
            ) if holds]
        contrary = birthdate and other.birthdate and abs((birthdate - other.birthdate).days) > 12 * 366
        nothing_else = not (email or phone or birthdate or self.zip or self.street)
        if alike < CLOSE or contrary or not (shared or nothing_else):
            return 0, ''
        words = [self.env._("same name") if alike == 1 else self.env._("similar name"), *shared]
        return alike + len(shared), ', '.join(words)

    # -- public forms ------------------------------------------------------

    @api.model
    def _constituent_find_match(self, vals):
        """People who may be the one of whom a public form gave `vals`; for the code of the form alone.

        Never let the visitor know: answer the same whoever is found, and call `_constituent_file_matches` on the person
        that was made. Nobody is taken for the one on record by what somebody typed.
        """
        # sudo: a visitor sees nobody; what is found goes to the queue of the officers and not to the page
        draft = self.sudo().new({'constituent_type': 'individual', **vals})
        return self.browse(person.id for person, _reason in draft._constituent_alike())

    def _constituent_file_matches(self, source='form'):
        """Put these people, made by a public form, and whom they resemble, into the queue of possible duplicates."""
        for partner in self.sudo():  # sudo: as in _constituent_find_match
            self.env['constituent.match.candidate']._file(partner, partner._constituent_alike(), source)


def _likeness(one, other):
    """How alike two names are, 0 to 1, the order of their words aside.

    >>> _likeness('Okafor, Ada', 'Ada Okafor'), _likeness('Ada Okafor', 'Bo Lind') < .5
    (1.0, True)
    """
    one, other = (' '.join(sorted(fold(text).split())) for text in (one, other))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() if one and other else 0.0
