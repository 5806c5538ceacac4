from datetime import UTC, datetime, timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

EVENTS = ('call.started', 'call.answered', 'call.ended')
REASONS = ('completed', 'missed', 'busy', 'voicemail')
LONGEST = 64  # letters of a number, an extension; 200 of the key of a call


class HubEndpoint(models.Model):
    """What a telephone system tells, whoever made it: `docs/guide/telephones.md`."""
    _inherit = 'hub.endpoint'

    def _handle_telephony(self, content):
        """A call began, was answered or has ended. Events may come twice and in any order.

        :raise UserError: what is missing or wrong, in words for whoever connects the telephone system
        """
        event = content.get('event')
        if event not in EVENTS:
            raise UserError(self.env._("“event” is one of %(events)s.", events=', '.join(EVENTS)))
        call = self._call_of(content)
        moment, field = self._moment(content), event.removeprefix('call.') + '_at'
        values = {field: min(call[field] or moment, moment)}
        if event == 'call.ended':
            reason = content.get('reason') or 'completed'
            if reason not in REASONS:
                raise UserError(self.env._("“reason” is one of %(reasons)s.", reasons=', '.join(REASONS)))
            values['reason'] = reason
        if extension := self._text(content, 'extension', needed=False):
            values['extension'] = extension
            values['user_id'] = self._colleague(extension).id or call.user_id.id
        call.write(values)
        if not call.partner_ids:
            call.partner_ids = [Command.set(call._people_of(call.other_number).ids)]
        call._settle()
        if event == 'call.started' and call.direction == 'in' and call.user_id and not call.ended_at:
            self._ring(call)
        return {
            'call': call.key, 'known': bool(call.partner_ids), 'contact': call.interaction_id.id or None}

    def _call_of(self, content):
        """The call of an event, locked; made by the first that comes."""
        key, direction = self._text(content, 'call_id', 200), content.get('direction')
        if direction not in ('in', 'out'):
            raise UserError(self.env._("“direction” is “in” or “out”, as seen from the organisation."))
        number = self._text(content, 'from' if direction == 'in' else 'to', needed=False)
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "INSERT INTO hub_call (endpoint_id, company_id, key, direction, other_number, create_uid, write_uid,"
            " create_date, write_date) VALUES (%s, %s, %s, %s, %s, %s, %s, now() AT TIME ZONE 'UTC',"
            " now() AT TIME ZONE 'UTC') ON CONFLICT (endpoint_id, key) DO NOTHING",
            self.id, self.company_id.id, key, direction, number or None, self.env.uid, self.env.uid))
        call = self.env['hub.call'].search([('endpoint_id', '=', self.id), ('key', '=', key)])
        # waits, where the ORM's lock would refuse; who lost the race is run again by the framework
        self.env.cr.execute(SQL("SELECT FROM hub_call WHERE id = %s FOR UPDATE", call.id))
        if number and not call.other_number:
            call.other_number = number
        return call

    def _text(self, content, name, longest=LONGEST, needed=True):
        value = content.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value in (None, '') and not needed:
            return ''
        if not isinstance(value, str) or not value.strip() or len(value) > longest or '\x00' in value:
            raise UserError(self.env._(
                "“%(name)s” is a text of 1 to %(longest)s letters.", name=name, longest=longest))
        return value.strip()

    def _moment(self, content):
        """`at`, ISO 8601 with a zone, to the second, in UTC; not more than a day to come or ten years back."""
        now = datetime.now(UTC)
        try:
            moment = datetime.fromisoformat(content['at'])
            if moment.tzinfo is None:
                raise ValueError
            moment = moment.astimezone(UTC)
        except (KeyError, TypeError, ValueError, OverflowError):
            raise UserError(self.env._(
                "“at” is a moment such as 2026-11-25T09:30:00+01:00, with its zone.")) from None
        if not now - timedelta(days=3653) <= moment <= now + timedelta(days=1):
            raise UserError(self.env._("“at” lies too far from now."))
        return moment.replace(microsecond=0, tzinfo=None)

    @api.model
    def _colleague(self, extension):
        # sudo: which colleague sits at an extension
        return self.env['res.users'].sudo().search(
            [('telephone_extension', '=', extension), ('share', '=', False),
             ('company_ids', 'in', self.company_id.ids)], limit=1).sudo(False)  # no sudo from here on

    def _ring(self, call):
        """Show the colleague who is calling, with what they may see of them."""
        seen = call.with_user(call.user_id)
        people = seen.partner_ids if seen.partner_ids.has_access('read') else seen.partner_ids.browse()
        call.user_id._bus_send('crm_hub.call', {
            'number': call.other_number or '',
            'people': [{'id': one.id, 'name': one.display_name, 'alert': one.alert_note or ''} for one in people]})
