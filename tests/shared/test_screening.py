import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban
from stdnum.nl import bsn

from zicht_shared.screening import screen

# What somebody may put between the digits of a number, by habit or to get it through.
BETWEEN = ["", " ", "  ", "-", ".", " - ", "/", "\n", "\t", "\u00a0", "\u200b", "\u2011", "\u00ad", ",", "(", ") ", "_"]
DIGITS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "०१२३४५६७८९"]
WORDS = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
GEVULD = st.lists(st.sampled_from(["ik ", "was ", "erg ", "tevreden ", "met de hulp. ", "Graag meer tijd! ", "\n"]))


@st.composite
def disguised(draw: st.DrawFn, digits: str) -> str:
    """These digits in another script, or in words, with something between them."""
    in_words = draw(st.booleans())
    script = draw(st.sampled_from(DIGITS))
    parts = [WORDS[int(digit)] if in_words and draw(st.booleans()) else script[int(digit)] for digit in digits]
    # Words and digits stuck together are no words any more.
    gaps = [
        draw(
            st.sampled_from(
                [gap for gap in BETWEEN if gap.strip("\u200b\u00ad_") or gap.isspace()] if in_words else BETWEEN
            )
        )
        for _ in parts
    ]
    return "".join(part + gap for part, gap in zip(parts, gaps, strict=True)).strip()


@st.composite
def a_bsn(draw: st.DrawFn) -> str:
    digits = draw(st.lists(st.integers(0, 9), min_size=8, max_size=8))
    check = sum((9 - place) * digit for place, digit in enumerate(digits)) % 11
    number = "".join(map(str, [*digits, check % 10]))
    return number if bsn.is_valid(number) else "111222333"


def number_in(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


@given(a_bsn().flatmap(disguised), GEVULD, GEVULD)
def test_a_bsn_is_taken_out_however_it_is_written(number: str, before: list[str], after: list[str]) -> None:
    screened = screen(f"{''.join(before)}\n{number}\n{''.join(after)}")
    assert number not in screened.tekst
    assert len(number_in(screened.tekst)) < 7
    assert not any(word in screened.tekst.split() for word in WORDS[5:])
    assert screened.gemaskeerd


@given(st.from_regex(r"06[1-5][0-9]{7}", fullmatch=True).flatmap(disguised), GEVULD)
def test_a_telephone_number_is_taken_out_however_it_is_written(number: str, before: list[str]) -> None:
    screened = screen(f"{''.join(before)}bel {number} graag")
    assert len(number_in(screened.tekst)) < 7
    assert screened.tekst.endswith("graag")


@given(st.from_regex(r"[A-Z]{4}[0-9]{10}", fullmatch=True), st.sampled_from(["", " ", "\n", "-", "."]), st.booleans())
def test_a_bank_account_is_taken_out(rekening: str, gap: str, small: bool) -> None:
    known = iban.calc_check_digits("NL00" + rekening)
    number = f"NL{known}{rekening}"
    written = gap.join(number[place : place + 4] for place in range(0, len(number), 4))
    screened = screen(f"het staat op {written.lower() if small else written} denk ik")
    assert rekening[4:8] not in screened.tekst
    assert "rekeningnummer" in screened.gemaskeerd
    assert screened.tekst.startswith("het staat op ")


@pytest.mark.parametrize(
    ("text", "screened"),
    [
        ("Bel mij op 06-12345678.", "Bel mij op ⟨telefoonnummer⟩."),
        ("nul zes twaalf vierendertig zesenvijftig achtenzeventig", "⟨telefoonnummer⟩"),
        ("0 6\n1 2\n3 4 5 6 7 8", "⟨telefoonnummer⟩"),
        ("in het buitenland: +48 22 123 45 67", "in het buitenland: ⟨telefoonnummer⟩"),
        ("mijn bsn is 111222333", "mijn bsn is ⟨bsn⟩"),
        ("bsn 1 1 1.2 2 2.3 3 3!", "bsn ⟨bsn⟩!"),
        ("NL91 ABNA 0417 1643 00", "⟨rekeningnummer⟩"),
        ("mail jan@kpn.nl", "mail ⟨e-mailadres⟩"),
        ("jan ＠ kpn ． nl", "⟨e-mailadres⟩"),
        ("jan apenstaartje kpn punt nl", "⟨e-mailadres⟩"),
        ("zie https://x.nl/a?b of www.foo.org.", "zie ⟨webadres⟩ of ⟨webadres⟩"),
        ("ik woon in de Dorpsstraat 12a", "ik woon in de ⟨adres⟩"),
        ("op 1234 AB 12", "op ⟨adres⟩"),
        ("op 1234ab", "op ⟨adres⟩"),
        ("dossier 20231234567", "dossier ⟨nummer⟩"),
        ("Mevrouw De Vries hielp mij", "Mevrouw ⟨naam⟩ hielp mij"),
        ("dhr. J. van den Berg-Smit belde", "dhr. ⟨naam⟩ belde"),
        ("mijn begeleider Fatima was aardig", "mijn begeleider ⟨naam⟩ was aardig"),
        ("ze heet janneke en is lief", "ze heet ⟨naam⟩ en is lief"),
        ("Ik heet jan jansen.", "Ik heet ⟨naam⟩."),
        ("MIJN HULP HEET JANNEKE DE BOER EN DAT IS FIJN", "MIJN HULP HEET ⟨naam⟩ EN DAT IS FIJN"),
        ("Ahmed El Amrani belde mij", "⟨naam⟩ belde mij"),
        ("Kees van der Berg kwam langs", "⟨naam⟩ kwam langs"),
        ("ik ben geholpen door Oksana Kovalenko", "ik ben geholpen door ⟨naam⟩"),
    ],
)
def test_what_may_tell_who_somebody_is_makes_way_for_what_it_was(text: str, screened: str) -> None:
    assert screen(text).tekst == screened


@pytest.mark.parametrize(
    "text",
    [
        "Ik was tevreden. Het Wmo-loket duurde lang. U mag vaker bellen!",
        "ik betaal 12,50 euro sinds 2020 en het duurde 3 weken",
        "Een goed gesprek met een, twee of drie mensen. In 2023 en 2024 was het minder.",
        "Ik spreek geen Nederlands maar Arabisch, dat was lastig met DigiD.",
        "الدعم كان ممتازا",
        "",
        "\u200b",
    ],
)
def test_what_tells_nobody_stays_as_it_was(text: str) -> None:
    assert screen(text).tekst == text


@given(st.text(max_size=300))
def test_any_text_can_be_screened_and_nothing_new_is_found_after_that(text: str) -> None:
    once = screen(text)
    assert len(number_in(screen(once.tekst).tekst)) <= len(number_in(once.tekst))
    if not once.gemaskeerd:
        assert once.tekst == text


@pytest.mark.parametrize(
    "piece", ["1 ", "a", "a.", "een", "NL ", "A ", "1-", "www", "@", "a@", " at ", "Aa", "de ", "+1"]
)
def test_no_text_takes_long(piece: str) -> None:
    begin = time.process_time()
    screen((piece * 2000)[:2000])
    assert time.process_time() - begin < 0.5
