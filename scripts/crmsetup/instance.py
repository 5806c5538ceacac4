"""The CRM that `make run` starts: its configuration, its database, its server."""
import configparser
import os
import pathlib
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from . import odoo_home, pyenv
from .common import ADDONS, LOCAL, ROOT, VENV, Failed, digest, run, say, tool_env, write_whole
from .postgres import Cluster

DB = "crm"
USERS = LOCAL / "users.txt"  # of that database; another one's are in users-NAME.txt
WRITTEN = "; written by `make run`"
SOCKET = "/var/run/postgresql"  # where a PostgreSQL is looked for when a configuration names no host
LOGS = LOCAL / "log"
# Modules of Odoo that the CRM wants beside what its addons name. Nothing installs itself (--skip-auto-install),
# because that would bring iap, sms, snailmail and partner_autocomplete, which send data to other companies.
WANTED = ["auth_totp", "auth_totp_portal", "auth_password_policy", "base_import", "rpc", "web_tour"]


def our_addons(tests=False):
    """Names of the addons of this repository, those that only test others (`test_*`) on demand."""
    names = sorted(p.parent.name for p in ADDONS.glob("*/__manifest__.py"))
    return [name for name in names if tests or not name.startswith("test_")]


def addons_digest(addons):
    """Digest of what makes a database of these addons; their tests and translations' templates make no difference."""
    files = [p for a in addons for p in sorted((ADDONS / a).rglob("*"))
             if p.is_file() and p.suffix not in (".pyc", ".pot", ".md")
             and not {"tests", "__pycache__"} & set(p.relative_to(ADDONS / a).parts[:-1])]
    return digest(addons, *(x for p in files for x in (str(p.relative_to(ADDONS)), p)))


class Instance:
    """What the configuration says: ours below .local, or the person's own where ODOO_RC names one."""

    def __init__(self):
        rc = os.environ.get("ODOO_RC")
        self.own_conf = not rc
        self.db = os.environ.get("CRM_DB") or DB
        if not re.fullmatch(r"[a-z][a-z0-9_-]{0,50}", self.db):
            raise Failed(f"CRM_DB={self.db}: a database is named by small letters, digits, - and _, a letter first")
        self.conf = pathlib.Path(rc).expanduser().absolute() if rc else LOCAL / f"{self.db}.conf"
        self.port = self._wanted_port()
        self.data = LOCAL / "data"
        self.moved = False  # to another port than the one that a running server may still have
        if rc:
            self._read(rc)
        self.users = USERS if self.db == DB else LOCAL / f"users-{self.db}.txt"
        self.cluster = None

    def _wanted_port(self):
        """CRM_PORT, else the one of last time, else Odoo's usual one."""
        port = os.environ.get("CRM_PORT") or self._written("http_port") or "8069"
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise Failed(f"CRM_PORT={port} is no port: give a number below 65536")
        return int(port)

    def _written(self, key):
        """Value in the configuration that an earlier run wrote, or None."""
        if self.own_conf and self.conf.exists():
            found = re.search(rf"^{key} = (\S+)$", self.conf.read_text(), re.M)
            return found and found.group(1)
        return None

    def _read(self, rc):
        if not self.conf.is_file():
            raise Failed(f"ODOO_RC={rc} is not a file")
        parser = configparser.RawConfigParser()
        parser.read(self.conf)
        options = dict(parser["options"]) if parser.has_section("options") else {}
        given = {key: value for key, value in options.items() if value not in ("False", "None", "")}
        self.db = given.get("db_name", self.db).split(",")[0].strip()
        self.port = int(given.get("http_port", self.port))
        self.data = pathlib.Path(given.get("data_dir", pathlib.Path.home() / ".local/share/Odoo"))
        for key in ("host", "port", "user", "password"):
            if value := given.get(f"db_{key}"):
                os.environ[f"PG{key.upper()}"] = value
        # Odoo without db_host asks the library, which asks PGHOST: we must look at the same server
        os.environ.setdefault("PGHOST", SOCKET)

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def stamp(self):
        return LOCAL / f".db-{self.db}.stamp"

    def ensure_parts(self):
        """Python, Odoo, PostgreSQL and the configuration."""
        pyenv.ensure()
        odoo_home.ensure()
        self.cluster = Cluster("pg").ensure()
        if self.own_conf:
            self._write_conf()

    def _write_conf(self):
        secret = self._written("admin_passwd") or secrets.token_urlsafe(24)
        self.moved = self._written("http_port") not in (None, str(self.port))
        text = f"""{WRITTEN}; give a configuration of your own by ODOO_RC=/path/to/odoo.conf
[options]
addons_path = {ADDONS}
data_dir = {self.data}
db_host = {self.cluster.host}
db_user = {self.cluster.user}
db_name = {self.db}
dbfilter = ^{self.db}$
list_db = False
admin_passwd = {secret}
http_interface = 127.0.0.1
http_port = {self.port}
server_wide_modules = base,rpc,web,queue_job
workers = 0
max_cron_threads = 1

[queue_job]
channels = root:2
host = 127.0.0.1
port = {self.port}
"""
        if not self.conf.exists() or self.conf.read_text() != text:
            write_whole(self.conf, text, mode=0o600)

    def odoo(self, *args, log=None, **kw):
        """Run Odoo's command line to its end; what it says goes to `log`, and its last lines into the error."""
        LOGS.mkdir(exist_ok=True)
        path = LOGS / (log or "odoo.log")
        with open(path, "a") as f:
            p = run(VENV / "bin/odoo", *args, stdout=f, stderr=subprocess.STDOUT, env=tool_env(), check=False, **kw)
        if p.returncode:
            tail = "\n".join(path.read_text(errors="replace").splitlines()[-15:])
            raise Failed(f"Odoo stopped with an error; the whole of it stands in {path}\n{tail}")

    # ------------------------------------------------------------------ database
    def ensure_database(self):
        """Make the database with all addons and the sample organisation, or bring it up to the addons' present state.

        It is made under another name and renamed last: an interrupted making leaves nothing that looks ready.
        """
        addons = our_addons()
        want = addons_digest(addons)
        if self.db in self.cluster.databases():
            if not self.own_conf and not self.stamp.exists():
                raise Failed(f"the database {self.db} of {self.conf} was not made here. Start it with your own Odoo "
                             f"and `-i {','.join(addons)}`, or name a database that is not there yet.")
            if not self.stamp.exists() or self.stamp.read_text() != want:
                say("the addons have changed: updating the database ...")
                self.stop()
                self.odoo("-c", self.conf, "-d", self.db, "-i", ",".join(addons), "-u", ",".join(addons),
                          "--skip-auto-install", "--stop-after-init", "--no-http", log="update.log")
                write_whole(self.stamp, want)
            return
        started = time.time()
        say("making the database with the sample organisation (a minute or two, once) ...")
        new = f"{self.db}_new"
        self.cluster.drop(new)
        shutil.rmtree(self.data / "filestore" / new, ignore_errors=True)
        self.odoo("-c", self.conf, "-d", new, "-i", ",".join(WANTED + addons), "--skip-auto-install", "--unaccent",
                  "--stop-after-init", "--no-http", "--log-level", "warn", log="install.log")
        self._fill(new)
        filestore = self.data / "filestore"
        shutil.rmtree(filestore / self.db, ignore_errors=True)
        if (filestore / new).exists():
            (filestore / new).rename(filestore / self.db)
        self.cluster.rename(new, self.db)
        write_whole(self.stamp, want)
        say(f"database made in {time.time() - started:.0f} s")

    def _fill(self, database):
        """The sample organisation with its users, each with a password of its own, the administrator's too."""
        password = secrets.token_urlsafe(12)
        script = f"env.ref('base.user_admin').password = {password!r}\nenv.cr.commit()\n"
        self.odoo("shell", "-c", self.conf, "-d", database, "--no-http", "--log-level", "warn", input=script,
                  log="install.log")
        lines = [f"{'admin':<28} {password:<20} system administrator"]
        if (ADDONS / "crm_demo").exists():
            part = LOCAL / f"users-{database}.txt"
            part.unlink(missing_ok=True)
            # its output names the passwords, so it goes to nobody's log
            p = run(VENV / "bin/odoo", f"--addons-path={ADDONS}", "crm_demo", "-c", self.conf, "-d", database,
                    "--users-file", part, env=tool_env(), check=False, stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            if p.returncode:
                raise Failed(f"the sample organisation could not be made:\n{p.stderr[-3000:]}")
            lines = part.read_text().splitlines() + lines
            part.unlink()
        write_whole(self.users, "\n".join(lines) + "\n", mode=0o600)
        (LOCAL / f".told-{self.db}").unlink(missing_ok=True)

    # ------------------------------------------------------------------ server
    def processes(self):
        """Process ids of servers that run with our configuration, whoever started them."""
        for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if str(self.conf) in words and "server" in words:
                yield int(path.parent.name)

    def command(self):
        return [str(VENV / "bin/odoo"), "server", "-c", str(self.conf), "-d", self.db]

    def answers(self):
        try:
            with urllib.request.urlopen(f"{self.address}/web/health", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def start(self):
        """Start the server in the background and wait until it answers; nothing to do where it runs."""
        if self.moved:
            self.stop()
        if any(self.processes()):
            say("the server is running already")
        else:
            with socket.socket() as s:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    s.bind(("127.0.0.1", self.port))
                except OSError:
                    raise Failed(f"port {self.port} is used by another program; "
                                 "give another one: make run CRM_PORT=8070")
            LOGS.mkdir(exist_ok=True)
            with open(LOGS / "server.log", "a") as f:
                server = subprocess.Popen(self.command(), stdout=f, stderr=f, stdin=subprocess.DEVNULL, env=tool_env(),
                                          start_new_session=True, cwd=ROOT)
        limit = time.time() + 180
        while not self.answers():
            if time.time() > limit or not any(self.processes()) and server.poll() is not None:
                raise Failed(f"the server did not come up; its reasons stand at the end of {LOGS / 'server.log'}")
            time.sleep(0.2)

    def stop(self):
        """Stop the server: asked first, ended after 20 seconds."""
        for sign, patience in ((signal.SIGTERM, 20), (signal.SIGKILL, 5)):
            limit = time.time() + patience
            for pid in self.processes():
                os.kill(pid, sign)
            while any(self.processes()) and time.time() < limit:
                time.sleep(0.1)

    def welcome(self):
        """The last lines: who may log in (once, with passwords), and where to go."""
        rows = self.users.read_text().splitlines() if self.users.exists() else []
        told = LOCAL / f".told-{self.db}"
        if rows and not told.exists():
            print(f"{'LOGIN':<28} {'PASSWORD':<20} ROLE", *rows, "", sep="\n")
            told.touch()
        logins = " ".join(row.split()[0] for row in rows)
        print(f"The CRM is at {self.address}  (users: {logins}; their passwords: {self.users}; "
              "stop it with: make stop)", flush=True)

    @classmethod
    def all_here(cls):
        """The instances that were ever started from this checkout, and the person's own where ODOO_RC names one."""
        if os.environ.get("ODOO_RC"):
            yield cls()
        for path in sorted(LOCAL.glob("*.conf")):
            if path.read_text().startswith(WRITTEN):
                one = cls.__new__(cls)
                one.conf = path
                yield one
