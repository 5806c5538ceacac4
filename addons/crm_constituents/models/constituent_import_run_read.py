import base64
import hashlib
import os
import shutil
import tempfile

from odoo import api, models
from odoo.exceptions import UserError

from ..tools import import_profile, import_suggest, import_table
from ..tools.import_chunk import read_raw, row_sum
from ..tools.import_source import SourceError
from .constituent_import_engine import by_engine

LARGE_TEXT = 5_000_000  # bytes; some 50,000 rows
LARGE_WORKBOOK = 1_000_000  # a workbook is packed, and slower to read


class ConstituentImportRun(models.Model):
    """Reading: from the uploaded file to a spool that every later step reads, and a first idea of its columns."""

    _inherit = 'constituent.import.run'

    @by_engine
    def _read_file(self, path=None):
        """Read the file (the uploaded one, or that at `path`) here and now."""
        self._read_source(path)
        self.write({'state': 'profiled', 'batch_id': False})

    @by_engine
    def _read_chunk(self, batch):
        """Reading in the background, see `kit.batch`: first the whole file, then the check of its rows in parts."""
        self.ensure_one()
        if not batch.cursor:
            self._read_source()
            return {
                'cursor': {'checked': None},
                'total': self.row_count,
                'done': 0,
                'message': self.env._("Looking for wrong cells and duplicates"),
                'finished': False,
            }
        before = batch.cursor['checked']
        after = self._check_part(before)
        if after['finished']:
            self.state = 'profiled'
        return {
            'cursor': {'checked': after},
            'done': after['rows'] - (before or {'rows': 0})['rows'],
            'finished': after['finished'],
        }

    def _is_large(self):
        """True for a file that takes longer to read than a person should wait for an answer."""
        # sudo: only the size of one's own file
        file = self.env['ir.attachment'].sudo().search(
            [('res_model', '=', self._name), ('res_id', '=', self.id), ('res_field', '=', 'file')], limit=1)
        packed = (self.name or '').lower().endswith('.xlsx')
        return file.file_size > (LARGE_WORKBOOK if packed else LARGE_TEXT)

    def _read_source(self, path=None):
        """Read the file once; profile it; map its columns."""
        self.ensure_one()
        if not path and not self.file:
            raise UserError(self.env._("Choose a file first."))
        with tempfile.TemporaryDirectory(prefix='crm-import-') as folder:
            if not path:
                path = os.path.join(folder, 'file')
                with open(path, 'wb') as stream:
                    stream.write(base64.b64decode(self.with_context(bin_size=False).file))
            spool = os.path.join(folder, 'spool')
            try:
                with open(spool, 'w', encoding='utf-8', errors='surrogatepass', newline='') as out:
                    table = import_table.write_spool(
                        path, out, encoding=self.encoding or self.profile_id.encoding or '', sheet=self.sheet or '',
                        markers=self._own_columns('marker'),
                    )
            except SourceError as error:
                raise UserError(self.env['constituent.import.reason']._words(error.code, error.params))
            report = import_profile.profile(
                (record for _at, record in import_table.read_spool(spool)), table['columns']
            )
            total, checksum = self._count_spool(spool)
            old = self._own_spool()
            self._forget_rows()
            self.write(
                {
                    'source': table['source'],
                    'columns': table['columns'],
                    'notes': table['notes'][:200],
                    'report': report,
                    'row_count': total,
                    'checksum': checksum,
                    'sheet': table['source']['sheet'] or self.sheet,
                    'spool_id': self._store_spool(spool).id,
                }
            )
            old.unlink()
        self._propose_mapping()

    @api.model
    def _count_spool(self, path):
        """`(records, checksum)`; the checksum does not depend on the order."""
        total = checksum = 0
        for _at, raw in read_raw(path):
            total += 1
            checksum += row_sum(raw)
        return total, str(checksum)

    def _store_spool(self, path):
        """Attachment of the spool; moved into the file store, so that a million rows never stand in memory."""
        Attachment = self.env['ir.attachment'].sudo()  # sudo: internal file of the run, shown to nobody
        name = f'import-{self.id}.jsonl'
        vals = {
            'name': name,
            'type': 'binary',
            'res_model': self._name,
            'res_id': self.id,
            'mimetype': 'application/json',
        }
        if Attachment._storage() != 'file':
            with open(path, 'rb') as stream:
                return Attachment.create({**vals, 'raw': stream.read()})
        digest = hashlib.sha1(usedforsecurity=False)
        with open(path, 'rb') as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
        fname = f'{digest.hexdigest()[:2]}/{digest.hexdigest()}'
        full_path = Attachment._full_path(fname)
        if not os.path.exists(full_path):
            os.makedirs(os.path.dirname(full_path), exist_ok=True)
            shutil.copyfile(path, full_path + '.part')
            os.replace(full_path + '.part', full_path)
        attachment = Attachment.create({**vals, 'raw': b''})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = %s, checksum = %s, file_size = %s, db_datas = NULL WHERE id = %s",
            [fname, digest.hexdigest(), os.path.getsize(path), attachment.id],
        )
        attachment.invalidate_recordset()
        return attachment

    def _spool_path(self):
        """Path of the spool; raise when it is gone."""
        attachment = self._own_spool()
        if attachment.store_fname:
            path = attachment._full_path(attachment.store_fname)
            if os.path.exists(path):
                return path
        elif attachment:
            path = os.path.join(tempfile.gettempdir(), f'crm-import-{self.env.cr.dbname}-{attachment.id}.jsonl')
            if not os.path.exists(path):
                with open(path + '.part', 'wb') as stream:
                    stream.write(attachment.raw)
                os.replace(path + '.part', path)
            return path
        raise UserError(self.env._("What was read of “%(name)s” is gone. Read the file again.", name=self.name))

    # -- mapping ---------------------------------------------------------

    def _signature(self):
        return import_suggest.signature(self.columns or [])

    def _propose_mapping(self):
        """Mapping lines for the columns: from the profile with this header, else from their names and content."""
        self.ensure_one()
        profile = self.profile_id or self.env['constituent.import.profile'].search(
            [('signature', '=', self._signature()), ('company_id', 'in', (False, self.company_id.id))], limit=1
        )
        known = {line.column: line for line in (self.mapping_ids or profile.mapping_ids) if line.column}
        by_word = {import_suggest.normal(name): line for name, line in known.items()}
        constants = (self.mapping_ids or profile.mapping_ids).filtered(lambda line: not line.column)._get_mapping_vals()
        stats = (self.report or {}).get('columns', [])
        guessed = [''] * len(stats)
        if not known:
            guessed = import_suggest.suggest([column['name'] for column in stats], [column['kind'] for column in stats])
        lines = []
        for index, (column, target) in enumerate(zip(stats, guessed, strict=True)):
            line = known.get(column['name']) or by_word.get(import_suggest.normal(column['name']))
            vals = line._get_mapping_vals()[0] if line else {'target': target or False}
            if vals.get('target') == 'external_id' and not line:
                vals['width'] = column['width']
            if vals.get('target') in ('birthdate', 'deceased_date') and not vals.get('date_format'):
                vals['date_format'] = column['date_format'] or (False if column['date_ambiguous'] else 'iso')
            lines.append(
                {
                    **vals,
                    'column': column['name'],
                    'position': index + 1,
                    'sequence': index + 1,
                    'filled': column['rate'],
                    'samples': ' · '.join(column['samples'])[:200],
                    'date_ambiguous': column['date_ambiguous'],
                }
            )
        self.mapping_ids.unlink()
        missing = [
            vals
            for line in profile.mapping_ids
            if line.target
            and line.column
            and import_suggest.normal(line.column) not in {import_suggest.normal(c['name']) for c in stats}
            for vals in line._get_mapping_vals()
        ]
        self.write({'mapping_ids': [(0, 0, vals) for vals in lines + constants + missing]})
        if profile:
            self.write({'profile_id': profile.id, **profile._get_policy_vals()})
        elif not self.system and any(line.target == 'external_id' for line in self.mapping_ids):
            self.system = (self.name or '').rpartition('.')[0] or self.name
        if not profile and {'first_name', 'last_name', 'birthdate'}.isdisjoint(self.mapping_ids.mapped('target')):
            names = [import_suggest.normal(column) for column in self.columns]
            if 'ein' in names or any(word in name for name in names for word in ('organi', 'company', 'firma')):
                self.default_type = 'organisation'
