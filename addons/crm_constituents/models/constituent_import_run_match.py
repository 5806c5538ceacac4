from odoo import models
from odoo.tools import SQL

from ..tools.import_values import fold
from ..tools.phones import sanitised_in

RULES = ('email', 'phone', 'birthdate', 'zip')


class ConstituentImportRun(models.Model):
    """Who is who: rows against the base and against one another, a chunk at a time, in sets.

    Exact rules only: the external id decides; without one, a row resembles somebody of the same name (letter case and
    blanks aside) who has the same e-mail, telephone, date of birth or postal code. Two external ids of one system
    are two people, however alike. Worked table: docs/algorithms/import.md.
    """

    _inherit = 'constituent.import.run'

    def _match_items(self, items, dry):
        """Decide for each row whether it is created, changes somebody, or is left out."""
        open_items = [item for item in items if not item.state]
        self._refuse_repeated(open_items)
        known = self._find_known([item.key for item in open_items if item.key and not item.state])
        mine = self._which_may(known.values(), 'write')
        skip = self.on_known == 'skip'
        archived = self._which_are_archived(mine) if not skip else ()
        column = self._column_of('external_id')
        new = []
        for item in open_items:
            if item.state:
                continue
            if item.key in known and item.key and known[item.key] not in mine:
                item.refuse('key_other', column, {'value': item.key})
            elif item.key in known and item.key and known[item.key] in archived:
                item.refuse('known_archived', column, {'value': item.key})
            elif item.key in known and item.key:
                item.target_id = item.partner_id = known[item.key]
                item.state, item.code = ('unchanged', 'known_skipped') if skip else ('updated', None)
            else:
                new.append(item)
        self._complete_new(new)
        if self.on_duplicate != 'create' and any(self[f'match_{rule}'] for rule in RULES):
            self._find_duplicates(new, dry)
        for item in new:
            item.state = item.state or 'created'
        self._refuse_archived(items)

    def _column_of(self, target):
        """Index of the column that goes to `target`."""
        return next((spec.index for spec in self._plan().specs if spec.target == target), None)

    def _refuse_repeated(self, items, seen=None):
        """An external id names one row of the file; the second one is refused.

        :param seen: `{external id: line}` of earlier rows, when they are not among the rows that were dealt with
        """
        keys = [item.key for item in items if item.key]
        if not keys:
            return
        if seen is None:
            seen = dict(
                self.env.execute_query(
                    SQL(
                        "SELECT key, min(line) FROM constituent_import_row WHERE run_id = %s AND key = ANY(%s) "
                        "GROUP BY key",
                        self.id,
                        keys,
                    )
                )
            )
        column = self._column_of('external_id')
        for item in items:
            if not item.key:
                continue
            if item.key in seen:
                item.refuse('key_twice', column, {'value': item.key, 'line': seen[item.key]})
            else:
                seen[item.key] = item.line

    def _find_known(self, keys):
        """`{external id: partner id}` of those that the system knows, whoever may see them."""
        if not keys or not self.system:
            return {}
        self.env['constituent.external.id'].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT value, partner_id FROM constituent_external_id WHERE system = %s AND value = ANY(%s)",
                    self.system,
                    keys,
                )
            )
        )

    def _which_may(self, ids, operation):
        """Those of these people whom the one who imports may see or change."""
        return set(self.env['res.partner'].browse(dict.fromkeys(ids))._filtered_access(operation)._ids)

    def _which_are_archived(self, ids):
        return set(self.env['res.partner'].with_context(active_test=False).search(
            [('id', 'in', list(ids)), ('active', '=', False)])._ids) if ids else set()

    def _complete_new(self, items):
        Partner = self.env['res.partner']
        company_id = self.company_id.id if self.for_company else None
        for item in items:
            vals = Partner._constituent_complete_create(item.vals)
            if company_id:
                vals['company_id'] = company_id
            item.vals = vals

    # -- possible duplicates -----------------------------------------------

    def _find_duplicates(self, items, dry):
        """Leave out, or take as the same, each row that resembles somebody."""
        for item, alike in self._find_alike(items, dry):
            if alike:
                self._settle(item, *alike)

    def _find_alike(self, items, dry):
        """Yield `(item, None or (where, rule, whom))` of each row, in the order of the file.

        `where` is 'base' (whom: id, name, ...), 'chunk' (whom: the other row) or 'file' (whom: the line of an earlier
        row). A row that resembles nobody counts as a new person, whom later rows may resemble.
        """
        Partner = self.env['res.partner']
        rules = [rule for rule in RULES if self[f'match_{rule}']]
        normalised, countries = Partner._constituent_bulk_email, Partner._constituent_bulk_countries()
        for item in items:
            vals = item.vals
            item.keys = match_keys(
                rules,
                vals.get('name'),
                normalised(vals.get('email')),
                sanitised_in(countries, vals.get('phone'), vals.get('country_id')),
                vals.get('birthdate'),
                vals.get('zip'),
            )
        base = self._find_in_base(items, rules)
        file = self._find_in_dry_run(items) if dry else {}
        chunk = {}
        for item in items:
            alike = self._alike_of(item, base, file, chunk)
            yield item, alike
            if not alike:
                for key in item.keys:
                    chunk.setdefault(key, []).append(item)

    @staticmethod
    def _alike_of(item, base, file, chunk):
        for key in item.keys:
            if key not in base and key not in chunk and not file:
                continue  # nearly always
            rule = 'rule_' + key.partition('|')[0]
            hit = next((found for found in base.get(key, ()) if not (item.key and found[2])), None)
            if hit:
                return 'base', rule, hit
            twin = next((other for other in chunk.get(key, ()) if not (item.key and other.key)), None)
            if twin:
                return 'chunk', rule, twin
            line = file.get(key) or (None if item.key else file.get('|' + key))
            if line:
                return 'file', rule, line
        return None

    def _settle(self, item, where, rule, whom):
        """What becomes of a row that resembles somebody: left out, or taken as the same."""
        linked = self.on_duplicate == 'link'
        if where == 'base':
            item.partner_id = item.target_id = whom[0]
            if linked and not whom[3]:
                item.partner_id = item.target_id = None
                item.refuse('known_other', None, {'rule': rule})
            elif linked:
                item.state = 'updated'
            else:
                item.refuse('possible_duplicate', None, {'name': whom[1], 'rule': rule, 'id': whom[0]}, 'skipped')
        elif linked and where == 'chunk':
            item.state, item.twin = 'updated', whom
        elif linked:
            item.state = 'unchanged'
        else:
            line = whom.line if where == 'chunk' else whom
            item.refuse('duplicate_row', None, {'line': line, 'rule': rule}, 'skipped')

    def _find_in_base(self, items, rules):
        """`{key: [(partner id, name, has another id of this system, may be changed)]}` of constituents whom these
        rows resemble; nothing of those whom the one who imports may not see.
        """
        emails, phones, names = set(), set(), set()
        for item in items:
            for key in item.keys:
                rule, value, name = key.split('|', 2)
                if rule == 'email':
                    emails.add(value)
                elif rule == 'phone':
                    phones.add(value)
                else:
                    names.add(name)
        if not (emails or phones or names):
            return {}
        self.env['res.partner'].flush_model()
        # the planner has no figures of what this very transaction has added, and would read the whole table
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        rows = self.env.execute_query(
            SQL(
                """
            SELECT p.id, p.name, p.email_normalized, p.phone_sanitized, p.birthdate, p.zip
              FROM res_partner p
             WHERE p.id IN (
                   SELECT id FROM res_partner WHERE email_normalized = ANY(%(emails)s)
             UNION SELECT id FROM res_partner WHERE phone_sanitized = ANY(%(phones)s)
             UNION SELECT id FROM res_partner WHERE lower(name) = ANY(
                   ARRAY(SELECT lower(n) FROM unnest(%(names)s::text[]) n)))
               AND p.active AND p.constituent_type IS NOT NULL
               AND (p.company_id IS NULL OR p.company_id = ANY(%(companies)s))
          ORDER BY p.id
            """,
                emails=list(emails),
                phones=list(phones),
                names=list(names),
                companies=self.env.companies.ids,
            )
        )
        wanted = {key for item in items for key in item.keys}
        found = {}
        for id_, name, *values in rows:
            for key in match_keys(rules, name, *values):
                if key in wanted:
                    found.setdefault(key, []).append((id_, name))
        ids = list({id_ for hits in found.values() for id_, _name in hits})
        others = (
            {
                partner_id
                for (partner_id,) in self.env.execute_query(
                    SQL(
                        "SELECT partner_id FROM constituent_external_id WHERE system = %s AND partner_id = ANY(%s)",
                        self.system,
                        ids,
                    )
                )
            }
            if ids and self.system
            else ()
        )
        self.env.cr.execute("SET LOCAL enable_seqscan = on")
        seen, mine = (self._which_may(ids, operation) for operation in ('read', 'write'))
        return {
            key: [(id_, name, id_ in others, id_ in mine) for id_, name in hits if id_ in seen]
            for key, hits in found.items()
        }

    def _find_in_dry_run(self, items):
        """`{key: line}` of rows of earlier chunks that would be created; a key begins with | when its row has an id."""
        keys = [prefix + key for item in items for key in item.keys for prefix in ('', '|')]
        if not keys:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT key, min(line) FROM constituent_import_key WHERE run_id = %s AND key = ANY(%s) "
                    "GROUP BY key",
                    self.id,
                    keys,
                )
            )
        )


def match_keys(rules, name, email, phone, birthdate, postcode):
    """The keys under which a person can be recognised: `rule|value|name`."""
    if not name:
        return []
    folded = fold(name)
    values = (
        ('email', email),
        ('phone', phone),
        ('birthdate', birthdate and str(birthdate)),
        ('zip', postcode and postcode.partition('-')[0].replace(' ', '').upper()),
    )
    return [f'{rule}|{value}|{folded}' for rule, value in values if value and rule in rules]
