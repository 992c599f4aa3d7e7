"""What is said of an indicator in words, held against what the figures themselves say."""

from decimal import Decimal
from typing import Any

import pytest

from zicht_api.indicatoren.definities import GEEN_INTERVAL, definitie_of
from zicht_api.indicatoren.models import Indicator
from zicht_api.maatstaven.models import Maatstaf
from zicht_api.waarden.figuren import Cel, factor_of, kanten_of
from zicht_api.waarden.meten import Meetwaarde

MAATSTAVEN = {
    code: Maatstaf(code=code, naam=naam, eenheid="x", berekening=berekening)
    for code, naam, berekening in [
        ("contacten", "Contacten", "contacten"),
        ("uren", "Uren", "uren"),
        ("clienten", "Cliënten", "clienten"),
        ("klachten", "Klachten", None),
    ]
}
CEL = Cel("24", 30, 30, kwadraten="28", mediaan="3", onder="2", boven="4")


def indicator(**fields: Any) -> Indicator:
    leeg = dict.fromkeys(["teller", "noemer", "factor", "vragenlijst", "vraag", "maat", "formule"])
    altijd = {
        "code": "i", "naam": "Naam", "omschrijving": "Wat het is.", "eenheid": "uren", "richting": "hoger",
        "streefwaarde": Decimal(30), "nulmeting": None,
    }  # fmt: skip
    return Indicator(**(leeg | altijd | fields))


@pytest.mark.parametrize(
    ("fields", "rekenwijze", "bron"),
    [
        ({"rekenwijze": "maatstaf", "teller": "contacten"}, "Opgeteld: Contacten.", "registraties van aanbieders; tel"),
        ({"rekenwijze": "maatstaf", "teller": "uren"}, "Opgeteld: Uren.", "registraties van aanbieders; tel"),
        ({"rekenwijze": "maatstaf", "teller": "klachten"}, "Opgeteld: Klachten.", "tellingen van aanbieders"),
        ({"rekenwijze": "uniek", "teller": "clienten"}, "Geteld: Cliënten. Wie", "registraties van aanbieders; tel"),
        (
            {"rekenwijze": "verhouding", "teller": "contacten", "noemer": "clienten", "factor": Decimal("7.5")},
            "Contacten gedeeld door Cliënten, maal 7,5.",
            "registraties van aanbieders; tellingen van aanbieders waar zij die leveren",
        ),
        (
            {"rekenwijze": "verhouding", "teller": "uren", "noemer": "klachten"},
            "Uren gedeeld door Klachten.",
            "registraties van aanbieders; tellingen",
        ),
        ({"rekenwijze": "doorlooptijd", "maat": "mediaan"}, "De middelste van alle", "registraties van aanbieders"),
        (
            {"rekenwijze": "doorlooptijd", "maat": "gemiddelde"},
            "Het gemiddelde van alle",
            "registraties van aanbieders",
        ),
        *(
            (
                {"rekenwijze": "vragenlijst", "vragenlijst": "hoewijzer", "vraag": "welkom", "maat": maat},
                how,
                "vragenlijst hoewijzer",
            )
            for maat, how in [
                ("top2", "Hoeveel procent een 4 of 5 gaf"),
                ("gemiddelde", "Het gemiddelde van de gegeven cijfers, op de vraag welkom."),
                ("nps", "Hoeveel procent een 9 of 10 gaf, min"),
                ("ja", "Hoeveel procent ja antwoordde"),
            ]
        ),
    ],
)
def test_a_definition_says_how_certain_a_figure_is_as_the_figure_itself_does(
    fields: dict[str, Any], rekenwijze: str, bron: str
) -> None:
    row = indicator(**fields)
    definitie = definitie_of(row, MAATSTAVEN, {"i"})
    kanten = tuple(kanten_of(row, MAATSTAVEN))
    interval = (
        Meetwaarde(kanten, (CEL,) * len(kanten), factor_of(row), mediaan=row.maat == "mediaan").as_getal().interval
    )
    assert definitie.methode == (GEEN_INTERVAL if interval is None else interval.methode)
    assert definitie.rekenwijze.startswith(rekenwijze)
    assert definitie.bron.startswith(bron)
    assert (definitie.naam, definitie.eenheid, definitie.streefwaarde) == ("Naam", "uren", Decimal(30))


def test_a_formula_names_what_it_rests_on_only_to_who_sees_all_of_that() -> None:
    row = indicator(rekenwijze="formule", formule="[uren] / [clienten-bereikt]")
    open_to_all = definitie_of(row, MAATSTAVEN, {"i", "uren", "clienten-bereikt"})
    assert open_to_all.rekenwijze == "Formule: [uren] / [clienten-bereikt]"
    assert open_to_all.bron == "formule over clienten-bereikt, uren"
    in_part = definitie_of(row, MAATSTAVEN, {"i", "uren"})
    assert not any(code in f"{in_part}" for code in ("[uren]", "clienten-bereikt"))
    assert in_part.bron == "formule over andere cijfers"


def test_what_is_entered_by_hand_says_so() -> None:
    definitie = definitie_of(indicator(rekenwijze="handmatig"), MAATSTAVEN, {"i"})
    assert (definitie.bron, definitie.methode) == ("handmatig ingevoerd", GEEN_INTERVAL)
