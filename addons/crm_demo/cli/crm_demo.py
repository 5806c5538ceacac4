"""Command line: make the demo organisation. `bin/crm demo` calls it."""

import argparse
import os
import sys
import tempfile
from datetime import date
from pathlib import Path

from odoo import SUPERUSER_ID
from odoo.api import Environment
from odoo.cli.command import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config


def day(text):
    """A day as it is written on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day. Write YYYY-MM-DD.")


class CrmDemo(Command):
    """Make the demo organisation Harbour Commons: 400 people, 250 households, 40 organisations, five years.

    All of it or nothing. Where it stands already, nothing is changed. Each role gets a user with a password made up
    here, printed once on the terminal and written to the file that --users-file names.
    """

    name = 'crm_demo'

    def run(self, args):
        parser = self.parser
        parser.add_argument('-c', '--config', help="configuration file of the installation")
        parser.add_argument('-d', '--database', dest='db_name', help="database, when the configuration names none")
        parser.add_argument('--seed', type=int, help="another number tells of other people (default: 2019)")
        parser.add_argument(
            '--date',
            type=day,
            metavar='YYYY-MM-DD',
            help="the day on which the five years end (default: today)",
        )
        parser.add_argument(
            '--users-file',
            type=Path,
            metavar='PATH',
            help="write logins and passwords there, for its owner alone. Where the organisation is there and "
            "the file is not, its users get new passwords",
        )
        options, rest = parser.parse_known_args(args)
        for flag, value in (('-c', options.config), ('-d', options.db_name)):
            if value:
                rest += [flag, value]
        config.parse_config([*rest, '--no-http'], setup_logging=True)
        databases = config['db_name']
        if len(databases) != 1:
            sys.exit("crm_demo: name one database with -d, or in the configuration file.")
        try:
            self._make(databases[0], options)
        except UserError as error:
            sys.exit(f"crm_demo: {error}")

    def _make(self, database, options):
        with Registry(database).cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            if 'demo.maker' not in env:
                sys.exit(f"crm_demo: the addon crm_demo is not installed in {database}. Install it first: -i crm_demo")
            maker = env['demo.maker']
            making = maker._make(options.seed, options.date)
            for title, words, seconds in making.report:
                print(f"{title + ':':<18} {words} ({seconds:.1f} s)")
            if not making.report:
                made = maker._made()
                print(
                    f"The demo organisation is there already, made with seed {made['seed']} for {made['day']}. "
                    "Nothing was changed."
                )
            if options.users_file and not options.users_file.exists() and not making.credentials:
                making.credentials = maker._renew_passwords(making)
                print(f"{options.users_file} was not there: the users of the demo organisation have new passwords.")
            if making.credentials:
                self._hand_over(making.credentials, options.users_file)
            # After the file: a file of passwords that never came to be is written anew by the next run.
            cr.commit()  # the command is the transaction

    def _hand_over(self, credentials, path):
        """Print the logins; write them to `path` whole or not at all, readable by its owner alone."""
        lines = [f'{login:<28} {password:<20} {role}' for login, role, password in credentials]
        if not path or sys.stdout.isatty():  # never into a log: what is no terminal may be one
            print('', *lines, '', sep='\n', flush=True)
        if not path:
            return
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f'.{path.name}.')  # mode 600
        try:
            with os.fdopen(handle, 'w') as file:
                file.write('\n'.join(lines) + '\n')
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
            print(f"Logins and passwords stand in {path}")
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
