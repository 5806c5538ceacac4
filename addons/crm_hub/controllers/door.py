import json

from odoo import http
from odoo.http import request

from ..tools import payload, signature

IP_LIMIT = (60, 60)  # requests that are not signed rightly, seconds, of one address
ENDPOINT_LIMIT = (1200, 60)  # of one endpoint: a telephone system at its busiest
COUNTED = 'crm_hub.counted'  # of the request, which the framework may run again: it counts once


class HubDoor(http.Controller):
    """The door for what other systems tell us: one address for each endpoint, every message signed.

    Nobody learns whether an endpoint exists: what is not signed rightly gets one and the same answer.
    """

    @http.route('/hub/in/<string:code>', type='http', auth='public', methods=['POST'], csrf=False, save_session=False)
    def take(self, code):
        seen, head = request.httprequest, request.httprequest.headers
        if (seen.content_length or 0) > payload.MOST_BYTES:
            return self._answer(413, 'too_large')
        if seen.content_length is None:
            return self._answer(411, 'length_required')
        if wait := self._seconds_to_wait(f'hub:{code}', ENDPOINT_LIMIT):
            return self._too_many(wait)
        # sudo: the other system is no user; what it may do is what its signature shows
        endpoint = request.env['hub.endpoint'].sudo()._find(code)
        raw, key = seen.get_data(), head.get('Idempotency-Key') or ''
        fault = signature.check(
            endpoint._secrets() if endpoint else [], head.get('X-Hub-Signature'), head.get('X-Hub-Timestamp'), key, raw)
        if fault:
            wait = self._seconds_to_wait(f'hub-ip:{seen.remote_addr}', IP_LIMIT)
            return self._too_many(wait) if wait else self._answer(401, fault)
        if not payload.is_key(key):
            return self._answer(400, 'idempotency_key_required')
        if head.get('Content-Type', '').split(';')[0].strip().lower() != 'application/json':
            return self._answer(415, 'json_required')
        # from here on as the user of the endpoint: links to people are written with the rights of the request's user
        request.update_env(user=endpoint.user_id.id)
        # sudo: see above
        return self._answer(*request.env['hub.endpoint'].sudo().browse(endpoint.id)._take(key, raw))

    def _seconds_to_wait(self, key, limit):
        counted = request.httprequest.environ.setdefault(COUNTED, {})
        if key not in counted:
            counted[key] = request.env['kit.rate.limit']._hit_and_wait(key, *limit)
        return counted[key]

    def _too_many(self, wait):
        return self._answer(429, 'too_many', {'Retry-After': str(wait)})

    def _answer(self, status, content, headers=None):
        """A string is a code of an error; what was answered before is given again as it was."""
        body = content if isinstance(content, bytes) else json.dumps({'error': content}).encode()
        return request.make_response(body, status=status, headers={
            'Content-Type': 'application/json', 'Cache-Control': 'no-store', **(headers or {})})
