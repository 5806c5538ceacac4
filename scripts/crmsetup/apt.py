"""Debian packages fetched by name with apt and unpacked, with nothing installed on the machine.

apt runs with its own state, cache and sources; the machine's configuration is read and never written. It
verifies the archive's signature and each package's hash.
"""
import os
import re
import shutil
import subprocess
import tarfile

from .common import LOCAL, Failed, fresh, out, run, say

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


class Gone(Failed):
    """No archive has the package: the one failure after which another way may be taken."""


class Apt:
    """`sources` is a list of (address or None for the machine's own archive, suite)."""

    def __init__(self, name, sources, status=None):
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            raise Gone("this machine has no apt-get and dpkg-deb to fetch Debian packages with")
        if not os.path.exists(KEYRING):
            raise Failed(f"{KEYRING} is missing: without it the archive's signature cannot be verified "
                         "(apt install debian-archive-keyring)")
        self.dir = d = LOCAL / "apt" / name
        for sub in ("lists/partial", "cache/archives/partial", "state", "etc"):
            (d / sub).mkdir(parents=True, exist_ok=True)
        if status is None:
            status = d / "state/status"
            status.touch()
        (d / "etc/apt.conf").write_text("".join(f'{k} "{v}";\n' for k, v in {
            "Dir::State": d / "state", "Dir::State::lists": d / "lists", "Dir::State::status": status,
            "Dir::Cache": d / "cache", "Dir::Etc::sourcelist": d / "etc/sources.list",
            "Dir::Etc::sourceparts": "/dev/null", "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null", "APT::Sandbox::User": "root",
            "Acquire::Languages": "none", "Acquire::GzipIndexes": "true", "Acquire::Retries": "2",
            "Acquire::http::Timeout": "30", "Acquire::https::Timeout": "30",
            "Debug::NoLocking": "true"}.items()))
        self.env = dict(os.environ, APT_CONFIG=str(d / "etc/apt.conf"), LC_ALL="C")
        archive = None
        lines = []
        for address, suite in sources:
            if address is None:
                archive = archive or os.environ.get("CRM_DEB_URI") or self.archive()
            lines.append(f"deb [signed-by={KEYRING}] {address or archive} {suite} main\n")
        (d / "etc/sources.list").write_text("".join(lines))

    @staticmethod
    def targets():
        """(address, suite) of each archive in the machine's apt configuration.

        `--no-release-info` also lists those whose indexes were cleaned away, as container images do.
        """
        rows = out("apt-get", "indextargets", "--no-release-info", "--format", "$(REPO_URI)|$(RELEASE)",
                   "Created-By: Packages").splitlines()
        return [tuple(row.split("|")) for row in dict.fromkeys(rows)]

    @classmethod
    def archive(cls):
        for address, suite in cls.targets():
            if not any(x in suite for x in ("/", "-security", "-updates", "-backports")) and "ubuntu" not in address:
                return address
        raise Gone("apt's configuration names no Debian archive (CRM_DEB_URI may give the address of one)")

    def get(self, *args, **kw):
        return run("apt-get", "-qq", *args, env=self.env, check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                   **kw)

    def update(self):
        p = self.get("update", "-o", "APT::Update::Error-Mode=any")
        if p.returncode:
            p = self.get("update")  # apt before 2.1 does not know that setting
        if p.returncode:
            raise Failed("apt could not read the Debian archive (offline?): " + p.stderr.strip()[-300:])

    def download(self, names, into):
        into.mkdir(parents=True, exist_ok=True)
        p = self.get("download", *names, cwd=into)
        if p.returncode:
            said = p.stderr.strip()[-300:]
            if re.search(r"Unable to locate package|Release \S+ for \S+ was not found|no installation candidate", said):
                raise Gone(f"the archive has it no more ({said.splitlines()[0]})")
            raise Failed(f"apt could not fetch the packages (is the archive reachable?): {said}")

    def close(self):
        shutil.rmtree(self.dir, ignore_errors=True)


def unpack(deb, into, keep=lambda name: True):
    """Unpack the members of a package whose path passes `keep`, readable by everybody, owned by us."""
    with (subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(deb)], stdout=subprocess.PIPE) as p,
          tarfile.open(fileobj=p.stdout, mode="r|", bufsize=1 << 20) as tar):
        for member in tar:
            name = member.name.removeprefix("./")
            if not name or not keep(name):
                continue
            member.uid, member.gid, member.uname, member.gname = os.geteuid(), os.getegid(), "", ""
            if member.isdir():  # with the tar's own mode the server's user might not get in
                os.makedirs(os.path.join(into, name), 0o755, exist_ok=True)
            else:
                member.mode = (member.mode & 0o755) | 0o444
                tar.extract(member, into, set_attrs=member.isfile())
    if p.returncode:
        raise Failed(f"{deb} is damaged; remove it and start again")


def overlay(name):
    """Folder below .local/sys with a package of this machine's own suite and what of its dependencies it lacks."""
    apt = Apt(f"sys-{name}", dict.fromkeys(Apt.targets()), status="/var/lib/dpkg/status")
    apt.update()
    p = apt.get("install", "--print-uris", "--no-install-recommends", "-y", name)
    if p.returncode:
        raise Failed(f"apt knows no way to fetch {name}: {p.stderr[-300:]}")
    # a line is: 'address' file size hash
    wanted = [line.split()[1].split("_")[0] for line in p.stdout.splitlines() if line.startswith("'")]
    say(f"fetching {len(wanted)} packages for {name} ...")
    final = LOCAL / "sys" / name
    cache = LOCAL / f"debs-{name}"
    shutil.rmtree(cache, ignore_errors=True)
    apt.download(wanted, cache)
    with fresh(final) as new:
        for deb in sorted(cache.glob("*.deb")):
            unpack(deb, new, lambda n: not n.startswith(("usr/share/doc/", "usr/share/man/", "usr/share/locale/")))
    shutil.rmtree(cache)
    apt.close()
    return final
