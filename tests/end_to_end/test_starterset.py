"""The core repeats the codes of the library's questions, because it may not import it: they must be the same."""

from zicht_api.indicatoren.starterset import STARTINDICATOREN
from zicht_surveys.vragenlijsten.bibliotheek import alle_vragenlijsten

MAAT_VAN = {"likert5": "top2", "rapportcijfer": "gemiddelde", "nps": "nps", "ja-nee-want": "ja", "ja-nee": "ja"}
# These decide what is asked next, and say nothing about the support.
KEUZES = {("nps", "terugbellen"), ("doelrealisatie", "krijgt-ondersteuning")}


def test_every_closed_question_outside_a_matrix_has_its_indicator_and_the_other_way_round() -> None:
    vragen = {
        (definition.code, vraag.code): (MAAT_VAN[vraag.soort], vraag.tekst["nl"])
        for definition in alle_vragenlijsten()
        for vraag in definition.vragen
        if vraag.soort in MAAT_VAN and (definition.code, vraag.code) not in KEUZES
    }
    indicatoren = {
        (row["vragenlijst"], row["vraag"]): (row["maat"], row["omschrijving"])
        for row in STARTINDICATOREN
        if row["rekenwijze"] == "vragenlijst"
    }
    assert indicatoren == vragen


def test_kort_and_uitgebreid_ask_the_same_where_they_share_a_code() -> None:
    kort, uitgebreid = (
        {vraag.code: vraag.tekst for definition in alle_vragenlijsten() if definition.variant == variant
         for vraag in definition.vragen}
        for variant in ("kort", "uitgebreid")
    )  # fmt: skip
    assert kort.items() <= uitgebreid.items()
