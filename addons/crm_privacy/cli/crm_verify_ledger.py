"""`bin/crm verify-ledger`: is the consent ledger as it was written?"""
import sys
from tempfile import TemporaryFile

from odoo.cli import Command
from odoo.tools import SQL

from ..tools.verify_ledger import TABLES, Ledger, unescape
from .common import environment, parser_of


class CrmVerifyLedger(Command):
    """Recompute every hash of the consent ledger and name what was edited, deleted or inserted"""

    name = 'crm_verify_ledger'

    def run(self, args):
        parser = parser_of(
            'bin/crm verify-ledger', __doc__,
            "Exit status: 0 sound, 1 broken. A dump is verified without Odoo by addons/crm_privacy/tools/"
            "verify_ledger.py.")
        parser.add_argument('--anchor', action='append', default=[], metavar='N:HASH',
                            help="number and hash of a seal, as they stand in an anchor mail")
        options, rest = parser.parse_known_args(args)
        try:
            anchors = [(int(number), value) for number, _colon, value in (a.partition(':') for a in options.anchor)]
        except ValueError:
            parser.error("an anchor is written NUMBER:HASH")
        with environment(parser, options, rest) as env:
            ledger = read_ledger(env.cr)
        faults = ledger.faults(anchors)
        print('\n'.join(faults[:50] + [
            f"{len(ledger.events)} events, {len(ledger.seals)} seals, {len(ledger.waiting)} not sealed yet; the end is "
            f"protected up to seal {max([*ledger.anchors, *(n for n, _h in anchors)], default=0)}; "
            f"{'BROKEN' if faults else 'sound'}"]))
        sys.exit(1 if faults else 0)


def read_ledger(cr):
    """The ledger of a database, read as a dump would give it."""
    ledger = Ledger()
    for table in sorted(TABLES):
        cr.execute(SQL("SELECT * FROM %s LIMIT 0", SQL.identifier(table)))
        names = [column.name for column in cr.description]
        with TemporaryFile('w+', encoding='utf-8', newline='\n') as file:
            copy = SQL("COPY %s (%s) TO STDOUT", SQL.identifier(table), SQL(', ').join(map(SQL.identifier, names)))
            cr._obj.copy_expert(copy.code, file)
            file.seek(0)
            for line in file:
                ledger.add(table, dict(zip(names, map(unescape, line.rstrip('\n').split('\t')), strict=True)))
    return ledger
