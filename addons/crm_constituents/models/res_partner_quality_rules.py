from datetime import date

from odoo import api, models
from odoo.tools import SQL

from ..tools import quality

OLDEST = 115  # years that somebody may be
STALE_YEARS = 5


class ResPartner(models.Model):
    """Rules of data quality: addresses, dates, ties."""
    _inherit = 'res.partner'

    @api.model
    def _dq_rules_reach(self):
        _ = self.env._
        typos = list(quality.DOMAIN_TYPOS)
        return [{
            'code': 'email_typo', 'weight': 25, 'fields': ('email',), 'fixer': True,
            'name': _("Mistyped e-mail domain"), 'help': _("gmial.com and its kind: no mail arrives."),
            'fix': _("Puts the domain right."),
            'where': SQL("lower(split_part(p.email, '@', 2)) = ANY(%s)", typos),
            'mended': self._dq_mended_by(quality.mended_email, 'email'),
        }, {
            'code': 'email_invalid', 'weight': 25, 'fields': ('email',),
            'name': _("No e-mail address"), 'help': _("What stands there is none: no mail is sent."),
            'where': SQL("COALESCE(p.email, '') <> '' AND p.email_normalized IS NULL"),
        }, {
            'code': 'email_bounced', 'weight': 20, 'fields': ('email',),
            'name': _("E-mails come back"), 'help': _("Three mails or more came back: ask for the new address."),
            'where': SQL("p.message_bounce >= 3"),
        }, {
            'code': 'email_role', 'weight': 4, 'fields': ('email',),
            'name': _("A person with the address of an office"),
            'help': _("info@ and its kind are read by whoever is in: write to people at their own."),
            'where': SQL("p.constituent_type = 'individual' AND split_part(p.email_normalized, '@', 1) = ANY(%s)",
                         list(quality.ROLE_ADDRESSES)),
        }, {
            'code': 'email_shared', 'weight': 10, 'fields': ('email',),
            'name': _("An e-mail address of more than ten"),
            'help': _("No family is as large: an address was put in for want of another one."),
            'where': SQL("p.email_normalized IN (SELECT email_normalized FROM res_partner WHERE active"
                         " AND constituent_type IS NOT NULL GROUP BY 1 HAVING count(*) > 10)"),
        }, {
            'code': 'phone_invalid', 'weight': 12, 'fields': ('phone',),
            'name': _("No telephone number"), 'help': _("Nobody can be called there, and no caller is known by it."),
            'where': SQL("COALESCE(p.phone, '') <> '' AND p.phone_sanitized IS NULL"),
        }, {
            'code': 'phone_format', 'weight': 2, 'fields': ('phone',), 'fixer': True,
            'name': _("Telephone number without the code of its country"),
            'help': _("From abroad it cannot be dialled as it stands."),
            'fix': _("Writes it in the international form."),
            'where': SQL("p.phone_sanitized IS NOT NULL AND p.phone !~ '^\\s*(\\+|00)'"),
            'mended': lambda person: {
                'phone': person._phone_format(fname='phone', force_format='INTERNATIONAL') or None},
        }, {
            'code': 'unreachable', 'weight': 40, 'fields': ('name',),
            'name': _("Without any way of contact"),
            'help': _("No e-mail address, no telephone number and no street: nobody can tell them anything."),
            'where': SQL("p.constituent_type <> 'household' AND p.is_deceased IS NOT TRUE"
                         " AND COALESCE(p.email, '') = ''"
                         " AND COALESCE(p.phone, '') = '' AND COALESCE(p.street, '') = ''"),
        }, {
            'code': 'lang_missing', 'weight': 2, 'fields': ('name',), 'fixer': True,
            'name': _("Without a language"),
            'help': _("Letters and pages go out in the language of whoever sends them."),
            'fix': _("Takes the language of the organisation."),
            'where': SQL("COALESCE(p.lang, '') = ''"),
            'mended': lambda person: {'lang': (person.company_id or self.env.company).partner_id.lang or self.env.lang},
        }, {
            'code': 'website_form', 'weight': 2, 'fields': ('website',),
            'name': _("A website that is none"), 'help': _("The link on the page leads nowhere."),
            'where': SQL("COALESCE(p.website, '') <> '' AND p.website !~ '^https?://[^ ]+\\.[^ ]+$'"),
        }]

    @api.model
    def _dq_rules_place(self):
        _ = self.env._
        zips = ' OR '.join(
            f"(c.code = '{code}' AND p.zip !~ '^({pattern})$')" for code, pattern in sorted(quality.ZIPS.items()))
        return [{
            'code': 'zip_form', 'weight': 10, 'fields': ('zip', 'country_id'), 'fixer': True,
            'name': _("Postal code that its country does not write so"), 'help': _("Letters come back or take longer."),
            'fix': _("Puts spaces and capitals right, where the code can be read."),
            'where': SQL("COALESCE(p.zip, '') <> '' AND EXISTS (SELECT FROM res_country c WHERE c.id = p.country_id"
                         " AND (%s))", SQL(zips)),
            'mended': lambda person: {'zip': quality.mended_zip(person.zip, person.country_id.code)},
        }, {
            'code': 'address_incomplete', 'weight': 15, 'fields': ('street', 'zip', 'city'),
            'name': _("A street without postal code or place"), 'help': _("No letter arrives."),
            'where': SQL("COALESCE(p.street, '') <> '' AND (COALESCE(p.zip, '') = '' OR COALESCE(p.city, '') = '')"),
        }, {
            'code': 'street_missing', 'weight': 8, 'fields': ('zip', 'city'),
            'name': _("A place without a street"), 'help': _("No letter arrives."),
            'where': SQL("COALESCE(p.street, '') = '' AND COALESCE(p.zip, '') <> '' AND COALESCE(p.city, '') <> ''"),
        }, {
            'code': 'country_missing', 'weight': 6, 'fields': ('street', 'zip', 'city'),
            'name': _("An address without a country"),
            'help': _("The law that holds, the form of the address and of the number hang on it."),
            'where': SQL("COALESCE(p.street, '') <> '' AND p.country_id IS NULL"),
        }, {
            'code': 'city_case', 'weight': 3, 'fields': ('city',), 'fixer': True,
            'name': _("Place in capitals only, or in small letters only"), 'help': _("It stands so on each letter."),
            'fix': _("Writes the place with a capital at each word."),
            'where': SQL("length(p.city) > 2 AND lower(p.city) <> upper(p.city)"
                         " AND (p.city = upper(p.city) OR p.city = lower(p.city))"),
            'mended': self._dq_mended_by(quality.mended_case, 'city'),
        }, {
            'code': 'street_case', 'weight': 3, 'fields': ('street',), 'fixer': True,
            'name': _("Street in capitals only, or in small letters only"), 'help': _("It stands so on each letter."),
            'fix': _("Writes the street with a capital at each word."),
            'where': SQL("length(regexp_replace(p.street, '[^[:alpha:]]', '', 'g')) > 3"
                         " AND lower(p.street) <> upper(p.street)"
                         " AND (p.street = upper(p.street) OR p.street = lower(p.street))"),
            'mended': self._dq_mended_by(quality.mended_case, 'street'),
        }]

    @api.model
    def _dq_rules_life(self):
        _ = self.env._
        today = self.env['res.company']._constituent_today()
        return [{
            'code': 'birth_future', 'weight': 15, 'fields': ('birthdate',),
            'name': _("Born on a day to come"), 'help': _("Age and greetings are wrong."),
            'where': SQL("p.birthdate > %s", today),
        }, {
            'code': 'birth_old', 'weight': 10, 'fields': ('birthdate',),
            'name': _("Older than %(years)s and alive", years=OLDEST),
            'help': _("The year is mistyped, or nobody told us that they died."),
            'where': SQL("p.constituent_type = 'individual' AND p.is_deceased IS NOT TRUE AND p.birthdate < %s",
                         _years_before(today, OLDEST)),
        }, {
            'code': 'birth_placeholder', 'weight': 6, 'fields': ('birthdate',), 'fixer': True,
            'name': _("A placeholder for a date of birth"),
            'help': _("1 January 1900 and 1970 are what programs put in for want of a date."),
            'fix': _("Takes the date out."), 'mended': lambda person: {'birthdate': False},
            'where': SQL("p.birthdate IN ('1900-01-01', '1970-01-01', '1901-01-01')"),
        }, {
            'code': 'death_undated', 'weight': 3, 'fields': ('name',),
            'name': _("Deceased without a day"), 'help': _("What ended with the death cannot be dated."),
            'where': SQL("p.is_deceased AND p.deceased_date IS NULL"),
        }, {
            'code': 'death_future', 'weight': 15, 'fields': ('deceased_date',),
            'name': _("Died on a day to come, or before being born"), 'help': _("One of the dates is mistyped."),
            'where': SQL("p.deceased_date > %s OR p.deceased_date < p.birthdate", today),
        }, {
            'code': 'child_alone', 'weight': 8, 'fields': ('birthdate',),
            'name': _("A child without a household"), 'help': _("Nobody knows who may decide for the child."),
            'where': SQL(
                "p.constituent_type = 'individual' AND p.birthdate > %s AND p.birthdate <= %s"
                " AND p.is_deceased IS NOT TRUE"
                " AND NOT EXISTS (SELECT FROM constituent_household_membership m WHERE m.person_id = p.id"
                " AND (m.date_to IS NULL OR m.date_to >= %s))", _years_before(today, 18), today, today),
        }, {
            'code': 'stale', 'weight': 5, 'fields': ('name',),
            'name': _("Nothing heard for %(years)s years", years=STALE_YEARS),
            'help': _("What is not needed any more is not kept (GDPR Art. 5(1)(e)): ask, or let go."),
            'where': SQL(
                "p.constituent_type = 'individual' AND p.create_date < %(day)s AND p.write_date < %(day)s"
                " AND NOT EXISTS ("
                "SELECT FROM constituent_interaction_partner_rel r WHERE r.partner_id = p.id AND r.date >= %(day)s)",
                day=_years_before(today, STALE_YEARS)),
        }]

    @api.model
    def _dq_rules_ties(self):
        _ = self.env._
        today = self.env['res.company']._constituent_today()
        running = SQL("(m.date_to IS NULL OR m.date_to > %s)", today)
        return [{
            'code': 'household_empty', 'weight': 20, 'fields': ('name',), 'fixer': True,
            'name': _("A household without anybody"), 'help': _("Letters go to nobody."), 'fix': _("Archives it."),
            'where': SQL("p.constituent_type = 'household'"
                         " AND NOT EXISTS (SELECT FROM constituent_household_membership m"
                         " WHERE m.household_id = p.id AND (m.date_to IS NULL OR m.date_to >= %s))", today),
            'mended': lambda person: {'active': False},
        }, {
            'code': 'dead_in_household', 'weight': 10, 'fields': ('name',), 'fixer': True,
            'name': _("Deceased and still in a household"),
            'help': _("The household is greeted with the name of somebody who died."),
            'fix': _("Ends it on the day of death or, where none is known, today."),
            'where': SQL("p.is_deceased AND EXISTS (SELECT FROM constituent_household_membership m"
                         " WHERE m.person_id = p.id AND %s)", running),
        }, {
            'code': 'dead_in_post', 'weight': 8, 'fields': ('name',), 'fixer': True,
            'name': _("Deceased and still in a post"), 'help': _("Letters to the organisation name them."),
            'fix': _("Ends it on the day of death or, where none is known, today."),
            'where': SQL("p.is_deceased AND EXISTS (SELECT FROM constituent_affiliation m"
                         " WHERE m.person_id = p.id AND %s)",
                         running),
        }, {
            'code': 'organisation_alone', 'weight': 6, 'fields': ('name',),
            'name': _("An organisation where we know nobody"), 'help': _("Nobody there can be asked for."),
            'where': SQL("p.constituent_type = 'organisation' AND NOT EXISTS (SELECT FROM constituent_affiliation m"
                         " WHERE m.organisation_id = p.id AND (m.date_to IS NULL OR m.date_to >= %s))", today),
        }, {
            'code': 'own_tie', 'weight': 12, 'fields': ('name',),
            'name': _("Related to somebody who is archived"), 'help': _("The other page is out of sight."),
            'where': SQL("EXISTS (SELECT FROM constituent_relationship m JOIN res_partner o ON NOT o.active AND o.id ="
                         " CASE WHEN m.left_id = p.id THEN m.right_id ELSE m.left_id END"
                         " WHERE p.id IN (m.left_id, m.right_id) AND %s)", running),
        }]

    def _dq_fix_dead_in_household(self):
        self._dq_end(self.env['constituent.household.membership'])

    def _dq_fix_dead_in_post(self):
        self._dq_end(self.env['constituent.affiliation'])

    def _dq_end(self, rows):
        """End what a deceased person is still in: on the day of death, not before it began."""
        self.check_access('write')
        today = self.env['res.company']._constituent_today()
        for row in rows.search([('person_id', 'in', self.ids), '|', ('date_to', '=', False), ('date_to', '>', today)]):
            day = min(row.person_id.deceased_date or today, today)
            row.date_to = max(day, row.date_from) if row.date_from else day


def _years_before(today, years):
    return date(today.year - years, today.month, min(today.day, 28))
