{
    'name': "Privacy: digests",
    'version': '19.0.1.0.0',
    'category': 'Nonprofit CRM',
    'summary': "The links in digests ask before they act",
    'author': "The nonprofit CRM team",
    'license': 'LGPL-3',
    'depends': ['crm_privacy', 'digest'],
    'auto_install': True,
}
