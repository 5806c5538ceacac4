from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

SHOWN = 20  # pairs that the queue takes at once
ALWAYS_OTHER = ('constituent_no', 'create_date')  # of two records, which says nothing
COMPARED = (
    'constituent_no', 'name', 'birthdate', 'email', 'phone', 'street', 'street2', 'zip', 'city', 'vat', 'create_date')


class ConstituentMatchCandidate(models.Model):
    """Two constituents who may be one, with the probability and its reasons; each pair stands here once.

    The search writes pairs, people decide: not a duplicate (remembered for ever), or merged. What was decided is not
    opened again by a later search. Nothing personal is kept here but who the two are.
    """
    _name = 'constituent.match.candidate'
    _description = "Possible duplicate"
    _order = 'chance desc, id'

    left_id = fields.Many2one(
        'res.partner', string="Constituent", required=True, readonly=True, index=True, ondelete='cascade')
    right_id = fields.Many2one(
        'res.partner', string="Possibly the same", required=True, readonly=True, index=True, ondelete='cascade')
    kind = fields.Selection(
        [('individual', "Person"), ('organisation', "Organisation")], required=True, readonly=True)
    chance = fields.Float(
        "Probability", readonly=True, aggregator='avg', digits=(5, 4), help="That the two are one, 0 to 1.")
    rule = fields.Selection([
        ('name_email', "Name and e-mail address"),
        ('name_phone', "Name and telephone"),
        ('name_birth', "Name and date of birth"),
        ('name_address', "Name and address"),
        ('name_place', "Name and town"),
        ('name_site', "Name and web domain"),
        ('tax', "Tax number"),
    ], string="Exact rule", readonly=True)
    source = fields.Selection(
        [('scan', "Search"), ('form', "Public form")], required=True, default='scan', readonly=True)
    explanation = fields.Json(readonly=True, help="Levels and bits of what was compared; no values.")
    words = fields.Text("Why", compute='_compute_words')
    state = fields.Selection([
        ('open', "To look at"), ('apart', "Not a duplicate"), ('merged', "Merged"),
    ], required=True, default='open', readonly=True)
    decided_by_id = fields.Many2one(
        'res.users', string="Decided by", readonly=True, index='btree_not_null', ondelete='restrict')
    decided_at = fields.Datetime("Decided", readonly=True)
    scan_id = fields.Many2one(
        'constituent.match.scan', string="Found by", readonly=True, index='btree_not_null', ondelete='cascade')

    _pair_unique = models.UniqueIndex('(left_id, right_id)', "This pair is in the list already.")
    _pair_order = models.Constraint('CHECK (left_id < right_id)', "A pair stands in the list once, the older first.")
    _queue = models.Index("(chance DESC, id) WHERE state = 'open'")

    @api.depends('left_id', 'right_id')
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = f"{pair.left_id.display_name} / {pair.right_id.display_name}"

    @api.model
    def _domain_queue(self):
        """Pairs to look at: both are on record still, and the user sees both."""
        return (
            Domain('state', '=', 'open') & Domain('left_id.active', '=', True) & Domain('right_id.active', '=', True))

    # -- the queue -------------------------------------------------------

    @api.readonly
    @api.model
    def action_queue(self, kind=False, seen=()):
        """The next pairs, the surest first, for the queue that is worked by keyboard.

        :param seen: ids of pairs that were passed over
        :return: `{'total', 'pairs': [{'id', 'chance', 'rule', 'words', 'sides': [...], 'rows': [...]}]}`
        """
        self.check_access('read')
        domain = self._domain_queue() & (Domain('kind', '=', kind) if kind else Domain.TRUE)
        total = self.search_count(domain)
        pairs = self.search(domain & Domain('id', 'not in', list(seen)), limit=SHOWN)
        people = (pairs.left_id | pairs.right_id)._filtered_access('read')
        pairs = pairs.filtered(lambda pair: pair.left_id in people and pair.right_id in people)
        return {'total': total, 'pairs': [pair._prepare_card() for pair in pairs]}

    def _prepare_card(self):
        self.ensure_one()
        sides = [self.left_id, self.right_id]
        rows = []
        for name in COMPARED:
            field = self.env['res.partner']._fields[name]
            values = [self._shown(person, name) for person in sides]
            if any(values):
                agree = values[0].casefold() == values[1].casefold()
                rows.append({
                    'name': name, 'label': field._description_string(self.env), 'values': values,
                    'state': 'same' if agree or name in ALWAYS_OTHER else 'missing' if not all(values) else 'other'})
        return {
            # nobody is told that it is certain
            'id': self.id, 'chance': min(99, round(100 * self.chance)), 'words': self._summary(), 'rows': rows,
            'rule': dict(self._fields['rule']._description_selection(self.env)).get(self.rule, ''),
            'from_form': self.source == 'form',
            'pieces': [
                {'words': self._piece_words(piece.field, piece.level), 'agrees': piece.agrees}
                for piece in self._pieces() if piece.agrees or piece.speaks_against],
            'sides': [{'id': person.id, 'name': person.display_name} for person in sides],
        }

    @api.model
    def _shown(self, person, name):
        value = person[name]
        if person._fields[name].type in ('date', 'datetime'):
            return format_date(self.env, value) if value else ''
        return str(person._fields[name].convert_to_display_name(value, person) or '') if value else ''

    def action_not_duplicate(self, reason=False):
        """Say of these pairs that they are two, and remember it for ever."""
        pairs = self._decide('apart')
        # sudo: whoever may work the queue may say so; it is written with their name
        self.env['constituent.match.exception'].sudo()._keep_apart(
            [(pair.left_id.id, pair.right_id.id) for pair in pairs], reason)
        return True

    def action_reopen(self):
        """Take a decision back: the pair is to be looked at again."""
        pairs = self._mine()
        pairs.write({'state': 'open', 'decided_by_id': False, 'decided_at': False})
        # sudo: as in action_not_duplicate
        self.env['constituent.match.exception'].sudo()._forget([(pair.left_id.id, pair.right_id.id) for pair in pairs])
        return True

    def action_merge(self):
        """Open the merge of the two of this pair."""
        self.ensure_one()
        self._mine()
        return (self.left_id | self.right_id)._constituent_merge_action()

    def action_merged(self):
        """Close those of these pairs whose merge was done; answer which they are."""
        self.check_access('read')
        gone = self.exists().filtered(lambda pair: pair.state == 'open' and not (
            pair.left_id.active and pair.right_id.active))
        gone._decide('merged')
        return gone.ids + list(set(self.ids) - set(self.exists().ids))

    def action_open_left(self):
        return self.left_id.action_open_constituent()

    def action_open_right(self):
        return self.right_id.action_open_constituent()

    def _mine(self):
        """These pairs, with all rights, when the user may decide on them; else it is refused."""
        self.check_access('read')
        people = self.left_id | self.right_id
        if not self.env['res.partner'].has_access('write') or people != people._filtered_access('write'):
            raise UserError(self.env._(
                "You may look at these people and not change them. Ask an officer who looks after them."))
        return self.sudo()  # sudo: checked above; nobody writes a pair by hand

    def _decide(self, state):
        pairs = self._mine()
        pairs.write({'state': state, 'decided_by_id': self.env.uid, 'decided_at': fields.Datetime.now()})
        return pairs

    # -- for the code that finds pairs -------------------------------------

    @api.model
    def _file(self, partner, matches, source='form'):
        """Put somebody and whom they resemble into the queue; known pairs stay as they are.

        :param matches: `[(partner, reason)]` as `res.partner._constituent_alike` gives them
        """
        # sudo: a visitor of a public form sees none of them, and learns nothing of it
        self = self.sudo()
        for other, _reason in matches:
            left, right = sorted((partner.id, other.id))
            if left != right and not self.search_count([('left_id', '=', left), ('right_id', '=', right)], limit=1):
                self.create({
                    'left_id': left, 'right_id': right, 'kind': partner._constituent_match_kind(), 'source': source,
                    'chance': .5, 'explanation': {}})
