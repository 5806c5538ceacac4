"""What a stranger, a portal user and a colleague without the right try over HTTP, and must not get."""
import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
import xmlrpc.client

import pytest

PASSWORD = "a-long-test-password-7"
PEOPLE = {
    # login -> groups beside the user type
    "plain": [],
    "viewer": ["crm_constituents.group_constituent_viewer"],
    "officer": ["crm_constituents.group_constituent_user"],
}


@pytest.fixture(scope="module")
def users(bed, database):
    """Users made in the database before the server reads it: a plain employee, a viewer, an officer, a supporter."""
    bed.shell(database, f"""
groups = {PEOPLE!r}
for login, names in groups.items():
    env['res.users'].create({{
        'name': login, 'login': login, 'password': {PASSWORD!r}, 'email': login + '@example.org',
        'group_ids': [(6, 0, [env.ref(n).id for n in ['base.group_user', *names]])]}})
supporter = env['res.partner'].create({{'name': 'Noor Haddad', 'email': 'noor@example.org',
                                       'constituent_type': 'individual'}})
env['res.users'].create({{'login': 'portal', 'password': {PASSWORD!r}, 'partner_id': supporter.id,
                         'group_ids': [(6, 0, [env.ref('base.group_portal').id])]}})
secret = env['res.partner'].create({{'name': 'Ilse Verborgen', 'email': 'ilse@example.org', 'confidential': True,
                                    'alert_note': 'never give the address away', 'constituent_type': 'individual'}})
home = env['res.partner'].create({{'name': 'Verborgen', 'constituent_type': 'household'}})
env['constituent.household.membership'].create({{'household_id': home.id, 'person_id': secret.id}})
env['constituent.interaction'].create({{'subject': 'told us of the threat', 'channel': 'call',
                                       'partner_ids': [(6, 0, secret.ids)]}})
env.cr.commit()
""")
    return PEOPLE


@pytest.fixture(scope="module")
def call(users, server):
    """`call(login)(model, method, args, kwargs)` over the remote interface."""
    known = {}

    def of(login):
        if login not in known:
            known[login] = server.login(login, PASSWORD)
        return known[login]
    return of


def get(server, path, data=None, headers=None, method=None):
    """(status, headers, body) of a request, redirects not followed."""
    host = server.address.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request(method or ("POST" if data is not None else "GET"), path, body=data, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, answer.headers, body


@pytest.mark.parametrize("path", [
    "manager", "selector", "create", "duplicate", "drop", "backup", "restore", "change_password"])
def test_the_database_manager_is_off(server, path):
    data = urllib.parse.urlencode({"master_pwd": "admin", "name": "x", "new_name": "y", "lang": "en_US", "login": "a",
                                   "password": "a", "backup_format": "zip", "master_pwd_new": "b"})
    for body in (None, data) if path != "restore" else (None,):  # a restore without a file fails before any check
        status, _headers, text = get(server, f"/web/database/{path}", data=body,
                                     headers={"Content-Type": "application/x-www-form-urlencoded"} if body else None)
        assert status in (400, 403, 404, 405, 303) or "disabled" in text, (status, text[:200])
        assert server.database not in text


def test_the_list_of_databases_is_closed(server):
    db = xmlrpc.client.ServerProxy(f"{server.address}/xmlrpc/2/db")
    for method, args in [("list", []), ("dump", ["admin", server.database, "zip"]),
                         ("drop", ["admin", server.database]), ("create_database", ["admin", "x", False, "en_US"])]:
        with pytest.raises(xmlrpc.client.Fault):
            getattr(db, method)(*args)


def test_a_stranger_reads_nothing(server):
    headers = {"Content-Type": "application/json"}
    payload = json.dumps({"jsonrpc": "2.0", "method": "call", "params": {
        "model": "res.partner", "method": "search_read", "args": [[], ["name"]], "kwargs": {}}})
    _status, _headers, text = get(server, "/web/dataset/call_kw", payload, headers)
    assert "Ilse" not in text and "Session expired" in text or "SessionExpired" in text
    status, _headers, text = get(server, "/json/2/res.partner/search_read", "{}", headers)
    assert status in (401, 403), text[:300]


OURS = ["constituent.household.membership", "constituent.relationship", "constituent.affiliation", "constituent.role",
        "constituent.external.id", "constituent.interaction", "constituent.import.run", "constituent.import.profile",
        "constituent.import.row", "kit.batch", "kit.intent", "kit.link"]


@pytest.mark.parametrize("model", OURS)
@pytest.mark.parametrize("login", ["portal", "plain"])
def test_who_has_no_role_reads_no_model_of_ours(call, login, model):
    if login == "plain" and model == "kit.batch":
        assert call(login)(model, "search_count", [[]]) == 0  # everybody sees the work that they started: none
        return
    with pytest.raises(xmlrpc.client.Fault, match="not allowed|Access|access"):
        call(login)(model, "search_read", [[]], {"limit": 1})


def test_a_supporter_sees_nobody_else(call):
    names = call("portal")("res.partner", "search_read", [[]], {"fields": ["name"]})
    assert "Ilse Verborgen" not in [row["name"] for row in names]


@pytest.mark.parametrize("field", ["alert_note", "confidential"])
@pytest.mark.parametrize("login", ["portal", "plain"])
def test_what_only_staff_with_a_role_may_know_is_closed_field_by_field(call, login, field):
    for method, args, kwargs in [
        ("search_read", [[]], {"fields": ["name", field]}),
        ("search_count", [[[field, "!=", False]]], {}),
        ("search_read", [[]], {"fields": ["name"], "order": field}),
        ("formatted_read_group", [[], [field], ["__count"]], {}),
    ]:
        with pytest.raises(xmlrpc.client.Fault, match="not allowed|Access|access"):
            call(login)("res.partner", method, args, kwargs)


FIRST = object()  # stands for the id of a record that the viewer sees


@pytest.mark.parametrize("model,method,args", [
    ("res.partner", "write", [[1], {"alert_note": "x"}]),
    ("constituent.interaction", "create", [[{"subject": "x", "channel": "call"}]]),
    ("constituent.relationship", "create", [[{}]]),
    ("constituent.household.membership", "unlink", FIRST),
    ("constituent.import.run", "create", [[{}]]),
])
def test_a_viewer_changes_nothing(call, model, method, args):
    if args is FIRST:
        args = [call("viewer")(model, "search", [[]], {"limit": 1})]
        assert args[0], "the viewer may look"
    with pytest.raises(xmlrpc.client.Fault, match="not allowed|Access|access|No group"):
        call("viewer")(model, method, args)


@pytest.mark.parametrize("model,method,args", [
    ("kit.batch", "_start", ["x", 1, "unlink"]),
    ("kit.batch", "_run_now", [[1]]),
    ("kit.intent", "_once", ["k", "kind", {}]),
    ("kit.link", "_make", ["purpose", 1, 1]),
    ("res.partner", "get_merge_plan", [[1]]),
    ("res.partner", "get_erasure_plan", [[1]]),
    ("res.partner", "_constituent_bulk_create", [[{}]]),
])
def test_what_is_private_is_not_to_be_called_from_outside(call, model, method, args):
    with pytest.raises(xmlrpc.client.Fault, match="[Pp]rivate|cannot be called"):
        call("officer")(model, method, args)


def test_nobody_makes_background_work_by_hand(call):
    with pytest.raises(xmlrpc.client.Fault, match="not allowed|Access|access"):
        call("officer")("kit.batch", "create", [[{
            "name": "x", "res_model": "res.partner", "res_id": 1, "method": "unlink", "user_id": 2, "company_id": 1}]])


def test_an_officer_deletes_no_people(call):
    people = call("officer")("res.partner", "search", [[["constituent_type", "=", "individual"]]], {"limit": 1})
    with pytest.raises(xmlrpc.client.Fault, match="administrator"):
        call("officer")("res.partner", "unlink", [people])


def test_the_session_is_kept_from_scripts(server):
    _status, headers, _text = get(server, "/web/login")
    assert "HttpOnly" in headers["Set-Cookie"]
