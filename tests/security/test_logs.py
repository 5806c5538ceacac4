"""What is provoked leaves neither people nor keys in the log of the server and in what a visitor is told (A-30)."""
import http.client
import json
import re
import urllib.parse
import xmlrpc.client

import pytest

PASSWORD = "a-long-test-password-7"
NAME, EMAIL, PHONE = "Quirina Zauberlehrling", "quirina.z@example.org", "+49 30 7654321"
IBAN, PAN = "DE89370400440532013000", "4111111111111111"
SECRETS = (NAME, "Zauberlehrling", EMAIL, "7654321", IBAN, PAN)


@pytest.fixture(scope="module")
def tokens(bed, database):
    """A token for each kind of link, and a user who may work."""
    text = bed.shell(database, f"""
env['res.users'].create({{'name': 'officer', 'login': 'officer', 'password': {PASSWORD!r}, 'group_ids': [
    (6, 0, [env.ref(n).id for n in ('base.group_user', 'crm_constituents.group_constituent_manager')])]}})
person = env['res.partner'].create({{'name': {NAME!r}, 'email': {EMAIL!r}, 'constituent_type': 'individual'}})
asked = env['privacy.request']._public_enter({{
    'type': 'access', 'requester_name': {NAME!r}, 'requester_email': {EMAIL!r}}})
package = env['privacy.request.package']._store(asked, b'x')
env['privacy.contact.log']._write_down('mail', 'NEWSLETTER', 'email', {{person.id: {{
    'allowed': True, 'reason': 'allowed', 'basis': 'consent', 'event_id': False, 'rule_id': False}}}})
line = env['privacy.contact.log'].search([('partner_id', '=', person.id)], limit=1)
Link = env['kit.link']
print('TOKENS', *(Link._make(purpose, record, 7) for purpose, record in (
    ('privacy_preferences', person), ('privacy_confirm', asked), ('privacy_package', package),
    ('privacy_unsubscribe', line))))
env['privacy.form'].create({{'code': 'news', 'name': 'News', 'purpose_ids': [(6, 0, [
    env.ref('crm_privacy.purpose_newsletter').id])]}})
env.cr.commit()
""")
    return re.search(r"^TOKENS (.*)$", text, re.MULTILINE)[1].split()


class Visitor:
    """A browser with its cookie."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=60)
        self.cookie = {}

    def send(self, verb, path, data=None, **headers):
        body = urllib.parse.urlencode(data) if isinstance(data, dict) else data
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if isinstance(data, dict) else {}
        self.connection.request(verb, path, body, {**kind, **self.cookie, **headers})
        answer = self.connection.getresponse()
        text = answer.read().decode(errors="replace")
        if answer.headers["Set-Cookie"]:
            self.cookie = {"Cookie": answer.headers["Set-Cookie"].split(";")[0]}
        return answer.status, text

    def csrf(self):
        return re.search(r'name="csrf_token" value="([^"]+)"', self.send("GET", "/privacy/request")[1])[1]


def provoke(server, tokens):
    """Statuses of what a visitor and an officer are told who send what cannot be."""
    visitor, told = Visitor(server), []
    csrf = visitor.csrf()
    person = {"name": NAME, "email": EMAIL, "details": f"{PHONE} {IBAN} {PAN}"}
    for path, more in (("/privacy/request", {"type": "access"}), ("/privacy/request", {"type": "nothing"}),
                       ("/privacy/signup/news", {"consent-NEWSLETTER-email": "1"}), ("/privacy/signup/none", {})):
        for spoilt in ({}, {"name": NAME + "\0"}, {"email": "nonsense " + NAME}, {"name": ""}, {"csrf_token": "x"},
                       {"name": NAME * 500}):
            told.append(visitor.send("POST", path, {**person, **more, "csrf_token": csrf, **spoilt}))
    for token in tokens:
        for path in (f"/k/{token}", f"/privacy/u/{token}", f"/privacy/package/{token}"):
            told.append(visitor.send("GET", path))
            told.append(visitor.send("POST", path, {"csrf_token": "x", "name": NAME}))
            told.append(visitor.send("OPTIONS", path))
        told.append(visitor.send("GET", f"/web/login?redirect=/k/{token}"))
        told.append(visitor.send("GET", f"/web/content/1?access_token={token}"))
        told.append(visitor.send("POST", f"/privacy/package/{token}", {"csrf_token": csrf}))
    odd = {"params": {"model": "res.partner", "method": "search", "args": [[["email", "=", EMAIL]]], "kwargs": {}}}
    for body in ("{", json.dumps(odd)):
        told.append(visitor.send("POST", "/web/dataset/call_kw", body, **{"Content-Type": "application/json"}))
    return [text for status, text in told if status >= 500 and "Traceback" in text]


def provoke_by_rpc(server):
    """How many calls of an officer failed that carry personal data."""
    call, failed = server.login("officer", PASSWORD), 0
    person = call("res.partner", "search", [[["email", "=", EMAIL]]])
    values = {"name": NAME, "email": EMAIL, "phone": PHONE, "comment": f"{IBAN} {PAN}",
              "constituent_type": "individual"}
    for model, method, args in (
            ("res.partner", "create", [{**values, "ref": "x\0y"}]),
            ("res.partner", "create", [{**values, "birthdate": "2099-01-01"}]),
            ("res.partner", "create", [{**values, "active": [NAME]}]),
            ("res.partner", "create", [{**values, "constituent_type": NAME}]),
            ("res.partner", "create", [{**values, "country_id": 2 ** 31 - 1}]),
            ("res.partner", "write", [person, {"email": EMAIL, "title_of": NAME}]),
            ("res.partner", "search", [[["id", "=", EMAIL]]]),
            ("res.partner", "write", [EMAIL, {"name": NAME}]),
            ("constituent.external.id", "create", [{"partner_id": person[0], "system": EMAIL, "value": NAME}]),
            ("constituent.external.id", "create", [{"partner_id": person[0], "system": EMAIL, "value": NAME}])):
        try:
            call(model, method, args)
        except xmlrpc.client.Fault:
            failed += 1
    return failed


def test_a30_the_log_holds_no_person_no_number_and_no_key(tokens, server):
    """A-30: after everything that a visitor and a colleague can get wrong."""
    before = server.log.stat().st_size  # earlier runs write to the same file
    assert provoke(server, tokens) == [], "what failed is not told to a visitor"
    assert provoke_by_rpc(server) >= 7
    text = server.log.read_bytes()[before:].decode(errors="replace")
    assert "bad query" in text and "POST /privacy/package/***" in text, "what was provoked is in the log"
    assert {word for word in (*SECRETS, *tokens) if word in text} == set()


def test_a30_tokens_are_in_the_database_as_their_hashes_alone(bed, tokens, server):
    """A-30: a copy for a trial, or a backup, opens nothing."""
    found = bed.shell(server.database, f"""
import subprocess
tables = [row[0] for row in env.execute_query(__import__('odoo').tools.SQL(
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"))]
for table in tables:
    if table in ('mail_mail', 'mail_message'):
        continue   # what is still to be sent holds its link, and goes with the sending
    for token in {tokens!r}:
        env.cr.execute(f'SELECT count(*) FROM "{{table}}" t WHERE position(%s IN t::text) > 0', [token])
        if env.cr.fetchone()[0]:
            print('FOUND', table)
""")
    assert "FOUND" not in found
