"""The instruments of the library: whole, runnable, readable, in six languages, and in step with the core."""

import re
import unicodedata
from collections.abc import Iterator

import pytest

from zicht_api.doelenbomen.sjabloon import alle_sjablonen
from zicht_api.indicatoren.starterset import STARTINDICATOREN
from zicht_surveys.invullen.antwoorden import complete, split
from zicht_surveys.vragenlijsten.bibliotheek import alle_vragenlijsten, vragenlijst

TALEN = ("nl", "en", "ar", "tr", "uk", "pl")
VERTALINGEN = TALEN[1:]
LABELS = ["helemaal mee oneens", "mee oneens", "neutraal", "mee eens", "helemaal mee eens"]
LATIJN = set("abcdefghijklmnopqrstuvwxyz")
ALFABET = {
    "nl": LATIJN | set("éëïöè"),
    "en": LATIJN,
    "ar": {chr(point) for point in range(0x0621, 0x0653)},
    "tr": set("abcçdefgğhıijklmnoöprsştuüvyz"),
    "uk": set("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "pl": set("aąbcćdeęfghijklłmnńoóprsśtuwyzźż"),
}
# The one Dutch word that every translation gives: residents meet it on letters and at counters.
NEDERLANDSE_NAAM = re.compile(
    r"\((?:in Dutch|بالهولندية|Felemenkçe|нідерландською|po niderlandzku): cliëntondersteuning\)"
)
NEDERLANDS = {"aan", "antwoorden", "een", "gemeente", "het", "hulp", "ik", "mijn", "niet", "ondersteuning", "u", "uw",
              "voor", "vraag", "wij", "zijn"}  # fmt: skip
# Words by which a text would address someone as a friend.
VERTROUWELIJK = {
    "nl": {"je", "jij", "jou", "jouw", "jullie"},
    "tr": {"sen", "sana", "seni", "senin", "sende", "senden", "seninle"},
    "uk": {"ти", "тебе", "тобі", "тобою", "твій", "твоя", "твоє", "твої", "твого", "твоїх"},
    "pl": {"ty", "ciebie", "cię", "ci", "tobą", "twój", "twoja", "twoje", "twojego", "możesz", "masz", "jesteś"},
}
# Ukrainian writes the formal you with a capital.
UKRAINS_U = re.compile(r"ви|вас|вам|вами|ваш\w*")
SLOT = str.maketrans("؟", "?")
LANGST = {
    "titel": 60, "inleiding": 450, "kop": 60, "uitleg": 200, "vraag": 200, "toelichting": 200, "rij": 80, "label": 60
}  # fmt: skip
LANGSTE_WOORD = 20

# What the guides spell out (domain.md), by instrument. These sentences are not ours to simplify.
LETTERLIJK = {
    "putten": [
        "Ik heb de ondersteuning als helpend ervaren.",
        "Door cliëntondersteuning kan ik zelfstandig of met passende hulp verder.",
        "Ik heb met cliëntondersteuning mijn eigen keuzes kunnen maken.",
        "Als ik weer ondersteuning nodig heb, zou ik met dezelfde cliëntondersteuner contact opnemen.",
        "Ik zou mensen om mij heen cliëntondersteuning aanraden.",
        "Zijn er nog verbeterpunten in de ondersteuning?",
    ],
    "nps": [
        "In hoeverre verwacht u dat u tegen een vriend, familielid of kennis positief praat over uw ervaring "
        "met de dienstverlening waarvan u gebruik heeft gemaakt?",
        "Waarom geeft u deze score?",
        "Wat zou er beter kunnen?",
        "Mogen we eventueel contact met u opnemen voor een toelichting?",
    ],
    "ceo-wmo": [
        "Wist u dat u gebruik kunt maken van cliëntondersteuning?",
        "Vindt u de kwaliteit van de ondersteuning die u krijgt goed?",
        "Past de ondersteuning die u krijgt bij uw hulpvraag?",
    ],
    "doelrealisatie": [
        "Heeft u van uw cliëntondersteuner voldoende informatie gekregen om een weloverwogen keuze te maken?",
    ],
}
# The question of the set doelrealisatie by which each node of the starter doelenboom is measured.
VRAAG_VAN_KNOOP = {
    "zelfregie": "zelf-verder",
    "kunnen": "weet-verder",
    "willen": "durft-kiezen",
    "mogen": "anders-kiezen",
    "toegang-tot-informatie": "informatie-voldoende",
    "zicht-op-de-hulpvraag": "vraag-helder",
    "weloverwogen-keuze": "eigen-keuze",
    "steun-bij-zelf-kiezen": "steun-bij-kiezen",
    "voldoende-keuze": "keuze-voldoende",
}
MAAT_VAN = {
    "likert5": "top2",
    "matrix": "top2",
    "rapportcijfer": "gemiddelde",
    "nps": "nps",
    "ja-nee": "ja",
    "ja-nee-want": "ja",
}

elk_instrument = pytest.mark.parametrize("definition", alle_vragenlijsten(), ids=lambda d: f"{d.code}-{d.variant}")


def texts(code, variant="standaard"):
    return [vraag.tekst["nl"] for vraag in vragenlijst(code, variant).vragen]


def every_text(definition) -> Iterator[tuple[str, dict[str, str]]]:
    """Every text with its role on the page, all languages of it."""
    yield "titel", definition.titel
    yield "inleiding", definition.inleiding
    for onderdeel in definition.onderdelen:
        yield "kop", onderdeel.titel
        if onderdeel.toelichting:
            yield "uitleg", onderdeel.toelichting
    for vraag in definition.vragen:
        yield "vraag", vraag.tekst
        if vraag.toelichting:
            yield "toelichting", vraag.toelichting
        yield from (("rij", rij.tekst) for rij in vraag.rijen)
        yield from (("label", label) for label in (*(optie.tekst for optie in vraag.opties), *vraag.schaallabels))


def words(tekst: str) -> list[str]:
    """Words as they are read: what connects two of them, such as the slash of Pan/Pani, does not make them one."""
    return re.findall(r"[^\W\d_]+(?:[’'][^\W\d_]+)*", unicodedata.normalize("NFC", tekst))


def sentences(definition) -> list[list[str]]:
    """Every Dutch sentence that is ours, as words; a sentence that stands there twice is read twice."""
    literal = LETTERLIJK.get(definition.code, [])
    own = [tekst["nl"] for _, tekst in every_text(definition) if tekst["nl"] not in literal]
    return [words(zin) for tekst in own for zin in re.split(r"(?<=[.?!]) ", tekst) if zin.endswith((".", "?", "!"))]


def test_the_library_holds_the_instruments_of_the_guides():
    names = [(definition.code, definition.variant, definition.versie) for definition in alle_vragenlijsten()]
    assert names == [
        ("ceo-wmo", "standaard", 1),
        ("doelrealisatie", "standaard", 1),
        ("ervaringenkaart-achteraf", "standaard", 1),
        ("ervaringenkaart-vooraf", "standaard", 1),
        ("hoewijzer", "kort", 1),
        ("hoewijzer", "uitgebreid", 1),
        ("klantreis", "standaard", 1),
        ("nps", "standaard", 1),
        ("putten", "standaard", 1),
    ]


@pytest.mark.parametrize("code", LETTERLIJK)
def test_what_the_guides_spell_out_stands_there_word_for_word_and_the_source_says_so(code):
    assert [tekst for tekst in texts(code) if tekst in LETTERLIJK[code]] == LETTERLIJK[code]
    assert "letterlijk" in vragenlijst(code, "standaard").bron


@elk_instrument
def test_the_source_says_what_is_of_zicht_and_what_it_says_of_literal_words_is_so(definition):
    assert "van Zicht" in definition.bron
    assert ("letterlijk" in definition.bron) == (definition.code in LETTERLIJK)


def test_putten_asks_five_statements_and_one_question():
    assert texts("putten") == LETTERLIJK["putten"]
    assert [vraag.soort for vraag in vragenlijst("putten", "standaard").vragen] == ["likert5"] * 5 + ["ja-nee-want"]


def test_nps_asks_a_number_only_of_who_may_be_called():
    definition = vragenlijst("nps", "standaard")
    assert texts("nps")[:4] == LETTERLIJK["nps"]
    assert not complete(definition, {"score": "0", "terugbellen": "nee"})
    assert [fault.veld for fault in complete(definition, {"score": "0", "terugbellen": "ja"})] == ["telefoonnummer"]
    assert [label["nl"] for label in definition.vragen[0].schaallabels] == ["zeker niet", "zeer zeker"]


def test_the_clientervaringsonderzoek_is_its_three_questions_and_nothing_else():
    assert texts("ceo-wmo") == LETTERLIJK["ceo-wmo"]


def test_hoewijzer_kort_is_a_part_of_uitgebreid_so_that_both_count_for_the_same_indicator():
    kort = {vraag.code: vraag for vraag in vragenlijst("hoewijzer", "kort").vragen}
    uitgebreid = {vraag.code: vraag for vraag in vragenlijst("hoewijzer", "uitgebreid").vragen}
    assert len(kort) == 6
    assert len(uitgebreid) == 14
    assert kort == {code: uitgebreid[code] for code in kort}


def test_the_ervaringenkaart_counts_the_same_rows_before_and_after():
    vooraf, achteraf = (vragenlijst(f"ervaringenkaart-{moment}", "standaard") for moment in ("vooraf", "achteraf"))
    assert [vraag.code for vraag in vooraf.vragen] == ["resultaten", "verwachtingen", "verandering"]
    assert [vraag.code for vraag in achteraf.vragen] == ["resultaten", "ervaringen", "verandering"]
    assert [vraag.velden for vraag in vooraf.vragen] == [vraag.velden for vraag in achteraf.vragen]
    assert vooraf.vragen[0] == achteraf.vragen[0]
    for definition in (vooraf, achteraf):
        assert "zonder uw cliëntondersteuner" in definition.inleiding["nl"]


def test_the_klantreis_asks_the_same_three_things_of_every_step_that_someone_went_through():
    definition = vragenlijst("klantreis", "standaard")
    keuze, *stappen, _ = definition.vragen
    assert [vraag.code for vraag in stappen] == [optie.code for optie in keuze.opties]
    for vraag in stappen:
        assert [rij.code.removeprefix(f"{vraag.code}-") for rij in vraag.rijen] == [
            "bejegening",
            "communicatie-en-informatie",
            "expertise",
        ]
        assert [rij.tekst for rij in vraag.rijen] == [rij.tekst for rij in stappen[0].rijen]
    missing = {fault.veld for fault in complete(definition, {"stappen": ["gesprek"]})}
    assert missing == {"gesprek-bejegening", "gesprek-communicatie-en-informatie", "gesprek-expertise"}
    assert not complete(definition, {"stappen": ["weet-niet"]})


def test_only_who_receives_support_is_asked_whether_they_can_choose_otherwise():
    definition = vragenlijst("doelrealisatie", "standaard")
    answers = {veld: "nee" for vraag in definition.vragen for veld in vraag.velden if vraag.soort == "ja-nee"}
    without = {veld: given for veld, given in answers.items() if veld != "anders-kiezen"}
    assert not complete(definition, without)
    receives = without | {"krijgt-ondersteuning": "ja"}
    assert [fault.veld for fault in complete(definition, receives)] == ["anders-kiezen"]


@elk_instrument
def test_every_scale_of_statements_has_the_five_labels_and_no_closed_question_forces_an_opinion(definition):
    for vraag in definition.vragen:
        if vraag.soort in ("likert5", "matrix"):
            assert [label["nl"] for label in vraag.schaallabels] == LABELS
        # The NPS of the guide is a score and a yes or no, without a way out.
        assert vraag.weet_niet or not vraag.waarden or definition.code == "nps"
        assert vraag.verplicht == (vraag.soort != "open")


@elk_instrument
@pytest.mark.parametrize("keuze", [0, -1])
def test_every_instrument_runs_as_it_stands(definition, keuze):
    answers: dict[str, str | list[str]] = {}
    for vraag in definition.vragen:
        given = vraag.waarden[keuze] if vraag.waarden else "0612345678" if vraag.soort == "telefoon" else "tekst"
        answers |= {veld: "tekst" if veld.endswith("-want") else given for veld in vraag.velden}
        if vraag.soort == "meer":
            answers[vraag.code] = [waarde for waarde in vraag.waarden if waarde != "weet-niet"]
    assert complete(definition, answers) == []
    parts = split(definition, answers)
    closed = {veld for vraag in definition.vragen for veld in vraag.velden if vraag.waarden and "-want" not in veld}
    hidden = {
        vraag.code for vraag in definition.vragen if vraag.als and answers[vraag.als.vraag] in ("nee", "weet-niet")
    }
    assert set(parts.gesloten) == closed - hidden
    assert set(parts.open) | set(parts.contact) == set(answers) - closed - hidden


@elk_instrument
def test_every_instrument_is_there_in_every_language_and_only_the_dutch_has_been_read_by_a_person(definition):
    assert definition.talen == TALEN
    assert definition.nagekeken == ("nl",)
    for _, tekst in every_text(definition):
        assert set(tekst) == set(TALEN)


@elk_instrument
def test_every_text_is_in_the_letters_of_its_language(definition):
    for _, tekst in every_text(definition):
        for taal, woorden in tekst.items():
            own = NEDERLANDSE_NAAM.sub("", woorden)
            # Turkish has two letters i, which lower() of one of them writes with a loose dot.
            letters = {letter for letter in own.replace("İ", "i").lower() if letter.isalpha()}
            assert letters, (taal, woorden)
            assert letters <= ALFABET[taal], (taal, woorden, letters - ALFABET[taal])


@elk_instrument
def test_no_translation_is_a_copy_and_none_keeps_a_dutch_word(definition):
    for _, tekst in every_text(definition):
        assert len({woorden.casefold() for woorden in tekst.values()}) == len(TALEN), tekst
        for taal in ("en", "tr", "pl"):
            left = NEDERLANDS & {word.lower() for word in words(NEDERLANDSE_NAAM.sub("", tekst[taal]))}
            assert not left, (taal, tekst[taal])


@elk_instrument
def test_every_translation_is_as_much_a_question_and_about_as_long_as_the_dutch(definition):
    for rol, tekst in every_text(definition):
        slot = tekst["nl"][-1] if tekst["nl"][-1] in ".?" else ""
        for taal in VERTALINGEN:
            other = tekst[taal].translate(SLOT)
            assert (other[-1] if other[-1] in ".?" else "") == slot, (taal, tekst)
            # Half a sentence that was forgotten shows in its length. An inleiding also explains cliëntondersteuning.
            if rol in ("vraag", "toelichting", "rij", "uitleg"):
                assert 0.4 < len(other) / len(tekst["nl"]) < 2.2, (taal, tekst)


def test_the_same_dutch_is_translated_the_same_everywhere():
    known: dict[str, dict[str, str]] = {}
    for definition in alle_vragenlijsten():
        for _, tekst in every_text(definition):
            assert known.setdefault(tekst["nl"], tekst) == tekst


@elk_instrument
def test_everyone_is_addressed_with_respect(definition):
    for _, tekst in every_text(definition):
        for taal, wrong in VERTROUWELIJK.items():
            assert wrong.isdisjoint(word.lower() for word in words(tekst[taal])), (taal, tekst[taal])
        assert not any(UKRAINS_U.fullmatch(word) for word in words(tekst["uk"])), tekst["uk"]


@elk_instrument
def test_no_text_is_unfinished(definition):
    for _, tekst in every_text(definition):
        for taal, woorden in tekst.items():
            assert not re.search(r"[{}<>\[\]_#*]|\.\.|…|\?\?|TODO|TBD|FIXME|XXX|lorem", woorden), (taal, woorden)
            assert woorden == " ".join(woorden.split()), (taal, woorden)
            assert woorden == unicodedata.normalize("NFC", woorden), (taal, woorden)


@elk_instrument
def test_every_text_fits_a_small_phone(definition):
    for rol, tekst in every_text(definition):
        for taal, woorden in tekst.items():
            assert len(woorden) <= LANGST[rol], (rol, taal, len(woorden), woorden)
            assert max(map(len, words(woorden))) <= LANGSTE_WOORD, (taal, woorden)


@elk_instrument
def test_the_dutch_reads_easily(definition):
    lengths = [len(zin) for zin in sentences(definition)]
    assert lengths
    assert max(lengths) <= 20, max(sentences(definition), key=len)
    assert sum(lengths) / len(lengths) <= 12


def test_every_indicator_that_a_gemeente_begins_with_has_its_question_with_its_answers():
    vragen = {
        (definition.code, veld): MAAT_VAN[vraag.soort]
        for definition in alle_vragenlijsten()
        for vraag in definition.vragen
        for veld in vraag.velden
        if vraag.soort in MAAT_VAN
    }
    asked = {
        (row["vragenlijst"], row["vraag"]): row["maat"]
        for row in STARTINDICATOREN
        if row["rekenwijze"] == "vragenlijst"
    }
    assert asked
    assert asked.items() <= vragen.items()


def test_doelrealisatie_has_one_question_for_every_node_of_the_starter_doelenboom_above_the_activities():
    knopen = [knoop for knoop in alle_sjablonen()["zelfregie"].knopen if knoop.soort != "activiteit"]
    assert {knoop.code for knoop in knopen} == set(VRAAG_VAN_KNOOP)
    vragen = [vraag.code for vraag in vragenlijst("doelrealisatie", "standaard").vragen if vraag.waarden]
    # Whether someone receives support is no outcome: it only decides whether 'anders-kiezen' can be asked.
    assert sorted(vragen) == sorted([*VRAAG_VAN_KNOOP.values(), "krijgt-ondersteuning"])


def test_a_code_that_doelrealisatie_shares_with_hoewijzer_is_about_the_same_node():
    shared = set(VRAAG_VAN_KNOOP.values()) & {vraag.code for vraag in vragenlijst("hoewijzer", "uitgebreid").vragen}
    outcomes = {
        row["vraag"]
        for row in STARTINDICATOREN
        if (row["vragenlijst"], row["pijler"]) == ("hoewijzer", "doelrealisatie")
    }
    assert shared == outcomes
    knoop_van = {
        indicator.code: knoop.code for knoop in alle_sjablonen()["zelfregie"].knopen for indicator in knoop.indicatoren
    }
    for code in outcomes:
        assert VRAAG_VAN_KNOOP[knoop_van[f"hoewijzer-{code}"]] == code


def test_without_a_version_the_newest_is_given_and_with_one_exactly_that():
    assert vragenlijst("putten", "standaard") is vragenlijst("putten", "standaard", 1)


@pytest.mark.parametrize(
    "wanted", [("putten", "kort", None), ("onbekend", "standaard", None), ("putten", "standaard", 99)]
)
def test_what_the_library_does_not_have_is_a_lookup_error(wanted):
    with pytest.raises(LookupError, match=wanted[0]):
        vragenlijst(*wanted)
