import re
import unicodedata

from odoo import api, fields, models
from odoo.tools import SQL


class PrivacySuppression(models.Model):
    """People who are known by name and postal code alone, as preference services name them (P-15).

    The postal code has a hash of its own, so that names are compared only where somebody lives who is on the list.
    """
    _inherit = 'privacy.suppression'

    place = fields.Char("Postal code", readonly=True, index='btree_not_null', help="Its keyed hash.")

    @api.model
    def _normal(self, kind, value):
        if kind != 'person':
            return super()._normal(kind, value)
        name, _sign, place = (value or '').rpartition(';')
        words, place = _words(name), _place(place)
        return f"{' '.join(words)};{place}" if words and place else None

    @api.model
    def _values(self, kind, value, reason, channel=False, scope='marketing', note=False):
        values = super()._values(kind, value, reason, channel=channel, scope=scope, note=note)
        if kind == 'person' and values['digest']:
            values['place'] = self._digest('place', _place(value.rpartition(';')[2]))
        return values

    @api.model
    def _people_named(self, fits, ids=None):
        """Ids of the people whom entries by name and postal code mean.

        :param SQL fits: which entries count
        :param ids: only among these; None: among all
        """
        # from the people to the list, which may be that of a whole country, and never the other way
        if not self.env.execute_query(SQL("SELECT FROM privacy_suppression WHERE place IS NOT NULL LIMIT 1")):
            return set()
        among = SQL("TRUE") if ids is None else SQL("id = ANY(%s)", list(ids))
        places = {code: self._digest('place', _place(code)) for (code,) in self.env.execute_query(SQL(
            "SELECT DISTINCT zip FROM res_partner WHERE zip <> '' AND %s", among))}
        rows = self.env.execute_query(SQL(
            "SELECT digest, place FROM privacy_suppression WHERE place = ANY(%s) AND %s",
            [place for place in places.values() if place], fits))
        digests, listed = {row[0] for row in rows}, {row[1] for row in rows}
        codes = [code for code, place in places.items() if place in listed]
        if not codes:
            return set()
        return {id_ for id_, name, code in self.env.execute_query(SQL(
            "SELECT id, COALESCE(NULLIF(concat_ws(' ', first_name, last_name), ''), name), zip FROM res_partner"
            " WHERE zip = ANY(%s) AND %s", codes, among)) if self._digest('person', f'{name};{code}') in digests}


def _words(name):
    """Words of a name without case, accents, signs and order.

    >>> _words("Siân  O'Neill-Brown"), _words("brown o neill SIAN")
    (['brown', 'neill', 'o', 'sian'], ['brown', 'neill', 'o', 'sian'])
    """
    plain = ''.join(sign for sign in unicodedata.normalize('NFKD', name or '') if not unicodedata.combining(sign))
    return sorted(re.findall(r'\w+', plain.casefold()))


def _place(code):
    """A postal code without spaces and case; of the United States without the four digits of the street.

    >>> _place('sw1a 2aa'), _place('02115-1234'), _place(' ')
    ('SW1A2AA', '02115', '')
    """
    code = re.sub(r'[^0-9A-Za-z]', '', code or '').upper()
    return code[:5] if re.fullmatch(r'\d{9}', code) else code
