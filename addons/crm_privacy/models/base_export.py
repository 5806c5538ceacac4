from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

NOTED = 'crm_privacy.exports'  # ids of the lines of the log of a transaction: the controller adds the hash of the file
LEFT_OUT = 'crm_privacy.left_out'  # how many the controller has left out before


class Base(models.AbstractModel):
    """Files about people: staff take them for their own work, in words, within a limit, on record. Whoever's data may
    only be stored is not in them, and beyond the limit a second user approves.
    """
    _inherit = 'base'

    def export_data(self, fields_to_export):
        if not self._privacy_exports_people(fields_to_export):
            return super().export_data(fields_to_export)
        marks = self._privacy_columns(fields_to_export)
        # the marks are in each file: they are neither asked for nor approved
        mine = self._privacy_take_out('list_export', [name for name in fields_to_export if name not in marks])
        if not self.env.context.get('privacy_why'):
            return super(Base, mine).export_data(fields_to_export)  # code of the server: nothing leaves
        wanted = [*fields_to_export, *(name for name in marks if name not in fields_to_export)]
        return super(Base, mine).export_data(wanted)

    def action_ask_export(self, names, why, domain=None):
        """Whether an export may be made now: asked by the dialog before it. Asks for an approval where one is needed.

        :return: `{'people': whether it is about people, 'go': bool, 'message': str}`;
            without a purpose nothing is asked for
        """
        people = self._privacy_exports_people(names)
        if not people or not why:
            return {'people': people, 'go': not people, 'message': False}
        records = self if domain is None else self.search(domain)
        records.check_access('read')
        records = records._privacy_exportable()
        self._privacy_check_export(why)
        if not records._privacy_needs_approval() or self.env['privacy.export.request']._find(records, names):
            return {'people': True, 'go': True, 'message': False}
        request = self.env['privacy.export.request']._ask(records, names, why)
        return {'people': True, 'go': False, 'message': self.env._(
            "%(rows)d rows of people are more than the %(limit)d that one user may take in a day: another user must "
            "approve them. The request is made; you are told when it is decided, and export again then.",
            rows=request.rows, limit=self.env.company.privacy_export_limit)}

    @api.model
    def _privacy_exports_people(self, names):
        """Whether a file of these columns is about people: by the record, or by one on the way to a column."""
        if self._privacy_is_about_people():
            return True
        return any(model._privacy_is_about_people() for _way, model in self._privacy_ways(names))

    @api.model
    def _privacy_ways(self, names):
        """`(way, model)` of each link that these columns go by, such as `('person_id', res.partner)`; each way once."""
        found = {}
        for name in names:
            model, way = self, []
            for part in name.replace('.id', 'id').split('/')[:-1]:
                field = model._fields.get(part)
                if not field or not field.comodel_name:
                    break
                model = self.env[field.comodel_name]
                way.append(part)
                found['/'.join(way)] = model
        return found.items()

    @api.model
    def _privacy_columns(self, names):
        """Columns that are in each file with these ones, whether asked for or not: the marks of the people that it is
        about, and of those that a column goes by.
        """
        return [*self._privacy_marks(), *(
            f'{way}/{mark}' for way, model in self._privacy_ways(names) for mark in model._privacy_marks())]

    @api.model
    def _privacy_marks(self):
        """Columns without which no file of such records leaves."""
        return []

    @api.model
    def _privacy_column_label(self, name):
        """`Person/Do not e-mail`, as the dialog of the export writes it."""
        labels, model = [], self
        for part in name.split('/'):
            field = model._fields[part]
            labels.append(field._description_string(self.env))
            model = self.env[field.comodel_name] if field.comodel_name else model
        return '/'.join(labels)

    def _privacy_exportable(self):
        """Those of these records that are about nobody whose data may only be stored."""
        links = ['id'] if self._name == 'res.partner' else self._privacy_person_links()
        if not links or not self:
            return self
        today = self.env['res.company']._constituent_today()
        mine = {}
        for record in self.sudo():  # sudo: only to see whom a record is about
            mine[record.id] = {record.id} if links == ['id'] else {id_ for link in links for id_ in record[link].ids}
        restricted = self.env['res.partner'].browse(set().union(*mine.values()))._privacy_restricted_on(today)
        return self.filtered(lambda record: not mine[record.id] & restricted) if restricted else self

    def _privacy_check_export(self, why):
        if not (why or '').strip():
            raise UserError(self.env._(
                "A file about people needs a purpose. Say in a few words what it is for, such as “Name badges for the "
                "meeting of 4 May”, and export again."))

    def _privacy_needs_approval(self):
        """Whether these, with what the user took in the last 24 hours, are too many for one pair of eyes."""
        # sudo: the log is read by auditors alone
        [(taken,)] = self.env['privacy.export.log'].sudo()._read_group([
            ('user_id', '=', self.env.uid), ('at', '>', fields.Datetime.now() - timedelta(days=1)),
            ('request_id', '=', False), ('exit', 'in', ('list_export', 'vcard', 'contact_list'))],
            aggregates=['rows:sum'])
        return len(self) + (taken or 0) > self.env.company.privacy_export_limit

    def _privacy_take_out(self, exit_code, names):
        """Check and put down an export; give the records that may be in it."""
        if self.env.su and not self.env.context.get('privacy_why'):
            return self  # code of the server that hands the file to nobody, or has asked before
        why = self.env.context.get('privacy_why')
        self._privacy_check_export(why)
        mine = self._privacy_exportable()
        left_out = len(self) - len(mine) + self.env.cr.precommit.data.pop(LEFT_OUT, 0)
        approval = self.env['privacy.export.request']
        if mine._privacy_needs_approval():
            approval = approval._find(mine, names)
            if not approval:
                raise UserError(self.env._(
                    "%(rows)d rows of people are more than the %(limit)d that one user may take in a day, and nobody "
                    "has approved them. Ask for approval in the dialog of the export; another user decides.",
                    rows=len(mine), limit=self.env.company.privacy_export_limit))
            approval.state = 'used'
        log = self.env['privacy.export.log']._put_down(
            exit_code, self._name, len(mine), field_names=', '.join(names), why=why, left_out=left_out,
            request_id=approval.id)
        self.env.cr.precommit.data.setdefault(NOTED, []).append(log.id)
        if left_out:
            self.env.user._bus_send('simple_notification', {'type': 'warning', 'sticky': True, 'message': self.env._(
                "%(rows)d of %(all)d rows are left out of the file: their data may only be stored at present.",
                rows=left_out, all=len(mine) + left_out)})
        return mine
