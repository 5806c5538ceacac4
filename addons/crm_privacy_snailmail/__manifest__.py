{
    'name': "Privacy: letters by a post service",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "Letters that a post service prints reach only who may be written to",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['crm_privacy', 'snailmail'],
    'data': [
        'data/privacy_exit_data.xml',
    ],
    'auto_install': True,
}
