import pathlib
import unittest

from .import_common import ImportCase

DATA = next(
    (
        folder / 'shared/data'
        for folder in pathlib.Path(__file__).resolve().parents
        if (folder / 'shared/data').is_dir()
    ),
    None,
)


@unittest.skipUnless(DATA and (DATA / 'irs_eo_bmf').is_dir(), "the public files of ../shared/data are not here")
class TestImportFiles(ImportCase):
    """Real files of real organisations; `benchmarks/import_irs.py` takes them whole."""

    def _slice(self, name, rows):
        with open(DATA / 'irs_eo_bmf' / name, 'rb') as stream:
            return b''.join(stream.readline() for _line in range(rows + 1))

    def test_organisations_come_in_once_and_are_brought_up_to_date(self):
        profile = self.env.ref('crm_constituents.import_profile_irs')
        first = self._imported(self._slice('eo_vt_2020.csv', 1500), system=False)
        self.assertEqual((first.profile_id, first.created_count, first.refused_count), (profile, 1500, 0))
        second = self._imported(self._slice('eo_vt_2026.csv', 1500), system=False)
        third = self._imported(self._slice('eo_vt_2026.csv', 1500), system=False)
        self.assertTrue(second.updated_count > 200 and second.unchanged_count > 200)
        self.assertEqual(self._counts(third), (0, 0, 1500, 0, 0))
        keys = self.env['constituent.external.id'].search([('system', '=', 'irs')])
        self.assertEqual(len(keys), len(keys.partner_id))
        self.assertEqual(len(keys), 1500 + second.created_count)

    def test_people_come_in_but_for_those_without_name_or_with_wrong_cells(self):
        run = self._imported((DATA / 'splink_fake1000/fake_1000.csv').read_bytes(), system='splink')
        self.assertTrue(run.is_reconciled)
        self.assertGreater(run.created_count, 900)
        self.assertEqual(run.created_count + run.refused_count, 1000)
