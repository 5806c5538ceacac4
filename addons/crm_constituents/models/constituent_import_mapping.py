from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..mixins.constituent_import_policy import DATE_FORMATS

TARGETS = [
    ('external_id', "External id"),
    ('constituent_type', "Kind (person, organisation, household)"),
    ('name', "Name"),
    ('name_prefix', "Title"),
    ('first_name', "First name"),
    ('middle_name', "Middle names"),
    ('last_name', "Family name"),
    ('name_suffix', "Name suffix"),
    ('preferred_name', "Preferred name"),
    ('former_name', "Former name"),
    ('pronouns', "Pronouns"),
    ('birthdate', "Date of birth"),
    ('email', "E-mail"),
    ('phone', "Telephone"),
    ('street', "Street"),
    ('street2', "Street (second line)"),
    ('zip', "Postal code"),
    ('city', "City"),
    ('state', "State or province"),
    ('country', "Country"),
    ('lang', "Language"),
    ('website', "Website"),
    ('preferred_channel', "Prefers contact by"),
    ('household', "Household key (same key, same household)"),
    ('household_name', "Name of the household"),
    ('organisation', "Organisation (employer)"),
    ('job_title', "Job title there"),
    ('tags', "Tags"),
    ('comment', "Notes"),
    ('alert_note', "Alert"),
    ('ref', "Reference"),
    ('vat', "Tax ID"),
    ('is_deceased', "Deceased"),
    ('deceased_date', "Date of death"),
    ('deceased_source', "Death learned from"),
    ('confidential', "Confidential address"),
    ('anonymous_recognition', "Recognise anonymously"),
    ('salutation_formal_custom', "Own formal salutation"),
    ('salutation_informal_custom', "Own informal salutation"),
]
DATE_TARGETS = ('birthdate', 'deceased_date')
MANY = ('tags', 'street', 'street2', 'comment', 'name', 'first_name', 'middle_name', 'last_name')


class ConstituentImportMapping(models.Model):
    """One column of a file, or a constant for all of its rows, and the field that it fills."""

    _name = 'constituent.import.mapping'
    _description = "Column of an import"
    _order = 'sequence, id'
    _rec_name = 'column'

    run_id = fields.Many2one('constituent.import.run', index='btree_not_null', ondelete='cascade')
    profile_id = fields.Many2one('constituent.import.profile', index='btree_not_null', ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', store=True, index='btree_not_null', ondelete='cascade'
    )
    sequence = fields.Integer(default=1000)
    column = fields.Char(help="Name in the header of the file. Empty: the constant stands for every row.")
    position = fields.Integer(help="Place of the column in the file, from 1.", readonly=True)
    target = fields.Selection(TARGETS, string="Field", help="Empty: the column is left out.")
    constant = fields.Char(help="For every row, when there is no column.")
    date_format = fields.Selection(DATE_FORMATS, string="Dates are written")
    width = fields.Integer(
        "Digits",
        help="Number of digits that these ids have. A shorter one has lost its leading zeros in a spreadsheet and "
        "is refused. 0: any.",
    )
    on_error = fields.Selection(
        [('refuse', "Refuse the row"), ('blank', "Leave the field empty")],
        string="If a cell is wrong",
        required=True,
        default='refuse',
    )
    samples = fields.Char("Examples", readonly=True)
    filled = fields.Float("Filled", readonly=True)
    date_ambiguous = fields.Boolean(readonly=True)
    needs_date_format = fields.Boolean(compute='_compute_needs_date_format')

    _one_owner = models.Constraint(
        'CHECK ((run_id IS NULL) <> (profile_id IS NULL))',
        "A column belongs to one import or to one profile.",
    )
    _column_or_constant = models.Constraint(
        'CHECK ("column" IS NOT NULL OR constant IS NOT NULL)',
        "Name a column of the file, or give a constant for every row.",
    )

    @api.depends('run_id.company_id', 'profile_id.company_id')
    def _compute_company_id(self):
        for line in self:
            line.company_id = line.run_id.company_id or line.profile_id.company_id

    @api.depends('target', 'date_format', 'column')
    def _compute_needs_date_format(self):
        for line in self:
            line.needs_date_format = line.target in DATE_TARGETS and not line.date_format

    @api.constrains('target', 'run_id', 'profile_id', 'column')
    def _check_target_once(self):
        for owner_name in ('run_id', 'profile_id'):
            for owner in self[owner_name]:
                lines = owner.mapping_ids.filtered('target')
                for target, same in lines.grouped('target').items():
                    if len(same) > 1 and target not in MANY:
                        raise ValidationError(
                            self.env._(
                                "%(columns)s are all mapped to “%(target)s”. Only one column can fill it; leave "
                                "the others out.",
                                columns=', '.join(f'“{line.column or line.constant}”' for line in same),
                                target=dict(self._fields['target']._description_selection(self.env))[target],
                            )
                        )

    def _get_mapping_vals(self):
        return [
            {
                'sequence': line.sequence,
                'column': line.column,
                'target': line.target,
                'constant': line.constant,
                'date_format': line.date_format,
                'width': line.width,
                'on_error': line.on_error,
            }
            for line in self
        ]
