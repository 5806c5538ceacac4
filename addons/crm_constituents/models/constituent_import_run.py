from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from .constituent_import_engine import by_engine
from .constituent_import_mapping import DATE_TARGETS

STEPS = [
    ('uploaded', "File"),
    ('reading', "Reading"),
    ('profiled', "Columns"),
    ('mapped', "Dry run"),
    ('dry_run', "Preview"),
    ('importing', "Import"),
    ('done', "Result"),
    ('rolling_back', "Taking back"),
    ('rolled_back', "Taken back"),
]


class ConstituentImportRun(models.Model):
    """One file on its way into the base: read, mapped, tried, imported, and if need be taken back.

    Always true: each row of the file ends as exactly one of created, changed, unchanged, refused or left out, so the
    counts add up to the rows of the file, and their checksum to that of the file as it was read.
    """

    _name = 'constituent.import.run'
    _description = "Import of constituents"
    _inherit = ['constituent.import.policy']
    _order = 'id desc'

    name = fields.Char("File name", required=True, default=lambda self: self.env._("New import"))
    user_id = fields.Many2one(
        'res.users',
        string="By",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete='restrict',
        readonly=True,
        copy=False,
    )
    company_id = fields.Many2one(
        'res.company',
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete='restrict',
        readonly=True,
        copy=False,
    )
    for_company = fields.Boolean(
        "For this company only", help="New constituents belong to this company; otherwise all share them."
    )
    state = fields.Selection(STEPS, required=True, default='uploaded', readonly=True, copy=False)
    profile_id = fields.Many2one(
        'constituent.import.profile', string="Saved profile", index='btree_not_null', ondelete='restrict'
    )
    file = fields.Binary("File", attachment=True, copy=False, help="CSV or XLSX.")
    sheet = fields.Char(help="Empty: the first sheet that is not hidden.")
    encoding = fields.Char(help="Only when it cannot be told from the file: cp1252, cp1250, shift_jis, mac_roman.")
    spool_id = fields.Many2one('ir.attachment', readonly=True, copy=False, ondelete='set null', index='btree_not_null')
    file_digest = fields.Char(readonly=True, copy=False, index='btree_not_null')
    source = fields.Json(readonly=True, copy=False)
    source_text = fields.Char("Read as", compute='_compute_source_text')
    columns = fields.Json("Header of the file", readonly=True, copy=False)
    notes = fields.Json(readonly=True, copy=False)
    notes_text = fields.Text("Remarks", compute='_compute_source_text')
    report = fields.Json(readonly=True, copy=False)
    report_html = fields.Html("Profile of the file", compute='_compute_report_html', sanitize=False)
    mapping_ids = fields.One2many('constituent.import.mapping', 'run_id', string="Columns", copy=False)
    batch_id = fields.Many2one(
        'kit.batch', string="Progress", readonly=True, copy=False, ondelete='set null', index='btree_not_null'
    )
    batch_state = fields.Selection(related='batch_id.state', string="State of the work")
    row_ids = fields.One2many('constituent.import.row', 'run_id', string="Rows", readonly=True)

    row_count = fields.Integer("Rows in the file", readonly=True, copy=False)
    checksum = fields.Char(readonly=True, copy=False, help="Sum over all rows as they were read.")
    created_count = fields.Integer("Created", readonly=True, copy=False)
    updated_count = fields.Integer("Changed", readonly=True, copy=False)
    unchanged_count = fields.Integer("Unchanged", readonly=True, copy=False)
    refused_count = fields.Integer("Refused", readonly=True, copy=False)
    skipped_count = fields.Integer("Left out", readonly=True, copy=False)
    duplicate_count = fields.Integer("Possible duplicates", readonly=True, copy=False)
    is_reconciled = fields.Boolean("Reconciled", readonly=True, copy=False)
    message = fields.Text("Remarks on the import", readonly=True, copy=False)
    done_at = fields.Datetime("Imported on", readonly=True, copy=False)
    duration = fields.Float("Seconds", readonly=True, copy=False)
    undone_count = fields.Integer("Rows taken back", readonly=True, copy=False)
    kept_count = fields.Integer("Rows kept", readonly=True, copy=False)
    refused_ids = fields.One2many(
        'constituent.import.row',
        'run_id',
        string="Rows not taken",
        domain=[('state', 'in', ('refused', 'skipped'))],
        readonly=True,
    )

    @api.depends('source', 'notes', 'row_count')
    @api.depends_context('lang')
    def _compute_source_text(self):
        words = self.env['constituent.import.reason']._words
        names = {
            ',': self.env._("comma"),
            ';': self.env._("semicolon"),
            '\t': self.env._("tab"),
            '|': self.env._("bar"),
        }
        for run in self:
            source = run.source or {}
            if not source:
                run.source_text = False
            elif source['kind'] == 'xlsx':
                run.source_text = self.env._(
                    "Workbook, sheet “%(sheet)s” · %(rows)s rows", sheet=source['sheet'], rows=run.row_count)
            else:
                run.source_text = self.env._(
                    "Text, %(encoding)s, cells parted by %(delimiter)s · %(rows)s rows",
                    rows=run.row_count,
                    encoding=source['encoding'].removesuffix('-sig').upper(),
                    delimiter=names.get(source['delimiter'], source['delimiter']),
                )
            run.notes_text = '\n'.join(words(code, params) for code, params in run.notes or []) or False

    @api.onchange('file')
    def _onchange_file(self):
        if self.file and self.state != 'uploaded':
            raise UserError(
                self.env._("The file of this import cannot be changed any more. Start a new import for another file.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        for run in self:
            if run.state in ('importing', 'done', 'rolling_back'):
                raise UserError(
                    self.env._(
                        "“%(name)s” has changed the base. Keep it as the record of what was done, or take it "
                        "back first.",
                        name=run.name,
                    )
                )

    # -- actions ---------------------------------------------------------

    @by_engine
    def action_read(self):
        """Read the file and propose what its columns are."""
        for run in self:
            run._check_may_import()
            run._take_lock()
            if run._is_at_work():
                continue
            if run.state not in ('uploaded', 'reading', 'profiled', 'mapped', 'dry_run'):
                raise UserError(
                    self.env._(
                        "“%(name)s” is imported already. Start a new import to read a file again.", name=run.name
                    )
                )
            if not run.file:
                raise UserError(self.env._("Choose a file first."))
            if run._is_large():
                run._forget_rows()
                run.state = 'reading'
                run.batch_id = self.env['kit.batch']._start(
                    self.env._("Reading %(name)s", name=run.name), run, '_read_chunk')
            else:
                run._read_file()
                run._check_file()
        return True

    @by_engine
    def action_back(self):
        """Back to the columns, to mend the mapping; or to the file, when it could not be read."""
        for run in self:
            run._check_may_import()
            run._take_lock()
            if run.state in ('mapped', 'dry_run') and not run._is_at_work():
                run._forget_rows()
                run.state = 'profiled'
            elif run.state == 'reading' and not run._is_at_work():
                run.write({'state': 'uploaded', 'batch_id': False})
        return True

    @by_engine
    def action_dry_run(self):
        """Try the whole import without leaving a trace, to say beforehand what it would do."""
        self.ensure_one()
        self._check_may_import()
        self._take_lock()
        if self._is_at_work():
            return True
        if self.state not in ('profiled', 'mapped', 'dry_run'):
            raise UserError(self.env._("Read the file first."))
        self._check_mapping()
        self._forget_rows()
        self.state = 'mapped'
        self._start_batch(self.env._("Dry run of %(name)s", name=self.name), dry=True)
        return True

    @by_engine
    def action_import(self):
        """Import for good, in the background. Pressed twice it runs once."""
        self.ensure_one()
        self._check_may_import()
        self._take_lock()
        if self.state in ('importing', 'done') or self._is_at_work():
            return True
        if self.state not in ('profiled', 'mapped', 'dry_run'):
            raise UserError(self.env._("Read the file first."))
        self._check_mapping()
        self._forget_rows()
        self.state = 'importing'
        self._start_batch(self.env._("Import of %(name)s", name=self.name), dry=False)
        return True

    @by_engine
    def action_roll_back(self):
        """Take back what the import did, except where somebody has worked on it since; again, what was kept then."""
        self.ensure_one()
        self._check_may_import()
        self._take_lock()
        if self.state == 'rolling_back':
            return True
        stopped = self.state == 'importing' and not self._is_at_work()
        again = self.may_take_back_again
        if self.state != 'done' and not stopped and not again:
            raise UserError(self.env._("Only an import that is done or stopped can be taken back."))
        own = self._release_kept() if again else []
        self.write({'state': 'rolling_back', 'undone_count': self.undone_count if again else 0, 'kept_count': 0})
        total = self.env['constituent.import.row'].search_count(self._undo_domain())
        self.batch_id = self.env['kit.batch']._start(
            self.env._("Taking back %(name)s", name=self.name), self, '_undo_chunk', total=total, payload={'own': own}
        )
        return True

    def action_save_profile(self):
        """Keep mapping and policy for the next file with this header."""
        self.ensure_one()
        self._check_may_import()
        vals = {**self._get_policy_vals(), 'signature': self._signature(), 'encoding': self.encoding}
        lines = [(0, 0, line) for line in self.mapping_ids._get_mapping_vals()]
        if self.profile_id:
            self.profile_id.mapping_ids.unlink()
            self.profile_id.write({**vals, 'mapping_ids': lines})
        else:
            self.profile_id = self.env['constituent.import.profile'].create(
                {**vals, 'name': self.system or self.name, 'company_id': self.company_id.id, 'mapping_ids': lines}
            )
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
                'message': self.env._(
                    "Saved as profile “%(name)s”. The next file with this header is read the same way.",
                    name=self.profile_id.name,
                ),
            },
        }

    def action_open_rows(self):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('crm_constituents.constituent_import_row_action')
        states = self.env.context.get('row_states')
        domain = [('run_id', '=', self.id)]
        if states:
            domain.append(('state', 'in', states))
        if codes := self.env.context.get('row_codes'):
            domain.append(('code', 'in', codes))
        return {**action, 'domain': domain}

    # -- helpers ---------------------------------------------------------

    def _check_may_import(self):
        if not self.env.su and not self.env.user.has_group('crm_constituents.group_constituent_user'):
            raise AccessError(
                self.env._(
                    "Importing is for officers of constituents. Ask one of them, or an administrator for the role."
                )
            )
        self.check_access('write')

    def _take_lock(self):
        """Two people, or one who presses twice, take turns."""
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(self.env._("This import is being worked on at this moment. Try again in a few seconds."))

    def _is_at_work(self):
        return self.batch_id.state in ('waiting', 'running', 'stopping')

    def _start_batch(self, name, dry):
        self.env.flush_all()
        self.batch_id = self.env['kit.batch']._start(
            name, self, '_import_chunk', total=self.row_count, payload={'dry': dry}
        )

    def _forget_rows(self):
        """Forget what an earlier dry run has put down."""
        self.ensure_one()
        self.env.cr.execute("DELETE FROM constituent_import_row WHERE run_id = %s", [self.id])
        self.env.cr.execute("DELETE FROM constituent_import_key WHERE run_id = %s", [self.id])
        self.invalidate_recordset(['row_ids', 'refused_ids'])
        self.write(
            dict.fromkeys(
                (
                    'created_count',
                    'updated_count',
                    'unchanged_count',
                    'refused_count',
                    'skipped_count',
                    'duplicate_count',
                    'blank_count',
                    'duration',
                ),
                0,
            )
        )
        self.write({'message': False, 'is_reconciled': False, 'totals': False})

    def _check_mapping(self):
        """Refuse a mapping that cannot work, in words."""
        self.ensure_one()
        targets = set(self.mapping_ids.filtered(lambda line: line.target).mapped('target'))
        missing = [
            line.column
            for line in self.mapping_ids
            if line.target and line.column and line.column not in (self.columns or [])
        ]
        if missing:
            raise UserError(
                self.env._(
                    "The file has no column %(missing)s. It has: %(columns)s. Map another column, or remove the line.",
                    missing=', '.join(f'“{name}”' for name in missing),
                    columns=', '.join((self.columns or [])[:30]),
                )
            )
        if not targets & {'name', 'first_name', 'last_name'}:
            raise UserError(
                self.env._("No column gives the name. Map one to “Name”, or to “First name” and “Family name”.")
            )
        if 'external_id' in targets and not self.system:
            raise UserError(
                self.env._(
                    "The file brings external ids. Say under which name they are kept (“Name of the other system”), "
                    "so that the next file finds these people again."
                )
            )
        for line in self.mapping_ids:
            if line.target in DATE_TARGETS and not line.date_format:
                raise UserError(
                    self.env._(
                        "The dates in “%(column)s” (%(samples)s) can be read in two ways. Choose how they are written.",
                        column=line.column or line.constant,
                        samples=line.samples or '',
                    )
                )

    def _refresh_counts(self):
        """Counts of the rows by what became of them."""
        rows = dict(self.env['constituent.import.row']._read_group([('run_id', '=', self.id)], ['state'], ['__count']))
        self.write(
            {
                f'{state}_count': rows.get(state, 0)
                for state in ('created', 'updated', 'unchanged', 'refused', 'skipped')
            }
        )
        self.duplicate_count = self.env['constituent.import.row'].search_count(
            [('run_id', '=', self.id), ('code', 'in', ('possible_duplicate', 'duplicate_row'))]
        )
