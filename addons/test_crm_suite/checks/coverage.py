"""Every addon has tests, every model is named in one."""
import re
from pathlib import Path

from odoo.modules import Manifest

from .own import own_models

# models that a test exercises without naming them: the test that does
TESTED_BY = {
    'kit.batch.progress': ('crm_kit', 'test_chunks_go_on_from_the_cursor_until_they_say_finished'),
    'constituent.import.key': (
        'crm_constituents', 'test_rows_that_resemble_one_another_are_told_in_dry_run_and_import_alike'),
    'constituent.import.turn': ('crm_constituents', 'test_imports_take_turns_and_look_again_after_one_another'),
    'constituent.import.mapping': ('crm_constituents', 'test_the_next_file_with_this_header_is_read_the_same_way'),
}


def test_sources(addon):
    """`{file name: text}` of an addon's tests."""
    folder = Path(Manifest.for_addon(addon).path) / 'tests'
    return {path.name: path.read_text(encoding='utf-8') for path in sorted(folder.glob('*.py'))}


def all_tests(addons):
    return '\n'.join(text for addon in addons for text in test_sources(addon).values())


def check_addons_have_tests(addons):
    return [
        f"{addon} has no test" for addon in addons
        if not any(re.search(r'^ +def test_', text, re.MULTILINE) for text in test_sources(addon).values())
    ]


def check_models_are_named_in_a_test(env, addons, tests):
    """`tests` is the text of the tests in which the names are looked for."""
    faults = []
    for model in own_models(env, addons):
        addon, name = TESTED_BY.get(model._name, (None, None))
        if name and f'def {name}(' in '\n'.join(test_sources(addon).values()):
            continue
        if not re.search(rf'''['"]{re.escape(model._name)}['"]''', tests):
            faults.append(f"{model._name} ({model._original_module}) is named in no test")
    return faults
