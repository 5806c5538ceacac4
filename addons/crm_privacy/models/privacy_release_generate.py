import base64
import datetime
import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.crm_kit.tools import csvout, xlsx

from ..tools.verify_ledger import commitment

BACKGROUND_FROM = 2000  # people from which on a file is made in the background
CHUNK = 1000
LARGE = 20_000  # rows from which on a workbook is written out as it comes
EXIT = 'release'
TYPES = {'date': 'date', 'datetime': 'datetime', 'boolean': 'boolean', 'integer': 'integer', 'float': 'number'}


class PrivacyRelease(models.Model):
    """Making the file: the rows first, then, with the last question to the gate, the file out of them.

    The file is a function of the lines (`_file_from_log`), so log and file cannot say different things. Before the
    last step nothing has left; it asks the gate for everybody once more, in the transaction that makes the file.
    """
    _inherit = 'privacy.release'

    def action_generate(self):
        """Make the file. Pressed again it makes no second one."""
        self.check_access('write')
        if self.state in ('generating', 'done'):
            return False
        self._expect('approved')
        self.agreement_id._check_usable(self.purpose_id)
        kept = (self.field_ids & self.agreement_id.field_ids).sorted('sequence')  # P-30: what the agreement names
        if not kept:
            raise UserError(self.env._(
                "None of the fields of “%(name)s” stands in the agreement any more. Press “Back” and choose others.",
                name=self.display_name))
        Partner = self.env['res.partner']
        self.sudo().write({'state': 'generating', 'columns': [  # sudo: see action_preview
            [row.name, row.label, TYPES.get(Partner._fields[row.name].type, 'text')] for row in kept]})
        if len(self.selection) > BACKGROUND_FROM:
            # sudo: see action_preview; the work itself goes on with the rights of who pressed the button
            self.sudo().batch_id = self.env['kit.batch']._start(
                self.display_name, self, '_generate_chunk', total=len(self.selection))
            return False
        start, finished = 0, False
        while not finished:
            step = self._generate_step(start)
            start, finished = step['cursor'], step['finished']
        return False

    def action_give_up(self):
        """Let a file be that could not be made: nothing has left."""
        self.check_access('write')
        self._expect('generating')
        if self.batch_id.state in ('waiting', 'running', 'stopping'):
            raise UserError(self.env._("“%(name)s” is being made. Stop it first.", name=self.display_name))
        # sudo: see action_preview; rows that were prepared have not left
        self.sudo().line_ids.unlink()
        self.sudo().write({'state': 'refused', 'selection': False, 'columns': False})  # sudo: see action_preview
        return True

    # -- rows ----------------------------------------------------------------------

    def _generate_chunk(self, batch):
        return self._generate_step(batch.cursor or 0)

    def _generate_step(self, start):
        """Prepare the rows of some people of the selection, or, after the last one, make the file."""
        if self.state != 'generating':
            raise UserError(self.env._("“%(name)s” is not being made any more.", name=self.display_name))
        self.agreement_id._check_usable(self.purpose_id)
        ids = self.selection[start:start + CHUNK]
        if not ids:
            return {'cursor': start, 'done': 0, 'failed': 0, 'finished': True, 'result': self._generate_file()}
        people = self.env['res.partner'].with_context(active_test=False).search([('id', 'in', ids)])
        verdicts = people._privacy_gate(self.purpose_id, 'disclose', recipient=self.recipient_id)
        allowed = people.filtered(lambda person: verdicts[person.id]['allowed'])
        self._log_verdicts({id_: verdict for id_, verdict in verdicts.items() if not verdict['allowed']})
        subjects = self.env['privacy.subject']._of(allowed)
        cells = self._cells_of(allowed, [name for name, _label, _type in self.columns])
        position = {id_: start + index for index, id_ in enumerate(ids, start=1)}
        rows = []
        for person in allowed:
            salt = secrets.token_hex(16)
            rows.append({
                'release_id': self.id, 'position': position[person.id], 'partner_id': person.id,
                'subject': subjects[person.id][0], 'cells': cells[person.id], 'row_salt': salt,
                'row_hash': commitment(salt, self._hashed(cells[person.id])),
                'basis': verdicts[person.id]['basis'], 'event_id': verdicts[person.id]['event_id']})
        self.env['privacy.release.line'].sudo().create(rows)  # sudo: nobody writes the log by hand
        return {'cursor': start + len(ids), 'done': len(allowed), 'failed': len(ids) - len(allowed), 'finished': False}

    def _cells_of(self, people, names):
        """`{partner id: [values as they stand in a row]}`, read with the rights of this user."""
        fields_ = [people._fields[name] for name in names]
        labels = {field.name: dict(field._description_selection(self.env)) for field in fields_
                  if field.type == 'selection'}

        def cell(person, field):
            value = person[field.name]
            if field.type == 'selection':
                return labels[field.name].get(value, '')
            if field.type == 'many2one':
                return value.display_name or ''
            if field.type in ('date', 'datetime'):
                return value.isoformat() if value else ''
            return value if field.type in ('boolean', 'integer', 'float') else value or ''
        return {person.id: [cell(person, field) for field in fields_] for person in people}

    def _log_verdicts(self, verdicts):
        log, items = self.env['privacy.contact.log'], list(verdicts.items())
        for start in range(0, len(items), 5000):
            log._write_down(EXIT, self.purpose_id, 'disclose', dict(items[start:start + 5000]),
                            reference=f'{self._name},{self.id}')

    # -- file ----------------------------------------------------------------------

    def _generate_file(self):
        """Ask the gate for the last time, drop whom it refuses now, and make the file of the others."""
        lines = self.sudo().line_ids  # sudo: nobody writes the log by hand
        verdicts = lines.partner_id._privacy_gate(self.purpose_id, 'disclose', recipient=self.recipient_id)
        lines.filtered(lambda line: not verdicts.get(line.partner_id.id, {}).get('allowed')).unlink()
        lines = lines.exists()
        if not lines:
            raise UserError(self.env._(
                "Nobody of the %(count)s people chosen may be passed on to %(name)s any more. No file was made.",
                count=self.selected_count, name=self.recipient_id.name))
        self._log_verdicts(verdicts)
        self.invalidate_recordset(['line_ids'])
        now = fields.Datetime.now()
        # a withdrawal that is sealed later than this was not seen by the gate above
        [(sealed,)] = self.env.execute_query(SQL("SELECT COALESCE(max(number), 0) FROM privacy_ledger_seal"))
        counts = dict(self.env.execute_query(SQL(
            "SELECT reason, count(DISTINCT partner_id) FROM privacy_contact_log WHERE reference = %s AND NOT is_allowed"
            " GROUP BY reason", f'{self._name},{self.id}')))
        release = self.sudo()  # sudo: what a release has become is written by its buttons only
        release.write({
            'generated_at': now, 'sealed_to': sealed, 'seal_cursor': sealed, 'row_count': len(lines),
            'allowed_count': len(lines), 'left_out_ids': self._left_out_commands(counts)})
        content = release._file_from_log()
        name = f"{self._reference()}.{self.format}"
        release.write({
            'state': 'done', 'selection': False, 'file': base64.b64encode(content), 'file_name': name,
            'file_digest': hashlib.sha256(content).hexdigest()})
        return {'rows': len(lines)}

    @api.private
    def _file_from_log(self):
        """The bytes of the file, made of the lines of the log and of nothing else."""
        self.ensure_one()
        self.env.flush_all()
        if gone := len(self.line_ids.filtered('erased_on')):
            raise UserError(self.env._(
                "The file of “%(name)s” cannot be made again: %(count)s people in it were erased. Its SHA-256 and the "
                "rows of the others stay.", name=self.display_name, count=gone))
        columns = [xlsx.Column("Reference"), *(xlsx.Column(label, kind) for _name, label, kind in self.columns)]
        kinds = [kind for _name, _label, kind in self.columns]
        rows = (
            [self._reference(position), *(_value(kind, cell) for kind, cell in zip(kinds, cells, strict=True))]
            for position, cells in self.env.execute_query(SQL(
                "SELECT position, cells FROM privacy_release_line WHERE release_id = %s ORDER BY position", self.id)))
        if self.format == 'csv':
            return csvout.write(columns, rows)
        return xlsx.write(
            columns, rows, title=self._reference(), large=self.row_count > LARGE, created=self.generated_at)


def _value(kind, cell):
    """A value of a row as the writers of files want it."""
    if kind == 'date':
        return datetime.date.fromisoformat(cell) if cell else None
    if kind == 'datetime':
        return datetime.datetime.fromisoformat(cell) if cell else None
    return cell
