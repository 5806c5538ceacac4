"""What the privacy office did: requests of people answered, sign-ups taken in, files taken out.

The verbs are methods of the maker: `request_new` is `_deed_request_new`.
"""

from datetime import timedelta

from .cast import STAFF as CAST
from .decisions import STAFF

VERIFIED = {'identity_state': 'verified'}
ERASED = 'solveig-hrafnkelsdottir'  # is in no list of people any more
KEPT = "Receipts for gifts are kept for ten years (Fiscal Code of Germany, s. 147; GDPR Art. 17(3)(b))."
SIGN_UPS = (  # name, stem of the address, language, days ago, days until it was confirmed (None: not yet)
    ("Adaeze Nwosu", 'adaeze.nwosu', 'en', 26, 0),
    ("Loïc Kerbrat", 'loic.kerbrat', 'fr', 17, 2),
    ("Yusuf Demirtaş", 'yusuf.demirtas', 'de', 9, 1),
    ("Ana Lucía Piñera", 'ana.lucia.pinera', 'es', 6, 0),
    ("Marit Søndergaard", 'marit.sondergaard', 'en', 3, None),
    ("Hiroto Aizawa", 'hiroto.aizawa', 'en', 1, None),
)
TAKEN = (  # months ago, country, what for, columns
    (43, 'DE', "Name badges for the meeting of members", ('name', 'preferred_name')),
    (27, 'GB', "Labels for the tide tables, sent by the chapter", ('name', 'street', 'zip', 'city')),
    (15, 'FR', "Telephone round before the beach clean", ('name', 'phone')),
    (6, 'ES', "Seating of the boat blessing", ('name', 'city')),
    (1, 'DE', "Name badges for the meeting of members", ('name', 'preferred_name')),
)
LARGE = (  # days ago, what became of it, what for
    (215, 'used', "Ballot papers of the board election, to all members"),
    (120, 'refused', "A copy to work with at home"),
    (2, 'waiting', "Envelopes for the yearbook"),
)


def add_office(world):
    """Draws on people and decisions; run after them."""
    for tell in (_old_requests, _access, _erasure, _open_requests, _sign_ups, _exports):
        tell(world)
    world.deed(world.founded, 'holidays', 'holidays', by='privacy_manager')
    world.deed(world.ago(days=15), 'candidates', 'candidates')


def _request(world, key, day, type_, person, by, **values):
    world.deed(day, 'request_new', f'request-{key}', type=type_, person=person, received_by=by, **values)

    def then(days, what='request_do', by='data_officer', **values):
        world.deed(day + timedelta(days=days), what, f'request-{key}', by=by, **values)

    return then


def _old_requests(world):
    then = _request(
        world, 'stranger', world.ago(years=4, months=4), 'access', '', 'email', requester_name="Pieter van Houten",
        requester_email='pieter.vanhouten@example.com', details="What do you have about me?")
    then(6, 'request_set', outcome='nothing')
    then(6, action='close')

    then = _request(
        world, 'objection', world.ago(years=2, months=8), 'objection', _objector(world), 'post',
        details="No more advertising, by whatever way.")
    then(0, action='object')
    then(1, 'request_set', identity_state='dispensed', outcome='fulfilled',
         identity_reason="Whoever wants no advertising gets none; nobody is asked for a passport.")
    then(1, action='close')

    then = _request(
        world, 'consent', world.ago(months=14), 'consent', 'beth-mead', 'phone',
        details="When did she agree to the picture of Poppy, and to what exactly?")
    then(0, 'request_set', identity_state='verified', identity_method="Called back on the number on record",
         outcome='fulfilled')
    then(0, action='close')

    then = _request(
        world, 'refused', world.ago(months=9), 'access', '', 'email', requester_name="J. Brandt",
        requester_email='j.brandt.1971@example.com', details="Send me all you have about Mrs Łuczak, I am her husband.")
    then(1, action='ask_identity')
    then(20, 'request_set', refusal_ground='identity',
         refusal_text="Nothing showed who asks, or that Mrs Łuczak wants it. She has been told.")
    then(20, action='refuse')

    then = _request(
        world, 'complaint', world.ago(months=5), 'complaint', 'arthur-thackray', 'post',
        details="Got an appeal by post after having said no more letters.")
    then(3, action='acknowledge')
    then(18, 'request_set', identity_state='verified', identity_method="Signed letter, known to the chapter",
         outcome='fulfilled')
    then(18, action='close')


def _objector(world):
    """Somebody who had joined by then and has decided nothing else."""
    decided = {decision.person for decision in world.decisions} | {*CAST.values(), *STAFF.values()}
    return next(
        key for key, person in sorted(world.people.items())
        if key not in decided and not person.contact_only and not person.died and person.joined < world.ago(years=3)
        and person.email and person.birthdate and world.today.year - person.birthdate.year > 30)


def _access(world):
    """Answered: a package with what was found, without what tells of others."""
    then = _request(
        world, 'access', world.ago(days=38), 'access', 'xana-menendez', 'email',
        details="Todo lo que guardáis sobre mí, y quién más lo ha recibido.")
    then(2, 'request_set', **VERIFIED, identity_method="Video call; passport shown, no copy kept")
    then(3, 'request_find')
    then(4, action='review')
    then(9, 'request_review')
    then(9, action='submit')
    then(10, by='privacy_manager', action='approve')
    then(12, action='deliver')
    then(12, action='send_link')
    then(14, 'request_set', outcome='fulfilled')
    then(14, action='close')


def _erasure(world):
    """Gone, but for the receipt of a gift; whom the mail house had is told."""
    world.deed(world.ago(years=3), 'person_new', ERASED, by='officer', first_name="Sólveig",
               last_name="Hrafnkelsdóttir", email='solveig.hrafnkelsdottir@example.org', city="Marstrand", country='SE')
    world.deed(world.ago(years=2, months=2), 'gift_receipt', 'receipt-solveig', by='officer', person=ERASED)
    then = _request(
        world, 'erasure', world.ago(days=70), 'erasure', ERASED, 'email',
        details="I am moving to Reykjavík and want to leave nothing behind.")
    then(1, 'request_set', **VERIFIED, identity_method="Answered from the address on record, and called back")
    then(2, 'request_find')
    then(3, action='review')
    then(5, 'request_review', hold='receipt-solveig', ground=KEPT)
    then(6, action='submit')
    then(7, by='privacy_manager', action='approve')
    then(8, action='deliver')
    then(9, 'request_set', outcome='partly')
    then(9, 'request_tasks_done', proof="Confirmed by e-mail; their copy was shredded.")
    then(9, action='close')


def _open_requests(world):
    then = _request(
        world, 'extended', world.ago(days=70), 'portability', 'rosalind-thackray', 'post',
        details="Everything since the founding, to take along to the archive of the university.")
    then(2, 'request_set', **VERIFIED, identity_method="Known in person; signature compared")
    then(3, action='pause')
    then(9, action='go_on')
    then(20, 'request_set', extension_reason="Five years of paper of the first board have to be looked through.",
         extension_told_on=world.ago(days=50))
    then(20, action='extend')

    then = _request(
        world, 'late', world.ago(days=34), 'access', 'nguyen-van-hung', 'email',
        details="What do you know about our family?")
    then(3, action='ask_identity')  # four people read this mailbox

    then = _request(
        world, 'due', world.ago(days=25), 'access', 'erwan-kermarrec', 'portal', details="Une copie de mes données.")
    then(1, 'request_set', identity_state='dispensed', identity_reason="Asked from the portal, by his own user.")

    then = _request(
        world, 'rectification', world.ago(days=13), 'rectification', 'belen-cuervo', 'person',
        details="Sigo llamándome Cuervo: no llevo el apellido de Xana.")
    then(0, 'request_set', **VERIFIED, identity_method="Came to the office; identity card shown, no copy kept")
    then(1, 'request_find')
    then(2, action='review')
    then(6, 'request_review', leave=4)

    then = _request(
        world, 'restriction', world.ago(days=9), 'restriction', 'zbigniew-luczak', 'phone',
        details="The address and the year of birth on record are somebody else's.")
    then(0, 'request_set', **VERIFIED, identity_method="Called back on the number on record")
    then(0, action='restrict')
    then(2, 'request_task', name="Ask the registry office for the year of birth")

    then = _request(
        world, 'weighed', world.ago(days=4), 'objection', 'colin-dobson', 'email',
        details="Objects to being on the list of those who could be asked to join the board.")
    then(0, 'request_set', **VERIFIED, identity_method="Written from the address on record")
    then(0, action='restrict')

    world.deed(world.ago(days=2), 'request_web', 'request-web', type='erasure', name="Tomasz Wieczorek",
               email='tomasz.wieczorek@example.com', details="Proszę usunąć moje dane.")


def _sign_ups(world):
    world.deed(world.ago(months=7), 'form_new', 'form-news', code='news', name="News from the harbours",
               intro="Twelve times a year: tides, towns, and who mends what.", purposes=('newsletter', 'event_invite'))
    for name, stem, lang, ago, wait in SIGN_UPS:
        day, key = world.ago(days=ago), f'sign-up-{stem.replace(".", "-")}'
        world.deed(day, 'sign_up', key, hour=20, form='form-news', name=name, email=f'{stem}@example.org', lang=lang)
        if wait is not None:
            world.deed(day + timedelta(days=wait), 'confirm', key, hour=21)


def _exports(world):
    for number, (months, country, why, columns) in enumerate(TAKEN):
        world.deed(world.ago(months=months, days=3), 'export', f'export-{number}', by='officer', country=country,
                   why=why, columns=columns)
    for days, fate, why in LARGE:
        world.deed(world.ago(days=days), 'export_large', f'export-{fate}', by='officer', why=why, fate=fate)
