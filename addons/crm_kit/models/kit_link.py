import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

KEPT_DAYS = 30  # an ended link is still listed for so long, then its row goes
GC_LIMIT = 10000  # rows that one sweep deletes


class KitLink(models.Model):
    """A public link: lets whoever has it do one thing with one record, for a time.

    The token itself is never stored, only its hash, so a copy of the database opens nothing. Showing the page changes
    nothing (mail scanners follow links); only a POST acts, and counts as a use.
    """
    _name = 'kit.link'
    _description = "Public link"
    _order = 'id desc'
    _rec_name = 'purpose'

    token_hash = fields.Char(required=True, readonly=True, groups='base.group_no_one', copy=False)
    purpose = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True, ondelete='cascade')
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field='res_model', required=True, readonly=True)
    expires_at = fields.Datetime(string="Valid until", required=True, readonly=True, index=True)
    max_uses = fields.Integer(readonly=True, required=True, default=1, help="0: as often as wanted.")
    use_count = fields.Integer(string="Uses", readonly=True, required=True, default=0)
    used_at = fields.Datetime(string="Last used", readonly=True)
    used_by_hash = fields.Char(readonly=True, groups='base.group_no_one', copy=False)
    revoked_at = fields.Datetime(string="Revoked", readonly=True)
    is_open = fields.Boolean(string="Open", compute='_compute_is_open', search='_search_is_open')

    _token_uniq = models.UniqueIndex("(token_hash)", "Two links cannot share a token.")
    _record_idx = models.Index("(res_model, res_id)")

    @api.model
    def _link_purposes(self):
        """What public links are for, `{purpose: dict}`; each addon adds its own by super(). Keys of the dict:

        - `name`: what a person reads; `model`: the model of the record
        - `values`: name of a method of the record that gives the values of the page; it must change nothing
        - `method`: name of a method of the record that does what is asked. It takes the posted values as a dict and
          returns the values of the page that follows; a `UserError` is shown on the page, and nothing was done
          (`crm_kit.exceptions.FieldError` says which field is wrong)
        - `done_values`: name of a method of the record that gives the values of the page that follows; it must change
          nothing. Optional: with it, who presses twice sees that page again instead of a general thank-you, and
          `method` may return nothing
        - `template`, `done_template`: instead of the kit's own pages, which show `title`, `lead`, `facts` (list of
          (label, text)), `fields` (list of dicts for `crm_kit.link_field`) and `button`
        - `max_uses`: default for new links; 1 unless told, 0 is as often as wanted

        These methods run in sudo: the link is the permission, and it is for this one record.
        """
        return {}

    @api.model
    def _domain_open(self):
        """Links that open something now."""
        return (
            Domain('revoked_at', '=', False)
            & Domain('expires_at', '>', fields.Datetime.now())
            & (Domain('max_uses', '=', 0) | Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "%s < %s", *(model._field_to_sql(alias, name, query) for name in ('use_count', 'max_uses'))),
                predicate=lambda link: link.use_count < link.max_uses))
        )

    @api.depends('revoked_at', 'expires_at', 'max_uses', 'use_count')
    def _compute_is_open(self):
        now = fields.Datetime.now()
        for link in self:
            link.is_open = not link.revoked_at and link.expires_at > now and (
                not link.max_uses or link.use_count < link.max_uses)

    def _search_is_open(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return self._domain_open()

    # ---- making and opening ----

    @api.model
    def _make(self, purpose, record, days, max_uses=None):
        """Make a link and return its token, which is known to nobody else and cannot be shown again."""
        record.ensure_one()
        spec = self._link_purposes().get(purpose)
        if spec is None:
            raise ValueError(f"No addon registers the purpose {purpose!r} of a public link")
        if spec.get('model', record._name) != record._name:
            raise ValueError(f"The purpose {purpose!r} is for {spec['model']}, not for {record._name}")
        if days <= 0:
            raise ValueError("A public link is valid for some days")
        token = secrets.token_urlsafe(32)
        company = 'company_id' in record._fields and record.sudo().company_id  # sudo: only to file the link
        # sudo: making a link is a step of the code that has checked the right to the record
        self.sudo().create({
            'token_hash': self._hash(token),
            'purpose': purpose,
            'company_id': (company or self.env.company).id,
            'res_model': record._name,
            'res_id': record.id,
            'expires_at': fields.Datetime.now() + timedelta(days=days),
            'max_uses': spec.get('max_uses', 1) if max_uses is None else max_uses,
        })
        return token

    @api.model
    def _url(self, token):
        """Address of the page of this token."""
        return f"{self.get_base_url()}/k/{token}"

    @api.model
    def _open(self, token, purpose):
        """The record of an open link of this purpose, or None; the same None, and the same work, for every refusal."""
        link = self._find(token, purpose)
        return link._get_record() or None if link else None

    @api.model
    def _find(self, token, purpose=None):
        """The open link of this token, in sudo, or an empty recordset; one query whatever the reason."""
        domain = Domain('token_hash', '=', self._hash(token)) & self._domain_open()
        if purpose is not None:
            domain &= Domain('purpose', '=', purpose)
        # sudo: whoever has the token has the permission
        link = self.sudo().search(domain)
        # sudo: an empty link is as good as the one that was asked for
        return link if link.purpose in self._link_purposes() else self.sudo().browse()

    @api.model
    def _hash(self, token):
        return hashlib.sha256(token.encode()).hexdigest()  # 32 random bytes need no salt

    def _get_record(self):
        """The record in sudo, in its company; empty when it is gone."""
        self.ensure_one()
        return self.env[self.res_model].with_company(self.company_id).browse(self.res_id).exists()

    def _use(self, visitor=None):
        """Count one use; False when another request took the last one.

        Of two at the same instant the second waits, is refused its old snapshot, and is run again by the framework.
        :param visitor: what only this visitor's browser knows (the identifier of its session); its hash is kept
        """
        self.ensure_one()
        self.flush_recordset()
        self.env.cr.execute(SQL(
            """
            UPDATE kit_link SET use_count = use_count + 1, used_at = now() AT TIME ZONE 'UTC', used_by_hash = %s
             WHERE id = %s AND (max_uses = 0 OR use_count < max_uses) AND revoked_at IS NULL
         RETURNING id
            """, visitor and self._hash(visitor), self.id), log_exceptions=False)
        used = self.env.cr.rowcount
        self.invalidate_recordset(['use_count', 'used_at', 'used_by_hash', 'is_open'])
        return bool(used)

    @api.model
    def _find_just_used(self, token, visitor, minutes):
        """The link, in sudo, that this very visitor used up within so many minutes: who pressed twice is not refused.

        Empty for everybody else.
        """
        # sudo: whoever has the token has the permission
        return self.sudo().search(
            Domain('token_hash', '=', self._hash(token)) & Domain('used_by_hash', '=', self._hash(visitor))
            & Domain('used_at', '>', fields.Datetime.now() - timedelta(minutes=minutes))
            & Domain('revoked_at', '=', False), limit=1)

    @api.model
    def _revoke(self, record, purpose=None):
        """Close the open links of a record, all or those of one purpose."""
        domain = Domain('res_model', '=', record._name) & Domain('res_id', 'in', record.ids)
        if purpose:
            domain &= Domain('purpose', '=', purpose)
        # sudo: a step of the code that has checked the right to the record
        self.sudo().search(domain & self._domain_open()).revoked_at = fields.Datetime.now()

    def action_revoke(self):
        """Close these links; who has them sees the page of an unknown link."""
        self.check_access('read')
        if not self.env.su and not self.env.user.has_group('crm_kit.group_kit_operator'):
            raise AccessError(self.env._("Only somebody of operations revokes public links."))
        # sudo: checked above; operators have no right to write
        self.sudo().filtered('is_open').revoked_at = fields.Datetime.now()
        return True

    @api.autovacuum
    def _gc_ended_links(self):
        ended = self.search(
            Domain('expires_at', '<', fields.Datetime.now() - timedelta(days=KEPT_DAYS)), limit=GC_LIMIT)
        ended.unlink()
        return len(ended), len(ended) == GC_LIMIT
