"""Which column is what: by its header in several languages, else by what stands in it."""

import re
import unicodedata

SYNONYMS = {
    'external_id': '''
        id ext_id external_id externalid unique_id uniqueid contact_id constituent_id customer_id kundennummer
        kundennr mitgliedsnummer membership_number member_number donor_id member_id legacy_id record_id ein
        tax_id_number identifiant id_externe ref_externe person_id personennummer npsp_id civicrm_id
        external_contact_id externe_id nr no number lfd_nr id_contacto mitgliedsnr mitglieds_nr mitglied_nr
        mitgliednr mitglieds_id mitgliedsnummern kunden_nr spendernummer spendernr spender_nr kontaktnummer
        kontaktnr kontakt_nr adressnummer adressnr adress_nr personalnummer personal_nr member_no memberno member_nr
        member_num memberid membership_no membership_nr membership_id customer_no customer_number donor_no
        donor_number supporter_id supporter_no supporter_number contact_no contact_number constituent_no
        constituent_number adherent_n n_adherent no_adherent num_adherent numero_adherent n_d_adherent no_d_adherent
        numero_d_adherent id_adherent code_adherent n_de_membre no_de_membre no_membre n_membre numero_de_membre
        numero_membre id_membre n_donateur numero_donateur id_donateur matricule no_de_socio n_de_socio n_o_de_socio
        no_socio n_socio num_socio numero_socio numero_de_socio id_socio codigo_de_socio codigo_socio no_de_donante
        numero_de_donante id_donante
    ''',
    'name': '''
        name full_name fullname display_name contact_name organization_name organisation_name company_name
        nom_complet nombre_completo vollstandiger_name org_name account_name donor_name member_name bezeichnung
        raison_sociale vor_und_nachname vorname_und_nachname vorname_nachname vor_und_zuname prenom_et_nom
        prenom_nom nombre_y_apellidos nombre_y_apellido nombre_apellidos first_and_last_name
    ''',
    'name_prefix': '''
        prefix title salutation anrede titel civilite titulo name_prefix tratamiento titre civ akad_titel
        akademischer_titel honorific
    ''',
    'first_name': '''
        first_name firstname first given_name givenname forename vorname prenom nombre nome voornaam fname
        first_names first_name_s forenames given_names vornamen vorname_n prenoms prenom_s nombres nombre_s
    ''',
    'middle_name': 'middle_name middlename middle second_name zweiter_vorname deuxieme_prenom segundo_nombre',
    'last_name': '''
        last_name lastname last surname family_name familyname nachname familienname nom_de_famille apellido
        apellidos cognome achternaam lname sobrenome nom last_names surnames zuname nachnamen nom_famille nom_usage
        nom_d_usage nom_usuel apellido_s
    ''',
    'name_suffix': 'suffix name_suffix namenszusatz suffixe sufijo',
    'preferred_name': 'preferred_name nickname rufname known_as surnom apodo goes_by',
    'former_name': 'former_name maiden_name geburtsname nom_de_naissance birth_name geborene',
    'pronouns': 'pronouns pronomen pronoms pronombres',
    'birthdate': '''
        birth_date birthdate date_of_birth dateofbirth dob birthday geburtsdatum geburtstag date_de_naissance
        fecha_de_nacimiento nacimiento geb_datum geboortedatum data_di_nascita geboren geboren_am geb geb_am geb_dat
        geburtsdat geburts_datum born born_on date_born birth d_o_b ne_le nee_le ne_e_le ne_ou_nee_le date_naissance
        date_naiss date_de_naiss naissance fecha_nacimiento fecha_nac fecha_de_nac fec_nac f_nacimiento f_nac
        f_de_nacimiento nacido_el nacida_el nacido_a_el
    ''',
    'email': '''
        email e_mail mail email_address emailaddress e_mail_adresse courriel correo correo_electronico adresse_email
        primary_email email_1 emailadresse emails e_mails e_mailadresse mailadresse mail_adresse e_mail_address
        mail_address email_id private_email personal_email home_email e_mail_privat email_privat adresse_e_mail
        adresse_mail adresse_courriel adresse_electronique mel correo_e e_correo email_personal correo_personal
        direccion_de_correo direccion_de_correo_electronico direccion_email
    ''',
    'phone': '''
        phone telephone tel mobile cell phone_number telefon telefonnummer handy mobil telefono portable gsm
        primary_phone mobile_phone home_phone cellphone numero_de_telephone telefoon phone_1 phone_no phone_nr
        phone_num telephone_no telephone_number tel_no mob mobile_no mobile_number cell_number contact_phone tel_nr
        telnr telefon_nr telefonnr rufnummer festnetz telefon_privat tel_privat handynr handy_nr handynummer
        mobilnummer mobilnr mobiltelefon telefon_mobil tel_mobil telephone_portable tel_portable telephone_mobile
        tel_mobile telephone_fixe tel_fixe no_de_telephone n_de_telephone no_telephone n_telephone n_tel
        num_telephone numero_telephone movil telefono_movil tel_movil no_movil telefono_fijo tel_fijo tfno tlf tlfn
        telf celular no_de_telefono n_de_telefono numero_de_telefono no_telefono
    ''',
    'street': '''
        street street_and_number strasse_und_hausnummer strasse_hausnummer calle_y_numero address address_1 address1
        street_address address_line_1 strasse adresse rue calle direccion via straat mailing_street street_1
        anschrift str strasse_nr strasse_und_nr strasse_hausnr strasse_und_hausnr strasse_u_hausnummer postanschrift
        wohnadresse address_line addr addr_1 addr1 address_line1 street_name street_address_1 postal_address
        mailing_address home_address adresse_1 adresse1 adresse_ligne_1 adresse_postale voie rue_et_numero
        numero_et_rue n_et_rue domicilio direccion_postal calle_y_no
    ''',
    'street2': '''
        street2 address_2 address2 address_line_2 adresszusatz complement_d_adresse street_2 apt suite zusatz
        adress_zusatz address_line2 addr_2 addr2 apartment unit adresse_2 adresse2 adresse_ligne_2 complement
        complement_adresse direccion_2 piso
    ''',
    'city': '''
        city town ort stadt ville ciudad citta plaats wohnort localite poblacion mailing_city commune town_city
        city_town post_town municipality ortschaft gemeinde wohn_ort localidad municipio
    ''',
    'zip': '''
        zip zipcode zip_code postcode postal_code plz postleitzahl code_postal codigo_postal cap postalcode
        mailing_zip c_p cp c_postal cod_postal code_post codepostal codigopostal post_code postal zip_postal_code
        postal_zip_code
    ''',
    'state': '''
        state province region county bundesland kanton departement provincia estado mailing_state state_province
        province_state comunidad_autonoma
    ''',
    'country': 'country country_code land pays pais paese nation mailing_country staat country_name',
    'website': 'website web url homepage site_web sitio_web webseite internet',
    'comment': '''
        notes note comment comments remarks bemerkung bemerkungen notiz notizen commentaire commentaires
        observaciones memo anmerkung anmerkungen kommentar kommentare remarque remarques observation observations
        nota notas
    ''',
    'tags': 'tags tag categories category labels schlagworte kategorie etiquettes etiquetas groups gruppen keywords',
    'household': 'household household_id household_key household_name haushalt haushalt_id foyer hogar family_id',
    'organisation': '''
        employer company organisation organization firma unternehmen arbeitgeber societe empresa entreprise
        empleador employeur
    ''',
    'job_title': '''
        job_title job position function beruf funktion poste cargo role_title jobtitle fonction profession
        occupation puesto profesion
    ''',
    'constituent_type': 'type kind contact_type constituent_type art typ record_type',
    'lang': 'language lang sprache langue idioma taal preferred_language',
    'vat': 'vat vat_number ust_id ustid tva nif cif partita_iva btw',
    'preferred_channel': 'preferred_channel contact_preference preferred_contact',
    'is_deceased': 'deceased is_deceased verstorben decede fallecido',
    'deceased_date': '''
        deceased_date date_of_death death_date todesdatum sterbedatum date_de_deces died died_on deceased_on
        verstorben_am gestorben_am todestag decede_le decedee_le decede_e_le date_deces fecha_de_defuncion
        fecha_defuncion fecha_de_fallecimiento
    ''',
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
