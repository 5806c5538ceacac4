from odoo import api, models

MOST_SHOWN = 100


class ConstituentRequest(models.Model):
    """What a supporter sees of the own requests: the words, the day and how far it is, and nothing of ours."""
    _inherit = 'constituent.request'

    @api.model
    def _portal_rows(self, person):
        """The requests of one person, alone or with others, the newest first.

        :return: list of dicts of `number`, `subject`, `received` (a day) and `state` (words, code)
        """
        words = {
            'new': self.env._("Received"), 'assigned': self.env._("Being looked after"),
            'waiting': self.env._("Waiting"), 'resolved': self.env._("Settled"), 'closed': self.env._("Settled")}
        # sudo: a supporter has no right to the records, and is shown these four things of the own ones
        mine = self.sudo().search(self._domain_about(person), order='received_at DESC, id DESC', limit=MOST_SHOWN)
        return [{'number': each.name, 'subject': each.subject, 'received': each.received_at.date(),
                 'state': words[each.state], 'code': each.state} for each in mine]
