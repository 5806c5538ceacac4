{
    'name': "Nonprofit CRM: tests of the whole",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "Checks that every addon gets without writing a line, and models that only tests need",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['crm_constituents', 'crm_privacy'],
    'data': [
        'security/ir.model.access.csv',
        'security/test_crm_suite_rules.xml',
        'views/test_crm_note_views.xml',
        'data/ir_cron_data.xml',
    ],
}
