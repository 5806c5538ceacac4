"""A private PostgreSQL cluster below .local: unix socket only, never as root, for this user alone."""
import contextlib
import glob
import os
import pathlib
import pwd
import re
import shutil
import subprocess
import time

from . import apt
from .common import LOCAL, Failed, digest, out, run, say, tool_env

OLDEST = 13  # what Odoo 19 accepts
ROLE = "odoo"
# For the tests: a crash of the machine may lose the cluster, and nobody minds.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum_naptime": "10min"}


def bin_dir():
    """Folder of the newest PostgreSQL that starts, and its major version; (None, 0) where there is none."""
    found = []
    for pattern in (f"{LOCAL}/sys/*/usr/lib/postgresql/*/bin", "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin",
                    "/usr/local/pgsql/bin", os.path.dirname(os.path.realpath(shutil.which("initdb") or "/-"))):
        for folder in map(os.path.realpath, glob.glob(pattern)):
            with contextlib.suppress(Failed, subprocess.CalledProcessError, AttributeError, OSError):
                version = out(f"{folder}/postgres", "--version", env=tool_env())
                if os.access(f"{folder}/initdb", os.X_OK):
                    found.append((int(re.search(r"(\d+)", version).group(1)), folder))
    version, folder = max(found, default=(0, None))
    return (pathlib.Path(folder), version) if version >= OLDEST else (None, 0)


def server_user():
    """None, or (uid, gid, name) that the server runs as where we are root, which PostgreSQL refuses."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return user.pw_uid, user.pw_gid, name
    raise Failed("we are root and there is neither a postgres nor a nobody user for the server. "
                 "Make one, or run as another user, or set PGHOST to a server of yours.")


def may_reach(user, path, how):
    """Whether the server's user gets to a path: a checkout below /root is closed to it. `how` is r, w or x."""
    p = subprocess.run(["test", f"-{how}", str(path)], user=user[0], group=user[1], extra_groups=[], cwd="/")
    return p.returncode == 0


def elsewhere(name, user):
    """A folder in /var/tmp for what the server must reach, ours alone."""
    path = pathlib.Path(f"/var/tmp/crm-{name}-{os.geteuid()}-{digest(str(LOCAL))[:8]}")
    path.mkdir(mode=0o700, exist_ok=True)
    if path.stat().st_uid not in (os.geteuid(), *(user[:1] if user else ())):
        raise Failed(f"{path} belongs to somebody else; set PGHOST to a server of yours")
    if user:
        os.chown(path, *user[:2])
        path.chmod(0o755)
    return path


def fetch():
    """Unpack Debian's PostgreSQL, where its server's user can reach it."""
    folder, user = apt.overlay("postgresql"), server_user()
    if user and not may_reach(user, folder, "x"):
        real = elsewhere("sys", user)
        shutil.rmtree(real)
        shutil.move(folder, real)
        folder.symlink_to(real)


class Cluster:
    """One cluster: `home` holds its data, its log and its socket."""

    def __init__(self, name="pg", settings=None):
        self.name = name
        self.settings = settings or {}
        self.own = not os.environ.get("PGHOST")
        self.bin = bin_dir()[0]
        self.home = self._home() if self.own else None

    @property
    def host(self):
        return str(self.home) if self.own else os.environ["PGHOST"]

    @property
    def user(self):
        return ROLE if self.own else os.environ.get("PGUSER", ROLE)

    def _home(self):
        """.local/<name>, or a folder in /var/tmp where the server's user cannot reach it or the path is too long."""
        link, user = LOCAL / self.name, server_user()
        if link.is_symlink() or (link / "data").exists():
            real = link.resolve()
            if not link.is_symlink() or real.is_dir():
                return real
            link.unlink()  # what stood in /var/tmp was cleaned away
        link.mkdir(parents=True, exist_ok=True)
        if user:
            os.chown(link, *user[:2])
        # a unix socket's path has at most 107 bytes
        if len(str(link)) <= 80 and (not user or may_reach(user, link, "w")):
            return link
        link.rmdir()
        real = elsewhere(self.name, user)
        link.symlink_to(real)
        return real

    def _as_server(self, *cmd, **kw):
        user = server_user()
        if user:
            kw.update(user=user[0], group=user[1], extra_groups=[])
        env = dict(tool_env(), HOME="/", LC_ALL="C.UTF-8")
        env.pop("PGDATA", None)
        return run(*cmd, env=env, check=False, cwd="/", stdin=subprocess.DEVNULL, **kw)

    def ensure(self):
        """Have PostgreSQL, have the cluster, have it running. Nothing to do where PGHOST names a server."""
        if not self.own:
            if self.psql("postgres", "select 1", check=False) != "1":
                raise Failed(f"PGHOST={self.host}: the server does not let {self.user} in. Is it running, and does the "
                             f"role exist with the right to create databases? PGUSER names another role.")
            return self
        if not self.bin:
            fetch()
            self.bin = bin_dir()[0]
            if not self.bin:
                raise Failed(f"no PostgreSQL {OLDEST} or later was found or could be fetched; "
                             "install one or set PGHOST")
        if not (self.home / "ready").exists():
            self._make()
        self._start()
        return self

    def _make(self):
        started = time.time()
        self._as_server("rm", "-rf", self.home / "data")
        p = self._as_server(self.bin / "initdb", "-D", self.home / "data", "-U", ROLE, "-A", "peer", "-E", "UTF8",
                            "--locale=C.UTF-8", "--no-sync", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if p.returncode:
            raise Failed("initdb: " + p.stdout[-500:])
        settings = {
            "listen_addresses": "''", "unix_socket_directories": f"'{self.home}'", "shared_buffers": "256MB",
            "max_connections": "120", "max_wal_size": "2GB", "wal_compression": "on", "jit": "off",
            "log_timezone": "'UTC'", "timezone": "'UTC'", **self.settings,
        }
        # Who may come in: the user of the machine who made this, known by the kernel, and nobody else.
        who = {pwd.getpwuid(os.geteuid()).pw_name, *([server_user()[2]] if server_user() else [])}
        files = {
            "postgresql.conf": "".join(f"{k} = {v}\n" for k, v in settings.items()),
            "pg_ident.conf": "".join(f'crm "{name}" {ROLE}\n' for name in sorted(who)),
        }
        for name, text in files.items():
            self._as_server("sh", "-c", 'cat >> "$0" <<\'X\'\n' + text + "X\n", self.home / "data" / name)
        hba = f"local all {ROLE} peer map=crm\nlocal replication {ROLE} peer map=crm\n"
        self._as_server("sh", "-c", 'cat > "$0" <<\'X\'\n' + hba + "X\n", self.home / "data/pg_hba.conf")
        self._as_server("touch", self.home / "ready")
        say(f"PostgreSQL cluster made in {time.time() - started:.1f} s")

    def _control(self, *args, quiet=True):
        pipe = subprocess.DEVNULL if quiet else None
        return self._as_server(self.bin / "pg_ctl", "-D", self.home / "data", *args, stdout=pipe, stderr=pipe)

    def running(self):
        return self.own and self.bin and (self.home / "ready").exists() and self._control("status").returncode == 0

    def _start(self):
        if self.running():
            return
        if self._control("-l", self.home / "log", "-w", "-t", "120", "start").returncode:
            raise Failed(f"PostgreSQL did not start; its reasons stand at the end of {self.home}/log")

    def stop(self):
        if self.running():
            self._control("-m", "fast", "-w", "stop")

    def remove(self):
        """Stop the server and delete the cluster with all its databases."""
        if self.own:
            self.stop()
            self._as_server("rm", "-rf", self.home / "data", self.home / "ready", self.home / "log")
            shutil.rmtree(self.home, ignore_errors=True)
            link = LOCAL / self.name
            if link.is_symlink():
                link.unlink()

    def program(self, name):
        return [str(self.bin / name) if self.bin else name, "-h", self.host, "-U", self.user]

    def tool(self, name, *args, **kw):
        kw.setdefault("check", True)
        return run(*self.program(name), *args, env=dict(tool_env(), LC_ALL="C.UTF-8"), **kw)

    def psql(self, database, sql, check=True):
        p = self.tool("psql", "-d", database, "-v", "ON_ERROR_STOP=1", "-XAtc", sql, check=False,
                      stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if p.returncode and check:
            raise Failed(f"PostgreSQL: {p.stderr.strip()[-400:]}")
        return p.stdout.strip()

    def databases(self):
        return set(self.psql("postgres", "select datname from pg_database").splitlines())

    def drop(self, *names):
        for name in names:
            self.tool("dropdb", "--if-exists", "-f", name, stderr=subprocess.DEVNULL)

    def clone(self, source, target):
        self.drop(target)
        self.tool("createdb", "-T", source, target)

    def rename(self, old, new):
        self.psql("postgres", f'alter database "{old}" rename to "{new}"')
