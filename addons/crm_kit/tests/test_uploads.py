import base64
import io
import struct
import zlib

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from ..tools import uploads


def picture(kind='PNG', size=(2, 2)):
    out = io.BytesIO()
    Image.new('RGB', size).save(out, kind)
    return out.getvalue()


def flood(width, height):
    """A PNG that says it is so large, in some hundred bytes."""
    def chunk(name, data):
        return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))
    head = struct.pack('>IIBBBBB', width, height, 1, 0, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + chunk(b'IDAT', zlib.compress(b'\0' * 9)) + chunk(b'IEND', b'')


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED = {
    'svg with a script': ('scan.svg', SVG), 'svg that says it is a picture': ('scan.png', SVG),
    'html that says it is a pdf': ('scan.pdf', b'<html><script>alert(1)</script></html>'),
    'html before a pdf': ('scan.pdf', b'<html></html>%PDF-1.7'), 'zip': ('scan.zip', b'PK\x03\x04' + b'\0' * 99),
    'zip that says it is a pdf': ('scan.pdf', b'PK\x03\x04' + b'\0' * 99), 'program': ('scan.pdf', b'MZ\x90\0' * 9),
    'pdf that says it is a program': ('scan.pdf.exe', b'%PDF-1.7'), 'pdf for a browser': ('scan.html', b'%PDF-1.7'),
    'flood of points': ('scan.png', flood(50_000, 50_000)), 'a little less': ('scan.png', flood(9_000, 9_000)),
    'half a picture': ('scan.png', b'\x89PNG\r\n\x1a\n'), 'nothing': ('scan.pdf', b''),
    'too much': ('scan.pdf', b'%PDF-1.7' + b'\0' * uploads.MOST_BYTES), 'words': ('scan.txt', b'Hello'),
}


@tagged('post_install', '-at_install')
class TestUploads(TransactionCase):
    """Files that are handed in (A-15)."""

    def _take(self, name, content, *kinds):
        return self.env['kit.upload']._take(name, base64.b64encode(content), *kinds)

    def test_a15_what_is_no_scan_is_refused_in_words(self):
        for what, (name, content) in REFUSED.items():
            with self.subTest(what=what), self.assertRaises(UserError) as caught:
                self._take(name, content)
            self.assertIn("scan.", str(caught.exception))

    def test_a15_scans_and_pictures_are_taken_under_a_harmless_name(self):
        for name, content, kept in (
                ('../../x.pdf', b'%PDF-1.7', 'x.pdf'), ('..\\..\\x.PDF', b'%PDF-1.7', 'x.pdf'),
                ('a.php.pdf', b'%PDF-1.7', 'a_php.pdf'), ('Vertrag Łódź.png', picture(), 'Vertrag Łódź.png'),
                ('photo.jpeg', picture('JPEG'), 'photo.jpg'), (None, b'II*\0', 'file.tif'),
                ('x' * 300 + '.png', picture(), 'x' * 100 + '.png')):
            with self.subTest(name=name):
                self.assertEqual(self._take(name, content), (kept, content))

    def test_text_and_recordings_are_taken_where_they_are_asked_for(self):
        self.assertEqual(self._take('answer.eml', "Gelöscht".encode(), ('txt',))[0], 'answer.txt')
        self.assertEqual(self._take('call.mp3', b'ID3\4', uploads.RECORDINGS)[0], 'call.mp3')
        with self.assertRaisesRegex(UserError, "PDF, PNG"):
            self._take('call.mp3', b'ID3\4')

    def test_what_is_no_base64_is_empty(self):
        with self.assertRaisesRegex(UserError, "is empty"):
            self.env['kit.upload']._take('scan.pdf', b'\xff!')

    def test_values_without_a_file_stay_as_they_are(self):
        Upload = self.env['kit.upload']
        self.assertEqual(Upload._take_values({'file': False, 'a': 1}, 'file'), {'file': False, 'a': 1})
        taken = Upload._take_values({'file': base64.b64encode(b'%PDF-1'), 'name': '../a.pdf'}, 'file', 'name')
        self.assertEqual((base64.b64decode(taken['file']), taken['name']), (b'%PDF-1', 'a.pdf'))
