"""Letters for Chinese, Japanese and Korean names, where the machine that takes the pictures has none."""

import shutil

from crmsetup import apt
from crmsetup.common import LOCAL, Failed, out, say, write_whole

PACKAGE = "fonts-wqy-microhei"


def ensure():
    """Environment for Chromium: a font configuration that knows the package, unpacked below .local/sys."""
    if not shutil.which("fc-list") or all(out("fc-list", f":lang={lang}") for lang in ("zh", "ja", "ko")):
        return {}
    folder = LOCAL / "sys" / PACKAGE
    if not folder.exists():
        try:
            apt.overlay(PACKAGE)
        except Failed as error:
            say(f"without the font {PACKAGE} some names show as boxes: {error}")
            return {}
    conf = LOCAL / "fonts.conf"
    write_whole(
        conf,
        f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{folder}/usr/share/fonts</dir>
  <cachedir>{LOCAL}/font-cache</cachedir>
</fontconfig>
""",
    )
    return {"FONTCONFIG_FILE": str(conf)}
