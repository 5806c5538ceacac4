"""`bin/crm verify-ledger`: is the consent ledger as it was written?"""
import argparse
import sys

from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class CrmVerifyLedger(Command):
    """Recompute every hash of the consent ledger and name what was edited, deleted or inserted"""

    name = 'crm_verify_ledger'

    def run(self, args):
        parser = argparse.ArgumentParser(
            prog='bin/crm verify-ledger', description=__doc__,
            epilog="Exit status: 0 sound, 1 broken. A dump is verified without Odoo by addons/crm_privacy/tools/"
                   "verify_ledger.py.")
        parser.add_argument('--anchor', action='append', default=[], metavar='N:HASH',
                            help="number and hash of a seal, as they stand in an anchor mail")
        parser.add_argument('-c', '--config', help=argparse.SUPPRESS)
        parser.add_argument('-d', '--database', help=argparse.SUPPRESS)
        options, rest = parser.parse_known_args(args)
        try:
            anchors = [(int(number), value) for number, _colon, value in (a.partition(':') for a in options.anchor)]
        except ValueError:
            parser.error("an anchor is written NUMBER:HASH")
        words = [w for key, value in (('-c', options.config), ('-d', options.database)) if value for w in (key, value)]
        config.parse_config([*words, '--no-http', *rest], setup_logging=True)
        database = options.database or (config['db_name'] or [None])[0]
        if not database:
            parser.error("name the database with -d")
        with Registry(database).cursor() as cr:
            faults, summary = api.Environment(cr, SUPERUSER_ID, {})['privacy.ledger.seal']._verify(anchors)
        print('\n'.join([*faults[:50], summary]))
        sys.exit(1 if faults else 0)
