import pytest

from zicht_surveys.invullen.antwoorden import complete, split
from zicht_surveys.vragenlijsten.bibliotheek import alle_vragenlijsten, vragenlijst

LABELS = ["helemaal mee oneens", "mee oneens", "neutraal", "mee eens", "helemaal mee eens"]


def texts(code, variant="standaard"):
    return [vraag.tekst["nl"] for vraag in vragenlijst(code, variant).vragen]


def test_the_library_holds_the_instruments_of_the_guides():
    names = [(definition.code, definition.variant, definition.versie) for definition in alle_vragenlijsten()]
    assert names == [
        ("hoewijzer", "kort", 1),
        ("hoewijzer", "uitgebreid", 1),
        ("nps", "standaard", 1),
        ("putten", "standaard", 1),
    ]


def test_putten_has_its_own_words():
    assert texts("putten") == [
        "Ik heb de ondersteuning als helpend ervaren.",
        "Door cliëntondersteuning kan ik zelfstandig of met passende hulp verder.",
        "Ik heb met cliëntondersteuning mijn eigen keuzes kunnen maken.",
        "Als ik weer ondersteuning nodig heb, zou ik met dezelfde cliëntondersteuner contact opnemen.",
        "Ik zou mensen om mij heen cliëntondersteuning aanraden.",
        "Zijn er nog verbeterpunten in de ondersteuning?",
    ]
    assert [vraag.soort for vraag in vragenlijst("putten", "standaard").vragen] == ["likert5"] * 5 + ["ja-nee-want"]


def test_nps_has_its_own_words_and_asks_a_number_only_of_who_may_be_called():
    definition = vragenlijst("nps", "standaard")
    assert texts("nps")[:4] == [
        "In hoeverre verwacht u dat u tegen een vriend, familielid of kennis positief praat over uw ervaring "
        "met de dienstverlening waarvan u gebruik heeft gemaakt?",
        "Waarom geeft u deze score?",
        "Wat zou er beter kunnen?",
        "Mogen we eventueel contact met u opnemen voor een toelichting?",
    ]
    assert not complete(definition, {"score": "0", "terugbellen": "nee"})
    assert [fault.veld for fault in complete(definition, {"score": "0", "terugbellen": "ja"})] == ["telefoonnummer"]
    assert [label["nl"] for label in definition.vragen[0].schaallabels] == ["zeker niet", "zeer zeker"]


def test_hoewijzer_kort_is_a_part_of_uitgebreid_so_that_both_count_for_the_same_indicator():
    kort = {vraag.code: vraag for vraag in vragenlijst("hoewijzer", "kort").vragen}
    uitgebreid = {vraag.code: vraag for vraag in vragenlijst("hoewijzer", "uitgebreid").vragen}
    assert len(kort) == 6
    assert len(uitgebreid) == 14
    assert kort == {code: uitgebreid[code] for code in kort}


@pytest.mark.parametrize("definition", alle_vragenlijsten(), ids=lambda d: f"{d.code}-{d.variant}")
def test_every_statement_uses_the_five_labels_and_can_be_left_unanswered(definition):
    for vraag in definition.vragen:
        if vraag.soort == "likert5":
            assert [label["nl"] for label in vraag.schaallabels] == LABELS
            assert vraag.weet_niet


@pytest.mark.parametrize("definition", alle_vragenlijsten(), ids=lambda d: f"{d.code}-{d.variant}")
def test_every_instrument_runs_as_it_stands(definition):
    answers = {
        v.code: "0612345678" if v.soort == "telefoon" else (v.waarden or ("tekst",))[0] for v in definition.vragen
    }
    assert complete(definition, answers) == []
    assert sum(len(part) for part in split(definition, answers)) == len(definition.vragen)


def test_without_a_version_the_newest_is_given_and_with_one_exactly_that():
    assert vragenlijst("putten", "standaard") is vragenlijst("putten", "standaard", 1)


@pytest.mark.parametrize(
    "wanted", [("putten", "kort", None), ("onbekend", "standaard", None), ("putten", "standaard", 99)]
)
def test_what_the_library_does_not_have_is_a_lookup_error(wanted):
    with pytest.raises(LookupError, match=wanted[0]):
        vragenlijst(*wanted)
