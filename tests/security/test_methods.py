"""Every public method of our models, called by who has no role: it refuses, or does and tells nothing (A-10)."""
import http.client
import json

import pytest

PASSWORD = "a-long-test-password-7"
CANARIES = ("Verborgen", "geheim", "threatened", "verborgen@example.org")
SEED = """
from odoo.addons.test_crm_suite.checks.own import own_addons
for login, group in (('portal', 'base.group_portal'), ('plain', 'base.group_user')):
    env['res.users'].create({'name': login, 'login': login, 'password': %(password)r, 'email': login + '@example.org',
                             'group_ids': [(6, 0, [env.ref(group).id])]})
Partner = env['res.partner']
secret = Partner.create({'name': 'Ilse Verborgen', 'email': 'verborgen@example.org', 'confidential': True,
                         'alert_note': 'threatened', 'comment': 'geheim', 'constituent_type': 'individual'})
trust = Partner.create({'name': 'Verborgen Trust', 'constituent_type': 'organisation'})
home = Partner.create({'name': 'Verborgen', 'constituent_type': 'household'})
env['constituent.household.membership'].create({'household_id': home.id, 'person_id': secret.id})
env['constituent.affiliation'].create({'person_id': secret.id, 'organisation_id': trust.id, 'job_title': 'geheim'})
env['constituent.external.id'].create({'partner_id': secret.id, 'system': 'old', 'value': 'geheim'})
env['constituent.interaction'].create({'subject': 'geheim', 'channel': 'call', 'partner_ids': [(6, 0, secret.ids)]})
words = env.ref('crm_privacy.statement_consent_newsletter_1_en')
secret._privacy_record('NEWSLETTER', 'email', 'given', method='web', actor='subject', statement=words,
                       facts={'note': 'geheim'}, ip='10.9.8.7', agent='geheim')
env['privacy.restriction'].create({'partner_id': secret.id, 'ground': 'accuracy', 'note': 'geheim'})
asked = env['privacy.request']._public_enter({'type': 'access', 'requester_name': 'Ilse Verborgen', 'details': 'geheim',
                                              'requester_email': 'verborgen@example.org'})
env['privacy.request.package']._store(asked, b'geheim')
env['privacy.opt.in']._ask('verborgen@example.org', 'Ilse Verborgen', [
    {'purpose': 'NEWSLETTER', 'channels': ['email'], 'words': words.id}])
env['privacy.suppression']._add('email', 'verborgen@example.org', 'erased')
env['privacy.agreement'].create({'partner_id': trust.id, 'note': 'geheim'})
env['privacy.export.log']._put_down('list_export', 'res.partner', 1, why='geheim')
env['privacy.contact.log']._write_down('mail', 'NEWSLETTER', 'email', {secret.id: {
    'allowed': True, 'reason': 'allowed', 'basis': 'consent', 'event_id': False, 'rule_id': False}}, reference='geheim')
env['privacy.ledger.seal']._seal()
env.cr.commit()
"""
METHODS = """
import inspect, json
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.addons.test_crm_suite.checks.own import definitions, own_addons, touched_models
addons, found = own_addons(env), []
for model in touched_models(env, addons):
    ours = env.registry[model._name]._original_module in addons
    if ours and env.registry[model._name]._original_module.startswith('test_'):
        continue
    names = set(dir(type(model))) if ours else {
        name for cls in definitions(env, model._name, addons) for name, value in vars(cls).items()
        if inspect.isfunction(value)}
    for name in sorted(names):
        try:
            method = get_public_method(model, name)
        except (AttributeError, AccessError):
            continue
        needed = [(p.name, p.default is inspect.Parameter.empty) for p in
                  list(inspect.signature(method).parameters.values())[1:] if p.kind in (p.POSITIONAL_ONLY,
                                                                                         p.POSITIONAL_OR_KEYWORD)]
        record = env[model._name].search([], limit=1, order='id desc') if not model._abstract else model
        found.append([model._name, name, bool(getattr(method, '_api_model', False)), record.ids or [1],
                      [parameter for parameter, asked in needed if asked]])
print('METHODS' + json.dumps(found))
"""
# Rows of each table as they stand; what a login itself leaves is not looked at.
DIGEST = """
import json
from odoo.addons.test_crm_suite.checks.own import own_addons, own_models
tables = {model._table for model in own_models(env, own_addons(env)) if model._auto} - {'kit_rate_limit'}
tables |= {'res_partner', 'ir_attachment', 'mail_message', 'mail_mail', 'queue_job', 'res_company',
           'ir_config_parameter'}
digests = {}
for table in sorted(tables):
    rows = 'string_agg(t::text, chr(10) ORDER BY t::text)'
    env.cr.execute(f'SELECT count(*), md5(COALESCE({rows}, %s)) FROM "{table}" t', [''])
    digests[table] = env.cr.fetchone()
print('DIGEST' + json.dumps(digests))
"""
GIVEN = {
    "domain": [], "fields": ["display_name"], "fnames": ["display_name"], "vals": {"name": "x"},
    "values": {"name": "x"},
    "vals_list": [{"name": "x"}], "groupby": ["id"], "aggregates": ["__count"], "specification": {"display_name": {}},
    "fields_to_export": ["id", "display_name"], "data": [["x"]], "name": "x", "operator": "ilike", "field_name": "name",
    "view_type": "form", "why": "x", "body": "x", "func": "x", "default": {}, "record_id": 1, "ids": [1],
}


def told(text, word):
    lines = [line for line in text.splitlines() if line.startswith(word)]
    return json.loads(lines[-1][len(word):])


@pytest.fixture(scope="module")
def methods(bed, database):
    """`[model, method, whether of the model, ids, needed parameters]` of all there are, in a seeded database."""
    bed.shell(database, SEED % {"password": PASSWORD})
    return told(bed.shell(database, METHODS), "METHODS")


class Session:
    """A user of the browser: JSON-RPC with the cookie of a session."""

    def __init__(self, server, login):
        self.connection = http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=60)
        self.cookie = None
        answer, self.cookie = self.post("/web/session/authenticate", {
            "db": server.database, "login": login, "password": PASSWORD})
        assert json.loads(answer)["result"]["uid"], answer

    def post(self, path, params):
        headers = {"Content-Type": "application/json", **({"Cookie": self.cookie} if self.cookie else {})}
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        self.connection.request("POST", path, body, headers)
        answer = self.connection.getresponse()
        body = answer.read().decode(errors="replace")
        return body, (answer.headers["Set-Cookie"] or self.cookie or "").split(";")[0]

    def call(self, model, method, args):
        return self.post(f"/web/dataset/call_kw/{model}/{method}", {
            "model": model, "method": method, "args": args, "kwargs": {}})[0]


def arguments(is_model, ids, needed):
    given = [GIVEN.get(name, []) for name in needed]
    return given if is_model else [ids, *given]


@pytest.mark.parametrize("login", ["portal", "plain"])
def test_a10_every_public_method_refuses_or_does_nothing(bed, methods, server, login):
    assert len(methods) > 2000, "all methods of all models"
    session = Session(server, login)
    before = told(bed.shell(server.database, DIGEST), "DIGEST")
    telling, answered = [], 0
    for model, method, is_model, ids, needed in methods:
        text = session.call(model, method, arguments(is_model, ids, needed))
        answered += '"error"' not in text
        # a colleague sees names and addresses of partners by Odoo's own rights
        words = CANARIES if login == "portal" else CANARIES[1:3]
        if '"result"' in text and any(word in text for word in words):
            telling.append((model, method, text[:300]))
    after = told(bed.shell(server.database, DIGEST), "DIGEST")
    assert telling == []
    assert {table for table in after if after[table] != before[table]} == set()
    assert 0 < answered < len(methods)


def test_a10_an_officer_is_answered(bed, methods, server):
    """The same calls tell when there is a right: the refusals above are not those of a broken call."""
    bed.shell(server.database, "env['res.users'].create({'name': 'officer', 'login': 'officer', 'password': "
              f"{PASSWORD!r}, 'group_ids': [(6, 0, [env.ref('base.group_user').id, "
              "env.ref('crm_privacy.group_privacy_officer').id, "
              "env.ref('crm_constituents.group_constituent_user').id])]}); env.cr.commit()")
    session = Session(server, "officer")
    reading = [row for row in methods if row[1] in ("search_read", "export_data", "web_search_read", "read")]
    telling = {model for model, method, is_model, ids, needed in reading
               if any(word in session.call(model, method, arguments(is_model, ids, needed)) for word in CANARIES)}
    assert len(telling) > 5, telling
