{
    'name': "Privacy: shared dashboards",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "Dashboards are shared with the world only once that was opened",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['crm_privacy', 'spreadsheet_dashboard'],
    'data': [
        'data/privacy_exit_data.xml',
    ],
    'auto_install': True,
}
