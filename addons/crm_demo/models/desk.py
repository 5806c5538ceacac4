from datetime import datetime, time, timedelta

from odoo import api, models

# Subject, words, sender (a key of the cast, or an address that nobody has), days ago.
MAILS = (
    ("Tide table for the walk", "Is the walk on Saturday at low tide, or has it moved?", 'beth-mead', 4),
    ("My new number", "I have a new telephone, the number stays the same.", 'arthur-thackray', 2),
    ("Question of a school", "May thirty children look at the boats in May?", 'school@example.com', 1),
)


class DemoMaker(models.AbstractModel):
    """What lies on the desk of the office: a mailbox with its mails, and what is wrong in the data."""

    _inherit = 'demo.maker'

    @api.model
    def _steps(self):
        return [*super()._steps(), (215, 'mails', self.env._("Mails of the office"), '_make_mails'),
                (220, 'quality', self.env._("Data quality"), '_make_quality')]

    @api.model
    def _make_mails(self, making):
        mailbox = self.env['constituent.mailbox'].create({
            'name': self.env._("Office"), 'alias_name': 'office', 'purpose': 'information'})
        making.register({'mailbox-office': mailbox})
        for number, (subject, words, sender, days) in enumerate(MAILS):
            address = sender if '@' in sender else making.record(sender).email or f'{sender}@example.org'
            email = self.env['constituent.email'].create({
                'subject': subject, 'email_from': address, 'addresses': address, 'mailbox_id': mailbox.id,
                'message_key': f'<demo-{number}@example.org>',
                'date': datetime.combine(making.world.today - timedelta(days=days), time(9, 30))})
            email._file_by_address(words)
        return self.env._("%(count)s mails, one to file", count=len(MAILS))

    @api.model
    def _make_quality(self, making):
        Rule = self.env['constituent.dq.rule']
        Rule._sync()
        Rule.search([])._scan()
        self.env['res.partner']._dq_score_all()
        return self.env._("%(count)s faults to mend", count=self.env['constituent.dq.issue'].search_count([]))
