{
    'name': "Privacy: completing companies",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "Names that are typed are told to Odoo's service only once that was opened",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['crm_privacy', 'partner_autocomplete'],
    'data': [
        'data/privacy_exit_data.xml',
    ],
    'auto_install': True,
}
