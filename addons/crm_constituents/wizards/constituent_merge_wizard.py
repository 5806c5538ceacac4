from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.constituent_merge_check import MANAGER, MOST
from ..tools.merge_refs import count_sql
from ..tools.merge_values import is_empty


class ConstituentMergeWizard(models.TransientModel):
    """Two or more who are one: whose values stay is chosen side by side, all that moves is shown first."""
    _name = 'constituent.merge.wizard'
    _description = "Merge people"

    state = fields.Selection([
        ('choose', "Choose"),
        ('preview', "Preview"),
        ('result', "Result"),
    ], default='choose', required=True)
    person_ids = fields.Many2many(
        'res.partner', 'constituent_merge_wizard_person_rel', 'wizard_id', 'person_id', string="One and the same",
        required=True, context={'active_test': False})
    winner_id = fields.Many2one(
        'res.partner', string="Who stays", required=True, domain="[('id', 'in', person_ids)]", ondelete='cascade',
        compute='_compute_winner_id', store=True, readonly=False, precompute=True, compute_sudo=False,
        help="The number and the name of this record stay. The others are archived and lead to it.")
    line_ids = fields.One2many(
        'constituent.merge.wizard.line', 'wizard_id', string="Values", compute='_compute_line_ids', store=True,
        readonly=False, compute_sudo=False)
    difference_count = fields.Integer("Differences", compute='_compute_difference_count')
    preview = fields.Text(readonly=True, string="What will happen")
    result = fields.Text(readonly=True)
    merge_ids = fields.Many2many(
        'constituent.merge', 'constituent_merge_wizard_merge_rel', 'wizard_id', 'merge_id', readonly=True)

    @api.depends('person_ids')
    def _compute_winner_id(self):
        for wizard in self:
            if wizard.winner_id not in wizard.person_ids:
                wizard.winner_id = wizard._best_winner()

    def _best_winner(self):
        """Who stays unless somebody chooses otherwise: the record of a company, one with a login, a constituent, one
        whose e-mails arrive, and of what is left the oldest.
        """
        people = self.person_ids._origin
        # sudo: whether somebody has a login is no secret of the login
        users = self.env['res.users'].sudo().with_context(active_test=False).search(
            [('partner_id', 'in', people.ids)]).partner_id
        companies = self.env['res.company'].sudo().search([('partner_id', 'in', people.ids)]).partner_id  # sudo: same
        return people.sorted(lambda person: (
            person not in companies, person not in users, not person.constituent_type, not person.active,
            bool(person.message_bounce), person.id))[:1]

    @api.depends('winner_id', 'person_ids')
    def _compute_line_ids(self):
        for wizard in self:
            winner = wizard.winner_id._origin
            commands = [fields.Command.clear()]
            for loser in wizard.person_ids._origin - winner if winner else []:
                commands += [fields.Command.create(values) for values in wizard._prepare_lines(winner, loser)]
            wizard.line_ids = commands

    @api.depends('line_ids.is_different')
    def _compute_difference_count(self):
        for wizard in self:
            wizard.difference_count = len(wizard.line_ids.filtered('is_different'))

    @api.model
    def _prepare_lines(self, winner, loser):
        """One line for each value that one of the two has, and that the user may see."""
        Merge, lines, done = self.env['constituent.merge'], [], set()
        names = [name for name, policy in Merge._merge_value_policies().items()
                 if policy != 'take' and winner._has_field_access(winner._fields[name], 'read')]
        for name in [*names, 'image_1920', 'household_id']:
            unit = [other for other in Merge._merge_unit(name) if other in names or other == name]
            if name in done:
                continue
            done.update(unit)
            texts = [self._unit_text(person, unit) for person in (winner, loser)]
            if not any(texts):
                continue
            different = all(texts) and texts[0] != texts[1]
            lines.append({
                'loser_id': loser.id, 'name': unit[0],
                'label': winner._fields[unit[0]]._description_string(self.env) if len(unit) < 3 else (
                    self._unit_label(unit)),
                'winner_text': texts[0], 'loser_text': texts[1], 'is_different': different,
                'choice': self._default_choice(unit[0], winner, loser, texts)})
        return sorted(lines, key=lambda line: (
            not line['is_different'], line['winner_text'] == line['loser_text'], not line['loser_text']))

    @api.model
    def _unit_label(self, unit):
        return self.env._("Address") if 'street' in unit else self.env._("Name")

    @api.model
    def _unit_text(self, person, unit):
        """The value as one reads it; '' if there is none."""
        if 'street' in unit:
            lines = (person._display_address(without_company=True) or '').split('\n')
            return ', '.join(line.strip() for line in lines if line.strip())
        if 'name' in unit:
            return person.name or ''
        parts = []
        for name in unit:
            field, value = person._fields[name], person[name]
            if field.type in ('binary', 'image'):
                parts.append(self.env._("a picture") if value else '')
            elif field.type in ('many2one', 'many2many'):
                parts.append(', '.join(value.mapped('display_name')))
            elif field.type == 'selection':
                parts.append(dict(field._description_selection(self.env)).get(value, '') if value else '')
            elif field.type == 'html':
                parts.append(str(value or '').replace('<p>', '').replace('</p>', ' ').strip())
            elif field.type == 'boolean':
                parts.append(self.env._("yes") if value else '')
            else:
                parts.append('' if is_empty(value) else str(value))
        return ' · '.join(part for part in parts if part)

    @api.model
    def _default_choice(self, name, winner, loser, texts):
        """What is there over what is not; an e-mail address that arrives over one that does not; of ways to reach
        somebody, what was written last; else what the one who stays has.
        """
        policy = self.env['constituent.merge']._merge_value_policies().get(name)
        if not texts[0]:
            return 'loser'
        if not texts[1] or policy == 'winner' or name == 'household_id':
            return 'winner'
        if policy == 'join':
            return 'join'
        if name == 'email' and bool(winner.message_bounce) != bool(loser.message_bounce):
            return 'loser' if winner.message_bounce else 'winner'
        newest = winner.write_date and loser.write_date and loser.write_date > winner.write_date
        return 'loser' if name in ('email', 'phone', 'street') and newest else 'winner'

    # -- steps -------------------------------------------------------------

    def _pairs(self):
        return {person.id: self.winner_id.id for person in self.person_ids - self.winner_id}

    def _choices(self):
        """`{loser: {field: choice}}` of the lines, households apart: `(choices, households)`."""
        choices, households = {}, {}
        for line in self.line_ids:
            if line.name == 'household_id':
                households[line.loser_id.id] = 'both' if line.choice == 'join' else line.choice
            elif line.winner_text != line.loser_text:
                choices.setdefault(line.loser_id.id, {})[line.name] = line.choice
        return choices, households

    def _check_number(self):
        if len(self.person_ids) < 2:
            raise UserError(self.env._("Choose two or more who are one and the same person."))
        if len(self.person_ids) > MOST and not self.env.user.has_group(MANAGER):
            raise UserError(self.env._(
                "At most %(most)s are merged at once, so that each can be looked at. Merge them in steps, or ask an "
                "administrator.", most=MOST))

    def action_preview(self):
        self.ensure_one()
        self._check_number()
        Merge = self.env['constituent.merge']
        Merge._merge_check_role()
        pairs = self._pairs()
        Merge._merge_check_access(pairs)
        # sudo: what stands against it counts, seen or not
        Merge.sudo()._merge_check(pairs, Merge._merge_rows([*pairs, *pairs.values()]))
        self.write({'preview': '\n'.join(self._preview_lines(pairs)), 'state': 'preview'})
        return self._reopen()

    def _preview_lines(self, pairs):
        winner = self.winner_id
        lines = []
        for line in self.line_ids:
            if line.choice != 'winner' and line.loser_text and line.loser_text != line.winner_text:
                lines.append(self.env._(
                    "%(field)s: %(new)s", field=line.label, new=line.loser_text if line.choice == 'loser' else (
                        f'{line.winner_text} + {line.loser_text}' if line.winner_text else line.loser_text)))
        for label, count in sorted(self._counts(list(pairs)).items()):
            lines.append(self.env._("%(count)s × %(what)s move to %(name)s", count=count, what=label, name=winner.name))
        for person in self.person_ids - winner:
            lines.append(self.env._(
                "%(name)s (%(number)s) is archived and leads to %(winner)s. Nothing is deleted.", name=person.name,
                number=person.constituent_no or person.id, winner=winner.name))
            if person.household_id and person.household_id != winner.household_id:
                others = person.household_id.household_people_ids - person
                if others:
                    lines.append(self.env._(
                        "%(people)s stay in %(household)s.", people=', '.join(others.mapped('name')),
                        household=person.household_id.name))
        lines.append(self.env._("It can be undone for %(days)s days.", days=self.env['constituent.merge']._undo_days()))
        return lines

    @api.model
    def _counts(self, losers):
        """`{kind of record: number}` of what leads to these people."""
        Merge = self.env['constituent.merge']
        refs = Merge._merge_refs()
        self.env.flush_all()
        self.env.cr.execute(count_sql(refs), {'ids': losers})
        counts = {}
        for number, count in self.env.cr.fetchall():
            label = Merge._merge_table_label(refs[number].table)
            counts[label] = counts.get(label, 0) + count
        return counts

    def action_merge(self):
        """Merge them as chosen, and show what was done. Pressed twice, it merges nobody twice."""
        self.ensure_one()
        if self.state == 'result':
            return self._reopen()
        self._check_number()
        self.env['constituent.merge']._merge_check_role()
        choices, households = self._choices()
        merges = self.env['constituent.merge']._merge(self._pairs(), choices, households)
        lines = [self.env._(
            "%(name)s is one record now. %(moved)s records moved, %(kept)s stayed with what was archived, as "
            "%(name)s has the same.", name=self.winner_id.name, moved=sum(merges.mapped('moved_count')),
            kept=sum(merges.mapped('kept_count')))]
        self.write({'state': 'result', 'result': '\n'.join(lines), 'merge_ids': [fields.Command.set(merges.ids)]})
        return self._reopen()

    def action_back(self):
        self.ensure_one()
        self.state = 'choose'
        return self._reopen()

    def action_open_winner(self):
        self.ensure_one()
        return self.winner_id._constituent_page()

    def action_undo(self):
        """Undo what was just done."""
        self.ensure_one()
        self.merge_ids.action_undo()
        return self.action_open_winner()

    def _reopen(self):
        return {
            'type': 'ir.actions.act_window', 'name': self._description, 'res_model': self._name, 'res_id': self.id,
            'views': [(False, 'form')], 'target': 'new',
        }
