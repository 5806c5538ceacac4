from odoo import api, models
from odoo.fields import Domain

# what tells about people without naming them by a link: by the subject of the ledger, or by a contact point
CLOSED = (
    'privacy.consent.event', 'privacy.consent.detail', 'privacy.consent.state', 'privacy.export.request',
    'privacy.suppression', 'privacy.ledger.leaf',
)
NOBODY = ('res.company', 'res.users')  # link to the organisation itself and to those who work here


class Base(models.AbstractModel):
    """Which records of a model are about people, and which of them a user that is another program reaches."""
    _inherit = 'base'

    @api.model
    def _privacy_person_links(self):
        """Stored fields of this model that name people."""
        if self._abstract or self._transient or self._name == 'res.company':
            return []
        return [name for name, field in self._fields.items()
                if field.store and field.type in ('many2one', 'many2many') and field.comodel_name == 'res.partner']

    @api.model
    def _privacy_is_about_people(self):
        return self._name == 'res.partner' or bool(self._privacy_person_links())

    @api.model
    def _privacy_reach_domain(self, depth=3):
        """Records about nobody whose gate says no: by their own links to people, or by the record they are part of.
        """
        if self._name == 'res.partner':
            return Domain('privacy_in_reach', '=', True)
        if self._name in CLOSED:
            return Domain.FALSE
        domain = Domain.TRUE
        named = Domain('privacy_may_be_named', '=', True)
        links = self._privacy_person_links()
        for name in links:
            domain &= (
                Domain(name, '=', False) | Domain(name, 'any!', named) if self._fields[name].type == 'many2one'
                else Domain(name, 'not any!', ~named))
        if self._abstract or self._transient or not depth:
            return domain
        for name, field in self._fields.items():
            whole = field.comodel_name if field.store and field.type == 'many2one' and field.required else None
            if whole and whole not in (self._name, 'res.partner', *NOBODY):
                above = self.env[whole]._privacy_reach_domain(depth - 1)
                if not above.is_true():
                    domain &= Domain(name, 'any!', above)
        return domain
