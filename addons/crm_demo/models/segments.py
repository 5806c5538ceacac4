from odoo import api, models

NEWSLETTER = {'measure': 'reachable', 'operator': 'is', 'value': True,
              'params': {'channel': 'email', 'purpose': 'NEWSLETTER'}}
PEOPLE = {'measure': 'kind', 'operator': 'in', 'value': ['individual']}
ALIVE = {'measure': 'deceased', 'operator': 'is', 'value': False}


def _contacts(operator, value, months, *where):
    return {'measure': 'contacts', 'aggregate': 'count', 'operator': operator, 'value': value,
            'window': {'last': months, 'unit': 'months'}, 'where': list(where)}


CALLS = {'field': 'channel', 'operator': 'in', 'value': ['call']}
# key: (name, what it is for, definition)
SEGMENTS = {
    'called': (
        "On the telephone with us", "Whom to ring about the harbour walk: they know our voice.",
        {'op': 'all', 'of': [PEOPLE, ALIVE, _contacts('>=', 2, 24, CALLS)]}),
    'stralsund-news': (
        "Newsletter in Stralsund", "The local page of the newsletter. Those who said no are not in it.",
        {'op': 'all', 'of': [{'measure': 'city', 'operator': 'is', 'value': 'Stralsund'}, NEWSLETTER]}),
    'quiet': (
        "Nobody spoke with them for a year", "One call each before the summer party.",
        {'op': 'all', 'of': [PEOPLE, ALIVE, _contacts('=', 0, 12), {'op': 'any', 'of': [
            {'measure': 'has_phone', 'operator': 'is', 'value': True},
            {'measure': 'has_email', 'operator': 'is', 'value': True}]}]}),
    'voices': (
        "Voices of organisations", "Who speaks for a partner today, without those we had no contact with.",
        {'op': 'all', 'of': [
            {'measure': 'posts', 'aggregate': 'count', 'operator': '>=', 'value': 1, 'window': {'on': 'today'},
             'where': []},
            {'op': 'none', 'of': [{'measure': 'contacts', 'aggregate': 'count', 'operator': '=', 'value': 0,
                                   'window': {'ever': True}, 'where': []}]}]}),
    'summer-letter': (
        "Summer letter", "Everybody of age, by post, for the appeal of the summer.",
        {'op': 'all', 'of': [PEOPLE, {'measure': 'age', 'operator': '>=', 'value': 18}]}),
}


class DemoMaker(models.AbstractModel):
    """Segments of the constituent officer: shared with everybody, one of them frozen to a list for a letter."""

    _inherit = 'demo.maker'

    @api.model
    def _steps(self):
        return [*super()._steps(), (200, 'segments', self.env._("Segments"), '_make_segments')]

    @api.model
    def _make_segments(self, making):
        Segment = self.env['constituent.segment'].with_user(self._user_of(making, 'officer'))
        segments = Segment.create([
            {'name': name, 'description': use, 'definition': definition, 'is_shared': True,
             'is_tracked': key == 'called'}
            for key, (name, use, definition) in SEGMENTS.items()
        ])
        made = dict(zip(SEGMENTS, segments, strict=True))
        letter = made['summer-letter']._freeze(
            self.env._("Letter of the summer"), True, channel='post', purpose='FUNDRAISING_APPEAL')
        made['called']._take_snapshot()
        making.register({f'segment-{key}': segment for key, segment in made.items()})
        return self.env._(
            "%(count)s segments, one frozen with %(included)s people and %(left_out)s left out",
            count=len(segments), included=letter.included_count, left_out=letter.left_out_count)
