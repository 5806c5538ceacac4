from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.merge_refs import TEXT, back_sql, count_sql


class ConstituentMerge(models.Model):
    """A merge taken back: what it moved returns, what it wrote over is restored, what was changed since stays.

    Merges may be undone in any order. A row that later merges took further comes back past them (`void` in their
    journals); a value that a later merge wrote over stays, and that one will give back what was before both
    (`rebased`).
    """
    _inherit = 'constituent.merge'

    def _undo(self):
        """Take this merge back; nothing if that was done already.

        :raise UserError: when its time is over or one of the two was erased
        """
        self.ensure_one()
        self._merge_check_role()
        self.check_access('read')
        merge = self.sudo()  # sudo: rows out of the user's sight return like all others
        self.env.flush_all()
        chain = merge._undo_chain()
        self._merge_lock({merge.loser_id.id, merge.winner_id.id, *chain.winner_id.ids})
        self.env.cr.execute(SQL("SELECT state FROM constituent_merge WHERE id = %s FOR UPDATE", self.id))
        merge.invalidate_recordset(['state'])
        if merge.state in ('undone', 'open'):
            return
        self._undo_check()
        merge._undo_carry_out(chain)

    def _undo_check(self):
        if not self.is_undoable:
            raise UserError(self.env._(
                "The merge of %(name)s cannot be undone: it was possible until %(day)s. Enter the person anew, and "
                "move what belongs to them by hand.", name=self.loser_name or self.loser_id.id, day=self.undo_until))
        (self.loser_id | self.winner_id).check_access('write')

    def _undo_chain(self):
        """The merges by which who stayed here became somebody else in turn, so that rows went further."""
        chain, people = self.browse(), self.winner_id
        while people:
            further = self.search([
                ('loser_id', 'in', people.ids), '|', ('state', '=', 'done'), ('has_pending', '=', True)]) - chain - self
            chain |= further
            people = further.winner_id
        return chain

    def _undo_carry_out(self, chain):
        self.ensure_one()
        journal = self._undo_journal(self | chain)
        mine = journal[self.id]
        self._undo_made(mine)
        problems = []
        refs = {(ref.table, ref.column): ref for ref in self._merge_refs()}
        plans = []
        for row in mine['moved']:
            ref = refs.get((row['table'], row['column']))
            if ref is not None:
                plans.append((ref, self._undo_holders(ref, row['keys'], chain, journal)))
        # what they say first: a period that shrinks makes room for a row that returns
        written = self._undo_values(mine['value'], problems)
        back = {}  # (table, row): merges past which it returned, this one first
        for ref, keys in plans:
            back.update({(ref.table, key): [self.id, *keys[key][1]] for key in self._undo_ref(ref, keys, problems)})
        self._undo_carried(back, journal)
        self._undo_derived(mine['derived'], written)
        self.env.invalidate_all(flush=False)
        self.env.flush_all()
        problems += self._undo_added()
        self._undo_conclude(problems)
        people = {self.loser_id.id, self.winner_id.id, *chain.winner_id.ids, *self._undo_pending()}
        self._undo_sweep()
        if any(ref.table == 'res_users' for ref, _keys in plans):
            self.env.registry.clear_cache()
        # a row that was written over may have gone back to somebody else meanwhile
        rows = {row for table, row, _column in mine['value'] if table == 'constituent_household_membership'}
        if households := self._merge_households_of(*people, rows=rows):
            households.with_context(tracking_disable=True, mail_notrack=True)._household_refresh_names()
        self.env.flush_all()

    # -- the journal ----------------------------------------------------------

    @api.model
    def _undo_journal(self, merges):
        """`{merge id: {kind: ...}}`, without what an undo made void. Cells are `{cell: (before, after, entry)}`."""
        self.env.cr.execute("""
            SELECT id, merge_id, kind, table_name, column_name, keys, row_id, before, after
              FROM constituent_merge_journal WHERE merge_id = ANY(%s) AND kind <> 'kept' ORDER BY id""", [merges.ids])
        found = {merge.id: {'moved': [], 'pending': {}, 'value': {}, 'derived': {}, 'carried': {},
                            'made': []} for merge in merges}
        for entry, merge, kind, table, column, keys, row_id, before, after in self.env.cr.fetchall():
            mine, cell = found[merge], (table, row_id, column)
            if kind == 'moved':
                mine['moved'].append({'table': table, 'column': column, 'keys': set(keys)})
            elif kind == 'void':
                for row in mine['moved']:
                    if (row['table'], row['column']) == (table, column):
                        row['keys'] -= set(keys)
                mine['pending'].get((table, column), set()).difference_update(keys)
            elif kind == 'pending':
                mine['pending'].setdefault((table, column), set()).update(keys)
            elif kind == 'made':
                mine['made'].append((table, keys))
            elif kind in ('value', 'derived', 'carried'):
                known = mine[kind].get(cell)
                mine[kind][cell] = (known[0] if known else before, after, entry)
            elif kind == 'rebased':
                of = next(mine[cells] for cells in ('value', 'derived', 'carried') if cell in mine[cells])
                of[cell] = (before, *of[cell][1:])
        return found

    # -- rows -----------------------------------------------------------------

    def _undo_holders(self, ref, keys, chain, journal):
        """`{key: (whom the row leads to if nobody touched it since, merges that took it further)}`."""
        name, steps = (ref.table, ref.column), {}
        for later in chain:
            moved = journal[later.id]['pending'].get(name, set()) if later.state != 'done' else set().union(*(
                row['keys'] for row in journal[later.id]['moved'] if (row['table'], row['column']) == name))
            steps.setdefault(later.loser_id.id, []).append((later, moved))
        found = {}
        for key in keys:
            holder, passed = self.winner_id.id, []
            while step := next((later for later, moved in steps.get(holder, ())
                                if key in moved and later.id not in passed), None):
                holder = step.winner_id.id
                passed.append(step.id)
            found[key] = holder, passed
        return found

    def _undo_ref(self, ref, plan, problems):
        """Give the rows of one column back; the keys of those that came."""
        if not plan:
            return set()
        loser = self.loser_id.id
        self.env.cr.execute(back_sql(ref), {
            'keys': list(plan), 'olds': [holder for holder, _passed in plan.values()], 'news': [loser] * len(plan)})
        back = {key for (key,) in self.env.cr.fetchall()}
        void = {}
        for key in back:
            for later in plan[key][1]:
                void.setdefault(later, []).append(key)
        self._merge_log_rows('void', ref.table, ref.column, void)
        rest = plan.keys() - back
        if rest and problems is not None:
            self._undo_explain(ref, {key: plan[key][0] for key in rest}, problems)
        return back

    def _undo_explain(self, ref, rest, problems):
        """Why these rows did not return."""
        now = self._merge_current(ref, rest)
        loser, why = self.loser_id.id, {}

        def value(person):
            return f'res.partner,{person}' if ref.kind == TEXT else person

        for key, holder in rest.items():
            there = now.get(key, set())
            if value(loser) in there:
                continue
            if not there or (ref.key != 'id' and value(holder) not in there):
                why.setdefault('deleted', []).append(key)
            elif value(holder) in there:
                why.setdefault('blocked', []).append(key)
            else:
                problems.append({
                    'kind': 'changed', 'table_name': ref.table, 'column_name': ref.column, 'row_id': key, 'count': 1,
                    'before': value(loser), 'after': value(holder), 'current': next(iter(there))})
        problems += [{'kind': kind, 'table_name': ref.table, 'column_name': ref.column, 'keys': sorted(keys),
                      'count': len(keys)} for kind, keys in why.items()]
        if 'blocked' in why:
            self._merge_log_rows('pending', ref.table, ref.column, {self.id: why['blocked']})

    def _undo_pending(self):
        """Rows that could not return when their merge was undone return once nothing stands in their place.

        :return: ids of the people concerned
        """
        people = set()
        refs = {(ref.table, ref.column): ref for ref in self._merge_refs()}
        for merge in self.search([('has_pending', '=', True)]):
            chain = merge._undo_chain()
            journal = self._undo_journal(merge | chain)
            left = False
            for name, keys in journal[merge.id]['pending'].items():
                if not keys or name not in refs:
                    continue
                plan = merge._undo_holders(refs[name], keys, chain, journal)
                back = merge._undo_ref(refs[name], plan, None)
                self._undo_carried({(name[0], key): [merge.id, *plan[key][1]] for key in back}, journal)
                self._merge_log_rows('void', *name, {merge.id: back})
                left |= bool(keys - back)
                people |= {merge.loser_id.id, merge.winner_id.id, *chain.winner_id.ids} if back else set()
            merge.has_pending = left
        self.env.flush_all()
        return people

    def _undo_made(self, mine):
        """Take away what was added for the merge."""
        for table, keys in mine['made']:
            model = self._merge_table_model(table)
            if model is not None:
                model.sudo().browse(keys).exists().unlink()  # sudo: they were added by the system
        if mine['made']:
            self.env.flush_all()

    def _undo_sweep(self):
        """What stayed with others who went into the same one, because of rows that have just left, moves now."""
        alive = (self.winner_id | self.loser_id).filtered(lambda person: not person.merged_into_id)
        others = self.search([('winner_id', 'in', alive.ids), ('state', '=', 'done'), ('kept_count', '>', 0)])
        for merge in others:
            pairs, of = {merge.loser_id.id: merge.winner_id.id}, {merge.loser_id.id: merge.id}
            stay = {}
            for row in merge.journal_ids.filtered(lambda row: row.kind == 'combined'):
                stay.setdefault((row.table_name, row.column_name), []).extend(row.keys)
            hits, cells = self._merge_probe(list(pairs)), []
            with self._merge_recomputing(hits, pairs, of, cells) as carried:
                for ref in hits:
                    self._merge_move(ref, pairs, of, stay.get((ref.table, ref.column), ()))
            self._merge_log_derived(cells, carried)

    # -- the end -----------------------------------------------------------------

    def _undo_added(self):
        """What came to the one who stayed after the merge: it stays there, and is told."""
        refs = self._merge_dated_refs()
        found = []
        self.env.cr.execute(count_sql(refs, since=True), {'ids': self.winner_id.ids, 'since': self.create_date})
        for number, keys in self.env.cr.fetchall():
            ref = refs[number]
            found.append({'kind': 'added', 'table_name': ref.table, 'column_name': ref.column, 'keys': keys,
                          'count': len(keys)})
        return found

    def _undo_conclude(self, problems):
        Conflict = self.env['constituent.merge.conflict'].sudo()  # sudo: written by the system alone
        for values in problems:
            field = self._merge_table_field(values['table_name'], values['column_name'])
            Conflict.create({
                **values, 'merge_id': self.id, 'model_label': self._merge_table_label(values['table_name']),
                'field_label': field._description_string(self.env) if field is not None else values['column_name']})
        undecided = [values for values in problems if values['kind'] in ('changed', 'deleted')]
        self.write({
            'state': 'open' if undecided else 'undone', 'undone_at': fields.Datetime.now(),
            'undone_by_id': self.env.uid, 'has_pending': any(values['kind'] == 'blocked' for values in problems)})

    def _restore_conflict(self, conflict):
        """Put back what was before the merge, for one cell, or give what was added to the one who came back."""
        ref = next((ref for ref in self._merge_refs()
                    if (ref.table, ref.column) == (conflict.table_name, conflict.column_name)), None)
        self.env.flush_all()
        if conflict.kind == 'added':
            self.env.cr.execute(back_sql(ref), {
                'keys': conflict.keys, 'olds': [self.winner_id.id] * len(conflict.keys),
                'news': [self.loser_id.id] * len(conflict.keys)})
        else:
            self._merge_update(conflict.table_name, {conflict.row_id: {conflict.column_name: conflict.before}})
        self.env.invalidate_all(flush=False)
        model = self._merge_table_model(conflict.table_name)
        if model is not None:
            model.browse(conflict.row_id or conflict.keys).modified([conflict.column_name])
            self._merge_leave_typed()
        self.env.flush_all()
