"""The pages lead somewhere: every link of README, guide and addons, and every picture that the script retakes."""
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

PAGES = sorted(
    page for page in ROOT.rglob("*.md")
    if not any(part.startswith(".") for part in page.relative_to(ROOT).parts))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s#]+)[^)]*\)")


def links(page):
    """Targets within this repository."""
    found = LINK.findall(page.read_text())
    return [target for target in found if "://" not in target and not target.startswith("mailto:")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page):
    assert [target for target in links(page) if not (page.parent / target).exists()] == []


def test_every_picture_is_retaken_by_the_script():
    from crmshots.gallery import GALLERY

    taken = {f"{shot.name}{suffix}.png" for shot in GALLERY if shot.in_docs for suffix in ("", "-phone")}
    targets = [(page.parent / target).resolve() for page in PAGES for target in links(page)]
    shown = {target.name for target in targets if target.parent == ROOT / "docs/images"}
    assert shown - taken == set()


def test_pictures_are_small_and_none_is_left_over():
    from crmshots.gallery import GALLERY

    pictures = list((ROOT / "docs/images").glob("*.png"))
    assert [picture.name for picture in pictures if picture.stat().st_size > 150_000] == []
    taken = {f"{shot.name}{suffix}" for shot in GALLERY if shot.in_docs for suffix in ("", "-phone")}
    assert {picture.stem for picture in pictures} == taken
