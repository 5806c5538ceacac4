from odoo.fields import Command

from .common import ConstituentCase


class MergeCase(ConstituentCase):
    """Two who are one, and short ways to look at what became of them."""

    def setUp(self):
        super().setUp()
        self.ada = self._person('Ada Okafor', email='ada@okafor.example', city='Whitby', street='7 Quay Street')
        self.twin = self._person('A. Okafor', email='a.okafor@work.example', phone='+44 117 496 0100')
        self.björn = self._person('Björn Lindqvist')
        self.Merge = self.env['constituent.merge']

    def _merge(self, loser, winner, **kw):
        """The merge of two, with nothing left in the cache."""
        choices = kw.pop('choices', None)
        merge = self.Merge._merge(
            {loser.id: winner.id}, {loser.id: choices} if choices else None,
            {loser.id: kw['household']} if 'household' in kw else None)
        self.env.invalidate_all()
        return merge

    def _undo(self, merge):
        merge.action_undo()
        self.env.flush_all()
        self.env.invalidate_all()

    def _contact(self, *people, **vals):
        return self.env['constituent.interaction'].create({
            'subject': 'Call', 'partner_ids': [Command.set([person.id for person in people])], **vals})

    def _problems(self, merge):
        """[(kind, field)] of what an un-merge left to decide, what was only added apart."""
        return sorted((row.kind, row.column_name) for row in merge.conflict_ids if row.kind != 'added')

    def _row(self, record):
        """The whole row, stamps apart."""
        self.env.flush_all()
        self.env.cr.execute(f'SELECT to_jsonb(t) FROM "{record._table}" t WHERE id = %s', [record.id])
        row = self.env.cr.fetchone()[0]
        return {name: value for name, value in row.items() if name not in ('write_date', 'write_uid')}
