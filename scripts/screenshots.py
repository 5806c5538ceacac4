#!/usr/bin/env python3
"""Retake the pictures of README and guide, from the demo organisation on a running CRM: `make shots`.

    python3 scripts/screenshots.py                 all pictures of the guide
    python3 scripts/screenshots.py people home     only these
    python3 scripts/screenshots.py --list          what there is

Each picture is taken as the plain role that its screen is for, at 1400 and at 400 pixels, and written to docs/images as
NAME.png and NAME-phone.png, each below 150 kB. Logins come from the users file that `make run` or `bin/crm demo
--users-file` wrote. Exit 1 when a picture could not be taken or its page complained.
"""

import argparse
import http.cookiejar
import io
import os
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from crmsetup import browser, pyenv
from crmsetup.common import ROOT, VENV, Failed
from crmsetup.instance import Instance

MOST_BYTES = 150_000
WIDTHS = ((1400, 900, ""), (400, 860, "-phone"))
ROLES = {
    "officer": "Constituent officer",
    "viewer": "Constituent viewer",
    "manager": "Constituent administrator",
    "operations": "Operations",
    "data-officer": "Data officer",
    "portal": "Supporter",
    "system": "system administrator",
}


def inside_the_environment():
    """Start again with the Python that has the packages, unless this is it."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        pyenv.ensure("test")
        program = str(VENV / "bin/python")
        os.execv(program, [program, *sys.argv])


def logins(path):
    """`{role: (login, password)}` of the users file."""
    if not path.exists():
        raise Failed(f"{path} is not there. Start the CRM by `make run`, or name the file of `bin/crm demo` by --users")
    rows = [line.split(maxsplit=2) for line in path.read_text().splitlines() if len(line.split()) >= 3]
    return {
        key: (login, password)
        for key, title in ROLES.items()
        for login, password, role in rows
        if role.startswith(title)
    }


def check_answers(base):
    """Fail with what to do unless a CRM answers there."""
    try:
        urllib.request.urlopen(f"{base.rstrip('/')}/web/login", timeout=60).close()
    except (urllib.error.URLError, TimeoutError, ConnectionError, ValueError) as error:
        raise Failed(
            f"no CRM answers at {base} ({getattr(error, 'reason', error)}). Start it by `make run`, or name its "
            "address by --base http://127.0.0.1:PORT"
        ) from error


def session(base, login, password):
    """A session of the CRM for this user, got as a browser gets it: by the form of the login page."""
    jar = http.cookiejar.CookieJar()
    web = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = web.open(f"{base}/web/login", timeout=60).read().decode()
    form = {
        "login": login,
        "password": password,
        "redirect": "/odoo",
        "csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1],
    }
    answer = web.open(f"{base}/web/login", urllib.parse.urlencode(form).encode(), timeout=120)
    if "/web/login" in answer.url:
        raise Failed(f"{login} cannot log in: is this the users file of that database?")
    return next(cookie.value for cookie in jar if cookie.name == "session_id")


def shrink(png):
    """The same picture with a palette, of as many colours as fit into MOST_BYTES."""
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        small = io.BytesIO()
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            small, "PNG", optimize=True
        )
        if small.tell() < MOST_BYTES:
            return small.getvalue()
    raise Failed(f"a picture of {picture.size} pixels cannot be made smaller than {MOST_BYTES} bytes")


class Photographer:
    """Takes the pictures of one run; logs in as a role only when the role changes."""

    def __init__(self, chrome, base, users, out):
        self.chrome, self.base, self.users, self.out = chrome, base.rstrip("/"), users, out
        self.role = None

    def log_in(self, role):
        if role == self.role:
            return
        if role not in self.users:
            raise Failed(f"the users file names nobody for the role {role} ({ROLES[role]})")
        self.chrome.call("Network.clearBrowserCookies")
        self.chrome.call(
            "Network.setCookie", name="session_id", value=session(self.base, *self.users[role]), url=self.base
        )
        self.chrome.open(f"{self.base}/odoo")  # a portal user is sent on to /my
        self.role = role

    def take(self, shot):
        """Write the pictures of one entry of the gallery; return what its pages complained of."""
        from crmshots.gallery import Screen

        problems = []
        for width, height, suffix in WIDTHS:
            self.chrome.size(width, shot.height if shot.height and not suffix else height)
            self.log_in(shot.role)
            self.chrome.problems_since()
            screen = Screen(self.chrome, self.base, phone=bool(suffix))
            shot.show(screen)
            self.chrome.settle()
            if self.chrome.js("Boolean(document.querySelector('.o_error_dialog'))"):
                problems.append("an error dialog is open")
            problems += self.chrome.problems_since()
            path = self.out / f"{shot.name}{suffix}.png"
            path.write_bytes(shrink(self.chrome.picture()))
            print(f"{path.name:<44} {path.stat().st_size / 1000:5.0f} kB", flush=True)
        return problems


def main(argv):
    here = Instance()  # as CRM_DB, CRM_PORT or ODOO_RC say, else as `make run` wrote it
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="pictures to take; all when none is named")
    parser.add_argument("--list", action="store_true", help="name the pictures and stop")
    parser.add_argument("--base", default=here.address, help="address of the CRM (default: %(default)s)")
    parser.add_argument("--users", type=Path, default=here.users, help="file of logins (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/images", help="folder (default: %(default)s)")
    options = parser.parse_args(argv)
    inside_the_environment()
    from crmshots import fonts
    from crmshots.chrome import Chrome, PageError
    from crmshots.gallery import GALLERY

    if options.list:
        print(*(f"{shot.name:<28} {shot.role:<12} {shot.title}" for shot in GALLERY), sep="\n")
        return 0
    unknown = set(options.names) - {shot.name for shot in GALLERY}
    if unknown:
        raise Failed(f"there is no picture {', '.join(sorted(unknown))}; --list names them")
    check_answers(options.base)
    options.out.mkdir(parents=True, exist_ok=True)
    faults = 0
    with Chrome(browser.ensure(), fonts.ensure()) as chrome:
        photographer = Photographer(chrome, options.base, logins(options.users), options.out)
        wanted = [shot for shot in GALLERY if (shot.name in options.names if options.names else shot.in_docs)]
        for shot in sorted(wanted, key=lambda shot: shot.role):
            try:
                problems = photographer.take(shot)
            except PageError as error:
                problems = [f"not taken: {error}"]
            for problem in problems:
                print(f"    {shot.name}: {problem[:400]}", file=sys.stderr)
            faults += bool(problems)
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failed as error:
        sys.exit(f"screenshots: {error}")
