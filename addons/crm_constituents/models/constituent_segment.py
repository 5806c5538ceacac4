from psycopg2.errors import QueryCanceled

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.segment_tree import SegmentError, check, conditions

BUDGET = 20_000  # milliseconds that one statement may take in a request
PREVIEW = 20  # people shown beside the builder


class ConstituentSegment(models.Model):
    """A group of constituents, told by a condition that anybody can read: everybody in Whitby who gave twice this year.

    A dynamic segment is asked anew whenever it is used, a frozen one stays the list that was made. What it finds is
    what the one who asks may see: a segment that is shared shares the question, never the people.
    """
    _name = 'constituent.segment'
    _description = "Segment"
    _order = 'name, id'

    name = fields.Char(required=True)
    description = fields.Text(help="What it is used for, and what to know about it.")
    user_id = fields.Many2one(
        'res.users', string="Owner", required=True, default=lambda self: self.env.user, index=True,
        ondelete='restrict')
    is_shared = fields.Boolean("Shared", help="Everybody who reads constituents may use it; the owner changes it.")
    company_id = fields.Many2one(
        'res.company', string="Company", index='btree_not_null', ondelete='restrict',
        help="Only for users of this company. Empty: for all of them.")
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [('dynamic', "Dynamic"), ('frozen', "Frozen")], required=True, default='dynamic', readonly=True, copy=False,
        help="Dynamic: asked anew at each use. Frozen: the list that was made then.")
    definition = fields.Json(
        default=lambda self: {'op': 'all', 'of': []}, help="The condition, as the builder keeps it.")
    sentence = fields.Text("Condition", compute='_compute_sentence')
    count = fields.Integer("People", compute='_compute_count', help="How many you may see at this moment.")
    is_tracked = fields.Boolean(
        "Record daily", copy=False, help="Each night it is recorded who entered and who left, with the owner's rights.")
    snapshot_ids = fields.One2many('constituent.segment.snapshot', 'segment_id', string="Records", copy=False)
    snapshot_count = fields.Integer("Records so far", compute='_compute_snapshot_count')
    frozen_snapshot_id = fields.Many2one(
        'constituent.segment.snapshot', string="Frozen list", readonly=True, copy=False, index='btree_not_null',
        ondelete='restrict')
    may_change = fields.Boolean(compute='_compute_may_change', help="Whether the user may change this segment.")
    last_count = fields.Integer("When last counted", readonly=True, copy=False, aggregator=None)
    last_counted_at = fields.Datetime("Counted", readonly=True, copy=False)

    _frozen_has_a_list = models.Constraint(
        "CHECK (kind <> 'frozen' OR frozen_snapshot_id IS NOT NULL)",
        "A frozen segment needs the list it was frozen to. Freeze it by its button.")

    # -- what it says and finds ------------------------------------------

    @api.depends('definition')
    @api.depends_context('lang', 'uid', 'allowed_company_ids')  # names are told to whoever may see them
    def _compute_sentence(self):
        for segment, words in zip(self, self._sentences(self.mapped('definition')), strict=True):
            segment.sentence = words

    @api.model
    def _sentences(self, definitions):
        """Saved definitions in words; what an app that is gone knew is said to be gone."""
        measures, found = self._measures(), []
        for definition in definitions:
            try:
                found.append(self._words(check(definition, measures), measures))
            except SegmentError as error:
                found.append(self._fault(error))
        return found

    @api.depends('definition', 'kind', 'frozen_snapshot_id')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_count(self):
        for segment in self:
            segment.count = segment._count(segment._segment_query()) if segment._is_sound() else 0

    @api.depends('snapshot_ids')
    def _compute_snapshot_count(self):
        counts = dict(self.env['constituent.segment.snapshot']._read_group(
            [('segment_id', 'in', self.ids)], groupby=['segment_id'], aggregates=['__count']))
        for segment in self:
            segment.snapshot_count = counts.get(segment._origin, 0)

    @api.depends('user_id')
    @api.depends_context('uid')
    def _compute_may_change(self):
        for segment in self:
            segment.may_change = segment._origin.has_access('write' if segment._origin else 'create')

    def _is_sound(self):
        """Whether the definition can be asked: the app that knew a measure may be gone since it was saved."""
        try:
            return bool(check(self.definition, self._measures()))
        except SegmentError:
            return False

    @api.model
    def _count(self, query):
        return self._within_budget(query.select(SQL("count(*)")))[0][0]

    @api.model
    def _within_budget(self, statement):
        """Rows of a statement that somebody waits for: what takes too long is stopped, and said."""
        cr = self.env.cr
        try:
            with cr.savepoint(flush=False):
                # In the order of an index where there is one: a page of it costs no more than one of a table, and five
                # million rows in a hash wait for memory at each. Without the compiler of PostgreSQL, which costs more
                # than it saves here, and by one process: several would each group all records anew, and take the cores
                # from everybody else.
                cr.execute(SQL(
                    "SELECT set_config('statement_timeout', %s, true), set_config('work_mem', '128MB', true),"
                    " set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),"
                    " set_config('random_page_cost', '1.1', true), set_config('enable_hashagg', 'off', true)",
                    str(BUDGET)))
                rows = self.env.execute_query(statement)
                for setting in ('statement_timeout', 'work_mem', 'jit', 'max_parallel_workers_per_gather',
                                'random_page_cost', 'enable_hashagg'):
                    cr.execute(SQL("SET LOCAL %s TO DEFAULT", SQL.identifier(setting)))
                return rows
        except QueryCanceled:
            raise UserError(self.env._(
                "This takes longer than %(seconds)s seconds, so it was stopped. Name a shorter time or fewer "
                "conditions.",
                seconds=BUDGET // 1000)) from None

    # -- the definition --------------------------------------------------

    @api.model
    def _check_definition(self, definition):
        """The checked tree of a definition; a `ValidationError` in words where it cannot be used."""
        try:
            return check(definition, self._measures())
        except SegmentError as error:
            raise ValidationError(self._fault(error)) from error

    @api.constrains('definition')
    def _check_circle(self):
        for segment in self:
            segment._expand(segment._check_definition(segment.definition), (segment.id,))

    @api.model
    def _check_named(self, tree):
        """Refuse values that are not there or out of the user's sight."""
        measures = self._measures()
        for leaf in conditions(tree):
            measure = measures[leaf['measure']]
            compared = [(measure, leaf.get('value'))] if measure['kind'] in ('field', 'segment') else []
            compared += [(measure['filters'][row['field']], row.get('value')) for row in leaf.get('where', ())]
            compared += [(spec, leaf['params'][spec['name']]) for spec in measure.get('params', ())]
            for spec, ids in compared:
                if spec['type'] != 'link' or not ids:
                    continue
                records = self.env[spec['relation']].with_context(active_test=False)
                if len(records.search([('id', 'in', ids)])) < len(ids):
                    raise ValidationError(self.env._(
                        "%(label)s: something that was chosen is not there any more, or is not yours to see. Choose "
                        "again.", label=spec['label']))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._complete(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._complete(vals))

    @api.model
    def _complete(self, vals):
        """Keep of a definition nothing but what was checked, as the user: constraints are checked with all rights."""
        if 'definition' not in vals:
            return vals
        tree = self._check_definition(vals['definition'])
        self._check_named(tree)
        return {**vals, 'definition': tree}

    def copy_data(self, default=None):
        return [
            {**vals, 'name': self.env._("%(name)s (copy)", name=segment.name), 'is_shared': False,
             'user_id': self.env.uid}
            for segment, vals in zip(self, super().copy_data(default), strict=True)]

    # -- the builder -----------------------------------------------------

    @api.readonly
    @api.model
    def action_try(self, definition, segment_id=False):
        """What a definition finds now, for the builder; it need not be saved.

        :param segment_id: the segment that is being built, which it may not name
        :return: `{'words', 'count', 'people': [{'id', 'name', 'number', 'city'}]}`, or `{'fault', 'path'}` in words
        """
        self.browse().check_access('read')
        try:
            tree = check(definition, self._measures())
        except SegmentError as error:
            return {'fault': self._fault(error), 'path': list(error.path)}
        try:
            saved = self.browse(segment_id or []).exists()._filtered_access('read')
            if saved.definition != tree:  # what stands in a segment that one may read was permitted to its owner
                self._check_named(tree)
        except ValidationError as error:
            return {'fault': str(error.args[0]), 'path': []}
        words = self._words(tree)
        try:
            self._expand(tree, (segment_id,))
            query = self._tree_query(tree)
            return {'words': words, 'count': self._count(query), 'people': self._preview(query)}
        except UserError as error:
            return {'words': words, 'fault': str(error.args[0]), 'path': []}

    @api.readonly
    def action_members(self):
        """The same for a saved segment, also for a frozen one."""
        self.ensure_one()
        self.check_access('read')
        if self.kind != 'frozen':
            return self.action_try(self.definition, self.id)
        query = self._segment_query()
        return {'words': self.sentence, 'count': self._count(query), 'people': self._preview(query)}

    @api.model
    def _preview(self, query):
        name, id_ = (SQL.identifier('res_partner', column) for column in ('complete_name', 'id'))
        query.order = SQL("%s, %s DESC", name, id_)
        query.limit = PREVIEW
        people = self.env['res.partner'].browse(id_ for id_, in self._within_budget(query.select()))
        return [{'id': person.id, 'name': person.display_name, 'number': person.constituent_no or '',
                 'city': person.city or ''} for person in people]

    def action_open_people(self):
        """The people in this segment, in the lists of the app."""
        self.ensure_one()
        return self._people_action(self.name, Domain('in_segment_id', '=', self.id))

    @api.model
    def _people_action(self, name, domain):
        return {**self.env['kit.home']._home_action_constituents(name, domain), 'target': 'current'}
