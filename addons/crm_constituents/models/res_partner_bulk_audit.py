from collections import namedtuple

from odoo import api, models, tools

BulkAudit = namedtuple(
    'BulkAudit', 'create_by_orm write_by_orm known_computes per_row_defaults required constraints company_fields'
)

_BASE = 'odoo.addons.base.models.res_partner'
_OURS = 'odoo.addons.crm_constituents.models.'
_CORE = {
    _BASE,
    'odoo.orm.models',
    'odoo.models',
    'odoo.addons.base.models.properties_base_definition_mixin',
    'odoo.addons.mail.models.mail_thread',
    'odoo.addons.mail.models.mail_activity_mixin',
    'odoo.addons.mail.models.res_partner',
    'odoo.addons.mail.models.models',
    'odoo.addons.base.models.image_mixin',
    'odoo.addons.base.models.avatar_mixin',
    'odoo.addons.phone_validation.models.models',
    'odoo.addons.phone_validation.models.mail_thread_phone',
    'odoo.addons.phone_validation.models.res_partner',
    'odoo.addons.mail.models.mail_thread_blacklist',
    'odoo.addons.web.models.models',
    'odoo.addons.base.models.ir_model',
}

# Who may have a say in these methods without the rows going through the ORM: the kernel does what these do.
CREATE_METHODS = (
    'create',
    'default_get',
    '_create',
    '_prepare_create_values',
    '_add_missing_default_values',
    '_add_precomputed_values',
    '_fields_sync',
    '_children_sync',
    '_clean_website',
    '_validate_fields',
    '_check_company',
    'modified',
)
WRITE_METHODS = (
    'write',
    '_write',
    '_write_multi',
    '_fields_sync',
    '_children_sync',
    '_clean_website',
    '_validate_fields',
    'modified',
)
# The stored computes that the kernel fills in itself, with the methods that make them up.
KNOWN_COMPUTES = {
    'complete_name': ('_compute_complete_name', '_get_complete_name'),
    'commercial_partner_id': ('_compute_commercial_partner',),
    'commercial_company_name': ('_compute_commercial_company_name',),
    'company_registry': ('_compute_company_registry',),
    'email_normalized': ('_compute_email_normalized',),
    'lang': ('_compute_lang',),
    'partner_share': ('_compute_partner_share',),
    'phone_sanitized': (
        '_compute_phone_sanitized',
        '_phone_format',
        '_phone_format_number',
        '_phone_get_country',
        '_phone_get_country_field',
        '_phone_get_number_fields',
    ),
    'user_id': ('_compute_user_id',),
}
# Constraints that hold by the way in which the kernel fills in its columns, or that it looks at itself.
KNOWN_CONSTRAINTS = {'_check_barcode_unicity', '_check_parent_id', '_check_partner_company', '_check_life_dates'}


class ResPartner(models.Model):
    """What is installed beside us, seen from the bulk kernel: which of it must go through the ORM.

    The kernel was checked against the methods, computes and constraints named above. Whatever another addon adds to
    them is found here, by reading the classes, and gets its due: an unknown stored compute is computed by the ORM for
    the new rows, an unknown default is asked for each row, an unknown constraint is run, and an unknown override of
    `create`, `default_get` or `write`, as well as an unknown compute that must be done before the row is inserted,
    makes the rows go through the ORM.
    """

    _inherit = 'res.partner'

    @api.model
    def _constituent_bulk_audited_modules(self):
        """Modules (Python) whose part in the audited methods the kernel does itself. Extend with care, and a test."""
        return _CORE

    @api.model
    @tools.ormcache()
    def _constituent_bulk_audit(self):
        modules = self._constituent_bulk_audited_modules()

        def strangers(name):
            found = []
            for cls in type(self).__mro__:
                method = cls.__dict__.get(name)
                module = getattr(method, '__module__', None)
                if method is not None and module not in modules and not (module or '').startswith(_OURS):
                    found.append(f'{name} ({(module or cls.__module__).removeprefix("odoo.addons.")})')
            return found

        stored = [field for field in self._fields.values() if field.store and field.column_type and field.name != 'id']
        known = frozenset(
            name
            for name, methods in KNOWN_COMPUTES.items()
            if name in self._fields
            and not any(strangers(method) for method in methods)
            and self._fields[name].compute == methods[0]
        )
        # smaller sizes of an image that the new rows do not have
        known |= {name for name, field in self._fields.items() if field.store and field.related == 'image_1920'}
        # what must be there when the row is inserted, and is not made up by the kernel
        early = [
            f'{field.name} ({field._modules[-1]})'
            for field in stored
            if field.compute
            and (field.precompute or field.required)
            and field.name not in known
            and (not _is_ours(field) or isinstance(field.compute, str) and strangers(field.compute))
        ]
        foreign = [field for field in stored if not _is_ours(field)]
        return BulkAudit(
            create_by_orm=(*(hit for name in CREATE_METHODS for hit in strangers(name)), *early),
            write_by_orm=tuple(hit for name in WRITE_METHODS for hit in strangers(name)),
            known_computes=known,
            per_row_defaults=tuple(sorted(field.name for field in foreign if field.default)),
            required=tuple(sorted(field.name for field in stored if field.required and not field.compute)),
            constraints=tuple(
                method
                for method in self._constraint_methods
                if method.__name__ not in KNOWN_CONSTRAINTS
                or method.__module__ not in modules
                and not method.__module__.startswith(_OURS)
            ),
            company_fields=any(
                field.check_company and not _is_ours(field) for field in self._fields.values() if field.relational
            ),
        )


def _is_ours(field):
    """A field that no other addon than the audited ones has defined or redefined."""
    audited = {
        'base',
        'mail',
        'phone_validation',
        'auth_signup',
        'portal',
        'crm_constituents',
        'contacts',
        'bus',
        'web',
    }
    return set(field._modules) <= audited
