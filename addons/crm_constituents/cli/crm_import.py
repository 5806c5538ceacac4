"""`bin/crm import FILE`: bring constituents in from a file that is too large for a browser, or from a script."""

import argparse
import os
import sys
import time

from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config

EXIT_FAILED, EXIT_REFUSED = 1, 3


class CrmImport(Command):
    """Import people and organisations from a CSV or XLSX file"""

    name = 'crm_import'

    def run(self, args):
        parser = argparse.ArgumentParser(
            prog='bin/crm import',
            description=__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            epilog="Exit status: 0 all rows were taken, 3 some rows were not (they are in the file named), 1 "
                "the import failed.\n"
            "An import that was cut off goes on where it stopped when the same command is given again. One that\n"
            "failed, or was started with other options, stays as it is, and a new one is begun. Where a running\n"
            "server is at the same import, the command follows it to its end.",
        )
        parser.add_argument('file', help="CSV or XLSX file")
        parser.add_argument('--profile', help="code or name of a saved profile; else it is found by the header")
        parser.add_argument('--dry-run', action='store_true', help="say what would happen, and change nothing")
        parser.add_argument('--refused', metavar='FILE', help="where the rows not taken go (default: FILE.refused.csv)")
        parser.add_argument('--user', default='admin', help="login in whose name the import is done (default: admin)")
        parser.add_argument('--system', help="name under which external ids are kept")
        parser.add_argument('--encoding', help="encoding of the file, when it cannot be told")
        parser.add_argument('-c', '--config', help=argparse.SUPPRESS)
        parser.add_argument('-d', '--database', help=argparse.SUPPRESS)
        options, rest = parser.parse_known_args(args)
        odoo_args = [
            word for key, value in (('-c', options.config), ('-d', options.database)) if value for word in (key, value)
        ]
        config.parse_config([*odoo_args, '--no-http', *rest], setup_logging=True)
        names = config['db_name']
        database = options.database or (names[0] if isinstance(names, list) and names else names)
        if not database:
            parser.error("name the database with -d")
        if not os.path.isfile(options.file):
            parser.error(f"there is no file {options.file}")
        sys.exit(self._import(database, options))

    def _import(self, database, options):
        with Registry(database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            user = env['res.users'].search([('login', '=', options.user)], limit=1)
            if not user:
                print(f"There is no user {options.user!r}.", file=sys.stderr)
                return EXIT_FAILED
            env = api.Environment(cr, user.id, {**user.context_get(), 'allowed_company_ids': user.company_ids.ids})
            try:
                run = env['constituent.import.run']._cli_run(options, tell=print)
                if 'alike' not in run.report:
                    run._check_file()
                # commit: what was read stays when the import is cut off
                cr.commit()
                self._print_profile(run)
                self._go(run, options.dry_run)
            except UserError as error:
                # rollback: nothing of a run that could not be read stays
                cr.rollback()
                print(f"The import failed: {error}", file=sys.stderr)
                return EXIT_FAILED
            return self._result(run, options)

    def _print_profile(self, run):
        print(f"{run.name}: {run.source_text}; {run.row_count} rows, {len(run.columns)} columns")
        for note in (run.notes_text or '').splitlines():
            print(f"  note: {note}")
        targets = {
            line.column: dict(line._fields['target']._description_selection(run.env)).get(line.target, '-')
            for line in run.mapping_ids
        }
        for column in run.report['columns']:
            print(
                f"  {column['name'][:28]:28} {column['rate']:>7.1%} filled {column['distinct']:>8} distinct"
                f"  {column['kind'] or 'text':7} -> {targets.get(column['name'], '-')}"
            )
            if column.get('wrong'):
                print(f"  {'':28} {'wrong:':>15} {run._wrong_words(column)}")
        for title, where in (("duplicates inside the file", 'file'), ("known here already", 'base')):
            for text in run._alike_words(where) or ["none"]:
                print(f"  {title}: {text}")

    def _go(self, run, dry):
        """Try or import, each chunk committed, with a line of progress."""
        if run.state != 'importing':
            (run.action_dry_run if dry else run.action_import)()
        # commit: the run with its mapping stands before the first chunk
        run.env.cr.commit()
        started, shown = time.monotonic(), 0.0
        postcommit = run.env.cr.commit

        def commit():
            nonlocal shown
            postcommit()
            if time.monotonic() - shown > 1:
                shown = time.monotonic()
                batch = run.batch_id
                batch.invalidate_recordset()
                done = batch.done_count + batch.failed_count
                print(f"  {done} of {batch.total} rows, {done / max(shown - started, 0.1):.0f} a second", flush=True)
                # rollback: only reads; the next chunk must see what others have committed
                run.env.cr.rollback()

        run.env.cr.commit = commit
        try:
            run.batch_id._run_now()
        finally:
            del run.env.cr.commit
        run.invalidate_recordset()
        if run.batch_id.state != 'done':
            raise UserError(run.batch_id.error or run.env._("The work was stopped."))

    def _print_totals(self, run):
        """Column by column: filled cells of the file, and where they are now."""
        keys = ('file', 'created', 'updated', 'unchanged', 'blank', 'rest')
        titles = ('in file', 'created', 'changed', 'unchanged', 'left empty', 'not taken')
        print(f"  {'filled cells of':28}", *(f"{title:>10}" for title in titles))
        for total in run.totals or []:
            print(f"  {total['column'][:28]:28}", *(f"{total[key]:>10}" for key in keys),
                  '' if total['even'] else ' DOES NOT ADD UP')
        for text in run._totals_words():
            print(f"  {text}")

    def _result(self, run, options):
        word = "would be " if options.dry_run else ""
        print(
            f"{word}created {run.created_count}, changed {run.updated_count}, unchanged {run.unchanged_count}, "
            f"refused {run.refused_count}, left out {run.skipped_count}; {run.row_count} rows in the file"
        )
        print(
            f"{'reconciled' if run.is_reconciled else 'NOT RECONCILED'} in {run.duration:.1f} s "
            f"({run.row_count / max(run.duration, 0.001):.0f} rows a second)"
        )
        self._print_totals(run)
        if run.message:
            print(run.message)
        if not run.is_reconciled:
            return EXIT_FAILED
        if not run.refused_count + run.skipped_count:
            return 0
        path = options.refused or options.file + '.refused.csv'
        with open(path, 'wb') as out:
            out.write(run._refused_csv())
        print(f"rows not taken, with reasons: {path}")
        return EXIT_REFUSED
