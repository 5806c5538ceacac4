"""Databases and servers for tests, drills and benchmarks: clones of one prepared template, in their own cluster."""
import contextlib
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import xmlrpc.client

from . import browser, odoo_home, pyenv
from .common import ADDONS, LOCAL, VENV, Failed, digest, in_use, run, say, stamp, tool_env, write_whole
from .instance import WANTED, addons_digest, our_addons
from .postgres import FAST, Cluster

DATA = LOCAL / "test-data"
LOGS = LOCAL / "log"
BASE = ["base", "mail", "contacts", "phone_validation", "portal", "queue_job", *WANTED]
# Odoo warns on standard error, not in its log; what a log says is read by log_faults().
FAULT = re.compile(r"\d{4}-\d\d-\d\d \S+ \d+ (WARNING|ERROR|CRITICAL) ")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def log_faults(text):
    """Lines of a server log at WARNING or above. Tests that provoke one capture it, so none is expected."""
    return [line for line in text.splitlines() if FAULT.match(line)]


class Testbed:
    """Prepared once; `clone()` then gives a database in less than a second."""

    __test__ = False  # not a test class, whatever its name

    def __init__(self):
        self.cluster = None
        self.full = self.base = None

    def prepare(self, *extras, with_browser=True, with_addons=True):
        pyenv.ensure("test", *extras)
        site = odoo_home.ensure()
        if with_browser:
            browser.ensure()
        self.mark = in_use("tests")  # `make stop` leaves the cluster alone while this process lives
        self.cluster = Cluster("pg-test", FAST).ensure()
        LOGS.mkdir(exist_ok=True)
        odoo = stamp("odoo-link").read_text() + str(site)
        self.base = f"crm_base_{digest(odoo, *pyenv.RUN, BASE)}"
        self.full = f"crm_full_{digest(self.base, addons_digest(our_addons(tests=True)))}"
        with open(LOCAL / ".template.lock", "w") as f:
            fcntl.flock(f, fcntl.LOCK_EX)
            have = self.cluster.databases()
            if self.base not in have:
                self._make(self.base, None, BASE)
            if with_addons and self.full not in have:
                self._drop_old(have)
                self._make(self.full, self.base, our_addons(tests=True), warm=True)
        return self

    def _drop_old(self, have):
        for name in have:
            if name.startswith("crm_full_"):
                self.drop(name)

    def _make(self, name, source, modules, warm=False):
        started = time.time()
        say(f"making the test database {name.rsplit('_', 1)[0]} ...")
        new = f"{name}_new"
        log = LOGS / f"{name.rsplit('_', 1)[0]}.log"
        log.unlink(missing_ok=True)
        self.drop(new)
        if source:
            self.clone(source, new)
        if self.odoo(log, "-d", new, "-i", ",".join(modules), "--unaccent", "--stop-after-init", "--no-http"):
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-25:])
            raise Failed(f"the addons cannot be installed; the whole log is {log}\n{tail}")
        if warm:  # else the first browser test of each clone compiles all bundles, some 20 s each
            self.shell(new, "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()")
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(DATA / "filestore" / name, ignore_errors=True)
            (DATA / "filestore" / new).rename(DATA / "filestore" / name)
        self.cluster.rename(new, name)
        say(f"made in {time.time() - started:.0f} s")

    # ------------------------------------------------------------------ databases
    def drop(self, name):
        self.cluster.drop(name)
        shutil.rmtree(DATA / "filestore" / name, ignore_errors=True)

    def clone(self, source, target):
        self.cluster.clone(source, target)
        files = DATA / "filestore"
        shutil.rmtree(files / target, ignore_errors=True)
        if (files / source).exists():  # the files are named by their content and never rewritten: links will do
            shutil.copytree(files / source, files / target, copy_function=os.link)
        return target

    @contextlib.contextmanager
    def database(self, name, source=None):
        """A clone of the full template for the time of the block."""
        self.clone(source or self.full, name)
        try:
            yield name
        finally:
            self.drop(name)

    # ------------------------------------------------------------------ processes
    def options(self):
        return ["--addons-path", str(ADDONS), "--data-dir", str(DATA), "--db_host", self.cluster.host,
                "--db_replica_host", self.cluster.host, "-r", self.cluster.user, "--http-interface", "127.0.0.1",
                "--skip-auto-install", "--max-cron-threads", "0"]

    def odoo(self, log, *args, limit=1500, env=None):
        """Exit code of an Odoo that runs to its end; 124 where it did not come to it within `limit` seconds."""
        with open(log, "a") as f:
            p = subprocess.Popen([str(VENV / "bin/odoo"), *self.options(), *map(str, args)], stdout=f, stderr=f,
                                 stdin=subprocess.DEVNULL, start_new_session=True,
                                 env={**tool_env(), **(env or {})})
            try:
                return p.wait(limit)
            except BaseException as e:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(p.pid, signal.SIGKILL)
                p.wait()
                if isinstance(e, subprocess.TimeoutExpired):
                    return 124
                raise

    def shell(self, database, code, limit=600):
        """What `code` prints in Odoo's shell on a database; the last expression is not echoed."""
        p = run(VENV / "bin/odoo", "shell", *self.options(), "-d", database, "--no-http", "--log-level", "error",
                input=code + "\n", stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=tool_env(), check=False,
                timeout=limit)
        if p.returncode or "Traceback" in p.stderr:
            raise Failed(f"shell on {database}: {p.stderr[-2000:]}")
        return p.stdout.strip()

    def command(self, database, verb, *args):
        """Command line of an administrator's command (`bin/crm VERB`) on a test database."""
        conf = LOCAL / "test-command.conf"
        write_whole(conf, f"[options]\naddons_path = {ADDONS}\ndata_dir = {DATA}\ndb_host = {self.cluster.host}\n"
                          f"db_user = {self.cluster.user}\n")
        return [str(VENV / "bin/odoo"), f"--addons-path={ADDONS}", f"crm_{verb}", "-c", str(conf), "-d", database,
                "--log-level=warn", *map(str, args)]

    def server(self, database, **kw):
        return Server(self, database, **kw)


class Server:
    """An Odoo server with background jobs on a database; a context manager. `kill()` is kill -9 of all of it."""

    def __init__(self, bed, database, channels="root:2", workers=0, port=None):
        self.bed, self.database, self.port = bed, database, port or free_port()
        self.log = LOGS / f"server-{database}.log"
        self.conf = LOCAL / f"server-{database}.conf"
        self.conf.write_text("[options]\nlist_db = False\n\n"
                             f"[queue_job]\nchannels = {channels}\nhost = 127.0.0.1\nport = {self.port}\n")
        self.workers = workers
        self.process = None

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, wait=True):
        args = [str(VENV / "bin/odoo"), "server", "-c", str(self.conf), *self.bed.options(), "-d", self.database,
                "--db-filter", f"^{self.database}$", "--load", "base,rpc,web,queue_job", "--http-port", str(self.port),
                "--gevent-port", str(free_port()), "--workers", str(self.workers)]
        with open(self.log, "a") as f:
            self.process = subprocess.Popen(args, stdout=f, stderr=f, stdin=subprocess.DEVNULL, env=tool_env(),
                                            start_new_session=True)
        limit = time.time() + 90
        while wait and not self.answers():
            if time.time() > limit or self.process.poll() is not None:
                raise Failed(f"the server did not come up: {self.log}")
            time.sleep(0.1)
        return self

    def answers(self):
        with (contextlib.suppress(urllib.error.URLError, OSError),
              urllib.request.urlopen(f"{self.address}/web/health", timeout=5) as answer):
            return answer.status == 200
        return False

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def login(self, login, password):
        """`call(model, method, args, kwargs)` as that user, over XML-RPC."""
        common = xmlrpc.client.ServerProxy(f"{self.address}/xmlrpc/2/common")
        uid = common.authenticate(self.database, login, password, {})
        if not uid:
            raise Failed(f"{login} may not log in")
        proxy = xmlrpc.client.ServerProxy(f"{self.address}/xmlrpc/2/object", allow_none=True)
        return lambda model, method, args=(), kwargs=None: proxy.execute_kw(
            self.database, uid, password, model, method, list(args), kwargs or {})

    def __enter__(self):
        return self.start()

    def __exit__(self, *exc):
        self.stop()
        self.conf.unlink(missing_ok=True)
