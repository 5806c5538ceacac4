{
    'name': "Privacy: places of addresses",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "Addresses are told to a map service only for who agrees, and once that was opened",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['crm_privacy', 'base_geolocalize'],
    'data': [
        'data/privacy_exit_data.xml',
    ],
    'auto_install': True,
}
