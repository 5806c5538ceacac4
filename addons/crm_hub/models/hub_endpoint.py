import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

MANAGER = 'crm_hub.group_hub_manager'
OVERLAP = timedelta(hours=24)  # so long the secret before a change still opens the door


class HubEndpoint(models.Model):
    """One other system that tells us things: its address, its secret, what it may tell, and as whom it acts."""
    _name = 'hub.endpoint'
    _description = "Endpoint"
    _order = 'name, id'

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(selection='_selection_kind', required=True, default='telephony')
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='restrict', default=lambda self: self.env.company)
    user_id = fields.Many2one(
        'res.users', string="Acts as", required=True, index=True, ondelete='restrict',
        default=lambda self: self.env.user, domain="[('share', '=', False)]",
        help="What it tells is written down with the rights of this user.")
    code = fields.Char("Address", required=True, readonly=True, copy=False,
                       default=lambda self: secrets.token_urlsafe(12))
    url = fields.Char("Where to send", compute='_compute_url')
    secret = fields.Char(required=True, readonly=True, copy=False, groups=MANAGER,
                         default=lambda self: secrets.token_urlsafe(32))
    previous_secret = fields.Char(readonly=True, copy=False, groups=MANAGER)
    previous_until = fields.Datetime("Secret before, until", readonly=True, copy=False)
    inbound_ids = fields.One2many('hub.inbound', 'endpoint_id', string="Messages")
    failed_count = fields.Integer("Failed", compute='_compute_counts')
    last_at = fields.Datetime("Last message", compute='_compute_counts')

    _code_unique = models.UniqueIndex('(code)', "Another endpoint has this address already.")

    @api.model
    def _selection_kind(self):
        """What endpoints can tell: `(kind, label)`, extended by other addons through `super()`. A kind is handled by
        the method `_handle_KIND(payload)`, which gives a dict, the answer, or raises a `UserError` for what is refused.
        """
        return [('telephony', self.env._("Telephone system"))]

    @api.depends('code')
    def _compute_url(self):
        for endpoint in self:
            endpoint.url = f"{endpoint.get_base_url()}/hub/in/{endpoint.code}"

    def _compute_counts(self):
        rows = {endpoint: (failed, last) for endpoint, failed, last in self.env['hub.inbound']._read_group(
            [('endpoint_id', 'in', self.ids)], ['endpoint_id'], ['failed:sum', 'at:max'])}
        for endpoint in self:
            endpoint.failed_count, endpoint.last_at = rows.get(endpoint, (0, False))

    def action_rotate(self):
        """A new secret; the one before opens the door for another 24 hours."""
        self.check_access('write')
        for endpoint in self.sudo():  # sudo: access was checked; nobody writes a secret by hand
            endpoint.write({
                'previous_secret': endpoint.secret, 'previous_until': fields.Datetime.now() + OVERLAP,
                'secret': secrets.token_urlsafe(32)})
        return True

    def action_open_inbound(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Messages of %(name)s", name=self.name),
            'res_model': 'hub.inbound', 'views': [(False, 'list'), (False, 'form')],
            'domain': [('endpoint_id', '=', self.id)]}

    # -- the door ------------------------------------------------------------

    @api.model
    def _find(self, code):
        return self.search([('code', '=', code)], limit=1)

    def _secrets(self):
        self.ensure_one()
        before = self.previous_secret if self.previous_until and self.previous_until > fields.Datetime.now() else None
        return [secret for secret in (self.secret, before) if secret]

    def _take(self, key, raw):
        """Do what a signed message asks for, once for each key: `(status, answer)`. A key that comes again gets the
        answer that it got, with 409 when it comes with another body.
        """
        self.ensure_one()
        digest = hashlib.sha256(raw).hexdigest()
        Inbound = self.env['hub.inbound']
        self.env.flush_all()
        # whoever sends the same key at the same moment waits here, and is run again by the framework
        self.env.cr.execute(SQL(
            "INSERT INTO hub_inbound (endpoint_id, company_id, key, digest, at, state, tries, failed)"
            " VALUES (%s, %s, %s, %s, %s, 'new', 0, 0) ON CONFLICT (endpoint_id, key) DO NOTHING RETURNING id",
            self.id, self.company_id.id, key, digest, fields.Datetime.now()))
        is_new = self.env.cr.rowcount
        inbound = Inbound.search([('endpoint_id', '=', self.id), ('key', '=', key)])
        if not is_new:
            if inbound.digest != digest:
                return 409, 'key_used_for_another_message'
            if inbound.state in ('done', 'refused'):
                return inbound.status, inbound.answer.encode()
            # waits, where the ORM's lock would refuse; who lost the race is run again by the framework
            self.env.cr.execute(SQL("SELECT FROM hub_inbound WHERE id = %s FOR UPDATE", inbound.id))
        return inbound._process(raw)

    def _handle(self, content):
        """The deed of this kind, in the name of the user of the endpoint. Its own records are written in sudo;
        people and what hangs on them with the rights of that user (`sudo(False)`).
        """
        self.ensure_one()
        # sudo: the call and the message are the hub's own; nobody has a right to write them
        acting = self.with_env(self.env(user=self.user_id.id, context={
            'allowed_company_ids': self.company_id.ids, 'lang': self.user_id.lang, 'tz': self.user_id.tz,
        }, su=True))  # sudo: see above
        return getattr(acting, f'_handle_{self.kind}')(content)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.filtered('inbound_ids'):
            raise UserError(self.env._(
                "%(name)s has told us things, and these stay on record. Archive it: the door is shut then.",
                name=used[0].name))
