import json
import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools import intents

_logger = logging.getLogger(__name__)

API_TOKEN = object()  # an identity, not a flag: no client can send it in a context
PROTECTED = frozenset({
    'key', 'kind', 'state', 'payload', 'res_model', 'res_id', 'company_id', 'attempts', 'attempted_at', 'confirmed_at',
    'unanswered_at', 'reference', 'result', 'error', 'settled_by_id',
})


class KitIntent(models.Model):
    """Something that must happen exactly once outside of this database: a charge, a notice, a webhook.

    It exists as a row with a unique key before anything is tried. The pointer moves (attempt counted, committed)
    before the attempt and is confirmed after, so that at any instant of a kill the row tells what is known. Its
    states and transitions stand in `tools/intents.py` and nowhere else.
    """
    _name = 'kit.intent'
    _description = "Intent"
    _order = 'id desc'
    _rec_name = 'key'

    key = fields.Char(required=True, readonly=True, help="One key, one deed: the same key never makes a second one.")
    kind = fields.Char(string="Technical kind", required=True, readonly=True, index=True)
    kind_name = fields.Char(string="Kind", compute='_compute_kind_name')
    state = fields.Selection(
        [
            ('waiting', "Waiting"),
            ('attempting', "Under way"),
            ('done', "Done"),
            ('failed', "Failed"),
            ('unknown', "Outcome unknown"),
            ('cancelled', "Cancelled"),
        ],
        required=True, readonly=True, default='waiting')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True, ondelete='restrict')
    payload = fields.Json(readonly=True)
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field='res_model', readonly=True)
    attempts = fields.Integer(readonly=True, required=True, default=0)
    not_before = fields.Datetime(readonly=True, required=True, default=fields.Datetime.now)
    attempted_at = fields.Datetime(string="Last attempt", readonly=True)
    unanswered_at = fields.Datetime(
        string="No answer since", readonly=True, help="Since when it is known that no answer to the attempt comes.")
    confirmed_at = fields.Datetime(string="Confirmed", readonly=True)
    reference = fields.Char(string="Reference of the other side", readonly=True, index='btree_not_null')
    result = fields.Json(readonly=True)
    error = fields.Text(string="What the last attempt met", readonly=True)
    settled_by_id = fields.Many2one(
        'res.users', string="Settled by", readonly=True, index='btree_not_null', ondelete='restrict',
        help="Who decided, where the outcome could not be known.")

    _key_uniq = models.UniqueIndex("(key)", "This deed exists already: its key is taken.")
    _due_idx = models.Index("(not_before) WHERE state = 'waiting'")
    _open_idx = models.Index("(attempted_at) WHERE state = 'attempting'")
    _record_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")

    # ---- registry of kinds ----

    @api.model
    def _intent_kinds(self):
        """Kinds of deeds, `{kind: dict}`; each addon adds its own by super(). Keys of the dict:

        - `name`: what a person reads
        - `attempt`: name of a method of `kit.intent` that does it for one intent. Returns `{'reference', 'result'}`;
          raises `IntentNotYet` or `IntentRefused` when it surely did not happen; anything else means nobody knows
        - `idempotent`: the other side takes our key and does it once, however often it comes
        - `lookup`: name of a method that asks the other side about an attempt without answer. As `attempt` when it
          has it; None when it has no trace of it, which may also be because it has not arrived yet; raises
          `IntentNotYet` when it surely did not happen, `IntentRefused` when it never will
        - `settles_after`: seconds within which a request that was sent has surely landed or surely never will
          (timeouts and retries of all that lies between). Before, "no trace" and `IntentNotYet` of `lookup` only
          wait; after, "no trace" repeats an idempotent kind and asks a person about any other
        - `back_off`: seconds to wait after each attempt; `max_attempts`
        """
        return {}

    @api.model
    def _get_kind(self, kind):
        kinds = self._intent_kinds()
        if kind not in kinds:
            raise ValueError(f"No addon registers the kind of intent {kind!r}; known: {sorted(kinds)}")
        return {
            'name': kind, 'idempotent': False, 'lookup': None,
            'settles_after': 900, 'back_off': (60, 300, 1800, 7200, 43200), 'max_attempts': 6,
            **kinds[kind],
        }

    @api.depends('kind')
    @api.depends_context('lang')
    def _compute_kind_name(self):
        kinds = self._intent_kinds()
        for intent in self:  # the addon of an old one may be gone
            intent.kind_name = kinds.get(intent.kind, {}).get('name') or intent.kind

    # ---- making ----

    @api.model
    def _once(self, key, kind, values=None):
        """The intent of this key: the one that exists, or a new one that is now on its way.

        :param values: `payload`, `res_model`, `res_id`, `company_id`, `not_before`
        :raise ValidationError: the key was used for something else
        :raise ValueError: the key is empty: all deeds without a key would be one

        Of two transactions that race for a key one makes the row; the other gets the row, or, where its snapshot is
        too old to see it, a serialization failure that the caller's framework retries.
        """
        if not isinstance(key, str) or not key.strip():
            raise ValueError(f"A deed of the kind {kind!r} needs a key that names it, got {key!r}")
        self._get_kind(kind)
        values = dict(values or {})
        not_before = values.pop('not_before', None) or fields.Datetime.now()
        wanted = {
            'payload': values.pop('payload', None),
            'res_model': values.pop('res_model', None) or None,
            'res_id': values.pop('res_id', None) or None,
            'company_id': values.pop('company_id', None) or self.env.company.id,
        }
        if values:
            raise ValueError(f"kit.intent._once takes no {sorted(values)}")
        self.flush_model()
        [*made] = self.env.execute_query(SQL(
            """
            INSERT INTO kit_intent (key, kind, state, company_id, payload, res_model, res_id, attempts, not_before,
                                    create_uid, create_date, write_uid, write_date)
                 VALUES (%(key)s, %(kind)s, 'waiting', %(company)s, %(payload)s, %(model)s, %(id)s, 0, %(not_before)s,
                         %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC')
            ON CONFLICT (key) DO NOTHING
              RETURNING id
            """,
            key=key, kind=kind, company=wanted['company_id'], model=wanted['res_model'], id=wanted['res_id'],
            payload=None if wanted['payload'] is None else json.dumps(wanted['payload']),
            not_before=not_before, uid=self.env.uid,
        ))
        if made:
            intent = self.browse(made[0][0])
            intent._enqueue()
            return intent
        intent = self.sudo().search([('key', '=', key)]).with_env(self.env)  # sudo: the key alone decides
        intent._check_same(kind, wanted)
        return intent

    def _check_same(self, kind, wanted):
        there = self.sudo()  # sudo: compares, shows nothing but names of fields
        payload = json.loads(json.dumps(wanted['payload']))  # as the database gives it back
        differing = [name for name, same in {
            'kind': there.kind == kind,
            'payload': (there.payload or None) == (payload or None),
            'res_model': (there.res_model or None) == wanted['res_model'],
            'res_id': (there.res_id or None) == wanted['res_id'],
            'company_id': there.company_id.id == wanted['company_id'],
        }.items() if not same]
        if differing:
            raise ValidationError(self.env._(
                "The key “%(key)s” already stands for another deed (%(fields)s differ). Nothing was done. "
                "Use a new key for a new deed.", key=there.key, fields=", ".join(differing)))

    # ---- the state, and who may change it ----

    def _move(self, state, **values):
        """Go to another state, if the table of transitions permits."""
        for intent in self:
            if not intents.is_permitted(intent.state, state):
                label = dict(self._fields['state']._description_selection(self.env))
                raise UserError(self.env._(
                    "“%(key)s” is %(before)s and cannot become %(after)s.",
                    key=intent.key, before=label[intent.state], after=label[state]))
        self.with_context(kit_intent_api=API_TOKEN).write({'state': state, **values})

    def write(self, vals):
        """Refuse to poke what the worker and the table of transitions decide."""
        if PROTECTED & set(vals) and self.env.context.get('kit_intent_api') is not API_TOKEN:
            raise UserError(self.env._(
                "An intent is not edited (%(fields)s). Retry, cancel or settle it with its buttons.",
                fields=", ".join(sorted(PROTECTED & set(vals)))))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._(
            "Intents are the proof that something happened once and are kept. Cancel one that shall not happen."))

    # ---- actions of a person ----

    def action_retry(self):
        """Try again: the cause was mended, or it was found that nothing had happened."""
        self._check_operator()
        for intent in self.sudo():  # sudo: checked above; operators have no right to write
            intent._move('waiting', not_before=fields.Datetime.now(), attempts=0, settled_by_id=self.env.uid)
            intent._enqueue()
        return True

    def action_settle_done(self):
        """Put down that it did happen, as seen on the other side."""
        self._check_operator()
        self.sudo()._move(  # sudo: checked above; operators have no right to write
            'done', confirmed_at=fields.Datetime.now(), settled_by_id=self.env.uid)
        return True

    def action_cancel(self):
        """Let it be; it will not be tried."""
        self._check_operator()
        self.sudo()._move('cancelled', settled_by_id=self.env.uid)  # sudo: checked above
        return True

    def _check_operator(self):
        self.check_access('read')
        if not self.env.su and not self.env.user.has_group('crm_kit.group_kit_operator'):
            raise UserError(self.env._("Only somebody of operations settles intents."))

    # ---- jobs ----

    def _enqueue(self, eta=None):
        for intent in self:
            # superuser: who decided on the deed had the right to; whether they are still here is no matter now
            worker = intent.with_env(self.env(user=SUPERUSER_ID, su=True)).with_context(allowed_company_ids=None)
            worker.with_delay(
                description=f"{worker.kind}: {worker.key}",
                eta=eta or max(worker.not_before, fields.Datetime.now()),
                identity_key=f"kit.intent:{worker.id}:{worker.attempts}",
            )._job_attempt()
