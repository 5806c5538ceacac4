{
    'name': "Integration hub",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "One signed door for what other systems tell us; telephones first",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['crm_constituents'],
    'data': [
        'security/crm_hub_groups.xml',
        'security/ir.model.access.csv',
        'security/crm_hub_rules.xml',
        'views/hub_endpoint_views.xml',
        'views/hub_inbound_views.xml',
        'views/hub_call_views.xml',
        'views/res_users_views.xml',
        'views/crm_hub_menus.xml',
    ],
    'assets': {
        'web.assets_backend': ['crm_hub/static/src/**/*'],
    },
    'application': True,
}
