"""Paths, messages, stamps and the lock that every step uses."""
import contextlib
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOCAL = pathlib.Path(os.environ.get("CRM_LOCAL") or ROOT / ".local").resolve()
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "nonprofit-crm"
VENV = LOCAL / "venv"
ADDONS = ROOT / "addons"


class Failed(Exception):
    """A step that cannot go on; the message says what is missing and what to do."""


def say(*words):
    print("[setup]", *words, file=sys.stderr, flush=True)


def run(*cmd, **kw):
    kw.setdefault("check", True)
    try:
        return subprocess.run([str(c) for c in cmd], text=True, **kw)
    except FileNotFoundError as e:
        raise Failed(f"{cmd[0]} is not installed") from e
    except OSError as e:
        raise Failed(f"{cmd[0]} cannot be run: {e}") from e


def out(*cmd, **kw):
    kw.setdefault("stderr", subprocess.DEVNULL)
    return run(*cmd, stdout=subprocess.PIPE, **kw).stdout.strip()


def digest(*parts):
    """Sixteen hex digits of the parts: a path stands for its content."""
    h = hashlib.sha256()
    for part in parts:
        h.update(part.read_bytes() if isinstance(part, pathlib.Path) else repr(part).encode())
    return h.hexdigest()[:16]


def stamp(name):
    return LOCAL / f".{name}.stamp"


def is_done(name, want, *paths):
    s = stamp(name)
    return s.exists() and s.read_text() == want and all(p.exists() for p in paths)


def mark_done(name, want):
    """Written beside and renamed, so that a stamp is there whole or not at all."""
    write_whole(stamp(name), want)


def write_whole(path, text, mode=0o644):
    """Give `path` this text in one step: whoever looks sees the old text or the new one."""
    new = path.with_name(f"{path.name}.new-{os.getpid()}")
    fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(fd, "w") as f:
        f.write(text)
        f.flush()
        os.fsync(f.fileno())
    new.replace(path)


@contextlib.contextmanager
def fresh(final):
    """A new folder that takes the place of `final` only when the block ends well."""
    for left in [*final.parent.glob(f"{final.name}.new-*"), *final.parent.glob(f"{final.name}.old-*")]:
        shutil.rmtree(left, ignore_errors=True)  # an interrupted run's
    new = final.with_name(f"{final.name}.new-{os.getpid()}")
    new.mkdir(parents=True)
    yield new
    if final.exists():
        old = final.with_name(f"{final.name}.old-{os.getpid()}")
        final.rename(old)
        new.rename(final)
        shutil.rmtree(old, ignore_errors=True)
    else:
        new.rename(final)


@contextlib.contextmanager
def lock(name="setup"):
    """One set-up at a time in a checkout; a second one waits. A killed holder's lock is free at once."""
    LOCAL.mkdir(parents=True, exist_ok=True)
    if not (LOCAL / ".gitignore").exists():
        write_whole(LOCAL / ".gitignore", "*\n")
    with open(LOCAL / f".{name}.lock", "w") as f:
        try:
            fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another run is under way in this checkout; waiting for it")
            fcntl.flock(f, fcntl.LOCK_EX)
        yield


def in_use(name):
    """A mark, held until it is closed or the process ends, that something here is in use."""
    f = open(LOCAL / f".{name}.lock", "w")  # noqa: SIM115  the caller closes it
    fcntl.flock(f, fcntl.LOCK_SH)
    return f


def is_in_use(name):
    with open(LOCAL / f".{name}.lock", "w") as f:
        try:
            fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def tool_env():
    """Environment for programs unpacked below .local/sys, and for Odoo's processes.

    PYTHONDONTWRITEBYTECODE is dropped: without compiled files a start of Odoo takes three times as long.
    """
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    patterns = ("usr/lib/*-linux-gnu", "lib/*-linux-gnu", "usr/lib/*-linux-gnu/pulseaudio")
    # resolved, because the database server's user may not be let into the checkout
    libs = [str(p.resolve()) for pattern in patterns for p in sorted((LOCAL / "sys").glob(f"*/{pattern}"))]
    if libs:
        env["LD_LIBRARY_PATH"] = ":".join([*libs, *filter(None, [env.get("LD_LIBRARY_PATH")])])
    env["PATH"] = f"{LOCAL}/bin:{env['PATH']}"
    return env
