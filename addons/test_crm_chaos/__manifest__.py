{
    'name': "CRM chaos (tests only)",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "Work with an outside witness, for processes to be killed at",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['crm_kit'],
    'data': [
        'security/ir.model.access.csv',
    ],
}
