from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.names import PARTS, clean_name, compose_name, is_blank, is_couple, split_name, spoken_name

CORE = ('first_name', 'middle_name', 'last_name')


class ResPartner(models.Model):
    """Names and salutations. `name` of an individual is composed from its parts; typed alone, it is split into them.

    The title (`name_prefix`) is a part and no piece of `name`: lists stay in the order of names.
    """
    _inherit = 'res.partner'

    name_prefix = fields.Char("Title", help="Ms, Dr, Prof. It is used in salutations and addresses.")
    first_name = fields.Char("First name")
    middle_name = fields.Char("Middle names")
    last_name = fields.Char("Family name")
    name_suffix = fields.Char("Suffix", help="Jr., III, PhD")
    preferred_name = fields.Char("Preferred name", help="The name by which this person wants to be called.")
    former_name = fields.Char("Former name", help="An earlier name under which this person may still be known.")
    pronouns = fields.Char(help="She/her, they/them, as the person told them.")

    salutation_formal = fields.Char("Formal salutation", compute='_compute_salutations')
    salutation_informal = fields.Char("Informal salutation", compute='_compute_salutations')
    salutation_formal_custom = fields.Char(
        "Own formal salutation", help="Instead of the one that follows from the name.")
    salutation_informal_custom = fields.Char(
        "Own informal salutation", help="Instead of the one that follows from the name.")

    # -- name and parts --------------------------------------------------

    @api.model
    def _constituent_watched_fields(self):
        return super()._constituent_watched_fields() | {'name', 'lang', *PARTS}

    @api.model
    def _constituent_complete_create(self, vals):
        vals = super()._constituent_complete_create(vals)
        is_person = vals.get('constituent_type') == 'individual'
        given = [vals.get('name', self.env.context.get('default_name'))]
        given += [vals.get(key) for key in CORE] if is_person else []
        if all(map(is_blank, given)):
            # an address of Odoo's own may go without
            if (vals.get('type') or self.env.context.get('default_type') or 'contact') == 'contact':
                self._constituent_refuse_nameless(vals.get('constituent_type'))
        elif is_person:
            self._constituent_complete_name(vals, dict.fromkeys((*PARTS, 'name', 'lang'), ''))
        elif vals.get('name'):
            vals['name'] = clean_name(vals['name'])
        return vals

    def _constituent_complete_write(self, vals):
        vals = super()._constituent_complete_write(vals)
        kind = vals.get('constituent_type', self.constituent_type)
        if 'name' in vals and is_blank(vals['name']) and vals.get('type', self.type) == 'contact':
            parts = [vals.get(key) for key in CORE] if kind == 'individual' else []
            if all(map(is_blank, parts)):
                self._constituent_refuse_nameless(kind)
        if kind == 'individual':
            self._constituent_complete_name(vals, {key: self[key] or '' for key in (*PARTS, 'name', 'lang')})
        return vals

    @api.model
    def _constituent_refuse_nameless(self, kind):
        if kind == 'individual':
            raise ValidationError(self.env._("A person needs a name. Give a first name, a family name, or both."))
        raise ValidationError(self.env._("An organisation or household needs a name. Give it one, however short."))

    @api.model
    def _constituent_complete_name(self, vals, current):
        """Make `name` and its parts agree in `vals`. Parts decide over a name; a name alone is split.

        :param current: parts, name and lang before, all '' for a new one
        """
        lang = vals.get('lang', current['lang']) or self.env.context.get('lang') or self.env.lang
        before = {key: current[key] for key in PARTS}
        if any(vals.get(key) for key in CORE) or any(key in vals and before[key] for key in CORE):
            parts = {**before, **{key: clean_name(vals[key]) for key in PARTS if key in vals}}
        elif 'name' in vals or not any(before[key] for key in CORE):
            name = clean_name(vals.get('name', current['name']))
            if not name or (any(before[key] for key in CORE) and name == compose_name(before, lang)):
                parts = {**before, **{key: clean_name(vals[key]) for key in PARTS if key in vals}}
            else:
                parts = split_name(name, lang)
                # a title or suffix given beside the name wins; a title known before stays
                for key in ('name_prefix', 'name_suffix'):
                    parts[key] = clean_name(vals.get(key)) or parts[key]
                if 'name_prefix' not in vals and not is_couple(name, lang):
                    parts['name_prefix'] = parts['name_prefix'] or before['name_prefix']
        else:
            parts = {**before, **{key: clean_name(vals[key]) for key in PARTS if key in vals}}
        name = compose_name(parts, lang)
        if name:
            vals['name'] = name
            vals.update({key: parts[key] or False for key in PARTS})

    @api.onchange('name')
    def _onchange_name_split(self):
        if self.constituent_type == 'individual' and self.name:
            parts = {key: self[key] or '' for key in PARTS}
            if compose_name(parts, self.lang or self.env.lang) != clean_name(self.name):
                vals = {'name': self.name}
                self._constituent_complete_name(vals, {**parts, 'name': '', 'lang': self.lang})
                self.update(vals)

    @api.onchange(*PARTS, 'lang')
    def _onchange_name_parts(self):
        if self.constituent_type == 'individual':
            parts = {key: self[key] or '' for key in PARTS}
            if name := compose_name(parts, self.lang or self.env.lang):
                self.name = name

    def _constituent_full_name(self):
        """The name as one would address an envelope: with the title."""
        self.ensure_one()
        if self.constituent_type != 'individual' or not (self.first_name or self.last_name):
            return self.name or ''
        return compose_name({key: self[key] for key in PARTS}, self.lang or self.env.lang, titled=True)

    # -- salutations -----------------------------------------------------

    def _constituent_pattern_values(self, pattern=''):
        """Values of the placeholders of a person's patterns.

        A missing first or family name is stood in for by the other one, unless the pattern says that anyhow.
        """
        first, last = self.first_name or '', self.last_name or ''
        if not first and not last:
            last = self.name or ''
        both = '{first_name}' in pattern and '{last_name}' in pattern
        titles = (self.name_prefix or '').split()
        return {
            'title': self.name_prefix or '',
            'titles': ' '.join(titles),
            'first_name': first or ('' if both else last),
            'last_name': last or ('' if both else first),
            'given_name': self._constituent_given_name(),
            'name': self.name or '',
        }

    def _constituent_given_name(self):
        """By what friends call this person; whoever has told us no first name keeps the title: Mrs Okafor."""
        titled = self.name_prefix and self.last_name and f'{self.name_prefix} {self.last_name}'
        return self.preferred_name or self.first_name or titled or self.name or ''

    def _constituent_salutation(self, key):
        """Salutation of this person by the patterns of `key` ('formal', 'informal')."""
        self.ensure_one()
        if key == 'formal' and self.constituent_type == 'organisation' or self.constituent_type == 'organisation':
            key = 'organisation'
        pattern, titles = self.env['constituent.pattern']._pattern(
            key, self.lang or self.env.lang, (self.name_prefix or '').split())
        values = {**self._constituent_pattern_values(pattern), 'titles': ' '.join(titles)}
        spoken = spoken_name(values['first_name'], values['last_name'], self.lang or self.env.lang)
        # the two side by side stand in the order of their script
        values = {'first_name} {last_name': spoken, **values}
        return clean_name(self._constituent_fill(pattern, values))

    @api.model
    def _constituent_fill(self, pattern, values):
        """`pattern` with its placeholders filled; unknown ones are left out."""
        text = pattern or ''
        for key, value in values.items():
            text = text.replace(f'{{{key}}}', value)
        return text

    @api.depends('name', 'preferred_name', 'lang', 'constituent_type', 'salutation_formal_custom',
                 'salutation_informal_custom', *PARTS)
    def _compute_salutations(self):
        households = self.filtered(lambda partner: partner.constituent_type == 'household')
        for partner in self - households:
            partner.salutation_formal = (
                partner.salutation_formal_custom or partner._constituent_salutation('formal'))
            partner.salutation_informal = (
                partner.salutation_informal_custom or partner._constituent_salutation('informal'))
        for household in households:
            household.salutation_formal = household.household_greeting_formal
            household.salutation_informal = household.household_greeting_informal
