#!/usr/bin/env python3
"""Bring the translations to the present terms, and say how complete they are.

    .local/venv/bin/python scripts/po.py             merge addons/*/i18n/*.pot into the .po files beside them
    .local/venv/bin/python scripts/po.py --check     only report; exit 1 when a supporter meets an untranslated term

Supporters meet: public and portal pages, mails, and what the code says on those pages. These are complete in French,
German and Spanish; staff terms are reported, not demanded. A term is the supporters' by the place it comes from.
"""
import argparse
import ast
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import polib

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = {'fr': "French", 'de': "German", 'es': "Spanish"}
PLURALS = {'fr': 'nplurals=2; plural=(n > 1);', 'de': 'nplurals=2; plural=(n != 1);',
           'es': 'nplurals=2; plural=(n != 1);'}
PLACEHOLDER = re.compile(r'%\([\w ]+\)[sdif]|%[sd%]|\{\{.*?\}\}|</?\w[^>]*>')

SHOWN = re.compile(r'\b(title|alt|placeholder|aria-label|string)="[^"]*"')


def public_places(addon: Path) -> set[str]:
    """External ids of the pages and mails of an addon, and its source files that speak to visitors."""
    places = set()
    for path in addon.rglob('*.xml'):
        if {'static', 'tests'} & set(path.relative_to(addon).parts):
            continue
        for element in ElementTree.parse(path).iter():
            if element.tag == 'template' or element.get('model') == 'mail.template':
                places.add(f"{addon.name}.{element.get('id')}")
    manifest = ast.literal_eval((addon / '__manifest__.py').read_text(encoding='utf-8'))
    for entry in manifest.get('assets', {}).get('web.assets_frontend', ()):
        pattern = entry if isinstance(entry, str) else entry[-1]
        places.update(f'addons/{path.relative_to(ROOT / "addons")}' for path in (ROOT / 'addons').glob(pattern))
    places.update(f'addons/{path.relative_to(ROOT / "addons")}' for path in addon.glob('controllers/*.py'))
    return places


def marks(text: str) -> list[str]:
    """What of a term must come back in its translation: placeholders, and tags without the texts in them."""
    return sorted(PLACEHOLDER.findall(SHOWN.sub(r'\1', text)))


def is_public(entry: polib.POEntry, places: set[str]) -> bool:
    return any(place.split(':')[-1] in places for place, _line in entry.occurrences)


def problems(po: polib.POFile, places: set[str]):
    """What a supporter would stumble over: terms not translated, and placeholders that do not come back."""
    for entry in po:
        if entry.obsolete:
            continue
        if is_public(entry, places) and (not entry.msgstr or entry.fuzzy):
            yield f"not translated: {entry.msgid!r}"
        if entry.msgstr and marks(entry.msgid) != marks(entry.msgstr):
            yield f"placeholders or tags differ: {entry.msgid!r} and {entry.msgstr!r}"


def merge(template: Path, language: str) -> polib.POFile:
    """The .po beside a template, with its present terms; translations of terms that are gone are dropped."""
    path = template.with_name(f'{language}.po')
    old = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))} if path.exists() else {}
    po = polib.pofile(str(template))
    po.metadata = {**po.metadata, 'Language': language, 'Plural-Forms': PLURALS[language],
                   'Content-Transfer-Encoding': '8bit'}
    for entry in po:
        entry.msgstr = old.get(entry.msgid, '')
    po.fpath = str(path)
    po.save()
    return po


def report(addon: str, language: str, po: polib.POFile, places: set[str]) -> str:
    entries = [entry for entry in po if not entry.obsolete]
    public = [entry for entry in entries if is_public(entry, places)]
    done = [entry for entry in entries if entry.msgstr]
    return (f"{addon:<18} {LANGUAGES[language]:<8} "
            f"supporters {sum(bool(entry.msgstr) for entry in public)} of {len(public)}, "
            f"all {len(done)} of {len(entries)}")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--check', action='store_true')
    check = parser.parse_args(arguments).check
    bad = 0
    for template in sorted((ROOT / 'addons').glob('*/i18n/*.pot')):
        addon = template.parents[1]
        places = public_places(addon)
        for language in LANGUAGES:
            path = template.with_name(f'{language}.po')
            if not path.exists() and addon.name in ('crm_demo',):
                continue
            po = polib.pofile(str(path)) if check and path.exists() else polib.pofile(str(template)) if check else (
                merge(template, language))
            print(report(addon.name, language, po, places))
            for problem in problems(po, places):
                print(f"    {problem}")
                bad += 1
    return 1 if bad and check else 0


if __name__ == '__main__':
    sys.exit(main())
