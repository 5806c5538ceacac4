from odoo import fields, models

DATE_FORMATS = [
    ('iso', "2026-12-31"),
    ('dmy', "31.12.2026 (day first)"),
    ('mdy', "12/31/2026 (month first)"),
    ('dmy2', "31.12.26 (day first)"),
    ('mdy2', "12/31/26 (month first)"),
    ('ymd2', "26-12-31 (year first)"),
    ('compact', "20261231"),
    ('text', "31 December 2026"),
    ('excel', "46387 (day number of a spreadsheet)"),
    ('year', "2026 (year only)"),
]


class ConstituentImportPolicy(models.AbstractModel):
    """What an import does with people it may know already, and what it takes for granted."""

    _name = 'constituent.import.policy'
    _description = "Policy of an import"

    system = fields.Char(
        "Name of the other system",
        help="Under this name the external ids of the file are kept: irs, mailchimp, old-crm. "
        "A row whose id is known under this name updates that constituent instead of making a second one.",
    )
    default_type = fields.Selection(
        [('individual', "People"), ('organisation', "Organisations"), ('household', "Households")],
        string="The rows are",
        required=True,
        default='individual',
        help="Unless a column says so for each row.",
    )
    country_id = fields.Many2one(
        'res.country',
        string="Country of addresses",
        ondelete='restrict',
        help="For addresses, states and telephone numbers of rows that do not name a country.",
    )
    on_known = fields.Selection(
        [
            ('update', "Update what the file says otherwise"),
            ('fill', "Fill in only what is empty"),
            ('skip', "Leave as it is"),
        ],
        string="Known by external id",
        required=True,
        default='update',
    )
    on_duplicate = fields.Selection(
        [('review', "Leave out, for review"), ('create', "Create anyway"), ('link', "Take as the same and update")],
        string="Possible duplicate",
        required=True,
        default='review',
        help="A row resembles a constituent, or an earlier row: same name, and the same e-mail, telephone, date "
            "of birth "
        "or postal code.",
    )
    match_email = fields.Boolean("E-mail and name", default=True)
    match_phone = fields.Boolean("Telephone and name", default=True)
    match_birthdate = fields.Boolean("Name and date of birth", default=True)
    match_zip = fields.Boolean("Name and postal code", default=True)
    clear_empty = fields.Boolean(
        "Empty cells clear the field", help="Otherwise an empty cell says nothing about the field."
    )
    include_hidden = fields.Boolean(
        "Hidden rows too", help="Rows that the workbook hides are left out, unless this is set."
    )

    def _get_policy_vals(self):
        """The policy as values, to hand on from profile to run and back."""
        self.ensure_one()
        return {
            name: self[name].id if field.type == 'many2one' else self[name]
            for name, field in self.env['constituent.import.policy']._fields.items()
            if field.store and name not in models.MAGIC_COLUMNS
        }
