"""`bin/crm rebuild`: make anew what is derived from dated facts, and say how much of it was wrong."""
import argparse
import sys

from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class CrmRebuild(Command):
    """Make the derived states anew from the consent ledger"""

    name = 'crm_rebuild'

    def run(self, args):
        parser = argparse.ArgumentParser(
            prog='bin/crm rebuild', description=__doc__,
            epilog="Exit status: 0 done, whether something was wrong or not.")
        parser.add_argument('-c', '--config', help=argparse.SUPPRESS)
        parser.add_argument('-d', '--database', help=argparse.SUPPRESS)
        options, rest = parser.parse_known_args(args)
        words = [w for key, value in (('-c', options.config), ('-d', options.database)) if value for w in (key, value)]
        config.parse_config([*words, '--no-http', *rest], setup_logging=True)
        database = options.database or (config['db_name'] or [None])[0]
        if not database:
            parser.error("name the database with -d")
        with Registry(database).cursor() as cr:
            wrong = api.Environment(cr, SUPERUSER_ID, {})['privacy.consent.state']._rebuild()
            # commit: a command is a transaction of its own
            cr.commit()
        print(f"consent states: {wrong} were wrong and have been made anew" if wrong else "consent states: all right")
        sys.exit(0)
