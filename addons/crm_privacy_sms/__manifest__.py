{
    'name': "Privacy: text messages",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "Text messages reach only who may be reached, and not in quiet hours",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['crm_privacy', 'sms'],
    'data': [
        'data/privacy_exit_data.xml',
        'views/sms_composer_views.xml',
        'views/sms_template_views.xml',
    ],
    'auto_install': True,
}
