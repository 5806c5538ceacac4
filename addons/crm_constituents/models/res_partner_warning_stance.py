from odoo import models
from odoo.tools import format_date

AGAINST = ('critic', 'opponent')


class ResPartner(models.Model):
    """Who is against us, told to officers who are about to ask."""
    _inherit = 'res.partner'

    def _constituent_warning_list(self, about):
        return [*super()._constituent_warning_list(about), *(
            self._constituent_warnings_stance() if about == 'ask' else [])]

    def _constituent_warnings_stance(self):
        """Who is against us is better asked for nothing, or by somebody who knows why."""
        if not self.env['constituent.stance'].has_access('read'):
            return []
        labels, found = dict(self._fields['stance']._description_selection(self.env)), []
        for partner, known in self._stance_on(self.env['res.company']._constituent_today()).items():
            if known['stance'] in AGAINST:
                row = known['stance_row']
                found.append({
                    'code': 'stance', 'level': 'inform', 'partner': partner, 'record': partner, 'text': self.env._(
                        "%(name)s: %(stance)s since %(day)s. %(evidence)s", name=partner.name,
                        stance=labels[row.stance], day=format_date(self.env, row.date_from), evidence=row.evidence)})
        return found
