from odoo import fields, models

from ..tools.traces import PAIR, plain, strangers

REMOVED = '[…]'
SHOWN = ('char', 'text', 'html', 'selection', 'boolean', 'integer', 'float', 'monetary', 'date', 'datetime', 'many2one',
         'many2many', 'reference')
NO_DATA = {'id', 'create_uid', 'write_uid', 'write_date', 'message_main_attachment_id', 'access_token', 'password',
           'parent_path', 'store_fname', 'checksum', 'index_content', 'signup_type', 'totp_secret', 'access_url',
           'color', 'message_id', 'references', 'reply_to', 'sequence', 'db_datas'}
MOST_LETTERS = 20_000  # of one finding in the package


class PrivacyRequest(models.Model):
    """What a finding says to the person, in words, without what it says of others (GDPR Art. 15(4), P-21)."""
    _inherit = 'privacy.request'

    def _contents(self, model, hits, traces):
        """`{(id, field): (text, whether others may be told of)}` of hits `{(id, field): (why, excerpt)}`."""
        records = model.browse({id_ for id_, _name in hits}).with_context(prefetch_fields=True)
        raw = {}
        for record in records.exists():
            for id_, name in hits:
                if id_ == record.id:
                    whole = hits[id_, name][0] in ('self', 'link', 'hangs')
                    raw[id_, name] = self._lines(record, traces) if whole else (self._said(record, name), False)
        known = self._known_people([text for text, _others in raw.values()])
        found = {}
        for key in hits:
            text, others = raw.get(key, ('', False))
            text, flagged = self._without_others(text, traces, known)
            found[key] = (text[:MOST_LETTERS], others or flagged)
        return found

    def _lines(self, record, traces):
        """A record as lines `label: value`, and whether other people had to be left out of it."""
        lines, others = [], False
        for field in record._fields.values():
            if field.name in NO_DATA or not field.store or field.type not in SHOWN or (
                    field.name.startswith('activity_')):
                continue
            value = record[field.name]
            if not value:
                continue
            if field.type in ('many2one', 'many2many') and value._name in ('res.partner', 'res.users'):
                if stranger := value.filtered(lambda one: one.ids != self.partner_id.ids) if (
                        value._name == 'res.partner') else value:
                    others = others or stranger._name == 'res.partner'
                    value -= stranger
                if not value:
                    continue
            lines.append(f"{field.get_description(self.env, ['string'])['string']}: {self._said(record, field.name)}")
        return '\n'.join(lines), others

    def _said(self, record, name):
        """A value in words."""
        field, value = record._fields[name], record[name]
        if not value:
            return ''
        if field.type in ('many2one', 'many2many', 'reference'):
            return ', '.join(one.display_name or '' for one in value)
        if field.type == 'datetime':
            return fields.Datetime.to_string(value)  # digits of a second would be taken for a telephone number
        if field.type == 'selection':
            return str(dict(field._description_selection(self.env)).get(value, value))
        return plain(str(value))

    def _known_people(self, texts):
        """Names in these texts that are those of other people on record."""
        names = {name for text in texts for match in PAIR.finditer(text) for name in self._runs(match.group())}
        # only the very names of these texts are looked up, by the index of the name
        people = self.env['res.partner'].with_context(active_test=False).search_fetch(
            [('name', 'in', list(names)), ('id', 'not in', self.partner_id.ids), ('is_company', '=', False)],
            ['name']) if names else ()
        return {person.name for person in people}

    @staticmethod
    def _runs(words):
        """Each run of two to four of these words.

        >>> sorted(PrivacyRequest._runs('Dear Ada Okafor'))
        ['Ada Okafor', 'Dear Ada', 'Dear Ada Okafor']
        """
        words = words.split()
        return {' '.join(words[start:end]) for start in range(len(words))
                for end in range(start + 2, min(len(words), start + 4) + 1)}

    def _without_others(self, text, traces, known):
        """`(text, flagged)`: addresses, numbers and known names of others are taken out; unknown names are flagged."""
        flagged = False
        for start, end, part in reversed(strangers(text, traces)):
            line = text.rfind('\n', 0, start)
            if ': ' not in text[line + 1:start + 1] and text[end:end + 1] == ':':
                continue  # the label of a value
            flagged = True
            if not PAIR.fullmatch(part):
                text = text[:start] + REMOVED + text[end:]
                continue
            for name in sorted(self._runs(part) & known, key=len, reverse=True):
                part = part.replace(name, REMOVED)
            text = text[:start] + part + text[end:]
        return text, flagged
