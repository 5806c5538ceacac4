from odoo import api, models, tools

from ..tools.merge_values import filled, is_empty, joined

# Values that belong together: half of one and half of the other would be an address where nobody lives.
UNITS = (
    ('name', 'first_name', 'middle_name', 'last_name', 'name_suffix'),
    ('street', 'street2', 'zip', 'city', 'state_id', 'country_id', 'partner_latitude', 'partner_longitude',
     'date_localization'),
    ('birthdate', 'birthdate_precision'),
    ('deceased_date', 'deceased_source'),
)
# What makes a unit known: a country alone is no address.
TELLING = {'street': ('street', 'street2', 'zip', 'city'), 'name': ('name',)}
# Never given on: what a row is, and what its owner is known by.
OWN = {
    'id', 'create_uid', 'create_date', 'write_uid', 'write_date', 'active', 'merged_into_id', 'company_id', 'type',
    'is_company', 'constituent_type', 'commercial_partner_id', 'color', 'message_bounce', 'partner_share', 'employee',
    'signup_type', 'lang', 'tz', 'calendar_last_notif_ack',
}
# Given on, and taken from who goes: the database allows them once.
TAKEN = {'constituent_no', 'barcode'}
PICTURES = ('image_1920', 'image_1024', 'image_512', 'image_256', 'image_128')


class ConstituentMerge(models.Model):
    """Whose values the one who stays has afterwards."""
    _inherit = 'constituent.merge'

    @api.model
    def _merge_rows(self, ids):
        """`{id: {column: value as JSON has it}}` of people, all columns, whoever asks."""
        self.env.cr.execute("SELECT id, to_jsonb(p) FROM res_partner p WHERE id = ANY(%s)", [sorted(ids)])
        return dict(self.env.cr.fetchall())

    @api.model
    @tools.ormcache()
    def _merge_value_policies(self):
        """`{column of a person: policy}` of all that may be given on."""
        Partner = self.env['res.partner']
        wizard = self.env['base.partner.merge.automatic.wizard']
        policies = {}
        for name, field in Partner._fields.items():
            computed = field.compute and field.readonly
            if field.store and field.column_type and name not in OWN and not computed and (
                    field.type not in ('one2many', 'many2many')):
                by_key = field.company_dependent or field.translate or field.type == 'properties'
                policies[name] = 'map' if by_key else 'fill'
        for name in wizard._get_summable_fields():
            if policies.get(name) == 'fill':
                policies[name] = 'sum'
        for step in Partner.get_merge_plan():
            if step['model'] == 'res.partner' and 'fields' in step:
                policies.update({name: step['policy'] for name in step['fields'] if name in policies})
        policies.update({name: 'take' for name in TAKEN if name in policies})
        return policies

    @api.model
    def _merge_unit(self, name):
        """The fields that go together with this one, itself included."""
        return next((unit for unit in UNITS if name in unit), (name,))

    @api.model
    def _merge_values(self, winner, loser, choices):
        """What the two rows become: `({column: value} of the winner, {column: value} of the loser)`, changes only.

        :param winner: row of the one who stays, `{column: value as JSON has it}`; `loser`: of the one who goes
        :param choices: `{field: 'loser', 'winner' or 'join'}`
        """
        new, given, done = {}, {}, set()
        for name, policy in self._merge_value_policies().items():
            if name in done:
                continue
            unit = [other for other in self._merge_unit(name) if other in winner]
            done.update(unit)
            choice = next((choices[other] for other in unit if other in choices), None)
            if len(unit) > 1:
                telling = [other for other in TELLING.get(unit[0], unit[:1]) if other in winner]
                there = any(not is_empty(winner[other]) for other in telling)
                offered = any(not is_empty(loser[other]) for other in telling)
                if choice == 'loser' or (choice is None and policy != 'winner' and not there and offered):
                    new.update({other: loser[other] for other in unit})
                continue
            mine, theirs = winner.get(name), loser.get(name)
            value = self._merge_value(name, policy, mine, theirs, choice)
            if value != mine:
                new[name] = value
                if policy == 'take':
                    given[name] = None
        if loser.get('constituent_type') and not winner.get('constituent_type'):
            new.update({name: loser[name] for name in ('constituent_type', 'is_company')})
        return {name: value for name, value in new.items() if value != winner[name]}, given

    @api.model
    def _merge_value(self, name, policy, mine, theirs, choice):
        if policy == 'take':
            return theirs if is_empty(mine) else mine
        if choice == 'winner':
            return mine
        if choice == 'loser':
            return theirs
        if is_empty(theirs):
            return mine
        if policy == 'map' and choice is None:
            return filled(mine, theirs)
        if policy == 'any':
            return True
        if policy == 'sum':
            return (mine or 0) + theirs
        kind = self.env['res.partner']._fields[name].type
        if policy == 'join' or choice == 'join' and kind in ('text', 'html'):
            return joined(mine, theirs, '<br>' if kind == 'html' else '\n')
        if policy == 'winner' or not is_empty(mine):
            return mine
        return theirs

    def _merge_people(self, pairs, of, rows, choices):
        """Write the values of both people of each pair; the cells of the journal, and what is to be computed.

        Those who go first, as what they give up may be unique.
        """
        cells, winners, losers = [], {}, {}
        for loser, winner in pairs.items():
            new, given = self._merge_values(rows[winner], rows[loser], choices.get(loser, {}))
            if new.get('parent_id') and self._merge_is_above(winner, new['parent_id']):
                del new['parent_id']
            gone = {**given, 'active': False, 'merged_into_id': winner}
            for id_, values, wanted in ((loser, gone, losers), (winner, new, winners)):
                cells += [(of[loser], 'res_partner', id_, name, rows[id_].get(name), value)
                          for name, value in values.items()]
                wanted.setdefault(id_, {}).update(values)
                rows[id_].update(values)
        now = self.env.cr.now()
        stamps = {'write_date': now.isoformat(), 'write_uid': self.env.uid}
        for wanted in (losers, winners):
            self._merge_update('res_partner', {
                id_: {**values, **stamps} for id_, values in wanted.items() if values})
        self._merge_pictures(pairs, of, choices)
        self.env.invalidate_all(flush=False)
        followers = []
        for loser, winner in pairs.items():
            followers += self._merge_follow(of[loser], self.env['res.partner'].browse(winner), winners[winner])
        return cells, followers

    @api.model
    def _merge_is_above(self, person, parent):
        """Whether `person` stands above `parent` in the hierarchy of contacts, or is it."""
        self.env.cr.execute("""
            WITH RECURSIVE up AS (
                SELECT id, parent_id FROM res_partner WHERE id = %s
                 UNION SELECT p.id, p.parent_id FROM res_partner p JOIN up ON p.id = up.parent_id)
            SELECT FROM up WHERE id = %s""", [parent, person])
        return bool(self.env.cr.rowcount)

    def _merge_pictures(self, pairs, of, choices):
        """The picture of who goes becomes that of who stays, where that one has none or where it was chosen.

        Pictures are files of the record: they change hands, so that nothing is lost when it is undone.
        """
        self.env.cr.execute("""
            SELECT id, res_id FROM ir_attachment
             WHERE res_model = 'res.partner' AND res_field = ANY(%s) AND res_id = ANY(%s)""",
            [list(PICTURES), [*pairs, *pairs.values()]])
        files = {}
        for id_, person in self.env.cr.fetchall():
            files.setdefault(person, []).append(id_)
        for loser, winner in pairs.items():
            choice = choices.get(loser, {}).get('image_1920')
            if choice == 'winner' or not files.get(loser) or (files.get(winner) and choice != 'loser'):
                continue
            swap = dict.fromkeys(files[loser], winner) | dict.fromkeys(files.get(winner, ()), loser)
            self._merge_update('ir_attachment', {id_: {'res_id': person} for id_, person in swap.items()})
            self._merge_log_cells([
                (of[loser], 'ir_attachment', id_, 'res_id', winner if person == loser else loser, person)
                for id_, person in swap.items()])
            files[winner], files[loser] = files[loser], files.get(winner, [])
