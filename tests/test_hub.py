"""The inbound door from outside: the same message from many senders at once, and a server killed while it answers."""
import concurrent.futures
import http.client
import importlib.util
import json
import time
from datetime import UTC, datetime
from pathlib import Path

from kills import seeded

ROOT = Path(__file__).resolve().parents[1]
FILL = """
import json
user = env['res.users'].create({'name': 'Telephones', 'login': 'telephones',
    'group_ids': [(6, 0, [env.ref('crm_constituents.group_constituent_user').id])]})
endpoint = env['hub.endpoint'].create({'name': 'Telephones', 'user_id': user.id})
env['res.partner'].create({'constituent_type': 'individual', 'name': 'Ada Okafor', 'phone': '+44 1947 600123'})
env.cr.commit()
print(json.dumps([endpoint.code, endpoint.secret]))
"""


def signer():
    spec = importlib.util.spec_from_file_location("signature", ROOT / "addons/crm_hub/tools/signature.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.sign


def send(server, code, secret, call, key):
    raw = json.dumps({"event": "call.ended", "call_id": call, "direction": "in", "from": "+441947600123",
                      "at": datetime.now(UTC).replace(minute=0, second=0, microsecond=0).isoformat()}).encode()
    moment = str(int(time.time()))
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", f"/hub/in/{code}", raw, {
        "Content-Type": "application/json", "Idempotency-Key": key, "X-Hub-Timestamp": moment,
        "X-Hub-Signature": signer()(secret, moment, key, raw)})
    answer = connection.getresponse()
    return answer.status, answer.read()


def contacts(bed, database):
    return int(bed.cluster.psql(database, "select count(*) from constituent_interaction where res_model = 'hub.call'"))


def test_the_same_message_at_once_and_a_server_killed(bed, database):
    code, secret = json.loads(bed.shell(database, FILL).splitlines()[-1])
    with bed.server(database) as server, concurrent.futures.ThreadPoolExecutor(12) as pool:
        jobs = [pool.submit(send, server, code, secret, f"c-{n % 5}", f"k-{n % 5}") for n in range(40)]
        answers = [job.result() for job in jobs]
    assert {status for status, _body in answers} == {200}
    assert len(set(answers)) == 5, "one answer for each key"
    assert contacts(bed, database) == 5
    rng = seeded("hub")
    for turn in range(3):
        server = bed.server(database).start()
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            jobs = [pool.submit(send, server, code, secret, f"d-{turn}-{n}", f"d-{turn}-{n}") for n in range(30)]
            time.sleep(0.1 + rng.random() * 0.4)
            server.kill()
            concurrent.futures.wait(jobs)
    with bed.server(database) as server:  # whoever got no answer sends again
        for turn in range(3):
            for n in range(30):
                assert send(server, code, secret, f"d-{turn}-{n}", f"d-{turn}-{n}")[0] == 200
    assert contacts(bed, database) == 95
