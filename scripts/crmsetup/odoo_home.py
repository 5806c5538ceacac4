"""Odoo 19: found or fetched, unpacked under .local/odoo, importable as `odoo`, seen by pip as `odoo 19.0`.

Ways, first that works: ODOO_HOME (a checkout), ODOO_DEB (the package as a file), what an earlier run unpacked,
the package in the user's cache, the Debian archive, a package installed on the machine, the public 19.0 branch.
"""
import hashlib
import os
import pathlib
import shutil
import subprocess
import time

from . import apt
from .common import (
    CACHE,
    LOCAL,
    VENV,
    Failed,
    digest,
    fresh,
    is_done,
    mark_done,
    out,
    run,
    say,
    stamp,
    tool_env,
    write_whole,
)

SITE = "usr/lib/python3/dist-packages"
# package -> suite. Odoo's package links to these fonts and scripts. Font Awesome must be 4.7 and Inconsolata must
# have the .otf: both are trixie's. No Debian revision is pinned, because the archive keeps only the newest.
PACKAGES = {
    "odoo-19": "sid", "fonts-font-awesome": "trixie", "fonts-inconsolata": "trixie",
    "fonts-glyphicons-halflings": "trixie", "fonts-montserrat": "trixie", "fonts-ocr-b": "trixie",
    "fonts-roboto-unhinted": "trixie", "libjs-jquery": "trixie", "libjs-jquery-form": "trixie",
    "libjs-underscore": "trixie",
}
LANGS = os.environ.get("CRM_LANGS", "de,es,fr")
BRANCH = "https://github.com/odoo/odoo.git"
# Debian's package leaves this out, although mail's manifest names it: each page would log an error
MISSING = {"mail/static/lib/selfie_segmentation/selfie_segmentation.js":
           "/* not in Debian's package: background blur in video calls is not available */\n"}


def ensure():
    site = own_site() if os.environ.get("ODOO_HOME") else fetched_site()
    link(site)
    return site


def own_site():
    home = os.environ["ODOO_HOME"]
    site = pathlib.Path(home).expanduser().resolve()
    if not is_19(site):
        raise Failed(f"ODOO_HOME={home} holds no Odoo 19 (odoo/release.py of 19.0 is looked for)")
    return site


def is_19(site):
    release = site / "odoo/release.py"
    return release.exists() and "(19, 0" in release.read_text()


def fetched_site():
    final = LOCAL / "odoo"
    want = digest(sorted(PACKAGES.items()), LANGS, sorted(MISSING), os.environ.get("ODOO_DEB"))
    for site in (final / SITE, final / "branch"):
        if is_done("odoo", want, site / "odoo/release.py"):
            return site
    started = time.time()
    try:
        way, site = unpack_packages(final)
    except apt.Gone as gone:
        say(gone)
        way, site = use_installed() or clone_branch(final, gone)
    if final in site.parents:
        mark_done("odoo", want)
    stamp("odoo-link").unlink(missing_ok=True)
    say(f"Odoo 19 is {way} ({time.time() - started:.0f} s)")
    return site


def unpack_packages(final):
    """('from ...', site) of the unpacked packages; raises `apt.Gone` where there is no archive that has them."""
    given = os.environ.get("ODOO_DEB")
    if given and not pathlib.Path(given).is_file():
        raise Failed(f"ODOO_DEB={given} is not a file")
    debs = cached_packages(given)
    way = "from the package in ODOO_DEB" if given else f"from the package kept in {CACHE}"
    if not debs:
        debs = download_packages(given)
        way = way if given else "from the Debian archive, its signature verified"
    try:
        unpack_all(debs, final)
    except Failed:
        if not given:
            shutil.rmtree(CACHE / "odoo", ignore_errors=True)  # so that the next run fetches again
        raise
    return way, final / SITE


def cached_packages(given):
    """{name: file} of the packages that an earlier run verified and kept, or {} where one is missing or changed."""
    sums = CACHE / "odoo/SHA256SUMS"
    if not sums.exists():
        return {}
    debs = {}
    for line in sums.read_text().splitlines():
        want, filename = line.split("  ")
        path = sums.parent / filename
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != want:
            return {}
        debs[filename.split("_")[0]] = path
    if given:
        debs["odoo-19"] = pathlib.Path(given)
    return debs if PACKAGES.keys() <= debs.keys() else {}


def download_packages(given):
    say("fetching Odoo 19 from the Debian archive (about 135 MB, once) ...")
    source = apt.Apt("odoo", [(None, "sid"), (None, "trixie")])
    source.update()
    folder = LOCAL / "debs-odoo"
    source.download([f"{n}/{s}" for n, s in PACKAGES.items() if not (given and n == "odoo-19")], folder)
    debs = {}
    for path in sorted(folder.glob("*.deb"), key=os.path.getmtime):
        debs[path.name.split("_")[0]] = path
    source.close()
    if not given:
        debs = keep_in_cache(debs, folder)
    return {**debs, **({"odoo-19": pathlib.Path(given)} if given else {})}


def keep_in_cache(debs, folder):
    """The files moved to the cache, whose list of sums is written last; unchanged where there can be no cache."""
    kept = CACHE / "odoo"
    try:
        kept.mkdir(parents=True, exist_ok=True)
        (kept / "SHA256SUMS").unlink(missing_ok=True)
        for old in kept.glob("*.deb"):
            old.unlink()
        moved = {name: pathlib.Path(shutil.move(path, kept / path.name)) for name, path in debs.items()}
        write_whole(kept / "SHA256SUMS", "".join(
            f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in moved.values()))
    except OSError as e:
        say(f"the packages are not kept for another time: {e}")
        return {p.name.split("_")[0]: p for p in [*folder.glob("*.deb"), *kept.glob("*.deb")]}
    shutil.rmtree(folder, ignore_errors=True)
    return moved


def unpack_all(debs, final):
    with fresh(final) as new:
        for path in debs.values():
            apt.unpack(path, new, wanted_member)
        for name, text in MISSING.items():
            path = new / SITE / "odoo/addons" / name
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        broken = [str(p.relative_to(new)) for p in (new / SITE / "odoo/addons/web/static").rglob("*")
                  if p.is_symlink() and not p.exists()]
        if broken:
            raise Failed("files are missing from the font and script packages: " + ", ".join(broken[:5]))
        if not is_19(new / SITE):
            raise Failed("the package holds no Odoo 19")


def wanted_member(name):
    """Without manuals, start scripts and the translations that nobody asked for: 0.3 instead of 1.2 GB."""
    if name.startswith(("usr/share/doc/", "usr/share/lintian", "usr/share/bug", "etc/", "usr/bin/")):
        return False
    if name.startswith(f"{SITE}/"):
        rest = name[len(SITE) + 1:]
        if rest.startswith(("addons", "setup", "doc")):  # a second copy of the addons' Python
            return False
        if "/i18n" in rest and rest.endswith((".po", ".pot")):
            return LANGS == "all" or os.path.basename(rest).rsplit(".", 1)[0] in LANGS.split(",")
    return True


def use_installed():
    site = pathlib.Path("/") / SITE
    return ("the odoo-19 package installed on this machine", site) if is_19(site) else None


def clone_branch(final, why):
    """The last resort, where no archive has the package: the public 19.0 branch; ODOO_GIT names a mirror of it."""
    address = os.environ.get("ODOO_GIT", BRANCH)
    say("cloning the public 19.0 branch of Odoo (some minutes) ...")
    with fresh(final) as new:
        p = run("git", "clone", "-q", "--depth", "1", "--branch", "19.0", address, new / "branch", check=False,
                stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=dict(os.environ, GIT_TERMINAL_PROMPT="0"))
        if p.returncode or not is_19(new / "branch"):
            raise Failed(
                f"Odoo 19 is nowhere to be had. The archive: {why}. The branch at {address}: "
                f"{p.stderr.strip()[-200:]}. Set ODOO_HOME to an Odoo 19 checkout or ODOO_DEB to the package.")
    return f"the public 19.0 branch from {address}, because {why}", final / "branch"


def link(site):
    """Make `odoo` importable in the venv, a distribution that pip sees, and a command; compile it once."""
    want = digest(str(site), "by the shell")
    if is_done("odoo-link", want, VENV / "bin/odoo"):
        return
    lib = pathlib.Path(out(VENV / "bin/python", "-c", "import sysconfig;print(sysconfig.get_paths()['purelib'])"))
    (lib / "odoo-home.pth").write_text(f"{site}\n")
    # OCA's wheels require `odoo`. The package's own metadata asks for a psycopg2 built from source and for PyPDF2,
    # where requirements.txt has psycopg2-binary and pypdf: ours asks for nothing.
    for old in site.glob("odoo-19*.egg-info"):
        if LOCAL in old.parents:
            shutil.rmtree(old)
    info = lib / "odoo-19.0.dist-info"
    shutil.rmtree(info, ignore_errors=True)
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n")
    (info / "INSTALLER").write_text("crm-setup\n")
    (info / "RECORD").write_text("")
    command = VENV / "bin/odoo"
    # A script's first line can hold neither a space nor a long path: the shell starts Python, which reads on below
    command.write_text(f"""#!/bin/sh
'''exec' "{VENV}/bin/python" "$0" "$@"
'''
import odoo.cli
if __name__ == '__main__':
    odoo.cli.main()
""")
    command.chmod(0o755)
    env = tool_env()
    if os.access(site, os.W_OK):
        run(VENV / "bin/python", "-m", "compileall", "-q", "-j", "0", "-x", r"/(tests|l10n_[^/]*|populate)/",
            site / "odoo", check=False, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    version = out(command, "--version", env=env)
    if "19.0" not in version:
        raise Failed(f"the Odoo in {site} does not start; `{command} --version` tells why")
    mark_done("odoo-link", want)
