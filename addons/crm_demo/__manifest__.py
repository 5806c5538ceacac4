{
    'name': "Demo organisation",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "Harbour Commons: a believable association to look at, to learn on and to test with",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['crm_constituents', 'crm_privacy'],
}
