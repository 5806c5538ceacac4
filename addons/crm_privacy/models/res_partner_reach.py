from functools import partial

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.http import request
from odoo.service.model import retrying
from odoo.tools import SQL

NOTED = 'crm_privacy.reads'


class ResPartner(models.Model):
    """People as a user that is another program sees them: those whose gate says yes for its purpose, to be disclosed to
    its organisation. `ir.rule` puts that into each search and each check of access; what was read is put down after the
    commit, one line for each call.
    """
    _inherit = 'res.partner'

    privacy_in_reach = fields.Boolean(
        compute='_compute_privacy_in_reach', search='_search_privacy_in_reach', compute_sudo=False, exportable=False)
    privacy_may_be_named = fields.Boolean(
        compute='_compute_privacy_in_reach', search='_search_privacy_may_be_named', compute_sudo=False,
        exportable=False, help="In reach, or an organisation: its name is no personal data.")

    @api.model
    def _privacy_reach_sql(self):
        """SQL of the ids, of `self` or of all, that the present user may be told of."""
        user = self.env.user.sudo()  # sudo: what the user carries data for was entered by an administrator
        own = SQL("SELECT partner_id FROM res_company UNION SELECT %s", user.partner_id.id)
        if not user.privacy_purpose_id or not user.privacy_recipient_id or not self.env['privacy.agreement']._allows(
                user.privacy_recipient_id, user.privacy_purpose_id):
            return own
        return SQL("%s UNION %s", self._privacy_gate_query(
            user.privacy_purpose_id, 'disclose', recipient=user.privacy_recipient_id), own)

    @api.depends_context('uid')
    def _compute_privacy_in_reach(self):
        people = self._origin
        if not self.env.user._privacy_is_integration():
            self.privacy_in_reach = self.privacy_may_be_named = True
            return
        found = {id_ for (id_,) in self.env.execute_query(people._privacy_reach_sql())} if people else set()
        # sudo: what kind somebody is decides whether the name is personal data
        organisations = set(people.sudo().filtered_domain(self._privacy_organisations()).ids)
        for partner in self:
            partner.privacy_in_reach = partner._origin.id in found
            partner.privacy_may_be_named = partner._origin.id in found | organisations

    def _search_privacy_in_reach(self, operator, value):
        if operator != 'in':
            return NotImplemented
        if not self.env.user._privacy_is_integration():
            return Domain.TRUE
        return Domain('id', 'in', SQL("(%s)", self.browse()._privacy_reach_sql()))

    def _search_privacy_may_be_named(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return Domain('privacy_in_reach', '=', True) | self._privacy_organisations()

    @api.model
    def _privacy_organisations(self):
        return Domain('constituent_type', '=', 'organisation') | (
            Domain('constituent_type', '=', False) & Domain('is_company', '=', True))

    @api.depends_context('uid')
    def _compute_display_name(self):
        """A name shows wherever a record links to it, without a right to read it: not to another program."""
        result = super()._compute_display_name()
        if self.env.user._privacy_is_integration():
            for partner in self:
                if not partner.privacy_may_be_named:
                    partner.display_name = "—"
        return result

    # -- what was read ---------------------------------------------------------

    def _fetch_query(self, query, fields):
        people = super()._fetch_query(query, fields)
        if people and self.env.uid and self.env.user._privacy_is_integration():
            self._privacy_note_read(people.ids, [field.name for field in fields])
        return people

    @api.model
    def _read_group(self, domain, groupby=(), *args, **kwargs):
        rows = super()._read_group(domain, groupby, *args, **kwargs)
        if rows and self.env.user._privacy_is_integration():
            self._privacy_note_read((), [name.split(':')[0] for name in groupby], groups=len(rows))
        return rows

    @api.model
    def _privacy_note_read(self, ids, names, groups=0):
        """Remember for the end of the transaction, which may be one that only reads."""
        noted = self.env.cr.postcommit.data.get(NOTED)
        if noted is None:
            noted = self.env.cr.postcommit.data[NOTED] = {
                'ids': set(), 'fields': set(), 'groups': 0,
                'sealed': self.env['privacy.program.disclosure'].sudo()._sealed()}  # sudo: how far the ledger goes
            self.env.cr.postcommit.add(partial(
                _put_down, self.env.registry, self.env.uid, dict(self.env.context), noted,
                request.httprequest.remote_addr if request else False,
                request.httprequest.path if request else False))
        noted['at'] = fields.Datetime.now()
        noted['ids'].update(ids)
        noted['fields'].update(names)
        noted['groups'] += groups


def _put_down(registry, uid, context, noted, address, path):
    with registry.cursor() as cr:  # commits at its end: the transaction that is told of is over
        env = api.Environment(cr, SUPERUSER_ID, context)
        # tried again when another call puts down the same people at the same moment
        retrying(partial(_put_down_once, env, uid, noted, address, path), env)


def _put_down_once(env, uid, noted, address, path):
    user = env['res.users'].browse(uid)
    own = user.partner_id | env['res.company'].search([]).partner_id
    people = env['res.partner'].browse(noted['ids'] - set(own.ids)).exists()
    # as it stood when they were read: who withdraws a moment later was read all the same
    verdicts = people._privacy_gate(
        user.privacy_purpose_id, 'disclose', user.privacy_recipient_id, at=noted['at'])
    passed = {id_: verdict for id_, verdict in verdicts.items() if verdict['allowed']}
    if not passed and not noted['groups']:
        return
    me = env['privacy.program.disclosure'].with_company(user.company_id)
    me._put_down('api_read', user.privacy_purpose_id, user.privacy_recipient_id, passed, noted['fields'],
                 at=noted['at'], sealed=noted['sealed'])
    log = env['privacy.export.log'].create({
        'user_id': uid, 'company_id': user.company_id.id, 'exit': 'api_read', 'model': 'res.partner',
        'field_names': ', '.join(sorted(noted['fields'])), 'rows': len(passed) or noted['groups'],
        'purpose': user.privacy_purpose_id.code, 'recipient_id': user.privacy_recipient_id.id,
        'ip': address, 'reference': path})
    env['privacy.contact.log'].with_company(user.company_id)._write_down(
        'api_read', user.privacy_purpose_id, 'disclose', passed, reference=f'privacy.export.log,{log.id}')
