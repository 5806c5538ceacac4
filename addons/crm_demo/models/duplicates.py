from odoo import api, models

from odoo.addons.crm_constituents.models.constituent_match_scan import KINDS


class DemoMaker(models.AbstractModel):
    """One search for duplicates, so that the queue shows whom the story has entered twice; one pair is decided."""

    _inherit = 'demo.maker'

    @api.model
    def _steps(self):
        return [*super()._steps(), (210, 'duplicates', self.env._("Possible duplicates"), '_make_duplicates')]

    @api.model
    def _make_duplicates(self, making):
        scan = self.env['constituent.match.scan'].create({'state': 'done'})
        found = [scan._scan(kind) for kind in KINDS]
        scan.write({
            'record_count': sum(records for records, _pairs, _seconds in found),
            'pair_count': sum(pairs for _records, pairs, _seconds in found),
            'seconds': sum(seconds for _records, _pairs, seconds in found)})
        making.register({'duplicates-search': scan})
        # the officer has looked at one of them already, the least probable one
        officer = self._user_of(making, 'officer')
        pairs = self.env['constituent.match.candidate'].with_user(officer).search([('state', '=', 'open')])
        pairs[-1:].action_not_duplicate(self.env._("Asked both: they are two."))
        return self.env._("%(count)s pairs to look at", count=scan.pair_count)
