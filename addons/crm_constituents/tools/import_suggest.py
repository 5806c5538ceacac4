"""Which column is what: by its header in several languages, else by what stands in it."""

import re
import unicodedata

SYNONYMS = {
    'external_id': 'id ext_id external_id externalid unique_id uniqueid contact_id constituent_id customer_id '
    'kundennummer kundennr '
    'mitgliedsnummer membership_number member_number '
    'donor_id member_id legacy_id record_id ein tax_id_number identifiant id_externe ref_externe '
    'person_id personennummer npsp_id civicrm_id external_contact_id externe_id nr no number lfd_nr id_contacto',
    'name': 'name full_name fullname display_name contact_name organization_name organisation_name company_name '
    'nom_complet '
    'nombre_completo vollstandiger_name org_name account_name donor_name member_name bezeichnung raison_sociale',
    'name_prefix': 'prefix title salutation anrede titel civilite titulo name_prefix tratamiento',
    'first_name': 'first_name firstname first given_name givenname forename vorname prenom nombre nome voornaam fname',
    'middle_name': 'middle_name middlename middle second_name zweiter_vorname deuxieme_prenom segundo_nombre',
    'last_name': 'last_name lastname last surname family_name familyname nachname familienname nom_de_famille '
    'apellido apellidos '
    'cognome achternaam lname sobrenome nom',
    'name_suffix': 'suffix name_suffix namenszusatz suffixe sufijo',
    'preferred_name': 'preferred_name nickname rufname known_as surnom apodo goes_by',
    'former_name': 'former_name maiden_name geburtsname nom_de_naissance birth_name geborene',
    'pronouns': 'pronouns pronomen pronoms pronombres',
    'birthdate': 'birth_date birthdate date_of_birth dateofbirth dob birthday geburtsdatum geburtstag '
    'date_de_naissance '
    'fecha_de_nacimiento nacimiento geb_datum geboortedatum data_di_nascita',
    'email': 'email e_mail mail email_address emailaddress e_mail_adresse courriel correo correo_electronico '
    'adresse_email '
    'primary_email email_1 emailadresse',
    'phone': 'phone telephone tel mobile cell phone_number telefon telefonnummer handy mobil telefono portable gsm '
    'primary_phone mobile_phone home_phone cellphone numero_de_telephone telefoon phone_1',
    'street': 'street street_and_number strasse_und_hausnummer strasse_hausnummer calle_y_numero '
    'address address_1 address1 street_address address_line_1 strasse adresse rue calle '
    'direccion via straat '
    'mailing_street street_1 anschrift',
    'street2': 'street2 address_2 address2 address_line_2 adresszusatz complement_d_adresse street_2 apt suite',
    'city': 'city town ort stadt ville ciudad citta plaats wohnort localite poblacion mailing_city commune',
    'zip': 'zip zipcode zip_code postcode postal_code plz postleitzahl code_postal codigo_postal cap postalcode '
    'mailing_zip',
    'state': 'state province region county bundesland kanton departement provincia estado mailing_state',
    'country': 'country country_code land pays pais paese nation mailing_country staat',
    'website': 'website web url homepage site_web sitio_web webseite internet',
    'comment': 'notes note comment comments remarks bemerkung bemerkungen notiz notizen commentaire '
    'commentaires observaciones',
    'tags': 'tags tag categories category labels schlagworte kategorie etiquettes etiquetas groups gruppen keywords',
    'household': 'household household_id household_key household_name haushalt haushalt_id foyer hogar family_id',
    'organisation': 'employer company organisation organization firma unternehmen arbeitgeber societe empresa '
    'entreprise',
    'job_title': 'job_title job position function beruf funktion poste cargo role_title jobtitle',
    'constituent_type': 'type kind contact_type constituent_type art typ record_type',
    'lang': 'language lang sprache langue idioma taal preferred_language',
    'vat': 'vat vat_number ust_id ustid tva nif cif partita_iva btw',
    'preferred_channel': 'preferred_channel contact_preference preferred_contact',
    'is_deceased': 'deceased is_deceased verstorben decede fallecido',
    'deceased_date': 'deceased_date date_of_death death_date todesdatum sterbedatum date_de_deces',
}
_BY_WORD = {}
for target, words in SYNONYMS.items():
    for word in words.split():
        _BY_WORD.setdefault(word, target)
CARE_OF = frozenset(['ico', 'in_care_of', 'care_of', 'c_o', 'co', 'zu_handen', 'z_hd', 'attn', 'attention'])


def normal(header):
    """
    >>> normal('E-Mail Adresse'), normal('Prénom'), normal('dateOfBirth')
    ('e_mail_adresse', 'prenom', 'date_of_birth')
    """
    text = re.sub(r'(?<=[a-z])(?=[A-Z])', '_', header.strip()).replace('ß', 'ss')
    text = ''.join(char for char in unicodedata.normalize('NFKD', text.lower()) if not unicodedata.combining(char))
    return re.sub(r'[^\w]+|_+', '_', text).strip('_')


def signature(columns):
    """The header in a form that is the same for the next file of the same maker.

    >>> signature(['Name', 'E-Mail']) == signature(['name ', 'e mail'])
    True
    """
    return '|'.join(normal(column) for column in columns)


def suggest(columns, types=()):
    """`[target or '']` for each column; no target twice, but the parts of a name and of an address together.

    :param types: per column what its cells look like: 'email', 'date', 'phone', '' (see `import_profile`)

    >>> suggest(['EIN', 'NAME', 'ICO', 'STREET', 'CITY', 'STATE', 'ZIP', 'GROUP'])
    ['external_id', 'name', '', 'street', 'city', 'state', 'zip', '']
    >>> suggest(['Vorname', 'Nachname', 'Geb.-Datum', 'Kontakt'], ['', '', 'date', 'email'])
    ['first_name', 'last_name', 'birthdate', 'email']
    """
    found = [_BY_WORD.get(normal(column), '') for column in columns]
    taken = set()
    for index, target in enumerate(found):
        if target in taken:
            found[index] = ''
        taken.add(found[index])
    for index, kind in enumerate(types):
        target = {'email': 'email', 'phone': 'phone'}.get(kind, '')
        if not found[index] and target and target not in taken:
            found[index] = target
            taken.add(target)
    if 'first_name' in taken and 'last_name' not in taken and 'name' in taken:
        found[found.index('name')] = 'last_name'
    elif {'first_name', 'last_name'} <= taken and 'name' in taken:
        found[found.index('name')] = ''
    return found
