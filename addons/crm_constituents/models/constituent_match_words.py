from odoo import api, models

from ..tools.match_explain import Piece

NEARLY = .9  # from this probability on nothing else is thought of


class ConstituentMatchCandidate(models.Model):
    """Reasons of a pair in the user's language; the terms are those of `tools/match_says.py`, as a test holds."""
    _inherit = 'constituent.match.candidate'

    @api.depends('explanation', 'source', 'chance')
    @api.depends_context('lang')
    def _compute_words(self):
        for pair in self:
            pair.words = pair._words()

    def _words(self):
        explanation, pieces = self.explanation or {}, self._pieces()
        agree = [self._piece_words(piece.field, piece.level) for piece in pieces if piece.agrees]
        against = [self._piece_words(piece.field, piece.level) for piece in pieces if piece.speaks_against]
        if not pieces:
            return self.env._("Somebody of this name or address filled in a public form.")
        if agree and against and self.chance >= NEARLY:
            return self.env._(
                "%(agree)s; but %(against)s.", agree=', '.join(agree).capitalize(), against=', '.join(against))
        if agree and against:
            return self.env._(
                "%(agree)s; but %(against)s: %(other)s.", agree=', '.join(agree).capitalize(),
                against=', '.join(against), other=self._other_words(explanation.get('other')))
        return self.env._("%(agree)s.", agree=', '.join(agree or against).capitalize())

    def _summary(self):
        """One sentence on what the pair may be; the reasons stand beside it."""
        explanation = self.explanation or {}
        if not explanation.get('pieces') or self.chance < NEARLY:
            other = self._other_words(explanation.get('other'))
            return self.env._("%(other)s.", other=other.capitalize()) if other else self.words
        return self.env._("Nearly everything speaks for one and the same.")

    def _pieces(self):
        return [Piece(*piece) for piece in (self.explanation or {}).get('pieces', ())]

    @api.model
    def _other_words(self, kind):
        return {
            'family': self.env._("perhaps two of one family"),
            'place': self.env._("perhaps two who share an address"),
            'namesake': self.env._("perhaps parent and child, or others of one name"),
            'branch': self.env._("perhaps two branches, or of one name by chance"),
            'town': self.env._("perhaps two of one town"),
            'sister': self.env._("perhaps sister organisations"),
            'strangers': self.env._("perhaps strangers who are alike by chance"),
        }.get(kind, '')

    @api.model
    def _piece_words(self, field, level):
        return self._all_piece_words().get((field, level), '')

    @api.model
    def _all_piece_words(self):
        return {
            ('first', 'same'): self.env._("same given name"),
            ('first', 'swapped'): self.env._("given and family name exchanged"),
            ('first', 'short_form'): self.env._("a short form of the given name"),
            ('first', 'initial'): self.env._("same initial"),
            ('first', 'typo'): self.env._("given names differ by a letter"),
            ('first', 'similar'): self.env._("similar given names"),
            ('first', 'somewhat'): self.env._("given names sound somewhat alike"),
            ('first', 'middle'): self.env._("the given name of one is the middle name of the other"),
            ('first', 'differs'): self.env._("other given name"),
            ('last', 'same'): self.env._("same family name"),
            ('last', 'swapped'): self.env._("family and given name exchanged"),
            ('last', 'typo'): self.env._("family names differ by a letter"),
            ('last', 'part'): self.env._("family names have a part in common"),
            ('last', 'similar'): self.env._("similar family names"),
            ('last', 'somewhat'): self.env._("family names sound somewhat alike"),
            ('last', 'differs'): self.env._("other family name"),
            ('middle', 'same'): self.env._("same middle name"),
            ('middle', 'initial'): self.env._("same initial of the middle name"),
            ('middle', 'typo'): self.env._("middle names differ by a letter"),
            ('middle', 'differs'): self.env._("other middle name"),
            ('birth', 'same'): self.env._("same date of birth"),
            ('birth', 'day_month'): self.env._("day and month of birth exchanged"),
            ('birth', 'digit'): self.env._("dates of birth differ by a digit"),
            ('birth', 'year_only'): self.env._("same year of birth"),
            ('birth', 'two_parts'): self.env._("two parts of the date of birth agree"),
            ('birth', 'two_digits'): self.env._("dates of birth differ by two digits"),
            ('birth', 'year'): self.env._("same year of birth, another day"),
            ('birth', 'years'): self.env._("born some years apart"),
            ('birth', 'differs'): self.env._("born many years apart"),
            ('email', 'same'): self.env._("same e-mail address"),
            ('email', 'mailbox'): self.env._("same mailbox at another provider"),
            ('email', 'mailbox_of_name'): self.env._("e-mail addresses made of the same name"),
            ('email', 'typo'): self.env._("e-mail addresses differ by a letter or two"),
            ('email', 'similar'): self.env._("similar e-mail addresses"),
            ('email', 'differs'): self.env._("other e-mail address"),
            ('phone', 'same'): self.env._("same telephone number"),
            ('phone', 'digit'): self.env._("telephone numbers differ by a digit"),
            ('phone', 'differs'): self.env._("other telephone number"),
            ('street', 'same'): self.env._("same street and number"),
            ('street', 'typo'): self.env._("streets differ by a letter or two"),
            ('street', 'number_typo'): self.env._("house numbers differ by a digit"),
            ('street', 'number'): self.env._("same street, other number"),
            ('street', 'similar'): self.env._("similar streets"),
            ('street', 'number_only'): self.env._("same number, other street"),
            ('street', 'differs'): self.env._("other street"),
            ('addition', 'same'): self.env._("same second line of the address"),
            ('addition', 'similar'): self.env._("similar second line of the address"),
            ('addition', 'differs'): self.env._("other second line of the address"),
            ('place', 'same_zip'): self.env._("same postal code"),
            ('place', 'city_zip_typo'): self.env._("same town, similar postal code"),
            ('place', 'zip_typo'): self.env._("postal codes differ by a digit"),
            ('place', 'city'): self.env._("same town"),
            ('place', 'city_typo'): self.env._("towns differ by a letter or two"),
            ('place', 'city_elsewhere'): self.env._("towns of one name in two states"),
            ('place', 'area'): self.env._("postal codes of one area"),
            ('place', 'state'): self.env._("same state, other town"),
            ('place', 'differs'): self.env._("other town"),
            ('gender', 'same'): self.env._("same gender"),
            ('gender', 'differs'): self.env._("other gender"),
            ('birthplace', 'same'): self.env._("same place of birth"),
            ('birthplace', 'similar'): self.env._("similar place of birth"),
            ('birthplace', 'differs'): self.env._("other place of birth"),
            ('job', 'same'): self.env._("same occupation"),
            ('job', 'differs'): self.env._("other occupation"),
            ('name', 'same'): self.env._("same name"),
            ('name', 'number'): self.env._("another number in the name"),
            ('name', 'number_missing'): self.env._("a number in one of the names only"),
            ('name', 'words'): self.env._("the same words in the name"),
            ('name', 'typo'): self.env._("names differ by a letter or two"),
            ('name', 'part'): self.env._("one name holds all of the other"),
            ('name', 'most'): self.env._("most words of the names agree"),
            ('name', 'some'): self.env._("some words of the names agree"),
            ('name', 'differs'): self.env._("other name"),
            ('site', 'same'): self.env._("same web domain"),
            ('site', 'differs'): self.env._("other web domain"),
            ('tax', 'same'): self.env._("same tax number"),
            ('tax', 'differs'): self.env._("other tax number"),
        }
