"""A bridge comes by itself with the second of the two addons that it joins, in whichever order they come."""
from crmsetup.testbed import LOGS

INSTALL = """
import odoo
from odoo.modules.registry import Registry
odoo.tools.config['skip_auto_install'] = False
env['ir.module.module'].search([('name', 'in', {addons!r})]).button_immediate_install()
with Registry(env.cr.dbname).cursor() as cr:
    env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {{}})
    {say}
"""
SAY_SMS = """sms = env['sms.sms'].create({'number': '+12125550123', 'body': 'News'})
    print(env['ir.module.module']._get('crm_privacy_sms').state, len(sms._privacy_judged()), sms.state)"""

# People of an event each of whom may be reached for another reason, or not at all; what the mail server is given.
SAY_EVENTS = """from unittest.mock import Mock, patch
    from odoo.addons.base.models.ir_mail_server import IrMail_Server
    given = []
    def send(server, message, *args, **kwargs):
        given.extend(address for _id, address in enumerate(message['To'].split(', ')))
        return message['Message-Id']
    company = env.company.partner_id
    company.write({
        'street': '1 Harbour Lane', 'zip': '20457', 'city': 'Hamburg', 'email': 'office@harbour.example'})
    env.company.country_id = env.ref('base.de')
    people = env['res.partner'].create([
        {'name': name, 'email': name + '@example.org', 'constituent_type': 'individual',
         'country_id': env.ref('base.de').id, 'is_deceased': name == 'dead'}
        for name in ('guest', 'objecting', 'restricted', 'dead')])
    guest, objecting, restricted, dead = people
    objecting._privacy_record('NEWSLETTER', 'email', 'withdrawn', method='web', actor='subject')
    env['privacy.restriction'].create({'partner_id': restricted.id, 'ground': 'accuracy', 'date_from': '2026-01-01'})
    connect = patch.object(IrMail_Server, '_connect__', lambda *a, **k: Mock())
    with connect, patch.object(IrMail_Server, 'send_email', send):
        def arriving(act):
            given.clear()
            act()
            env['mail.mail'].search([('state', '=', 'outgoing')]).send()
            print(sorted({name for name in people.mapped('name') if any(name + '@' in to for to in given)}))
        soon = odoo.fields.Datetime.add(odoo.fields.Datetime.now(), days=3)
        arriving(lambda: env['calendar.event'].create({
            'name': 'Meeting', 'start': soon, 'stop': soon, 'partner_ids': [(6, 0, people.ids)]}))
        env.ref('event.event_subscription').report_template_ids = False  # no PDF engine is needed here
        happening = env['event.event'].create({
            'name': 'Summer fair', 'date_begin': soon, 'date_end': odoo.fields.Datetime.add(soon, hours=2),
            'event_mail_ids': [(0, 0, {
                'interval_unit': 'now', 'interval_type': 'after_sub',
                'template_ref': 'mail.template,%d' % env.ref('event.event_subscription').id})]})
        def register():
            env['event.registration'].create([
                {'event_id': happening.id, 'partner_id': one.id, 'name': one.name, 'email': one.email}
                for one in people])
            env['event.mail'].schedule_communications()
        arriving(register)
        news = env['mail.template'].create({'name': 'News', 'subject': 'News', 'body_html': '<p>News</p>',
            'model_id': env['ir.model']._get_id('event.registration'), 'email_to': '{{ object.email }}'})
        arriving(lambda: [news.send_mail(one.id) for one in happening.registration_ids])"""


def test_mails_of_calendar_and_events_are_services_and_reach_nobody_who_may_not_be_reached(bed):
    """Invitations and tickets reach who refused marketing, not the dead, nor whose data may only be stored; and what
    somebody sends to those who signed up without saying what for reaches nobody.
    """
    with bed.database("p_events", bed.base) as database:
        log = LOGS / "bridges-events.log"
        assert bed.odoo(log, "-d", database, "-i", "crm_privacy", "--stop-after-init", "--no-http") == 0, log
        said = bed.shell(database, INSTALL.format(addons=['calendar', 'event'], say=SAY_EVENTS))
    assert said.splitlines()[-3:] == ["['guest', 'objecting']", "['guest', 'objecting']", "[]"]


def test_text_messages_that_are_installed_after_privacy_find_the_ring_in_place(bed):
    with bed.database("p_bridges", bed.base) as database:
        log = LOGS / "bridges.log"
        assert bed.odoo(log, "-d", database, "-i", "crm_privacy", "--stop-after-init", "--no-http") == 0, log
        said = bed.shell(database, INSTALL.format(addons=['sms'], say=SAY_SMS))
    assert said.splitlines()[-1] == "installed 0 canceled"
