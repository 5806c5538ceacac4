from odoo import api, models


class ConstituentImportReason(models.AbstractModel):
    """Reasons in words: what is wrong with a cell, a row or a file, and what to do about it."""

    _name = 'constituent.import.reason'
    _description = "Reasons of the import in words"

    @api.model
    def _words(self, code, params):
        """One or two sentences in the language of the reader; an unknown code is shown as it is."""
        if str(params.get('rule', '')).startswith('rule_'):
            params = {**params, 'rule': self._words(params['rule'], {})}
        if code == 'cells_left_empty':
            return self._blank_words(params)
        text = {**self._row_reasons(), **self._cell_reasons(), **self._file_reasons()}.get(code)
        if text is None:
            return params.get('text') or code
        return text % {
            **dict.fromkeys(
                (
                    'value',
                    'position',
                    'char',
                    'byte',
                    'encoding',
                    'found',
                    'expected',
                    'size',
                    'limit',
                    'line',
                    'format',
                    'width',
                    'country',
                    'choices',
                    'name',
                    'text',
                    'column',
                    'kind',
                    'sheet',
                    'sheets',
                    'others',
                    'rule',
                    'birth',
                    'death',
                ),
                '…',
            ),
            **params,
        }

    @api.model
    def _blank_words(self, params):
        """One sentence for each cell of a row that was taken without it."""
        columns = params.get('columns') or []
        return ' '.join(
            self.env._(
                "“%(column)s” was left empty (“%(value)s”): %(reason)s",
                column=columns[place - 1] if 0 < place <= len(columns) else '…',
                value=text, reason=self._words(code, reason))
            for code, place, reason, text in params.get('cells', [])
        ) or self.env._("A wrong cell was left empty.")

    @api.model
    def _row_reasons(self):
        _ = self.env._
        return {
            'blank': _("The line is empty."),
            'row_hidden': _("The workbook hides this row. Show it, or tick “Hidden rows too”."),
            'header_again': _("The line repeats the header."),
            'total_line': _("The line is a total and no person."),
            'above_header': _("The line stands above the header."),
            'cells_few': _(
                "The row has %(found)s cells instead of %(expected)s. A delimiter or a line break is out of place."
            ),
            'cells_many': _(
                "The row has %(found)s cells instead of %(expected)s. Put cells that contain the delimiter in quotes."
            ),
            'quote_open': _("A quotation mark is opened and never closed. Close it, or remove it."),
            'quote_stray': _("A quotation mark stands inside a cell. Double it (\"\"), or remove it."),
            'undecodable': _(
                "Byte %(byte)s at position %(position)s is no character in the encoding of the file (%(encoding)s). "
                "Save the file as UTF-8."
            ),
            'replaced': _(
                "Position %(position)s holds the sign � of a character that was lost when the file was made."
            ),
            'nul': _("The cell holds a NUL byte at position %(position)s. Remove it."),
            'cells_incomplete': _(
                "This row does not stand here as it stood in the file it comes from (“%(value)s”). Compare it with "
                "that file, mend it, and empty its cell in “%(column)s”."
            ),
            'person_only': _("Only people have this, and the row is an organisation or a household."),
            'name_missing': _("The row has no name."),
            'key_twice': _("The external id %(value)s stands on line %(line)s already. One of the two rows must go."),
            'known_archived': _(
                "The external id %(value)s belongs to somebody who is archived. Take them out of the archive first, or "
                "remove the row."
            ),
            'household_archived': _(
                "The household %(value)s is “%(name)s”, which is archived. Unarchive it first, or give the row another."
            ),
            'employer_archived': _(
                "The organisation “%(name)s” is archived. Unarchive it first, or give the row another."
            ),
            'key_missing': _("The external id is empty."),
            'key_other': _(
                "The external id %(value)s belongs to somebody of another company or team, whom you may not change. "
                "Ask a colleague there to import this row."
            ),
            'known_other': _("Resembles somebody whom you may see but not change: %(rule)s."),
            'possible_duplicate': _(
                "Resembles “%(name)s”: %(rule)s. Compare the two, then import the row again with "
                "“Create anyway” or “Take as the same”."
            ),
            'duplicate_row': _("Resembles line %(line)s of this file: %(rule)s."),
            'known_skipped': _("Known by its external id, and left as it is."),
            'death_denied': _(
                "The row says that the person is not deceased, and gives “%(value)s” for the death. Correct one of "
                "the two."
            ),
            'death_before_birth': _("The date of death (%(death)s) lies before the date of birth (%(birth)s)."),
            'rule': "%(text)s",
        }

    @api.model
    def _cell_reasons(self):
        _ = self.env._
        return {
            'cell_long': _("The cell has %(size)s characters; %(limit)s are the limit."),
            'text_long': _("The text has %(size)s characters; %(limit)s are the limit here."),
            'control': _("The cell holds the control character %(char)s at position %(position)s. Remove it."),
            'formula': _("“%(value)s” is a formula without a value. Replace it by the value that it shows."),
            'error_value': _(
                "“%(value)s%(text)s” is an error value of a spreadsheet. Mend the formula, or empty the cell."
            ),
            'merged': _("The cell is merged with one above. Undo the merge and fill in every row."),
            'name_empty': _("“%(value)s” is no name."),
            'email': _("“%(value)s” is no e-mail address."),
            'email_many': _("“%(value)s” holds more than one e-mail address. Keep one."),
            'phone': _("“%(value)s” is no telephone number."),
            'phone_impossible': _(
                "“%(value)s” is no possible telephone number (%(country)s). Write it with +, country and area."
            ),
            'scientific': _(
                "“%(value)s” was rounded by a spreadsheet. Format the column as text and fill in the number again."
            ),
            'zeros_lost': _(
                "“%(value)s” is shorter than %(width)s digits: a spreadsheet has dropped the leading zeros."
            ),
            'identifier': _("“%(value)s” cannot be an id."),
            'postcode': _("“%(value)s” is no postal code."),
            'boolean': _("“%(value)s” is neither yes nor no."),
            'integer': _("“%(value)s” is no whole number."),
            'number': _("“%(value)s” is no number."),
            'choice': _("“%(value)s” is not known here. Possible are: %(choices)s."),
            'country': _("“%(value)s” is not known as a country. Write its name or its code of two letters."),
            'state': _("“%(value)s” is no state or province of this country (%(country)s)."),
            'date_format': _("“%(value)s” is no date written as %(format)s."),
            'date_impossible': _("“%(value)s” is a date that does not exist."),
            'date_two_digits': _("“%(value)s” has two digits for the year. Write four."),
            'date_future': _("“%(value)s” lies in the future."),
            'date_past': _("“%(value)s” lies before the year 1800."),
        }

    @api.model
    def _file_reasons(self):
        _ = self.env._
        return {
            'file_empty': _("The file is empty. Export it again."),
            'file_unreadable': _("No line of the file could be read as a table. Save it as CSV (UTF-8)."),
            'file_pdf': _("The file is a PDF, whatever its name says. Ask for the table itself, as CSV or XLSX."),
            'file_ole': _(
                "The workbook is protected by a password, or has the old format .xls. Save it as .xlsx without "
                "a password, or as CSV."
            ),
            'file_kind': _("The file is no table (%(kind)s). Give a CSV or XLSX file."),
            'file_markup': _("The file is a web page or XML, whatever its name says. Save it as .xlsx or CSV."),
            'file_binary': _("The file holds no text. Give a CSV or XLSX file."),
            'encoding_unknown': _("The encoding “%(encoding)s” is not known. Usual ones are utf-8, cp1252, utf-16."),
            'columns_many': _("The table has %(found)s columns; %(limit)s are the limit."),
            'workbook_damaged': _("The workbook is damaged. Open it, save it again and upload it once more."),
            'workbook_bomb': _("The workbook unpacks to far more than it should hold, and is not opened."),
            'sheet_missing': _("There is no sheet “%(sheet)s”. The workbook has: %(sheets)s."),
            'header_empty': _("Column %(column)s has no name; it is called “Column %(column)s”."),
            'header_twice': _("The name “%(name)s” stands twice in the header; column %(column)s has got a number."),
            'header_missing': _("The file has no header; its columns are numbered."),
            'encoding_assumed': _(
                "The file is not UTF-8; Western European (%(encoding)s) is assumed. Look at the accents in the "
                "examples."
            ),
            'sheets_left_out': _("Only the sheet “%(sheet)s” is read. Left out: %(others)s."),
            'rule_id': _("same external id"),
            'rule_email': _("same e-mail and name"),
            'rule_phone': _("same telephone and name"),
            'rule_birthdate': _("same name and date of birth"),
            'rule_zip': _("same name and postal code"),
        }
