from odoo import models
from odoo.tools import SQL

from ..tools.import_values import fold
from .res_partner_bulk import copy_columns, light_copy


class ConstituentImportRun(models.Model):
    """What stands beside a person: external ids, tags, household, employer. In sets, and nothing twice."""

    _inherit = 'constituent.import.run'

    def _write_beside(self, items):
        self._write_keys(items)
        self._write_tags([item for item in items if item.extra.get('tags')])
        self._write_households([item for item in items if item.extra.get('household')])
        self._write_organisations([item for item in items if item.extra.get('organisation')])

    def _write_keys(self, items):
        """External ids of new people, and of those whom a row was linked to."""
        if not self.system:
            return
        fresh = [item for item in items if item.key and (item.state == 'created' or item.keys)]
        system, company_id = self.system, self.company_id.id if self.for_company else None
        rows = {}
        for item in fresh:
            rows.setdefault(
                item.key,
                {'partner_id': item.partner_id, 'system': system, 'value': item.key, 'company_id': company_id},
            )
        light_copy(self.env['constituent.external.id'], list(rows.values()))

    def _write_tags(self, items):
        """Add the tags; those a person has stay."""
        if not items:
            return
        Tag = self.env['res.partner.category']
        names = list(dict.fromkeys(name for item in items for name in item.extra['tags']))
        known = {fold(tag.name): tag.id for tag in Tag.search([])}
        missing = list({fold(name): name for name in names if fold(name) not in known}.values())
        known.update({fold(tag.name): tag.id for tag in Tag.create([{'name': name} for name in missing])})
        field = self.env['res.partner']._fields['category_id']
        self.env.flush_all()
        partners = list(dict.fromkeys(item.partner_id for item in items))
        has = set(
            self.env.execute_query(
                SQL(
                    "SELECT %s, %s FROM %s WHERE %s = ANY(%s)",
                    SQL.identifier(field.column1),
                    SQL.identifier(field.column2),
                    SQL.identifier(field.relation),
                    SQL.identifier(field.column1),
                    partners,
                )
            )
        )
        added = {}
        for item in items:
            wanted = {known[fold(name)] for name in item.extra['tags']}
            lacking = sorted(tag for tag in wanted if (item.partner_id, tag) not in has)
            if not lacking:
                continue
            added.setdefault(tuple(lacking), []).append(item.partner_id)
            has.update((item.partner_id, tag) for tag in lacking)
            if item.state != 'created':
                item.state = 'updated'
                item.before = {**(item.before or {}), 'tags': []}
                item.after = {**(item.after or {}), 'tags': lacking}
        for tags, ids in added.items():
            self._link_tags(field, tags, ids)

    def _link_tags(self, field, tags, ids):
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(one)s, %(two)s) SELECT p, t FROM unnest(%(ids)s) p, unnest(%(tags)s) t "
                "ON CONFLICT DO NOTHING",
                table=SQL.identifier(field.relation),
                one=SQL.identifier(field.column1),
                two=SQL.identifier(field.column2),
                ids=list(dict.fromkeys(ids)),
                tags=list(tags),
            )
        )
        records = self.env['res.partner'].browse(ids)
        records.invalidate_recordset(['category_id'], flush=False)
        records.modified(['category_id'])

    def _only_people(self, items):
        """Those rows whose constituent is a person; organisations and households live and work nowhere."""
        # sudo: only which of these rows are people
        Partner = self.env['res.partner'].sudo()
        people = set(Partner.search(
            [('id', 'in', [item.partner_id for item in items]), ('constituent_type', '=', 'individual')])._ids)
        return [item for item in items if item.partner_id in people]

    # -- households --------------------------------------------------------

    def _write_households(self, items):
        """People with the same key live in one household, known again by that key."""
        items = self._only_people(items)
        if not items:
            return
        people = {item.partner_id for item in items}
        groups = {}
        for item in items:
            groups.setdefault(item.extra['household'], []).append(item)
        households = self._find_households(groups)
        missing = [key for key in groups if key not in households]
        if missing:
            made = self.env['res.partner']._constituent_bulk_create(
                [
                    {
                        'constituent_type': 'household',
                        **self._household_vals(groups[key]),
                        **({'company_id': self.company_id.id} if self.for_company else {}),
                    }
                    for key in missing
                ]
            )
            households.update(zip(missing, made.ids, strict=True))
            light_copy(
                self.env['constituent.external.id'],
                [
                    {
                        'partner_id': households[key],
                        'system': self._household_system(),
                        'value': key,
                        'company_id': self.company_id.id if self.for_company else None,
                    }
                    for key in missing
                ],
            )
            self._note_companions(made)
        Membership = self.env['constituent.household.membership']
        today = self.env['res.company']._constituent_today()
        settled, earlier = self._settled_people(people, households)
        fresh = set(missing)
        vals = []
        for key, members in groups.items():
            for item in members:
                if item.partner_id not in settled:
                    settled.add(item.partner_id)
                    vals.append(
                        {
                            'household_id': households[key],
                            'person_id': item.partner_id,
                            'role': 'head' if key in fresh and item is members[0] else 'other',
                            'exclude_from_name': False,
                            # after an earlier household the new one begins now
                            'date_from': today if item.partner_id in earlier else False,
                        }
                    )
        self._create_beside(Membership, vals, earlier)
        self._name_households({row['household_id'] for row in vals})

    def _household_system(self):
        return f'{self.system or self.name}/household'

    def _find_households(self, keys):
        """`{key: id}` of the households that are known by their keys in the file."""
        found = self.env['constituent.external.id']._find_partners(self._household_system(), keys) if keys else {}
        return {key: partner.id for key, partner in found.items()}

    def _settled_people(self, people, households):
        """Ids of those who keep the household they have, and of those who ever had one.

        :param households: `{key: id}` of those that the file speaks of
        """
        today = self.env['res.company']._constituent_today()
        # sudo: a household out of sight counts as well
        rows = self.env['constituent.household.membership'].sudo().search([('person_id', 'in', list(people))])
        known = set(households.values())
        # whoever has a main household, or is going to have one, keeps it
        kept = rows.filtered(lambda row: (
            (row.is_primary or row.household_id.id in known) and not (row.date_to and row.date_to < today)))
        return set(kept.person_id._ids), set(rows.person_id._ids)

    def _household_vals(self, members):
        """Name and address of a new household, from its first member in the file."""
        first = members[0].vals
        vals = {
            name: first[name]
            for name in ('street', 'street2', 'zip', 'city', 'state_id', 'country_id')
            if first.get(name)
        }
        name = next((item.extra['household_name'] for item in members if item.extra.get('household_name')), '')
        if name:
            vals.update(name=name, household_naming='custom')
        return vals

    # -- organisations -----------------------------------------------------

    def _write_organisations(self, items):
        """The employer, found by its exact name among the organisations or made; and the post there."""
        items = self._only_people(items)
        if not items:
            return
        people = {item.partner_id for item in items}
        names = list({fold(item.extra['organisation']): item.extra['organisation'] for item in items}.values())
        found = self._find_organisations(names)
        missing = [name for name in names if fold(name) not in found]
        if missing:
            made = self.env['res.partner']._constituent_bulk_create(
                [
                    {
                        'constituent_type': 'organisation',
                        'is_company': True,
                        'name': name,
                        **({'company_id': self.company_id.id} if self.for_company else {}),
                    }
                    for name in missing
                ]
            )
            found.update({fold(name): id_ for name, id_ in zip(missing, made.ids, strict=True)})
            self._note_companions(made)
        Affiliation = self.env['constituent.affiliation']
        rows = self._known_posts(people)
        has = {(row.person_id.id, row.organisation_id.id) for row in rows}
        main = {row.person_id.id for row in rows if row.is_primary}
        vals = []
        for item in items:
            organisation = found[fold(item.extra['organisation'])]
            if (item.partner_id, organisation) in has:
                continue
            has.add((item.partner_id, organisation))
            vals.append(
                {
                    'person_id': item.partner_id,
                    'organisation_id': organisation,
                    'job_title': item.extra.get('job_title') or False,
                    'is_primary': item.partner_id not in main,
                }
            )
            main.add(item.partner_id)
        self._create_beside(Affiliation, vals, set(rows.person_id.ids))

    def _find_organisations(self, names):
        """`{folded name: id}` of the organisations of exactly these names; an archived one where there is no other."""
        if not names:
            return {}
        self.env['res.partner'].flush_model()
        found = {}
        for id_, name in self.env.execute_query(
            SQL(
                "SELECT id, name FROM res_partner WHERE constituent_type = 'organisation' "
                "AND lower(name) = ANY(ARRAY(SELECT lower(n) FROM unnest(%s::text[]) n)) "
                "AND (company_id IS NULL OR company_id = ANY(%s)) ORDER BY active IS NOT TRUE, id",
                list(names),
                self.env.companies.ids,
            )
        ):
            found.setdefault(fold(name), id_)
        return found

    def _known_posts(self, people):
        # sudo: a post out of sight counts
        return self.env['constituent.affiliation'].sudo().search([('person_id', 'in', list(people))])

    def _note_companions(self, partners):
        copy_columns(self.env.cr, 'constituent_import_row', {
            'partner_id': [str(id_) for id_ in partners.ids],
            'run_id': str(self.id),
            'line': '0',
            'state': 'companion',
            'stamp': str(self.env.cr.now()),
        })
