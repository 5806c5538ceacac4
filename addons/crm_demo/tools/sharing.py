"""Who gets data from Harbour Commons, under which agreement, what left, and what they were told afterwards."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

ADDRESS = ('name', 'street', 'zip', 'city', 'country_id')


def add_sharing(world):
    for tell in (_walks, _mail_house, _coast_office, _research, _notices):
        tell(world)


def _agreement(world, key, day, organisation, role, purpose, fields, first, last=None, **values):
    world.deed(day, 'agreement_new', key, organisation=organisation, role=role, purpose=purpose, fields=fields,
               date_from=str(first), date_to=str(last) if last else '', **values)
    world.deed(day, 'agreement_do', key, action='submit')


def _release(world, key, day, agreement, countries='', fate='done', note=''):
    """Chosen and asked for, looked at by somebody else the day after, made into a file the day after that."""
    world.deed(day, 'release_new', key, agreement=agreement, countries=countries, note=note)
    if fate == 'waiting':
        return
    world.deed(day + timedelta(days=1), 'release_do', key, by='privacy_manager',
               action='refuse' if fate == 'refused' else 'approve')
    if fate == 'done':
        world.deed(day + timedelta(days=2), 'release_do', key, action='generate')


def _walks(world):
    """Two years of walks held together with friends; over."""
    first = world.organisations['amis-du-port-rhu'].since + timedelta(days=14)
    last = min(first + relativedelta(years=2), world.ago(months=4))
    _agreement(world, 'agreement-walks', first, 'amis-du-port-rhu', 'joint', 'event_service', ('name', 'email'), first,
               last, reference='APR 1')
    world.deed(first, 'agreement_do', 'agreement-walks', action='activate')
    _release(world, 'release-walks', first + timedelta(days=90), 'agreement-walks', 'FR',
             note="Who comes to the walk round the island")


def _mail_house(world):
    """Prints and posts for us; the second agreement took the place of the first."""
    first = max(world.organisations['druckerei-lotse'].since + timedelta(days=20), world.ago(years=3))
    _agreement(world, 'agreement-print', first, 'druckerei-lotse', 'processor', 'membership_admin', ADDRESS, first,
               reference='AV 2023-04')
    world.deed(first, 'agreement_do', 'agreement-print', action='activate')
    _release(world, 'release-print-1', first + timedelta(days=25), 'agreement-print', 'DE',
             note="Invitation to the meeting of members")
    day = world.ago(months=14)
    world.deed(day, 'agreement_again', 'agreement-print-2', earlier='agreement-print', date_from=str(day),
               reference='AV 2023-04/2')
    world.deed(day, 'agreement_do', 'agreement-print-2', action='submit')
    world.deed(day, 'agreement_do', 'agreement-print-2', action='activate')
    _release(world, 'release-print-2', world.ago(months=5), 'agreement-print-2',
             note="Invitation to the meeting of members, all chapters")
    _release(world, 'release-print-3', world.ago(days=2), 'agreement-print-2', 'DE,SE', 'waiting',
             note="Ballot papers of the board election")


def _coast_office(world):
    """The volunteers on call, for those who agreed to it by name."""
    day = world.ago(months=11)
    _agreement(world, 'agreement-coast', day, 'whitby-coast-office', 'controller', 'partner_share', ('name', 'phone'),
               day, mechanism='adequacy', review=str(world.today + relativedelta(years=1)), reference='CO/17',
               at_once=False)
    world.deed(day, 'agreement_do', 'agreement-coast', action='activate')
    _release(world, 'release-coast-1', world.ago(months=8), 'agreement-coast', 'GB', note="Volunteers on call")
    _release(world, 'release-coast-2', world.ago(months=3), 'agreement-coast', 'GB', note="Volunteers on call")
    for days in (80, 52, 24, 5):  # their rota reads us by program since
        world.deed(world.ago(days=days), 'program_read', 'coast-rota', by='data_officer', agreement='agreement-coast',
                   country='GB')
    _release(world, 'release-coast-3', world.ago(days=45), 'agreement-coast', '', 'refused',
             note="All chapters, for the emergency list")


def _research(world):
    day = world.ago(days=10)
    _agreement(world, 'agreement-tides', day, 'northern-tides', 'research', 'research_stats', ('zip', 'country_id'),
               world.today + relativedelta(months=1), mechanism='adequacy',
               review=str(world.today + relativedelta(years=1)), reference='NTI draft')


def _notices(world):
    """Looked for on these days; the mail house is told at once, the Coast Office by the data officer."""
    for days in (61, 19, 8, 3, 1):
        world.deed(world.ago(days=days), 'notices_look', 'notices', hour=20)
    world.deed(world.ago(days=58), 'notices_close', 'notices', kind='erased', proof="E-mail: “Gelöscht, Lotse.”")
    world.deed(world.ago(days=18), 'notices_send', 'notices')
    world.deed(world.ago(days=12), 'notices_close', 'release-coast-1', kind='withdrawn',
               proof="Letter of the Coast Office: taken off the list of those on call.")
