"""Stories and signals as a page shows them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from zicht_api.codelijsten.lijsten import LIJSTEN
from zicht_api.dashboard.gegevens import Cijfers
from zicht_api.duiding.woorden import DELEN, SIGNALEN, in_kort, in_zin
from zicht_api.signalen.schemas import Signaal
from zicht_api.verhalen.schemas import Verhaal
from zicht_api.waarden.dimensies import Dimensie

_STATUS: Final = {"nieuw": "Nog niet besproken", "besproken": "Besproken", "afgehandeld": "Afgehandeld"}
_VERVALLEN: Final = " (volgt niet meer uit de cijfers van nu)"


@dataclass(frozen=True, slots=True)
class Verhaalblok:
    """citaat: what is shown at once. delen: the whole story, each part with its heading or None."""

    titel: str | None
    citaat: str
    over: str
    delen: tuple[tuple[str | None, str], ...]


@dataclass(frozen=True, slots=True)
class Signaalblok:
    """waar: what it is about, in names."""

    soort: str
    waar: str
    regel: str
    status: str
    toelichting: str | None


def make_verhalen(
    verhalen: Iterable[Verhaal], gebieden: Mapping[str, str], doelgroepen: Mapping[str, str]
) -> tuple[Verhaalblok, ...]:
    """gebieden, doelgroepen: names by code."""
    return tuple(
        Verhaalblok(
            titel=verhaal.titel,
            citaat=verhaal.citaat or verhaal.delen[0].tekst,
            over=", ".join(
                [
                    *([gebieden.get(verhaal.gebied, verhaal.gebied)] if verhaal.gebied else []),
                    *([doelgroepen.get(verhaal.doelgroep, verhaal.doelgroep).lower()] if verhaal.doelgroep else []),
                    in_kort(verhaal.periode),
                ]
            ),
            # Of an open answer the quotation often is all there is.
            delen=tuple((deel.stap or DELEN.get(deel.onderwerp or ""), deel.tekst) for deel in verhaal.delen)
            if verhaal.citaat
            else (),
        )
        for verhaal in verhalen
    )


def make_signalen(signalen: Iterable[Signaal], namen: Mapping[str, Mapping[str, str]]) -> tuple[Signaalblok, ...]:
    """What was not talked about yet stands first. namen: of what a signal can be about, by field and code."""
    in_order = sorted(signalen, key=lambda signaal: list(_STATUS).index(signaal.status))
    return tuple(
        Signaalblok(
            soort=SIGNALEN[signaal.soort],
            waar=", ".join(
                leden.get(code, code) for veld, leden in namen.items() if (code := getattr(signaal, veld)) is not None
            ),
            regel=in_zin(signaal.regel),
            status=_STATUS[signaal.status] + (_VERVALLEN if signaal.vervallen_op is not None else ""),
            toelichting=signaal.toelichting,
        )
        for signaal in in_order
    )


def signaalnamen(cijfers: Cijfers, aanbieders: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    return {
        "indicator": {code: row.naam for code, row in cijfers.indicatoren.items()},
        "gebied": cijfers.namen[Dimensie.gebied],
        "doelgroep": cijfers.namen[Dimensie.doelgroep],
        "leefgebied": dict(LIJSTEN["leefgebied"]),
        "aanbieder": aanbieders,
    }
