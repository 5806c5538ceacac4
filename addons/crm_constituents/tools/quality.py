"""What is wrong with a value, and what it should be: plain functions for the rules of data quality."""
import re

# Domains that many mistype, and what was meant.
DOMAIN_TYPOS = {
    wrong: right for right, wrongs in {
        'gmail.com': 'gmial.com gmai.com gmal.com gamil.com gnail.com gmail.con gmail.co gmail.cm gmaill.com gmail.om',
        'hotmail.com': 'hotmial.com hotmal.com hotmai.com hotmail.con hotnail.com hotmil.com hotmaill.com hotmail.cm',
        'yahoo.com': 'yaho.com yahooo.com yahoo.con yhaoo.com yahoo.cm yahho.com',
        'outlook.com': 'outlok.com outloook.com outlook.con outlock.com outlook.cm',
        'icloud.com': 'iclod.com icloud.con icoud.com iclould.com',
        'googlemail.com': 'googlemial.com googlemail.con',
        'web.de': 'wbe.de web.dee', 'gmx.de': 'gmx.dee gxm.de', 't-online.de': 't-onlin.de tonline.de',
        'orange.fr': 'orang.fr ornage.fr', 'wanadoo.fr': 'wandoo.fr wanado.fr', 'free.fr': 'fre.fr',
        'btinternet.com': 'btinternet.con btintenet.com', 'hotmail.co.uk': 'hotmial.co.uk hotmail.couk',
        'yahoo.co.uk': 'yaho.co.uk yahoo.couk',
    }.items() for wrong in wrongs.split()}
# Local parts that are an office's and no person's.
ROLE_ADDRESSES = ('info', 'office', 'contact', 'kontakt', 'mail', 'admin', 'webmaster', 'noreply', 'no-reply', 'sales',
                  'hello', 'support', 'post', 'enquiries', 'secretary', 'treasurer')
LEGAL_FORMS = ('gmbh', 'ggmbh', 'ltd', 'limited', 'inc', 'llc', 'plc', 'e.v.', 'ev', 's.a.', 'sarl', 's.l.', 'b.v.',
               'stiftung', 'foundation', 'trust', 'verein', 'association', 'asociación', 'fundación', 'fondation')
# Postal codes by country, as a pattern of PostgreSQL and of Python alike.
ZIPS = {
    'DE': '[0-9]{5}', 'FR': '[0-9]{5}', 'ES': '[0-9]{5}', 'IT': '[0-9]{5}', 'US': '[0-9]{5}(-[0-9]{4})?',
    'AT': '[0-9]{4}', 'CH': '[0-9]{4}', 'BE': '[0-9]{4}', 'DK': '[0-9]{4}', 'NO': '[0-9]{4}', 'AU': '[0-9]{4}',
    'NL': '[1-9][0-9]{3} [A-Z]{2}', 'SE': '[0-9]{3} [0-9]{2}', 'PL': '[0-9]{2}-[0-9]{3}', 'PT': '[0-9]{4}-[0-9]{3}',
    'CZ': '[0-9]{3} [0-9]{2}', 'BR': '[0-9]{5}-[0-9]{3}', 'CA': '[A-Z][0-9][A-Z] [0-9][A-Z][0-9]',
    'GB': '[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}', 'IE': '[A-Z][0-9][0-9W] [0-9A-Z]{4}',
}
# After how many letters a space or a hyphen stands, where a code is written with one.
PARTED = {'NL': (4, ' '), 'SE': (3, ' '), 'CZ': (3, ' '), 'PL': (2, '-'), 'PT': (4, '-'), 'BR': (5, '-'),
          'CA': (3, ' '),
          'GB': (-3, ' '), 'IE': (3, ' ')}
SMALL = frozenset([
    'van', 'von', 'der', 'den', 'de', 'del', 'della', 'di', 'du', 'des', 'da', 'do', 'dos', 'la', 'le', 'el', 'al',
    'bin', 'bint', 'zu', 'zum', 'zur', 'y', 'e', 'und', 'af', 'av'])


def mended_email(address):
    """The address with a mistyped domain put right, or None.

    >>> mended_email('Ada@GMIAL.com'), mended_email('ada@gmail.com'), mended_email('no address')
    ('Ada@gmail.com', None, None)
    """
    local, at, domain = (address or '').strip().rpartition('@')
    right = DOMAIN_TYPOS.get(domain.lower())
    return f'{local}@{right}' if at and local and right else None


def mended_zip(code, country):
    """The postal code as its country writes it, or None when it cannot be one or is right already.

    >>> mended_zip('yo211aa', 'GB'), mended_zip('YO21 1AA', 'GB'), mended_zip('1234ab', 'NL'), mended_zip('x', 'DE')
    ('YO21 1AA', None, '1234 AB', None)
    >>> mended_zip('D-18439', 'DE'), mended_zip('1439', 'DE')
    ('18439', None)
    """
    pattern = ZIPS.get(country)
    if not pattern or re.fullmatch(pattern, code or ''):
        return None
    plain = re.sub(r'[^0-9A-Z]', '', (code or '').upper())
    plain = plain.removeprefix(country) if country not in ('GB', 'CA', 'NL') else plain
    plain = plain[1:] if country == 'DE' and re.fullmatch('D[0-9]{5}', plain) else plain
    if country in PARTED:
        place, sign = PARTED[country]
        plain = plain[:place] + sign + plain[place:]
    return plain if re.fullmatch(pattern, plain) else None


def mended_case(text, small_first=False):
    """A name or place that is all capitals or all small, as it is written; None for one that is neither.

    :param small_first: the first word may be small too, as in a family name

    >>> mended_case('ADA OKAFOR'), mended_case('ludwig van beethoven'), mended_case('McLeod')
    ('Ada Okafor', 'Ludwig van Beethoven', None)
    >>> mended_case("O'BRIEN-SMITH")
    "O'Brien-Smith"
    >>> mended_case('VAN DYK', small_first=True), mended_case('VAN DYK')
    ('van Dyk', 'Van Dyk')
    >>> mended_case('MCDONALD'), mended_case('東京'), mended_case('A')
    ('McDonald', None, None)
    """
    text = text or ''
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < 2 or not (text.isupper() or text.islower()):
        return None
    words = [word.lower() if word.lower() in SMALL and (number or small_first) else _cased(word)
             for number, word in enumerate(text.split(' '))]
    return ' '.join(words)


def _cased(word):
    pieces = re.split(r"([-'’.])", word.lower())
    word = ''.join(piece[:1].upper() + piece[1:] for piece in pieces)
    return re.sub(r'\bMc([a-z])', lambda found: 'Mc' + found[1].upper(), word)


def mended_spaces(text):
    """The text without spaces at its ends or two in a row; None where there are none.

    >>> mended_spaces('  Ada   Okafor '), mended_spaces('Ada Okafor')
    ('Ada Okafor', None)
    """
    plain = ' '.join((text or '').split())
    return plain if plain != (text or '') else None


def score(weights):
    """From 100 (nothing to mend) down to 0: each fault takes its weight off what is left, in per cent.

    >>> score([]), score([20]), score([20, 20]), score([100]), score([5] * 100)
    (100, 80, 64, 0, 1)
    """
    left = 100.0
    for weight in weights:
        left *= 1 - min(max(weight, 0), 100) / 100
    return round(left)
