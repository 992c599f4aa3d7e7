"""Statistical disclosure control: the one way by which figures about residents leave.

Raw cells go in with the decision whether they may be seen (publicatie.py), published values come out. Only this module
makes a Waarde or an Aantal, and routes of figures answer with nothing else (tests/architecture/test_onderdrukking.py).
What is said about a figure (an interval, a difference) is worked out from figures that are shown, and from no others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from pydantic import Field

from zicht_api.getallen import Decimaal, round_published
from zicht_api.waarden.meten import Getal, Meetwaarde, Reden
from zicht_api.waarden.vergelijken import Oordeel, Status, Vergelijking
from zicht_shared.schemas import Schema


class Interval(Schema):
    """Waar de werkelijke waarde met 95 % zekerheid tussen ligt."""

    onder: Decimaal
    boven: Decimaal
    methode: str


class Verschil(Schema):
    """Hoeveel een cijfer hoger is dan een ander cijfer, in dezelfde eenheid."""

    met: str = Field(description="Een periode, of: nulmeting, streefwaarde.")
    verschil: Decimaal
    onder: Decimaal | None = Field(description="Ondergrens met 95 % zekerheid; leeg als die niet te schatten is.")
    boven: Decimaal | None
    significant: bool | None = Field(description="Of toeval een onwaarschijnlijke verklaring is (5 %).")
    methode: str


class Verschillen(Schema):
    """Leeg is: er is niets om mee te vergelijken, of dat andere cijfer is verborgen."""

    vorige: Verschil | None = Field(description="Met de periode ervoor.")
    vorig_jaar: Verschil | None = Field(description="Met dezelfde periode een jaar eerder.")
    nulmeting: Verschil | None
    streefwaarde: Verschil | None
    tegenover: Verschil | None = Field(default=None, description="Met de periode waarnaar is gevraagd.")


class Waarde(Schema):
    """Een cijfer dat naar buiten mag. Alleen de gevraagde uitsplitsingen staan erin; null is: niet uitgesplitst."""

    periode: str
    gebied: str | None = None
    aanbieder: str | None = None
    doelgroep: str | None = None
    leefgebied: str | None = None
    vorm: str | None = None
    waarde: Decimaal | None = Field(
        description="teller / noemer × factor, of de teller zelf; op 4 decimalen, de helft naar even. Bij een mediaan "
        "en een formule: de uitkomst."
    )
    teller: Decimaal | None
    noemer: Decimaal | None
    n: int | None = Field(
        description="Hoeveel verschillende mensen er achter dit cijfer staan. Een contact zonder clientPseudoniem telt "
        "als een mens, en bij een telling is het de telling zelf. Bij een vragenlijst: wie de vraag beantwoordde. "
        "Bij een formule: het kleinste aantal van de cijfers erin."
    )
    onderdrukt: bool
    reden: Reden | None = Field(
        description="Waarom er geen waarde staat. te-weinig: er staan minder mensen achter dan de drempel, of achter "
        "een ander cijfer dat hieruit zou volgen; welk van beide zeggen we niet. geen-gegevens: over deze periode is "
        "niets aangeleverd; noemer-nul: er valt niets te delen. Is er wel aangeleverd maar niets geteld, dan is de "
        "waarde 0."
    )
    voorlopig: bool = Field(description="De periode is nog niet voorbij: er kan nog bij komen.")
    interval: Interval | None
    status: Literal["behaald", "op-weg", "niet-behaald"] | None = Field(
        description="Tegenover de streefwaarde. op-weg: nog niet behaald, wel beter dan de nulmeting."
    )
    verschillen: Verschillen


class Cijfer(Schema):
    """Een cijfer uit de reeksen die in een keer op te halen zijn. _T is: niet uitgesplitst; _U: niet bekend waarbij."""

    indicator: str
    periode: str
    gebied: str
    aanbieder: str
    doelgroep: str
    leefgebied: str
    vorm: str
    waarde: Decimaal | None
    teller: Decimaal | None
    noemer: Decimaal | None
    n: int | None = Field(description="Hoeveel verschillende mensen er achter dit cijfer staan.")
    onderdrukt: bool
    reden: Reden | None
    voorlopig: bool
    interval: Interval | None
    streefwaarde: Decimaal | None
    status: Literal["behaald", "op-weg", "niet-behaald"] | None


class Aantal(Schema):
    """Een aantal mensen dat naar buiten mag."""

    aantal: int | None
    onderdrukt: bool


class Waarneming(NamedTuple):
    """A figure as it is kept for whoever pulls many: the same as a Waarde, without the differences."""

    waarde: Decimal | None
    teller: Decimal | None
    noemer: Decimal | None
    n: int | None
    onderdrukt: bool
    reden: Reden | None
    onder: Decimal | None
    boven: Decimal | None
    methode: str | None
    streefwaarde: Decimal | None
    status: Status | None


@dataclass(frozen=True, slots=True)
class Plek:
    """Of which cell a figure is. dimensies: the members of the breakdown, by name; None: not broken down."""

    periode: str
    dimensies: Mapping[str, str | None]
    voorlopig: bool


def show(ruw: Meetwaarde, *, zichtbaar: bool) -> Getal:
    """What may be said of a raw figure. Also what is not known is hidden where the cell is: it would be a zero."""
    if not zichtbaar:
        return Getal(None, None, None, None, "te-weinig", None)
    return ruw.as_getal()


def publish(plek: Plek, getal: Getal, vergelijking: Vergelijking) -> Waarde:
    """A figure as it leaves. getal: from `show`; vergelijking: with others that came from there."""
    return Waarde(
        periode=plek.periode,
        **plek.dimensies,
        waarde=getal.waarde,
        teller=getal.teller,
        noemer=getal.noemer,
        n=getal.n,
        onderdrukt=getal.reden == "te-weinig",
        reden=getal.reden,
        voorlopig=plek.voorlopig,
        interval=None if getal.interval is None else Interval.model_validate(getal.interval),
        status=vergelijking.status,
        verschillen=Verschillen(
            vorige=_verschil(vergelijking.vorige),
            vorig_jaar=_verschil(vergelijking.vorig_jaar),
            nulmeting=_verschil(vergelijking.nulmeting),
            streefwaarde=_verschil(vergelijking.streefwaarde),
            tegenover=_verschil(vergelijking.tegenover),
        ),
    )


def observe(getal: Getal, streefwaarde: Decimal | None, status: Status | None) -> Waarneming:
    """A figure as it is kept. getal: from `show`; the others: from `hold_against_target`."""
    interval = getal.interval
    return Waarneming(
        getal.waarde,
        getal.teller,
        getal.noemer,
        getal.n,
        getal.reden == "te-weinig",
        getal.reden,
        None if interval is None else interval.onder,
        None if interval is None else interval.boven,
        None if interval is None else interval.methode,
        streefwaarde,
        status,
    )


def publish_aantallen(aantallen: Mapping[str, int], *, drempel: int) -> dict[str, Aantal]:
    """Counts of people by name. One that is small hides them all: their total may be known elsewhere."""
    verborgen = _is_small(list(aantallen.values()), drempel)
    return {
        naam: Aantal(aantal=None, onderdrukt=True) if verborgen else Aantal(aantal=aantal, onderdrukt=False)
        for naam, aantal in aantallen.items()
    }


def publish_antwoorden(aantallen: Mapping[str, int], groepen: Sequence[Sequence[str]]) -> list[Aantal]:
    """How many gave the answers of each group. Which groups may be shown is decided in verdeling.py."""
    return [Aantal(aantal=sum(aantallen.get(een, 0) for een in groep), onderdrukt=False) for groep in groepen]


def _is_small(groepen: Sequence[int], drempel: int) -> bool:
    return any(0 < groep < drempel for groep in groepen)


def _verschil(oordeel: Oordeel | None) -> Verschil | None:
    if oordeel is None:
        return None
    uitkomst = oordeel.verschil
    return Verschil(
        met=oordeel.met,
        verschil=round_published(uitkomst.verschil),
        onder=uitkomst.onder,
        boven=uitkomst.boven,
        significant=uitkomst.significant,
        methode=uitkomst.methode,
    )
