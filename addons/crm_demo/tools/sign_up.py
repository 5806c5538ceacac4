"""The sign-up sheets of two stalls at the harbour festival, as somebody typed them off, slips and all."""

HEADER = "First name;Family name;E-mail;Street;Postcode;City;Country;Date of birth"
# On the first: a day that there is not, an e-mail that is none, nobody's name, no such country, one who signed twice.
SHEETS = {
    'stralsund-stall.csv': (
        "Wiebke;Harmsen;wiebke.harmsen@example.org;Frankenstraße 31;18439;Stralsund;Germany;1991-05-17",
        "Þorsteinn;Ægisson;thorsteinn.aegisson@example.org;Heilgeiststraße 8;18439;Stralsund;Germany;",
        "Tariq;الخطيب;tariq.alkhatib@example.com;Badenstraße 40;18439;Stralsund;Germany;1986-11-30",
        "Svantje;Möller;svantje.moeller@example.org;Tribseer Damm 3;18437;Stralsund;Germany;1979-02-31",
        "Ilir;Hoxha;ilir.hoxha(at)example.org;Mühlenstraße 22;18439;Stralsund;Germany;1973-08-09",
        ";;no.name@example.org;Fährstraße 14;18439;Stralsund;Germany;",
        "Зоряна;Мельник;zoriana.melnyk@example.com;Wasserstraße 2;18439;Stralsund;Germany;1999-01-26",
        "Bo;Nyström;bo.nystrom@example.com;Kungsgatan 5;442 67;Marstrand;Sweeden;1964-12-12",
        "Wiebke;Harmsen;wiebke.harmsen@example.org;Frankenstraße 31;18439;Stralsund;Germany;1991-05-17",
        "Ngọc Anh;Phạm;ngoc.anh.pham@example.org;Knieperdamm 11;18435;Stralsund;Germany;2002-03-03",
    ),
    'whitby-stall.csv': (
        "Enid;Harland;enid.harland@example.org;9 Skinner Street;YO21 3VK;Whitby;United Kingdom;1957-02-08",
        "Kofi;Ansah-Pearson;kofi.ansah.pearson@example.com;2 Pier Road;YO21 3CV;Whitby;United Kingdom;1988-10-19",
        "Marjorie;Raine;marjorie.raine@example.org;41 Church Street;YO22 4MO;Whitby;United Kingdom;1949-07-01",
    ),
}


def sheet(name):
    """Bytes of one sheet, as a spreadsheet saves it with semicolons."""
    return ''.join(f'{line}\r\n' for line in (HEADER, *SHEETS[name])).encode()
