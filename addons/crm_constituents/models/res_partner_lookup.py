import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from ..tools.phones import sanitised

SHORTEST = 6  # digits: fewer tell nobody from anybody
TAIL = 9  # digits that a number is known by, whatever stands before them
MOST = 20


class ResPartner(models.Model):
    """Who is it? People by a number as the telephone shows it, and by an address as it stands in a mail."""
    _inherit = 'res.partner'

    _phone_tail_lookup = models.Index('(reverse(phone_sanitized) text_pattern_ops) WHERE phone_sanitized IS NOT NULL')

    @api.model
    def _constituent_by_phone(self, number, limit=MOST):
        """Those whom the user may see and who have this number, in whatever format it comes: with 00 or +, without the
        code of the country, with spaces, brackets and letters around it. Constituents first.

        An exact match in international form counts; only where there is none, the last nine digits do.
        """
        digits = re.sub(r'[^0-9]', '', number or '')
        if len(digits) < SHORTEST:
            return self.browse()
        exact = self._constituent_phone_forms(number, digits)
        found = self.search([('phone_sanitized', 'in', exact)], limit=limit)
        if not found:
            tail = digits.lstrip('0')[-TAIL:]
            if len(tail) < SHORTEST:
                return found
            found = self.search(Domain.custom(to_sql=lambda model, alias, query: SQL(
                "reverse(%s) LIKE %s", model._field_to_sql(alias, 'phone_sanitized', query), tail[::-1] + '%')),
                limit=limit)
        return found.sorted(lambda partner: (not partner.constituent_type, partner.id))

    @api.model
    def _constituent_phone_forms(self, number, digits):
        """What the number can be in international form, read from here, and as it is."""
        # sudo: the country of the organisation
        countries = self.env.company.sudo().country_id | self.env.user.sudo().country_id
        plain = number.strip()
        plain = '+' + digits[2:] if digits.startswith('00') and not plain.startswith('+') else plain
        forms = {f'+{digits}', '+' + digits[2:]} if digits.startswith('00') else {f'+{digits}'}
        for country in countries:
            if form := sanitised(plain, country.code, country.phone_code):
                forms.add(form)
        return list(forms)

    @api.model
    def _constituent_by_address(self, addresses, company=None):
        """`{normalised address: the living, active constituents who have it}`: all who share it.

        Where people and their household have the same one, the people: what is filed under them stands on the page of
        the household as well.
        """
        wanted = {normal for address in addresses if (normal := email_normalize(address))}
        domain = Domain('email_normalized', 'in', list(wanted)) & self._domain_constituent() & Domain(
            'is_deceased', '=', False)
        if company:
            domain &= Domain('company_id', 'in', (False, company.id))
        found = self.search(domain, order='id').grouped('email_normalized')
        return {address: people.filtered(lambda one: one.constituent_type != 'household') or people
                for address, people in found.items()}
