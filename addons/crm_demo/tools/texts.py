"""What was said and written over five years, in the languages of the people.

`WAVES` are the occasions on which the association spoke to many; `SMALL_TALK` is what happens in between. `{first}` is
the person's first name, `{town}` the town of the chapter.
"""

# name: (years ago, months, share of the chapter's people, channel, incoming, {lang: (subject, text)})
WAVES = (
    (
        'founding',
        4,
        11,
        0.55,
        'meeting',
        False,
        {
            'en': (
                "Founding assembly",
                "Signed the attendance list. The statutes were adopted with two votes against.",
            ),
            'de': ("Gründungsversammlung", "Auf der Anwesenheitsliste. Satzung mit zwei Gegenstimmen angenommen."),
            'fr': ("Assemblée constitutive", "Présence signée. Statuts adoptés, deux voix contre."),
            'es': (
                "Asamblea fundacional",
                "Firmó la lista de asistencia. Estatutos aprobados con dos votos en contra.",
            ),
        },
    ),
    (
        'cleanup-1',
        4,
        7,
        0.30,
        'event',
        True,
        {
            'en': ("Spring clean-up of the harbour", "Came with gloves and a thermos. Eleven bags of nets and rope."),
            'de': ("Frühjahrsputz im Hafen", "War dabei. Elf Säcke Netze und Tauwerk."),
            'fr': ("Grand nettoyage de printemps", "Présence au port. Onze sacs de filets et de cordages."),
            'es': ("Limpieza de primavera del puerto", "Participó. Once sacos de redes y cabos."),
        },
    ),
    (
        'newsletter-1',
        4,
        1,
        0.5,
        'letter',
        False,
        {
            'en': ("First annual letter", "The first annual letter with the accounts of year one."),
            'de': ("Erster Jahresbrief", "Der erste Jahresbrief mit dem Rechenschaftsbericht."),
            'fr': ("Première lettre annuelle", "La lettre annuelle et les comptes de la première année."),
            'es': ("Primera carta anual", "La carta anual con las cuentas del primer año."),
        },
    ),
    (
        'seagrass',
        3,
        4,
        0.25,
        'email',
        False,
        {
            'en': (
                "Seagrass meadows: we need divers and drivers",
                "Asked for help with planting in the bay of {town}.",
            ),
            'de': ("Seegraswiesen: wir suchen Taucher und Fahrerinnen", "Bitte um Hilfe beim Pflanzen vor {town}."),
            'fr': (
                "Herbiers de zostères : plongeurs et chauffeurs bienvenus",
                "Appel à volontaires pour la baie de {town}.",
            ),
            'es': (
                "Praderas marinas: buscamos buceadores y conductores",
                "Se pidió ayuda para plantar en la bahía de {town}.",
            ),
        },
    ),
    (
        'storm',
        2,
        10,
        0.4,
        'call',
        False,
        {
            'en': (
                "After the storm: is everybody all right?",
                "Round of calls after the flood. Cellar under water, needs a pump.",
            ),
            'de': (
                "Nach der Sturmflut: geht es allen gut?",
                "Rundruf nach der Flut. Keller unter Wasser, Pumpe wird gebraucht.",
            ),
            'fr': (
                "Après la tempête : tout le monde va bien ?",
                "Tour d'appels après l'inondation. Cave inondée, pompe demandée.",
            ),
            'es': (
                "Después del temporal: ¿están todos bien?",
                "Ronda de llamadas. Sótano inundado, hace falta una bomba.",
            ),
        },
    ),
    (
        'repair-cafe',
        2,
        0,
        0.28,
        'event',
        True,
        {
            'en': (
                "Opening of the repair café in the boat house",
                "Brought a toaster and stayed to help. Wants to mend nets next.",
            ),
            'de': ("Eröffnung des Reparatur-Cafés im Bootshaus", "Kam mit einem Toaster und blieb zum Helfen."),
            'fr': ("Ouverture du café-réparation au hangar à bateaux", "Venue avec un grille-pain, restée pour aider."),
            'es': ("Apertura del café de reparación en el varadero", "Trajo una tostadora y se quedó a ayudar."),
        },
    ),
    (
        'brewery',
        1,
        5,
        0.18,
        'email',
        True,
        {
            'en': (
                "The brewery on our banner?",
                "Does not want a brewery to sponsor the youth crew. The board should answer.",
            ),
            'de': (
                "Die Brauerei auf unserem Banner?",
                "Findet eine Brauerei als Sponsor der Jugend falsch. Vorstand soll antworten.",
            ),
            'fr': (
                "Une brasserie sur notre banderole ?",
                "N'accepte pas une brasserie pour l'équipe des jeunes. Le bureau doit répondre.",
            ),
            'es': (
                "¿La cervecera en nuestra pancarta?",
                "No quiere que una cervecera patrocine a los jóvenes. Responderá la junta.",
            ),
        },
    ),
    (
        'assembly-4',
        1,
        1,
        0.35,
        'meeting',
        False,
        {
            'en': ("Annual assembly", "Voted on the sponsorship rules: no alcohol beside young people."),
            'de': ("Jahresversammlung", "Abstimmung über die Sponsoring-Regeln: kein Alkohol neben der Jugend."),
            'fr': ("Assemblée générale", "Vote des règles de mécénat : pas d'alcool auprès des jeunes."),
            'es': ("Asamblea anual", "Votación de las normas de patrocinio: sin alcohol junto a los jóvenes."),
        },
    ),
    (
        'cleanup-5',
        0,
        7,
        0.34,
        'event',
        True,
        {
            'en': ("Fifth spring clean-up", "Led a crew of four along the outer pier."),
            'de': ("Fünfter Frühjahrsputz", "Führte eine Vierergruppe an der Außenmole."),
            'fr': ("Cinquième nettoyage de printemps", "A mené une équipe de quatre sur la jetée."),
            'es': ("Quinta limpieza de primavera", "Dirigió un grupo de cuatro en el espigón."),
        },
    ),
    (
        'anniversary',
        0,
        1,
        0.4,
        'letter',
        False,
        {
            'en': (
                "Five years of Harbour Commons",
                "Invitation to the anniversary supper, with the sailing orders for the lantern parade.",
            ),
            'de': ("Fünf Jahre Harbour Commons", "Einladung zum Jubiläumsessen, mit Plan für den Laternenumzug."),
            'fr': ("Cinq ans de Harbour Commons", "Invitation au repas d'anniversaire et au défilé des lampions."),
            'es': ("Cinco años de Harbour Commons", "Invitación a la cena de aniversario y al desfile de faroles."),
        },
    ),
)

# channel, incoming, minutes, {lang: (subject, text, outcome)}
SMALL_TALK = (
    (
        'call',
        True,
        6,
        {
            'en': ("Change of address", "{first} rang about a new address.", "Changed in the books"),
            'de': ("Neue Anschrift", "{first} hat die neue Anschrift durchgegeben.", "Geändert"),
            'fr': ("Changement d'adresse", "{first} a donné sa nouvelle adresse.", "Corrigé"),
            'es': ("Cambio de domicilio", "{first} comunicó su nueva dirección.", "Corregido"),
        },
    ),
    (
        'call',
        False,
        12,
        {
            'en': ("Thank-you call", "Thanked {first} for the help at the quay. Would come again.", "Will come again"),
            'de': ("Dankesanruf", "{first} für die Hilfe am Kai gedankt.", "Kommt wieder"),
            'fr': ("Appel de remerciement", "Remercié {first} pour le coup de main au quai.", "Reviendra"),
            'es': ("Llamada de agradecimiento", "Se agradeció a {first} la ayuda en el muelle.", "Volverá"),
        },
    ),
    (
        'email',
        True,
        0,
        {
            'en': ("Question about the boat house key", "{first} asks who holds the key this month.", ""),
            'de': ("Frage zum Bootshausschlüssel", "{first} fragt, wer diesen Monat den Schlüssel hat.", ""),
            'fr': ("La clé du hangar", "{first} demande qui a la clé ce mois-ci.", ""),
            'es': ("La llave del varadero", "{first} pregunta quién tiene la llave este mes.", ""),
        },
    ),
    (
        'email',
        False,
        0,
        {
            'en': ("Photos of the lantern parade", "Sent the photos {first} had asked for.", ""),
            'de': ("Fotos vom Laternenumzug", "Die gewünschten Fotos an {first} geschickt.", ""),
            'fr': ("Photos du défilé des lampions", "Photos envoyées à {first}.", ""),
            'es': ("Fotos del desfile de faroles", "Fotos enviadas a {first}.", ""),
        },
    ),
    (
        'letter',
        True,
        0,
        {
            'en': (
                "A handwritten letter",
                "{first} writes how the harbour looked forty years ago. Kept in the archive.",
                "For the archive",
            ),
            'de': ("Ein Brief von Hand", "{first} schreibt, wie der Hafen vor vierzig Jahren aussah.", "Fürs Archiv"),
            'fr': ("Une lettre manuscrite", "{first} raconte le port d'il y a quarante ans.", "Pour les archives"),
            'es': ("Una carta a mano", "{first} cuenta cómo era el puerto hace cuarenta años.", "Para el archivo"),
        },
    ),
    (
        'sms',
        False,
        0,
        {
            'en': ("Tide table for Saturday", "Low water at nine: meet at the slip at half past eight.", ""),
            'de': ("Treffpunkt Sonnabend", "Niedrigwasser um neun: Treffen um halb neun an der Slipanlage.", ""),
            'fr': ("Marée de samedi", "Basse mer à neuf heures : rendez-vous à la cale à huit heures et demie.", ""),
            'es': ("Marea del sábado", "Bajamar a las nueve: quedamos en la rampa a las ocho y media.", ""),
        },
    ),
    (
        'meeting',
        False,
        45,
        {
            'en': (
                "Coffee at the office",
                "{first} wants to start a reading group about the sea.",
                "Room promised for Thursdays",
            ),
            'de': (
                "Kaffee im Büro",
                "{first} möchte einen Lesekreis über das Meer gründen.",
                "Raum donnerstags zugesagt",
            ),
            'fr': (
                "Café au bureau",
                "{first} voudrait lancer un cercle de lecture sur la mer.",
                "Salle promise le jeudi",
            ),
            'es': (
                "Café en la oficina",
                "{first} quiere empezar un club de lectura sobre el mar.",
                "Sala reservada los jueves",
            ),
        },
    ),
    (
        'web',
        True,
        0,
        {
            'en': (
                "Form: I want to help",
                "{first} ticked boat maintenance and school visits.",
                "Passed on to the chapter",
            ),
            'de': (
                "Formular: Ich möchte helfen",
                "{first} hat Bootspflege und Schulbesuche angekreuzt.",
                "An die Ortsgruppe gegeben",
            ),
            'fr': (
                "Formulaire : je veux aider",
                "{first} a coché entretien des bateaux et visites d'écoles.",
                "Transmis à la section",
            ),
            'es': (
                "Formulario: quiero ayudar",
                "{first} marcó mantenimiento de barcos y visitas a colegios.",
                "Pasado a la sección",
            ),
        },
    ),
    (
        'call',
        True,
        15,
        {
            'en': (
                "Complaint about the newsletter",
                "{first} got the letter twice. We are sorry.",
                "Second address removed",
            ),
            'de': ("Beschwerde über den Rundbrief", "{first} bekam den Brief zweimal.", "Zweite Anschrift entfernt"),
            'fr': ("Réclamation", "{first} a reçu la lettre deux fois.", "Deuxième adresse retirée"),
            'es': ("Queja por el boletín", "{first} recibió la carta dos veces.", "Segunda dirección eliminada"),
        },
    ),
    (
        'social',
        True,
        0,
        {
            'en': ("Message on our page", "{first} shared pictures of a stranded buoy.", "Harbour master told"),
            'de': (
                "Nachricht auf unserer Seite",
                "{first} hat Bilder einer gestrandeten Tonne geschickt.",
                "Hafenmeister informiert",
            ),
            'fr': (
                "Message sur notre page",
                "{first} a partagé des photos d'une bouée échouée.",
                "Capitainerie prévenue",
            ),
            'es': ("Mensaje en nuestra página", "{first} compartió fotos de una boya varada.", "Avisada la capitanía"),
        },
    ),
)

# What people write in the language they think in.
IN_THEIR_OWN_WORDS = {
    'pl': ("Pytanie o składkę", "Dzień dobry, czy mogę zapłacić składkę w dwóch ratach? Pozdrawiam, {first}"),
    'uk': ("Дякую за допомогу", "Добрий день! Дякуємо за теплий прийом у гавані. {first}"),
    'ru': ("Вопрос о субботнике", "Здравствуйте! Во сколько начинается уборка в порту? {first}"),
    'el': ("Ευχαριστώ", "Καλημέρα, σας ευχαριστώ για τη βοήθεια με τη βάρκα. {first}"),
    'ar': ("سؤال عن الدورة", "مرحباً، متى تبدأ دورة الإبحار القادمة؟ شكراً، {first}"),
    'he': ("שאלה", "שלום, מתי האסיפה הבאה? תודה, {first}"),
    'zh': ("关于海草项目", "您好，我想参加海草项目。谢谢，{first}"),
    'ja': ("お礼", "先日はありがとうございました。写真を送ります。{first}"),
    'ko': ("문의드립니다", "안녕하세요, 다음 모임은 언제인가요? {first} 드림"),
    'hi': ("धन्यवाद", "नमस्ते, बंदरगाह की सैर के लिए धन्यवाद। {first}"),
    'vi': ("Hỏi về lớp học bơi", "Xin chào, lớp học bơi cho trẻ em bắt đầu khi nào? {first}"),
    'tr': ("Teşekkür", "Merhaba, tekne turu için teşekkür ederiz. {first}"),
    'sv': ("Fråga om båtplats", "Hej! Finns det någon ledig båtplats till våren? Hälsningar, {first}"),
    'yo': ("Ẹ ṣé", "Ẹ káàárọ̀, ẹ ṣé fún ìrànlọ́wọ́ yín. {first}"),
}
