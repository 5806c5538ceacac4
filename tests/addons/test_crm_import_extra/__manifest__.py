{
    'name': "Test: an addon that the fast import does not know",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "Adds to partners what the bulk kernel must notice; for tests only",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['crm_constituents'],
}
