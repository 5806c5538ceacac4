import json
import logging
import time
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.story import tell

_logger = logging.getLogger(__name__)

DEFAULT_SEED = 2019
MARKER = 'crm_demo.made'
# Odoo deletes external ids of a module when the module is updated and does not load them: so a module of no name.
MODULE = '__demo__'
LOCK = 0x64656D6F  # 'demo'


class Making:
    """What one run of the maker carries from step to step: the facts, and which record each of them became."""

    def __init__(self, env, world):
        self.env = env
        self.world = world
        self.report = []  # (title of the step, what it did, seconds)
        self.credentials = []  # (login, role, password)
        self._ids = {
            row['name']: (row['model'], row['res_id'])
            # sudo: external ids are the administrator's
            for row in env['ir.model.data'].sudo().search_read([('module', '=', MODULE)], ['name', 'model', 'res_id'])
        }

    def register(self, records_by_key):
        """Keep `{key: record}`: as `__demo__.KEY` in the database, so that a later run finds them too."""
        self.env['ir.model.data']._update_xmlids(
            [
                {'xml_id': f'{MODULE}.{key}', 'record': record, 'noupdate': True}
                for key, record in records_by_key.items()
            ]
        )
        self._ids.update({key: (record._name, record.id) for key, record in records_by_key.items()})

    def record(self, key):
        model, record_id = self._ids[key]
        return self.env[model].browse(record_id)

    def id(self, key):
        return self._ids[key][1]

    def knows(self, key):
        return key in self._ids


class DemoMaker(models.AbstractModel):
    """Makes the demo organisation, area by area, in the transaction of the caller: all of it or nothing.

    An area is a file of this model with a method `_make_AREA(making)`, added to `_steps()` by `super()`. What is made
    is recorded step by step, so that a database made before an area existed gets that area on the next run.
    """

    _name = 'demo.maker'
    _description = "Maker of the demo organisation"

    @api.model
    def _steps(self):
        """Steps: list of `(sequence, key, title, method name)`, sorted by the first.

        The method gets the `Making`, creates its records and says in words what it made.
        """
        return []

    @api.model
    def _made(self):
        """What was made here: `{'seed', 'day', 'steps'}`, or None."""
        # sudo: whoever may run the maker need not read parameters
        value = self.env['ir.config_parameter'].sudo().get_param(MARKER)
        return json.loads(value) if value else None

    @api.model
    def _make(self, seed=None, day=None):
        """Make what is not there yet.

        :param seed: any whole number; DEFAULT_SEED when None. A database keeps the seed and day of its first run
        :param day: the day on which the story ends; today when None, never in the future
        :return: Making, with an empty report when there was nothing to do
        """
        if not self.env.is_system():
            raise UserError(self.env._("Only an administrator of the system makes the demo organisation."))
        # Two makers at once: the second waits, and then finds everything there.
        self.env.cr.execute('SELECT pg_advisory_xact_lock(%s)', [LOCK])
        made = self._made() or {}
        today = fields.Date.context_today(self)
        day = date.fromisoformat(made['day']) if made else day or today
        if day > today:
            raise UserError(
                self.env._(
                    "The demo organisation cannot be made for %(day)s, a day to come: today is %(today)s. "
                    "Give an earlier day.",
                    day=day,
                    today=today,
                )
            )
        seed = made.get('seed', DEFAULT_SEED if seed is None else seed)
        maker = self.with_context(
            lang='en_US',
            tracking_disable=True,
            mail_create_nosubscribe=True,
            mail_create_nolog=True,
            no_reset_password=True,
            mail_notify_force_send=False,
        )
        making = Making(maker.env, tell(seed, day))
        done = made.get('steps', [])
        for _sequence, key, title, method in sorted(self._steps()):
            if key in done:
                continue
            started = time.monotonic()
            words = getattr(maker, method)(making)
            self.env.flush_all()
            making.report.append((title, words, time.monotonic() - started))
            _logger.info("Demo organisation: %s: %s", title, words)
            done.append(key)
        if making.report:
            self.env['ir.config_parameter'].sudo().set_param(  # sudo: as above
                MARKER, json.dumps({'seed': seed, 'day': str(day), 'steps': done})
            )
        return making

    # -- tools of the areas ----------------------------------------------

    @api.model
    def _lang_code(self, lang):
        """Installed language of a two-letter code."""
        return {'en': 'en_US', 'de': 'de_DE', 'fr': 'fr_FR', 'es': 'es_ES'}[lang]

    @api.model
    def _address_vals(self, address):
        """Values of a partner for the address of a fact."""
        country = self.env.ref(f"base.{'uk' if address['country'] == 'GB' else address['country'].lower()}")
        state = self.env['res.country.state']
        if address['state']:
            state = country.state_ids.filtered(lambda state: state.code == address['state'])[:1]
        return {
            'street': address['street'],
            'zip': address['zip'],
            'city': address['city'],
            'country_id': country.id,
            'state_id': state.id,
        }
