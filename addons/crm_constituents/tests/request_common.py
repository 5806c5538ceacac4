from odoo.fields import Command
from odoo.tests import new_test_user

from .common import ConstituentCase


class RequestCase(ConstituentCase):
    """An office that works from Monday to Friday, 8 to 12 and 13 to 17 in UTC, and a team of two."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env['resource.calendar'].create({
            'name': 'Office', 'tz': 'UTC', 'hours_per_day': 8, 'company_id': cls.env.company.id,
            'attendance_ids': [Command.clear()] + [
                Command.create({'name': 'Work', 'dayofweek': str(day), 'hour_from': begin, 'hour_to': end,
                                'day_period': period})
                for day in range(5) for begin, end, period in ((8, 12, 'morning'), (13, 17, 'afternoon'))]})
        cls.env.company.resource_calendar_id = cls.calendar
        cls.colleague = new_test_user(cls.env, 'con_colleague', 'crm_constituents.group_constituent_user', tz='UTC')
        cls.team = cls.env['constituent.request.team'].create({
            'name': 'Care', 'routing': 'manual', 'member_ids': [Command.set([cls.officer.id, cls.colleague.id])]})
        cls.question, cls.complaint = cls.env['constituent.request.category'].create([
            {'name': 'Question', 'kind': 'question', 'team_id': cls.team.id, 'response_count': 4,
             'response_unit': 'hour', 'resolution_count': 2, 'resolution_unit': 'day'},
            {'name': 'Complaint', 'kind': 'complaint', 'team_id': cls.team.id, 'response_count': 1,
             'resolution_count': 5}])

    def _request(self, person, category=None, **vals):
        return self.env['constituent.request'].create({
            'subject': 'Receipt lost', 'partner_id': person.id, 'category_id': (category or self.question).id, **vals})
