"""What the commands of this addon share."""
import argparse
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def parser_of(prog, text, epilog):
    parser = argparse.ArgumentParser(
        prog=prog, description=text, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('-c', '--config', help=argparse.SUPPRESS)
    parser.add_argument('-d', '--database', help=argparse.SUPPRESS)
    return parser


@contextmanager
def environment(parser, options, rest):
    """An environment on the database of the configuration."""
    words = [w for key, value in (('-c', options.config), ('-d', options.database)) if value for w in (key, value)]
    config.parse_config([*words, '--no-http', *rest], setup_logging=True)
    names = config['db_name']
    database = options.database or (names[0] if isinstance(names, list) and names else names)
    if not database:
        parser.error("name the database with -d")
    with Registry(database).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})
