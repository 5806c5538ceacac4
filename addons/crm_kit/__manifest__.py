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
        'security/ir.model.access.csv',
        'security/kit_batch_security.xml',
        'security/kit_intent_security.xml',
        'security/kit_link_security.xml',
        'data/ir_cron_data.xml',
        'data/queue_job_function_data.xml',
        'views/kit_link_templates.xml',
    ],
    'assets': {
        'web.assets_backend': [
            # Debian's package leaves this file out and mail still lists it: each page would report an error
            ('remove', 'mail/static/lib/selfie_segmentation/selfie_segmentation.js'),
        ],
        'web.assets_frontend': ['crm_kit/static/src/link/link.scss'],
    },
    'external_dependencies': {'python': ['xlsxwriter']},
}
