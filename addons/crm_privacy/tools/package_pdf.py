"""The readable part of a package: headings, and rows as lines. ReportLab, no other program."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from odoo.tools import file_path

FONT, BOLD = 'CRM Open Sans', 'CRM Open Sans Bold'
FILES = {FONT: 'Open_Sans-Regular.ttf', BOLD: 'Open_Sans-Bold.ttf'}
FOLDER = 'web/static/fonts/google/Open_Sans/'
MOST_LETTERS = 4_000  # of one value; the whole of it is in the JSON and CSV files beside


def make(titles, parts, title):
    """The PDF as bytes: `parts` is `{part: list of rows}`, `titles` what each part is called."""
    for name, file in FILES.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, file_path(FOLDER + file)))
    text = ParagraphStyle('text', fontName=FONT, fontSize=9, leading=12.5, spaceAfter=4, splitLongWords=True)
    head = ParagraphStyle('head', fontName=BOLD, fontSize=13, leading=18, spaceBefore=12, spaceAfter=6)
    large = ParagraphStyle('large', parent=head, fontSize=18, leading=24)
    story = [Paragraph(_escape(title), large)]
    for part, rows in parts.items():
        story.append(Paragraph(_escape(titles.get(part, part)), head))
        if not rows:
            story.append(Paragraph('–', text))
        for row in rows:
            values = [str(value) for value in row.values() if value not in (None, False, '')]
            if list(row) == ['field', 'value']:
                label, value = _escape(row['field']), _escape(row['value'])
                story.append(Paragraph(f"<font name='{BOLD}'>{label}</font>: {value}", text))
            else:
                story.append(Paragraph(' · '.join(_escape(value) for value in values), text))
    buffer = io.BytesIO()
    SimpleDocTemplate(
        buffer, pagesize=A4, title=title, leftMargin=18 * mm, rightMargin=18 * mm, topMargin=16 * mm,
        bottomMargin=16 * mm).build(story, onFirstPage=_foot, onLaterPages=_foot)
    return buffer.getvalue()


def _escape(value):
    text = str(value)
    text = text if len(text) <= MOST_LETTERS else text[:MOST_LETTERS] + ' …'
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;').replace('\n', '<br/>')


def _foot(canvas, document):
    canvas.setFont(FONT, 8)
    canvas.drawRightString(A4[0] - 18 * mm, 9 * mm, str(document.page))
