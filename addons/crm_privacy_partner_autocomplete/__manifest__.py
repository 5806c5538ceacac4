{
    'name': "Privacy: names completed by a service",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "What is typed into a name is told to nobody, until that was opened",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['crm_privacy', 'partner_autocomplete'],
    'data': [
        'data/privacy_exit_data.xml',
    ],
    'auto_install': True,
}
