from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

VIEWER = 'crm_constituents.group_constituent_viewer'
KINDS = [
    ('individual', "Individual"),
    ('organisation', "Organisation"),
    ('household', "Household"),
]


def _trigrams(registry, column, sparse=False):
    where = f' WHERE {column} IS NOT NULL' if sparse else ''
    return f'USING gin ({registry.unaccent(column)} gin_trgm_ops){where}'


class ResPartner(models.Model):
    """A partner with a kind is a constituent: it has a number and stands in the lists of this app.

    A partner without kind (a company of the database, a user, an address) is left as Odoo made it.
    """
    _inherit = 'res.partner'
    _rec_names_search = ['complete_name', 'email', 'ref', 'vat', 'company_registry', 'constituent_no']

    constituent_type = fields.Selection(KINDS, string="Kind")  # indexed by _constituent_recent
    constituent_no = fields.Char("Constituent number", copy=False, readonly=True)
    preferred_channel = fields.Selection([
        ('email', "E-mail"),
        ('phone', "Telephone"),
        ('sms', "Text message"),
        ('post', "Post"),
    ], string="Prefers contact by", groups=VIEWER, copy=False)
    alert_note = fields.Text(
        "Alert", groups=VIEWER, copy=False,
        help="Shown on top of the page to everybody who opens it: call the officer first, deaf in the left ear.")
    confidential = fields.Boolean(
        "Confidential address", groups=VIEWER, copy=False,
        help="Whereabouts must reach nobody outside: not on lists, labels of others, directories or over the phone.")
    anonymous_recognition = fields.Boolean(
        "Recognise anonymously", groups=VIEWER, copy=False,
        help="Gifts and help are thanked for, and never shown with this name.")

    # Numbers are unique within a company, and among the constituents that all companies share.
    _constituent_no_unique = models.UniqueIndex(
        '(constituent_no, COALESCE(company_id, 0)) WHERE constituent_no IS NOT NULL',
        "Another constituent has this number already. Leave the number empty and the next free one is taken.",
    )
    # Each column of `_rec_names_search` needs its own: they are searched in one OR (a scan of one is a scan of all).
    # Those that few have leave out the empty ones, which would be written for each person.
    _complete_name_trgm = models.Index(lambda reg: _trigrams(reg, 'complete_name'))
    _name_trgm = models.Index(lambda reg: _trigrams(reg, 'name'))
    _email_trgm = models.Index(lambda reg: _trigrams(reg, 'email'))
    _ref_trgm = models.Index(lambda reg: _trigrams(reg, 'ref', sparse=True))
    _vat_trgm = models.Index(lambda reg: _trigrams(reg, 'vat', sparse=True))
    _registry_trgm = models.Index(lambda reg: _trigrams(reg, 'company_registry', sparse=True))
    _constituent_no_trgm = models.Index(lambda reg: _trigrams(reg, 'constituent_no'))
    _preferred_name_trgm = models.Index(lambda reg: _trigrams(reg, 'preferred_name', sparse=True))
    _former_name_trgm = models.Index(lambda reg: _trigrams(reg, 'former_name', sparse=True))
    _email_lookup = models.Index('(email_normalized) WHERE email_normalized IS NOT NULL')
    _phone_lookup = models.Index('(phone_sanitized) WHERE phone_sanitized IS NOT NULL')
    # The lists of the app: one kind, in the order of the names.
    _constituent_list = models.Index(
        '(constituent_type, complete_name, id DESC) WHERE constituent_type IS NOT NULL AND active IS TRUE')
    _constituent_recent = models.Index('(constituent_type, create_date) WHERE constituent_type IS NOT NULL')

    @api.model
    def _domain_constituent(self, *kinds):
        """Constituents, of some kinds or of all."""
        return Domain('constituent_type', 'in', kinds) if kinds else Domain('constituent_type', '!=', False)

    # -- values ----------------------------------------------------------

    @api.model
    def _constituent_next_numbers(self, count):
        """The next `count` numbers, taken with one query; a number once taken is never given again."""
        # sudo: an officer may number constituents and not read sequences
        sequence = self.env['ir.sequence'].sudo().search([
            ('code', '=', 'constituent.number'), ('company_id', 'in', [self.env.company.id, False]),
        ], order='company_id', limit=1)
        if not sequence:
            raise UserError(self.env._(
                "There is no number series for constituents (code constituent.number). "
                "Ask an administrator to restore it under Settings > Technical > Sequences."))
        if sequence.implementation != 'standard' or sequence.use_date_range:
            return [sequence.next_by_id() for _number in range(count)]
        prefix, suffix = sequence._get_prefix_suffix()  # once: it is the same for all of a moment
        self.env.cr.execute(
            'SELECT nextval(%s) FROM generate_series(1, %s)', [f'ir_sequence_{sequence.id:03d}', count])
        return [f'{prefix}{number:0{sequence.padding}d}{suffix}' for (number,) in self.env.cr.fetchall()]

    @api.model
    def _constituent_complete_kind(self, vals, current=False):
        """Keep `is_company` and the kind in step in `vals`; an explicit kind decides.

        :param current: kind of the record that is written, if any
        """
        if 'constituent_type' in vals:
            if vals['constituent_type']:
                vals['is_company'] = vals['constituent_type'] == 'organisation'
        elif 'is_company' in vals and current:
            if vals['is_company']:
                vals['constituent_type'] = 'organisation'
            elif current == 'organisation':
                vals['constituent_type'] = 'individual'
        elif 'company_type' in vals and current:
            vals['is_company'] = vals.pop('company_type') == 'company'
            self._constituent_complete_kind(vals, current)

    @api.model
    def _constituent_complete_create(self, vals):
        """Fill in `vals` of a new constituent what follows from the rest. Extend by `super()`.

        Knows nothing but `vals`: the fast import calls it too, row by row.
        """
        self._constituent_complete_kind(vals)
        return vals

    def _constituent_complete_write(self, vals):
        """`vals` for this one constituent, completed by what follows from them. Extend by `super()`."""
        self.ensure_one()
        self._constituent_complete_kind(vals, self.constituent_type)
        return vals

    @api.model
    def _constituent_watched_fields(self):
        """Fields that `_constituent_complete_write` looks at: a write of others goes straight through."""
        return {'constituent_type', 'is_company', 'company_type'}

    @api.model_create_multi
    def create(self, vals_list):
        default_kind = self.env.context.get('default_constituent_type')
        rows, hidden = [], []
        for vals in vals_list:
            given = vals
            if vals.get('constituent_type', default_kind):
                vals = self._constituent_complete_create({'constituent_type': default_kind, **vals})
            hidden.append(self._constituent_pop_hidden(vals, given) if vals is not given else {})
            rows.append(vals)
        unnumbered = [vals for vals in rows if vals.get('constituent_type') and not vals.get('constituent_no')]
        if unnumbered:
            for vals, number in zip(unnumbered, self._constituent_next_numbers(len(unnumbered)), strict=True):
                vals['constituent_no'] = number
        partners = super().create(rows)
        for partner, values in zip(partners, hidden, strict=True):
            if values:
                # sudo: what follows from a permitted change is no choice of the user
                partner.sudo().write(values)
        return partners

    def _constituent_pop_hidden(self, completed, given):
        """Take out of `completed` the values that nobody gave and the user may not write."""
        return {
            name: completed.pop(name) for name in completed.keys() - given.keys()
            if not self._has_field_access(self._fields[name], 'write')}

    def write(self, vals):
        if not self._constituent_watched_fields() & vals.keys():
            return super().write(vals)
        concerned = self if vals.get('constituent_type') else self.filtered('constituent_type')
        if not concerned:
            return super().write(vals)
        rest = self - concerned
        if rest:
            super(ResPartner, rest).write(dict(vals))
        groups = {}  # people who get the very same values are written together
        for partner in concerned:
            completed = partner._constituent_complete_write(dict(vals))
            groups.setdefault(repr(sorted(completed.items(), key=lambda item: item[0])), (completed, []))[1].append(
                partner.id)
        for completed, ids in groups.values():
            hidden = self._constituent_pop_hidden(completed, vals)
            partners = self.browse(ids)
            super(ResPartner, partners).write(completed)
            if hidden:
                # sudo: what follows from a permitted change is no choice of the user
                super(ResPartner, partners.sudo()).write(hidden)
        if vals.get('constituent_type'):
            concerned._constituent_number_the_unnumbered()
        return True

    def _constituent_number_the_unnumbered(self):
        unnumbered = self.filtered(lambda partner: not partner.constituent_no)
        numbers = self._constituent_next_numbers(len(unnumbered)) if unnumbered else []
        for partner, number in zip(unnumbered, numbers, strict=True):
            partner.constituent_no = number

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_administrator(self):
        # Odoo lets whoever may create contacts delete them; a constituent carries history.
        if self.env.su or self.env.user.has_group('crm_constituents.group_constituent_manager'):
            return
        if kept := self.filtered('constituent_type'):
            raise UserError(self.env._(
                "%(names)s cannot be deleted: only an administrator of constituents deletes people, "
                "as their history goes with them. Archive them instead.",
                names=', '.join(kept[:3].mapped('display_name'))))
