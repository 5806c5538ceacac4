"""Chromium for the browser tests; where the machine has none, Debian's own, unpacked below .local/sys."""
import shutil

from . import apt
from .common import LOCAL, Failed, out, say, tool_env, write_whole

NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser")


def ensure():
    """Path of a Chromium that starts. Odoo looks for it on PATH, where tool_env() puts .local/bin first."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    wrapper, program = LOCAL / "bin/chromium", LOCAL / "sys/chromium/usr/lib/chromium/chromium"
    if not program.exists():
        apt.overlay("chromium")
        wrapper.unlink(missing_ok=True)
    if not wrapper.exists():
        libs = tool_env().get("LD_LIBRARY_PATH", "")
        wrapper.parent.mkdir(exist_ok=True)
        write_whole(wrapper, f'#!/bin/sh\nLD_LIBRARY_PATH="{libs}" exec "{program}" "$@"\n', mode=0o755)
        version = out(wrapper, "--version", "--no-sandbox", check=False)
        if "Chromium" not in version:
            wrapper.unlink()
            raise Failed("the unpacked Chromium does not start; install a Chromium, or see `.local/sys/chromium`")
        say(version)
    return str(wrapper)
