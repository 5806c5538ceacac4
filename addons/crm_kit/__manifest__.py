{
    'name': "CRM Kit",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "Mechanisms that all addons of the nonprofit CRM share",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['mail', 'portal', 'queue_job'],
    'data': [
        'security/crm_kit_groups.xml',
    ],
    'external_dependencies': {'python': ['xlsxwriter']},
}
