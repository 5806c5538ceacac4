import json
import time
from datetime import UTC, datetime, timedelta

from odoo.tests import HttpCase, new_test_user

from ..tools.signature import sign


class HubCase(HttpCase):
    """An endpoint of a telephone system, and somebody who has a telephone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref('base.uk')
        cls.officer = new_test_user(cls.env, 'hub_officer', 'crm_constituents.group_constituent_user', tz='UTC')
        cls.clerk = new_test_user(cls.env, 'hub_clerk', 'crm_constituents.group_constituent_user', tz='UTC')
        cls.clerk.telephone_extension = '21'
        cls.endpoint = cls.env['hub.endpoint'].create({'name': "Telephones", 'user_id': cls.officer.id})
        cls.ada = cls.env['res.partner'].create({
            'constituent_type': 'individual', 'name': "Ada Okafor", 'phone': '+44 1947 600123',
            'country_id': cls.env.ref('base.uk').id})
        cls.begun = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=30)

    def _event(self, event, seconds=0, call='c-1', **more):
        return {'event': event, 'call_id': call, 'direction': 'in', 'from': '01947 600123', 'to': '+441947000000',
                'extension': '21', 'at': (self.begun + timedelta(seconds=seconds)).isoformat(), **more}

    def _send(self, content, key, *, secret=None, moment=None, code=None, headers=None, raw=None):
        raw = json.dumps(content).encode() if raw is None else raw
        moment = str(int(time.time())) if moment is None else moment
        self.env.flush_all()
        return self.url_open(f'/hub/in/{code or self.endpoint.code}', data=raw, headers={
            'Content-Type': 'application/json', 'Idempotency-Key': key, 'X-Hub-Timestamp': moment,
            'X-Hub-Signature': sign(secret or self.endpoint.secret, moment, key, raw), **(headers or {})})

    def _calls(self):
        self.env.invalidate_all()
        return self.env['hub.call'].search([('endpoint_id', '=', self.endpoint.id)])

    def _contacts(self):
        self.env.invalidate_all()
        return self.env['constituent.interaction'].search([('partner_ids', 'in', self.ada.ids)])
