"""A bridge comes by itself with the second of the two addons that it joins, in whichever order they come."""
from crmsetup.testbed import LOGS

INSTALL = """
import odoo
from odoo.modules.registry import Registry
odoo.tools.config['skip_auto_install'] = False
env['ir.module.module'].search([('name', '=', {addon!r})]).button_immediate_install()
with Registry(env.cr.dbname).cursor() as cr:
    env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {{}})
    {say}
"""
SAY_SMS = """sms = env['sms.sms'].create({'number': '+12125550123', 'body': 'News'})
    print(env['ir.module.module']._get('crm_privacy_sms').state, len(sms._privacy_judged()), sms.state)"""


def test_text_messages_that_are_installed_after_privacy_find_the_ring_in_place(bed):
    with bed.database("p_bridges", bed.base) as database:
        log = LOGS / "bridges.log"
        assert bed.odoo(log, "-d", database, "-i", "crm_privacy", "--stop-after-init", "--no-http") == 0, log
        said = bed.shell(database, INSTALL.format(addon='sms', say=SAY_SMS))
    assert said.splitlines()[-1] == "installed 0 canceled"
