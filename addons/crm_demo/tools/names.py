"""Given and family names by culture, each with its form in Latin letters.

A name is written `native|latin` where the script is not Latin; otherwise the Latin form is the name without its
diacritics. All names are common ones, put together by chance: they mean nobody.
"""

import unicodedata
from dataclasses import dataclass

_LETTERS = str.maketrans(
    {
        'ł': 'l',
        'Ł': 'L',
        'ø': 'o',
        'Ø': 'O',
        'đ': 'd',
        'Đ': 'D',
        'ß': 'ss',
        'æ': 'ae',
        'Æ': 'Ae',
        'œ': 'oe',
        'ı': 'i',
        'ə': 'e',
        'þ': 'th',
        'ð': 'd',
        '’': '',
        "'": '',
        ' ': '',
        '-': '',
    }
)


def latin(name):
    """Letters a to z of a name in Latin script.

    >>> latin('Żółtowski'), latin('Größe'), latin('Đặng'), latin("O'Hara"), latin('Le Goff')
    ('Zoltowski', 'Grosse', 'Dang', 'OHara', 'LeGoff')
    """
    folded = unicodedata.normalize('NFKD', name.translate(_LETTERS))
    return ''.join(letter for letter in folded if letter.isascii() and letter.isalnum())


@dataclass(frozen=True)
class Name:
    native: str
    latin: str

    @classmethod
    def of(cls, text):
        """
        >>> Name.of('花子|Hanako')
        Name(native='花子', latin='Hanako')
        >>> Name.of('José')
        Name(native='José', latin='Jose')
        """
        native, _bar, roman = text.partition('|')
        return cls(native, roman or latin(native))


@dataclass(frozen=True)
class Culture:
    """Names of one language community; `women` and `men` are given names, `families` pairs (woman's, man's form)."""

    code: str
    women: tuple
    men: tuple
    families: tuple
    family_first: bool = False
    shares_family_name: bool = True


def _names(text):
    return tuple(Name.of(part.strip()) for part in text.split(','))


def _families(text):
    """`Nowak` is both forms; `Wiśniewska/Wiśniewski` is the woman's and the man's."""
    pairs = []
    for part in text.split(','):
        women, _slash, men = part.strip().partition('/')
        pairs.append((Name.of(women), Name.of(men or women)))
    return tuple(pairs)


def _culture(code, women, men, families, **flags):
    return Culture(code, _names(women), _names(men), _families(families), **flags)


_ALL = [
    _culture(
        'en',
        "Harriet, Eleanor, Beth, Gemma, Rosalind, Philippa, Imogen, Tamsin, Maureen, Dorothy, Zoë, Chloë, Hazel, Joan,"
        " Alice, Freya, Lydia, Nell, Sheila, Poppy",
        "Alfie, George, Stanley, Edmund, Toby, Graham, Colin, Rupert, Harvey, Leonard, Noah, Oliver, Kieran, Neil,"
        " Barnaby, Douglas, Hugh, Ivor, Keith, Wilfred",
        "Storr, Harker, Skelton, Dobson, Featherstone, Hutchinson, Pennock, Jefferson, Readman, Verrill, Mead,"
        " Wetherill, Leadley, Cole, Duck, Marsay, Frankland, Burnett, O'Hara, Rudd, Weatherill, Agar, Locker, Winspear",
    ),
    _culture(
        'de',
        "Käthe, Anke, Birgit, Elfriede, Greta, Hannelore, Inge, Jördis, Katrin, Lieselotte, Mareike, Nele, Renate,"
        " Silke, Ulrike, Wiebke, Frauke, Heike, Charlotte, Zoé, Emilia, Antje",
        "Björn, Detlef, Eckhard, Fritz, Götz, Hauke, Ingo, Jörg, Klaus, Lutz, Matthias, Norbert, Ole, Piet, Rüdiger,"
        " Sönke, Torben, Uwe, Wolfgang, Henning, Jannik, Günther",
        "Schröder, Krüger, Möller, Jäger, Lübcke, Köster, Behrens, Petersen, Hansen, Voß, Großmann, Kröger, Kühl,"
        " Ahrens, Wulff, Sievers, Brandt, Lüders, Thiessen, Bergmann, Zühlke, Fähnrich, Dürkopp, Hagemeister, Stöwe",
    ),
    _culture(
        'fr',
        "Maëlys, Anaïs, Gwenaëlle, Solène, Rozenn, Nolwenn, Morgane, Yvonne, Thérèse, Hélène, Élodie, Océane,"
        " Bénédicte, Annick, Françoise, Aurélie, Léa, Enora, Marie-Noëlle, Chantal",
        "Erwan, Loïc, Gaël, Tanguy, Ronan, Hervé, Jérôme, Benoît, François, Étienne, Mathéo, Noël, Yannick, Goulven,"
        " Corentin, Malo, Grégoire, René, Jean-Yves, Stéphane",
        "Le Goff, Kermarrec, Guéguen, Quéméneur, Le Bihan, Morvan, Riou, Cariou, Bescond, Le Floc'h, Péron, Tanguy,"
        " Hénaff, Jaouen, Kerloc'h, Lozac'h, Nédélec, Prigent, Salaün, Tromeur, Bernard, Lefèvre, Gauthier, Dréan",
    ),
    _culture(
        'es',
        "Begoña, Covadonga, Nuria, Íñiga, Ángela, Concepción, Lucía, Inés, Rocío, Belén, Águeda, Noelia, Xana, Mónica,"
        " Jimena, Candela, Olaya, Teresa",
        "Íñigo, Álvaro, Joaquín, Pelayo, Nicolás, Ramón, Óscar, Xuan, Sergio, Bartolomé, Iván, Hernán, Aurelio,"
        " Máximo, Martín, Diego, Mateo, Rubén",
        "Álvarez Peláez, Menéndez Suárez, Cuervo Arango, Muñiz Prendes, Fernández Llana, García Riestra,"
        " Ibáñez Quirós, Núñez Castaño, Peña Vigil, Rodríguez Coto, Suárez Inclán, Vázquez Miyar, Zúñiga Cueto,"
        " Cabañas Nava, Blanco Estrada, Gutiérrez Solís",
        shares_family_name=False,
    ),
    _culture(
        'sv',
        "Åsa, Märta, Görel, Annika, Ebba, Signe, Linnéa, Åse, Ylva, Gunilla, Maj-Britt, Tuva, Saga, Elin",
        "Göran, Håkan, Björn, Åke, Sören, Örjan, Anders, Nils, Torbjörn, Lennart, Viggo, Ture, Kjell, Elis",
        "Lindqvist, Sjöberg, Åkesson, Öberg, Ljungström, Nyström, Häggkvist, Strömblad, Bergström, Hallgren, Rönnqvist,"
        " Björkman, Engström, Wåhlin",
    ),
    _culture(
        'pl',
        "Agnieszka, Bożena, Małgorzata, Żaneta, Łucja, Grażyna, Zofia, Wioletta, Jadwiga, Ewa",
        "Paweł, Łukasz, Stanisław, Wojciech, Grzegorz, Błażej, Kamil, Zbigniew, Jakub, Michał",
        "Wiśniewska/Wiśniewski, Nowak, Zielińska/Zieliński, Dąbrowska/Dąbrowski, Łuczak, Żuraw, Wójcik, Piątek,"
        " Krawczyk, Majewska/Majewski",
    ),
    _culture(
        'uk',
        "Оксана|Oksana, Людмила|Liudmyla, Галина|Halyna, Соломія|Solomiia, Ярина|Yaryna, Наталія|Nataliia,"
        " Дарина|Daryna, Зоряна|Zoriana",
        "Тарас|Taras, Богдан|Bohdan, Олексій|Oleksii, Андрій|Andrii, Юрій|Yurii, Остап|Ostap, Василь|Vasyl,"
        " Микола|Mykola",
        "Шевчук|Shevchuk, Коваленко|Kovalenko, Бондар|Bondar, Ткаченко|Tkachenko, Гончарук|Honcharuk,"
        " Мельник|Melnyk, Лисенко|Lysenko, Савчук|Savchuk",
    ),
    _culture(
        'ru',
        "Анна|Anna, Ирина|Irina, Светлана|Svetlana, Вера|Vera, Нина|Nina, Екатерина|Ekaterina",
        "Сергей|Sergei, Дмитрий|Dmitrii, Алексей|Aleksei, Пётр|Petr, Фёдор|Fedor, Игорь|Igor",
        "Соколова|Sokolova/Соколов|Sokolov, Орлова|Orlova/Орлов|Orlov, Зайцева|Zaitseva/Зайцев|Zaitsev,"
        " Морозова|Morozova/Морозов|Morozov, Белова|Belova/Белов|Belov",
    ),
    _culture(
        'el',
        "Ελένη|Eleni, Δέσποινα|Despina, Αικατερίνη|Aikaterini, Σοφία|Sofia, Ζωή|Zoi, Χρυσούλα|Chrysoula",
        "Γιώργος|Giorgos, Νίκος|Nikos, Δημήτρης|Dimitris, Στέφανος|Stefanos, Ηλίας|Ilias, Χρήστος|Christos",
        "Παπαδοπούλου|Papadopoulou/Παπαδόπουλος|Papadopoulos, Γεωργίου|Georgiou, Νικολάου|Nikolaou,"
        " Αντωνίου|Antoniou, Οικονόμου|Oikonomou, Βασιλείου|Vasileiou",
    ),
    _culture(
        'ar',
        "فاطمة|Fatima, مريم|Maryam, ليلى|Layla, نور|Nour, سلمى|Salma, ياسمين|Yasmin, رنا|Rana, هدى|Huda",
        "أحمد|Ahmad, يوسف|Yusuf, خالد|Khalid, عمر|Omar, سامي|Sami, حسن|Hasan, طارق|Tariq, كريم|Karim",
        "الحلبي|Al-Halabi, حداد|Haddad, الخطيب|Al-Khatib, منصور|Mansour, درويش|Darwish, النجار|Al-Najjar, صالح|Saleh,"
        " بركات|Barakat",
        shares_family_name=False,
    ),
    _culture(
        'he',
        "נועה|Noa, תמר|Tamar, יעל|Yael, שירה|Shira, מיכל|Michal",
        "דוד|David, יונתן|Yonatan, איתן|Eitan, אורי|Uri, נדב|Nadav",
        "כהן|Cohen, לוי|Levi, פרידמן|Friedman, מזרחי|Mizrahi, אברהם|Avraham",
    ),
    _culture(
        'zh',
        "秀英|Xiuying, 丽|Li, 静|Jing, 雨桐|Yutong, 慧敏|Huimin, 婷|Ting",
        "伟|Wei, 建国|Jianguo, 志强|Zhiqiang, 浩然|Haoran, 明|Ming, 俊杰|Junjie",
        "王|Wang, 李|Li, 张|Zhang, 陈|Chen, 刘|Liu, 赵|Zhao, 黄|Huang",
        family_first=True,
        shares_family_name=False,
    ),
    _culture(
        'ja',
        "花子|Hanako, 美咲|Misaki, さくら|Sakura, 由美|Yumi, 陽子|Yoko, 千尋|Chihiro",
        "健太|Kenta, 大輔|Daisuke, 翔|Sho, 誠|Makoto, 浩二|Koji, 直樹|Naoki",
        "山田|Yamada, 佐藤|Sato, 鈴木|Suzuki, 高橋|Takahashi, 中村|Nakamura, 海野|Unno",
        family_first=True,
    ),
    _culture(
        'ko',
        "지우|Ji-woo, 서연|Seo-yeon, 민지|Min-ji, 은영|Eun-young, 수아|Su-a",
        "민준|Min-jun, 지훈|Ji-hoon, 성호|Seong-ho, 도윤|Do-yun, 현우|Hyeon-woo",
        "김|Kim, 이|Lee, 박|Park, 최|Choi, 정|Jeong",
        family_first=True,
        shares_family_name=False,
    ),
    _culture(
        'hi',
        "अनन्या|Ananya, प्रिया|Priya, सुनीता|Sunita, दीपा|Deepa, कविता|Kavita, मीरा|Meera",
        "अर्जुन|Arjun, राजेश|Rajesh, विक्रम|Vikram, संजय|Sanjay, रोहन|Rohan, देव|Dev",
        "शर्मा|Sharma, पटेल|Patel, वर्मा|Verma, गुप्ता|Gupta, जोशी|Joshi, नायर|Nair",
    ),
    _culture(
        'vi',
        "Thị Hồng, Ngọc Anh, Bích Thủy, Phương Thảo, Mỹ Linh, Kim Chi",
        "Văn Hùng, Minh Đức, Quốc Bảo, Hữu Phước, Tuấn Kiệt, Đình Khôi",
        "Nguyễn, Trần, Lê, Phạm, Đặng, Vũ, Bùi",
        family_first=True,
        shares_family_name=False,
    ),
    _culture(
        'tr',
        "Ayşe, Gülşen, Zeynep, Çiğdem, Şule, Nurgül",
        "Mehmet, Ömer, Yiğit, Çağlar, İbrahim, Şükrü",
        "Yıldız, Öztürk, Çelik, Şahin, Güneş, Aydoğan",
    ),
    _culture(
        'yo',
        "Folákẹ́|Folake, Adébímpé|Adebimpe, Títílayọ̀|Titilayo, Ṣadé|Sade",
        "Olúwaṣeun|Oluwaseun, Babátúndé|Babatunde, Ayọ̀délé|Ayodele, Káyọ̀dé|Kayode",
        "Adéyẹmí|Adeyemi, Ọlátúnjí|Olatunji, Akínṣọlá|Akinsola, Bánkọ́lé|Bankole",
    ),
]

CULTURES = {culture.code: culture for culture in _ALL}
