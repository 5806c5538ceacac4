from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.merge_values import filled_row, shares_day


class ConstituentDatedMixin(models.AbstractModel):
    """A fact about people that holds from a first to a last day, both included; an empty end is open.

    Whether it holds today is computed from the dates, at every moment, and never stored. The company is that
    of the people it is about, empty when they are shared by all. Nothing begins with who or what is archived: what is
    on record stays, and what is over can still be recorded.
    """
    _name = 'constituent.dated.mixin'
    _description = "Dated fact about constituents"

    date_from = fields.Date("First day", index=True)
    date_to = fields.Date("Last day", help="Last day on which this is true. Empty: still true.")
    note = fields.Char()
    company_id = fields.Many2one(
        'res.company', string="Company", compute='_compute_company_id', store=True, precompute=True,
        index='btree_not_null', ondelete='restrict', copy=False,
        help="Company of the people this is about. Empty: shared by all companies.")
    is_current = fields.Boolean("Current", compute='_compute_is_current', search='_search_is_current')

    _date_order = models.Constraint(
        'CHECK (date_from <= date_to)',
        "The last day lies before the first day. Move the last day, or swap the two dates.",
    )

    @api.model
    def _domain_on(self, day):
        """Facts that hold on `day`."""
        return (
            (Domain('date_from', '=', False) | Domain('date_from', '<=', day))
            & (Domain('date_to', '=', False) | Domain('date_to', '>=', day))
        )

    @api.model
    def _domain_overlapping(self, date_from, date_to):
        """Facts that share a day with the period, whose ends may be open."""
        domain = Domain.TRUE
        if date_to:
            domain &= Domain('date_from', '=', False) | Domain('date_from', '<=', date_to)
        if date_from:
            domain &= Domain('date_to', '=', False) | Domain('date_to', '>=', date_from)
        return domain

    @api.model
    def _company_person_fields(self):
        """Names of the links to people whose company counts, the first one that has a company first."""
        return []

    @api.depends(lambda self: [f'{name}.company_id' for name in self._company_person_fields()])
    def _compute_company_id(self):
        for record in self:
            companies = [record[name].company_id for name in self._company_person_fields()]
            record.company_id = next((company for company in companies if company), False)

    @api.depends('date_from', 'date_to')
    def _compute_is_current(self):
        today = self.env['res.company']._constituent_today()
        current = self.filtered_domain(self._domain_on(today))
        current.is_current = True
        (self - current).is_current = False

    @api.model
    def _search_is_current(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return self._domain_on(self.env['res.company']._constituent_today())

    @api.model
    def _merge_combine(self, column, kept, other, beside):
        """What a row becomes when one of the same person that says the same is united with it (`constituent.merge`).

        A main one does not grow over a time in which another one is the main one.
        """
        new = filled_row(kept, other, skip=(column,), dated=True)
        period = new['date_from'], new['date_to']
        if kept.get('is_primary') and any(
                row['is_primary'] and shares_day(period, (row['date_from'], row['date_to'])) for row in beside):
            del new['date_from'], new['date_to']
        return new

    # -- nothing begins with who is archived -----------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        for row in rows:
            row._refuse_archived(row._people_from_now_on())
        return rows

    def write(self, vals):
        if not {'date_to', *self._company_person_fields()} & vals.keys():
            return super().write(vals)
        known = {row: row._people_from_now_on() for row in self}
        result = super().write(vals)
        for row in self:
            row._refuse_archived(row._people_from_now_on() - known[row])
        return result

    def _people_from_now_on(self):
        """Those whom this fact joins today or later; nobody when it is over."""
        self.ensure_one()
        people = self.env['res.partner']
        if not self.date_to or self.date_to >= self.env['res.company']._constituent_today():
            for name in self._company_person_fields():
                people |= self[name]
        return people

    def _refuse_archived(self, people):
        # sudo: only who of them is archived
        for person in people.sudo():
            if not person.active:
                raise ValidationError(self._archived_words(person))

    def _archived_words(self, person):
        """Why this fact cannot begin with somebody who is archived, and what to do. Extend where it can be said
        better.
        """
        return self.env._(
            "%(name)s is archived, so nothing new can begin there. Unarchive %(name)s first, choose another, or give "
            "a last day that has passed.", name=person.name)

    def _check_guard_before_commit(self, name):
        """Have the deferred constraint `name` checked just before the commit, where its message reaches the user.

        Deferred, because within a transaction a move may end one row after it began the next.
        """
        precommit = self.env.cr.precommit
        if precommit.data.setdefault(f'constituent.guard.{self._table}', self) is not self:
            return
        cr, guard = self.env.cr, SQL.identifier(f'{self._table}{name}')

        def check():
            # back to deferred: the transaction goes on when this was only the end of a savepoint
            cr.execute(SQL("SET CONSTRAINTS %s IMMEDIATE", guard))
            cr.execute(SQL("SET CONSTRAINTS %s DEFERRED", guard))

        precommit.add(check)

    def _period_text(self):
        """The period in words, for messages."""
        self.ensure_one()
        first = fields.Date.to_date(self.date_from)
        last = fields.Date.to_date(self.date_to)
        format_date = self.env['ir.qweb.field.date'].value_to_html
        first, last = first and format_date(first, {}), last and format_date(last, {})
        if first and last:
            return self.env._("from %(first)s to %(last)s", first=first, last=last)
        if first:
            return self.env._("since %(first)s", first=first)
        if last:
            return self.env._("until %(last)s", last=last)
        return self.env._("at any time")
