{
    'name': "Constituents",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "People, organisations and households: who they are",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['crm_kit', 'contacts', 'phone_validation'],
    'data': [
        'security/crm_constituents_groups.xml',
    ],
    'external_dependencies': {'python': ['phonenumbers']},
}
