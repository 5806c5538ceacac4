import json

from psycopg2 import IntegrityError

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

ERASED = '[…]'
DELETED = ('mail.followers', 'ir.attachment', 'mail.message', 'mail.activity', 'mail.notification',
           'mail.tracking.value', 'mail.mail', 'bus.presence', 'res.users.log')
OWN = ('privacy.', 'constituent.')  # told of by the plan


class PrivacyRequest(models.Model):
    """Erasure by anonymising: the plan of our models, then what the search found elsewhere; all of it or nothing."""
    _inherit = 'privacy.request'

    erased_on = fields.Datetime("Erased", readonly=True, copy=False)
    erasure_report = fields.Json(readonly=True, copy=False)
    erasure_lines = fields.Html("Report", compute='_compute_erasure_lines', sanitize=False)

    def _compute_erasure_lines(self):
        names = {'deleted': self.env._("Deleted"), 'rewritten': self.env._("Rewritten"), 'kept': self.env._("Kept")}
        for request in self:
            rows = (request.erasure_report or {}).get('rows', [])
            request.erasure_lines = self.env['ir.qweb']._render('crm_privacy.privacy_erasure_report', {
                'rows': [{**row, 'deed': names[row['deed']]} for row in rows]}) if rows else False

    def _erase(self):
        """Carry the erasure out. Again, it finds nothing more to do and changes nothing (P-23).

        :raise UserError: without identity, approval or person; when something could not be erased: nothing was, then
        """
        self.ensure_one()
        self._check_identity_shown()
        self._check_person()
        if self.type != 'erasure' or not self.approved_by_id:
            raise UserError(self.env._(
                "%(number)s is no approved request for erasure; nothing was erased.", number=self.name))
        me = self.sudo()  # sudo: an erasure reaches what the one who carries it out may not see
        person, report = me.partner_id, []
        if me.erased_on:
            return
        if person.user_ids.filtered(lambda user: user._is_internal()):
            raise UserError(self.env._(
                "%(name)s is a user of this system. Archive the user, and take the internal rights away, first.",
                name=person.display_name))
        traces, held = me._traces(), me._held()
        me._suppress(person)
        with self.env.cr.savepoint():
            me._erase_by_plan(person, held, report)
            me._erase_found(traces, held, report)
            me._erase_last_words(traces, held, report)
            self.env.invalidate_all()
        me.write({'erased_on': fields.Datetime.now(), 'erasure_report': {'rows': me._summed(report)}})
        me.item_ids.unlink()
        self._log(self.env._("Erased."))

    def _suppress(self, person):
        """P-25: first the addresses go onto the list that outlives the person, as keyed hashes."""
        for record in person._constituent_whole():
            for kind, value in (('email', record.email_normalized), ('phone', record.phone_sanitized)):
                if value:
                    self.env['privacy.suppression']._add(kind, value, 'erased')

    def _held(self):
        """`{model: {id: ground}}` of what must be kept, as it was decided in the review.

        The page of somebody else is looked at cell by cell: their number stays, a note on it about the person goes.
        """
        found, same = {}, self._person_records()
        for item in self.item_ids.filtered(lambda item: item.decision in ('hold', 'other')):
            if item.decision == 'other' and item.model in same and item.res_id not in same[item.model]:
                continue
            found.setdefault(item.model, {})[item.res_id] = item.ground or self.env._("About somebody else.")
        return found

    def _erase_by_plan(self, person, held, report):
        for step in person._constituent_whole().get_erasure_plan():
            records = step['records'].exists()
            # what is held is reported once, with what was found beside the plan
            records -= records.filtered(lambda record: record != person and record.id in held.get(record._name, {}))
            if step['action'] == 'keep':
                report.append((records._name, 'kept', len(records), step['ground']))
            elif step['action'] == 'delete':
                report.append((records._name, 'deleted', len(records), ''))
                records.unlink()
            else:
                report.append((records._name, 'rewritten', len(records), ''))
                records.with_context(tracking_disable=True, mail_notrack=True).write(step['values'])
        self.env.flush_all()

    def _erase_found(self, traces, held, report):
        """What hangs on the person beside the plan: messages, files and followers go; links of other records stay, to
        somebody without a name.
        """
        for item in self.item_ids.filtered(lambda item: item.decision in ('erase', 'redact', 'export')):
            if item.model not in self.env or item.res_id in held.get(item.model, {}):
                continue
            record = self.env[item.model].browse(item.res_id).exists()
            if record and item.model in DELETED and (
                    item.why in ('link', 'self', 'hangs') or item.model == 'ir.attachment'):
                if item.model == 'mail.message' and item.field in ('partner_ids', 'notified_partner_ids'):
                    continue  # written to several people: it stays, without the name
                report.append((item.model, 'deleted', 1, ''))
                record.unlink()
        for model, ids in held.items():
            for ground in ids.values():
                report.append((model, 'kept', 1, ground))
        self.env.flush_all()

    def _erase_last_words(self, traces, held, report):
        """Every text of every table that still tells of the person, found anew: the words go, the rest stays.

        :raise UserError: a name stands where nobody has looked: it may be that of somebody else
        """
        left, unseen, decide = [], [], self._decider(held)
        for name in self._searched_models():
            model, reached = self.env[name].with_context(active_test=False), 0
            columns = self._text_columns(model)
            while columns and traces:
                hits = {}
                reached = self._find_texts(model, traces, reached, hits)
                if not reached:
                    break
                told = {id_ for (id_, _column), (why, _excerpt) in hits.items() if why in ('email', 'phone')}
                for (id_, column), (why, _excerpt) in hits.items():
                    what = f"{model._description} {id_} ({model._fields[column].string})"
                    decision = decide(name, id_, column, why, id_ in told)
                    if decision == 'unseen':
                        unseen.append(what)
                    elif decision == 'erase':
                        if fault := self._scrub(model, id_, column, traces):
                            left.append(f"{what}: {fault}")
                        else:
                            report.append((name, 'rewritten', 1, ''))
        if unseen:
            raise UserError(self.env._(
                "Nothing was erased: since the review %(count)s more texts name the person, or somebody of the same "
                "name: %(list)s. Press “Back to review” and “Search again”, and decide about them.",
                count=len(unseen), list='; '.join(unseen[:5])))
        if left:
            raise UserError(self.env._(
                "Nothing was erased, as these could not be: %(list)s. Decide to keep them, with a ground, or change "
                "them by hand, and deliver again.", list='; '.join(left[:5])))

    def _decider(self, held):
        """Function of model, id, column, why it was found, and whether an address or number of the person stands in the
        same record: `erase`, `keep`, or `unseen` by the review.
        """
        same = self._person_records()
        decided = {(item.model, item.res_id, item.field) for item in self.item_ids if item.decision == 'erase'}
        looked_at = {(item.model, item.res_id) for item in self.item_ids}

        def decide(name, id_, column, why, is_told):
            cell = (name, id_, column)
            others = name in same and id_ not in same[name]
            # what is the own data of somebody else, or only perhaps the name, goes when somebody has said so
            if id_ in held.get(name, {}) or (others or why == 'title') and cell not in decided:
                return 'keep'
            mine = is_told or name in same and not others
            return 'unseen' if why == 'name' and not mine and (name, id_) not in looked_at else 'erase'
        return decide

    def _scrub(self, model, id_, column, traces):
        """Take the words out of one cell, in all its languages and companies; why not, when it cannot be done.

        By SQL, as an own write would go through rules that ask for what is being taken away, and would track it anew.
        """
        where = (SQL.identifier(model._table), SQL.identifier(column))
        [(kind, value)] = self.env.execute_query(SQL(
            "SELECT pg_typeof(%s)::text, %s::text FROM %s WHERE id = %s", where[1], where[1], where[0], id_))
        if kind in ('jsonb', 'json'):
            clean = json.dumps(traces.scrub_json(json.loads(value), ERASED), ensure_ascii=False)
        else:
            clean = traces.scrub(value, ERASED)
        if traces.is_in(clean):
            return self.env._("its words stand too close together")
        if kind == 'character varying' and (size := getattr(model._fields[column], 'size', None)):
            clean = clean[:size]
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(SQL(
                    "UPDATE %s SET %s = %s::" + kind + " WHERE id = %s", *where, clean, id_), log_exceptions=False)
        except IntegrityError as error:
            return str(error).splitlines()[0]
        return ''

    def _summed(self, report):
        """The report as rows, one per model, deed and ground."""
        sums = {}
        for model, deed, count, ground in report:
            sums[model, deed, ground] = sums.get((model, deed, ground), 0) + count
        return [{'model': model, 'name': self.env[model]._description, 'deed': deed, 'count': count, 'ground': ground}
                for (model, deed, ground), count in sorted(sums.items()) if count]
