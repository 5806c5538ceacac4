"""`bin/crm rebuild`: make anew what is derived from dated facts, and say how much of it was wrong."""
import sys

from odoo.cli import Command

from .common import environment, parser_of


class CrmRebuild(Command):
    """Make the derived states anew from the consent ledger"""

    name = 'crm_rebuild'

    def run(self, args):
        parser = parser_of('bin/crm rebuild', __doc__, "Exit status: 0 done, whether something was wrong or not.")
        options, rest = parser.parse_known_args(args)
        with environment(parser, options, rest) as env:
            wrong = env['privacy.consent.state']._rebuild()
            # commit: a command is a transaction of its own
            env.cr.commit()
        print(f"consent states: {wrong} were wrong and have been made anew" if wrong else "consent states: all right")
        sys.exit(0)
