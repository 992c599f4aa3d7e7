"""Between what goes over the wire and what the tables hold. Pure."""

from typing import Any

from zicht_api.verbeterplannen.models import Verbeteractie as ActieRow
from zicht_api.verbeterplannen.models import Verbeterplan as PlanRow
from zicht_api.verbeterplannen.schemas import (
    Aanleiding,
    Kosten,
    Meetpunt,
    VerbeteractieGegevens,
    VerbeterplanGegevens,
)
from zicht_api.waarden.dimensies import Dimensie

_MEETPUNT = ("indicator", "doelenboom", "knoop", "periode_voor", "periode_na", "verwachte_waarde", "meetdatum")


def gegevens_of_plan(row: PlanRow) -> VerbeterplanGegevens:
    """What was laid down, whoever asks."""
    aanleiding = Aanleiding(duidingssessies=row.duidingssessies, signalen=row.signalen)
    names = ("naam", "doelen", "begin", "eind", "monitorcyclus", "ambities", "resultaten")
    return VerbeterplanGegevens(aanleiding=aanleiding, **{name: getattr(row, name) for name in names})


def gegevens_of_actie(row: ActieRow) -> VerbeteractieGegevens:
    names = (
        "omschrijving", "resultaten", "stappen", "verantwoordelijke", "aanbieder", "begin", "deadline",
        "randvoorwaarden", "hangt_af_van",
    )  # fmt: skip
    return VerbeteractieGegevens(
        **{name: getattr(row, name) for name in names},
        kosten=Kosten(begroot=row.begroot, besteed=row.besteed),
        meetpunt=meetpunt_of(row),
    )


def meetpunt_of(row: ActieRow) -> Meetpunt:
    return Meetpunt(**{name: getattr(row, name) for name in _MEETPUNT}, **row.filters)


def columns_of_plan(gegevens: VerbeterplanGegevens) -> dict[str, Any]:
    document = gegevens.model_dump(mode="json", by_alias=True)
    return {
        **{name: getattr(gegevens, name) for name in ("naam", "begin", "eind", "monitorcyclus")},
        "doelen": [doel.value for doel in gegevens.doelen],
        "duidingssessies": gegevens.aanleiding.duidingssessies,
        "signalen": gegevens.aanleiding.signalen,
        "ambities": document["ambities"],
        "resultaten": document["resultaten"],
    }


def columns_of_actie(gegevens: VerbeteractieGegevens) -> dict[str, Any]:
    document, meetpunt = gegevens.model_dump(mode="json", by_alias=True), gegevens.meetpunt
    names = ("omschrijving", "resultaten", "verantwoordelijke", "aanbieder", "begin", "deadline", "hangt_af_van")
    return {
        **{name: getattr(gegevens, name) for name in names},
        "stappen": document["stappen"],
        "randvoorwaarden": document["randvoorwaarden"],
        "begroot": gegevens.kosten.begroot,
        "besteed": gegevens.kosten.besteed,
        **{name: getattr(meetpunt, name) for name in _MEETPUNT},
        "filters": filters_of(meetpunt),
    }


def filters_of(meetpunt: Meetpunt) -> dict[str, str]:
    return {dimensie.value: code for dimensie in Dimensie if (code := getattr(meetpunt, dimensie)) is not None}
