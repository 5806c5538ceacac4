{
    'name': "Privacy: mailings",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "Mailings reach only who may be reached, and their links ask before they act",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['crm_privacy', 'mass_mailing'],
    'data': [
        'data/privacy_exit_data.xml',
        'views/mailing_mailing_views.xml',
    ],
    'auto_install': True,
}
