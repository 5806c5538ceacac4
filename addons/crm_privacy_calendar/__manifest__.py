{
    'name': "Privacy: invitations to meetings",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "The links in invitations to meetings ask before they answer",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['crm_privacy', 'calendar'],
    'data': [
        'data/privacy_exit_data.xml',
    ],
    'auto_install': True,
}
