"""What a file that somebody hands in really is, told by its bytes, and whether it may be kept (A-15, ASVS 5.2)."""

import io
import re
import unicodedata
import warnings

from PIL import Image

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000  # a page of A4 at 600 dpi has 35 million; more is made to fill the memory of whoever opens it
BEGINNINGS = {
    'pdf': (b'%PDF-',), 'png': (b'\x89PNG\r\n\x1a\n',), 'jpg': (b'\xff\xd8\xff',), 'tif': (b'II*\0', b'MM\0*'),
    'mp3': (b'ID3', b'\xff\xfb', b'\xff\xf3', b'\xff\xf2'), 'ogg': (b'OggS',), 'wav': (b'RIFF',),
}
ALIKE = {'jpeg': 'jpg', 'tiff': 'tif', 'oga': 'ogg', 'eml': 'txt'}
PICTURES = ('png', 'jpg')  # those that Odoo itself opens, to make them smaller
DOCUMENTS = ('pdf', *PICTURES, 'tif')
RECORDINGS = ('mp3', 'ogg', 'wav')


def kind_of(content):
    """The kind of file that these bytes are, None for whatever is none of ours; a name and a browser may say otherwise.

    >>> kind_of(b'%PDF-1.7 ...'), kind_of(b'We have deleted it.'), kind_of('Gelöscht'.encode())
    ('pdf', 'txt', 'txt')

    What a browser could run is no text, nor is what is put together of two kinds.

    >>> kind_of(b' <html><script>'), kind_of(b'<svg onload=x>'), kind_of(b'<html>%PDF-1.7'), kind_of(b'PK\\x03\\x04')
    (None, None, None, None)
    """
    for kind, beginnings in BEGINNINGS.items():
        if content.startswith(beginnings):
            return kind
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    harmful = '<' in text[:1024] or any(unicodedata.category(sign) == 'Cc' and sign not in '\t\r\n' for sign in text)
    return None if harmful else 'txt'


def clean_name(name, kind):
    """A name without folders, hidden signs and further endings, that ends as the file is.

    >>> clean_name('../../etc/x.pdf', 'pdf'), clean_name('a.php.pdf', 'pdf'), clean_name('C:\\\\scans\\\\1.JPEG', 'jpg')
    ('x.pdf', 'a_php.pdf', '1.jpg')
    >>> clean_name('contract\\u202efdp.exe', 'pdf'), clean_name('', 'png'), clean_name('.htaccess', 'txt')
    ('contractfdp.pdf', 'file.png', 'htaccess.txt')
    """
    name = re.split(r'[/\\]', name or '')[-1]
    name = ''.join(sign for sign in name if unicodedata.category(sign)[0] != 'C').strip(' .')
    stem = name.rpartition('.')[0] or name
    return f"{stem.replace('.', '_')[:100] or 'file'}.{kind}"


def fault_of(name, content, kinds=DOCUMENTS):
    """Why this file is not kept: 'empty', 'large', 'kind', 'name' or 'pixels'; None when it is.

    >>> fault_of('a.pdf', b'%PDF-1.7'), fault_of('a.pdf', b'<html>'), fault_of('a.exe', b'%PDF-1.7'), fault_of('a', b'')
    (None, 'kind', 'name', 'empty')
    """
    if not content:
        return 'empty'
    if len(content) > MOST_BYTES:
        return 'large'
    kind = kind_of(content)
    if kind not in kinds:
        return 'kind'
    ending = re.split(r'[/\\]', name or '')[-1].rpartition('.')
    if ending[1] and ALIKE.get(ending[2].lower(), ending[2].lower()) != kind:
        return 'name'
    return _fault_of_picture(content) if kind in PICTURES else None


def _fault_of_picture(content):
    """Only the head of it is read: nothing is unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter('ignore', Image.DecompressionBombWarning)  # that is what is looked for here
            with Image.open(io.BytesIO(content)) as picture:
                width, height = picture.size
    except Image.DecompressionBombError:
        return 'pixels'
    except Exception:  # whatever Pillow says of what is no picture
        return 'kind'
    return 'pixels' if width * height > MOST_PIXELS else None
