"""Scheduled work."""
import re

from .own import xmlids

CALL = re.compile(r'model\._cron_\w+\([\w=, ]*\)')


def own_crons(env, addons):
    own = xmlids(env, addons, 'ir.cron')
    # sudo: scheduled work belongs to the administrator
    return {own[cron.id]: cron for cron in env['ir.cron'].sudo().with_context(active_test=False).browse(own).exists()}


def check_crons_call_one_method(env, addons):
    """A cron's code is one call of a `_cron_*` method that its model has: what it does stands in the source."""
    faults = []
    for name, cron in own_crons(env, addons).items():
        code = (cron.code or '').strip()
        if cron.state != 'code' or not CALL.fullmatch(code):
            faults.append(f"{name} runs {code!r}: let it call one method model._cron_…()")
        elif not hasattr(env[cron.model_id.model], method := code.split('.', 1)[1].split('(')[0]):
            faults.append(f"{name} calls {cron.model_id.model}.{method}, which is not there")
    return faults
