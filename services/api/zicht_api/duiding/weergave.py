"""What stands on the pages of a session, onderwerp by onderwerp: bars, figures in words, stories. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import dropwhile
from typing import Literal

from zicht_api.doelenbomen.schemas import KnoopRealisatie
from zicht_api.duiding.onderwerpen import FILTERS
from zicht_api.duiding.overeenstemming import Overeenstemming
from zicht_api.duiding.schemas import Bespreking, Onderwerpcijfers, VastOnderwerp
from zicht_api.duiding.woorden import (
    ONTBREEKT_UITLEG,
    SIGNALEN,
    VRAGEN,
    in_cel,
    in_figuur,
    in_getal,
    in_groep,
    in_kort,
    in_periode,
    in_status,
    in_zin,
    met_eenheid,
    toelichtingen,
    vergelijkingen,
)
from zicht_api.verhalen.schemas import LeesbaarVerhaal
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.onderdrukking import Waarde

_SCHAAL = {"%": Decimal(100), "rapportcijfer": Decimal(10)}
_SOORTEN = {"indicator": "Cijfer", "knoop": "Doel", "signaal": "Signaal", "verhaal": "Verhaal"}
_EENS: Mapping[Overeenstemming, str] = {
    "eens": "eens",
    "oneens": "niet eens",
    "te-weinig-stemmen": "te weinig antwoorden",
}
_GEEN_SCORE = {
    "geen-indicatoren": "Aan dit doel hangen geen cijfers die meetellen.",
    "te-weinig-dekking": "Er zijn te weinig cijfers om te zeggen hoe ver dit doel is bereikt.",
}


@dataclass(frozen=True, slots=True)
class Namen:
    """What things were called. leden: per dimension code to name, in the order to show them; onder: the gebieden that
    are part of another."""

    leden: Mapping[str, Mapping[str, str]]
    onder: Collection[str]


@dataclass(frozen=True, slots=True)
class Rij:
    """A figure with what it is called in a table. nadruk: it is what the table is about; onder: a part of one above."""

    label: str
    waarde: Waarde
    nadruk: bool
    onder: bool


@dataclass(frozen=True, slots=True)
class Staaf:
    """The bar of a Rij. van, breedte: in hundredths of the width; without a figure it has no width."""

    label: str
    tekst: str
    van: float
    breedte: float
    nadruk: bool
    getoond: bool
    onder: bool


@dataclass(frozen=True, slots=True)
class Staven:
    """A table of bars. eenheid: of the figures; doel: where the target lies, in hundredths of the width."""

    soort: Literal["tijd", "delen"]
    titel: str
    kop: str
    eenheid: str
    staven: Sequence[Staaf]
    doel: float | None
    doel_tekst: str | None


@dataclass(frozen=True, slots=True)
class Cijferblok:
    """A figure and what can be said of it. tekst: the figure as people say it, or why there is none."""

    naam: str
    tekst: str
    eenheid: str | None
    getoond: bool
    periode: str
    status: str | None
    status_tekst: str | None
    verschillen: Sequence[str]
    weetjes: Sequence[str]
    tabellen: Sequence[Staven]


@dataclass(frozen=True, slots=True)
class Doelcijfer:
    naam: str
    waarde: str
    streefwaarde: str
    score: str


@dataclass(frozen=True, slots=True)
class Doelblok:
    """How far a goal is reached. score: of 100; None: it cannot be said, and uitleg says why."""

    score: str | None
    breedte: float
    periode: str
    uitleg: Sequence[str]
    cijfers: Sequence[Doelcijfer]


@dataclass(frozen=True, slots=True)
class Gespreksregel:
    """One of the four questions. antwoorden: by perspective; toelichtingen: who said what besides."""

    kop: str
    antwoorden: Mapping[str, str]
    toelichtingen: Sequence[tuple[str, str]]
    overeenstemming: Overeenstemming
    eens: str


@dataclass(frozen=True, slots=True)
class Onderwerpblad:
    """All that stands on the table about one onderwerp. melding: what is to be said when it is no longer there."""

    nummer: int
    code: str
    soort: str
    titel: str
    plaats: str | None
    vraag: str | None
    regel: str | None
    melding: str | None
    cijfer: Cijferblok | None
    doel: Doelblok | None
    verhaal: LeesbaarVerhaal | None
    gesprek: Sequence[Gespreksregel]


def show_onderwerp(
    nummer: int,
    onderwerp: VastOnderwerp,
    bespreking: Bespreking,
    cijfers: Onderwerpcijfers,
    verhaal: LeesbaarVerhaal | None,
    namen: Namen,
) -> Onderwerpblad:
    """verhaal: the story, when it may be read here now."""
    signaal = onderwerp.signaalstand
    source = signaal or onderwerp
    plaats = [namen.leden[name][code] for name in FILTERS if (code := getattr(source, name, None)) is not None]
    return Onderwerpblad(
        nummer=nummer,
        code=onderwerp.code,
        soort=_SOORTEN[onderwerp.soort],
        titel=_title(onderwerp, bespreking, verhaal),
        plaats=", ".join(plaats) or None,
        vraag=onderwerp.vraag,
        regel=in_zin(signaal.regel) if signaal else None,
        melding=_notice(onderwerp, bespreking, verhaal),
        cijfer=_show_cijfers(onderwerp, cijfers, namen),
        doel=None if cijfers.realisatie is None else _show_doel(cijfers.realisatie, cijfers.periode),
        verhaal=verhaal,
        gesprek=_show_gesprek(bespreking),
    )


def _show_gesprek(bespreking: Bespreking) -> list[Gespreksregel]:
    """The four questions; none when nobody said anything."""
    if not any(vraag.antwoorden for vraag in bespreking.vragen):
        return []
    return [
        Gespreksregel(
            kop=VRAGEN[vraag.vraag][0],
            antwoorden={each.perspectief: each.antwoord.replace("-", " ") for each in vraag.antwoorden},
            toelichtingen=[
                (in_groep(each.perspectief), each.toelichting) for each in vraag.antwoorden if each.toelichting
            ],
            overeenstemming=vraag.overeenstemming,
            eens=_EENS[vraag.overeenstemming],
        )
        for vraag in bespreking.vragen
    ]


def _title(onderwerp: VastOnderwerp, bespreking: Bespreking, verhaal: LeesbaarVerhaal | None) -> str:
    if onderwerp.signaalstand is not None:
        return SIGNALEN[onderwerp.signaalstand.soort]
    if onderwerp.soort == "verhaal":
        return (verhaal.titel if verhaal else None) or "Het verhaal van een inwoner"
    return bespreking.naam


def _notice(onderwerp: VastOnderwerp, bespreking: Bespreking, verhaal: LeesbaarVerhaal | None) -> str | None:
    if bespreking.toestand == "ingetrokken":
        return "Dit verhaal is ingetrokken, of de toestemming is voorbij. Er is niets van bewaard."
    if onderwerp.soort == "verhaal" and verhaal is None:
        return "Dit verhaal mag hier niet worden getoond."
    if bespreking.toestand == "verwijderd":
        return "Dit is na deze sessie verwijderd. De cijfers hieronder zijn zoals ze toen waren."
    return None


def _show_cijfers(onderwerp: VastOnderwerp, cijfers: Onderwerpcijfers, namen: Namen) -> Cijferblok | None:
    if not cijfers.verloop or cijfers.eenheid is None or cijfers.naam is None:
        return None
    eenheid, totaal = cijfers.eenheid, cijfers.verloop[-1]
    # Periods before the first figure say nothing.
    verloop = list(dropwhile(lambda waarde: waarde.reden == "geen-gegevens", cijfers.verloop))
    tijd = [Rij(in_kort(waarde.periode), waarde, nadruk=waarde is totaal, onder=False) for waarde in verloop]
    tabellen = [make_bars("tijd", "Het verloop in de tijd", "Periode", tijd, eenheid)]
    if onderwerp.per is not None:
        titel = f"Per {onderwerp.per}, over {in_periode(cijfers.periode)}"
        delen = _members(cijfers.waarden, onderwerp.per, namen)
        tabellen.append(make_bars("delen", titel, onderwerp.per.capitalize(), delen, eenheid))
    uitleg = [] if totaal.reden is None else [ONTBREEKT_UITLEG[totaal.reden]]
    return Cijferblok(
        naam=cijfers.naam,
        tekst=in_cel(totaal, eenheid),
        eenheid=None if eenheid == "%" or totaal.waarde is None else eenheid,
        getoond=totaal.waarde is not None,
        periode=in_periode(cijfers.periode),
        status=totaal.status,
        status_tekst=in_status(totaal),
        verschillen=vergelijkingen(totaal, eenheid),
        weetjes=[*uitleg, *toelichtingen(totaal, eenheid, cijfers.richting)],
        tabellen=[tabel for tabel in tabellen if len(tabel.staven) > 1],
    )


def _members(waarden: Sequence[Waarde], per: Dimensie, namen: Namen) -> list[Rij]:
    """The parts in the order of their names. What belongs to none of them is shown where there is something."""
    by_code = {getattr(waarde, per): waarde for waarde in waarden}
    rijen = [
        Rij(naam, by_code[code], nadruk=True, onder=per is Dimensie.gebied and code in namen.onder)
        for code, naam in namen.leden[per].items()
        if code in by_code
    ]
    rest = by_code.get(None)
    if rest is not None and rest.reden != "geen-gegevens":
        rijen.append(Rij("onbekend", rest, nadruk=True, onder=False))
    return rijen


def make_bars(soort: Literal["tijd", "delen"], titel: str, kop: str, rijen: Sequence[Rij], eenheid: str) -> Staven:
    """A table of bars, all drawn from zero and to the same scale; of a percentage and a grade that is all of it."""
    waarden = [rij.waarde for rij in rijen]
    doel = _target(waarden)
    shown = [waarde.waarde for waarde in waarden if waarde.waarde is not None]
    laag = min([Decimal(0), *shown])
    hoog = max([_SCHAAL.get(eenheid, Decimal(0)), *shown, *([] if doel is None else [doel])])
    breed = (hoog - laag) or Decimal(1)

    def width(value: Decimal) -> float:
        return round(float(value / breed * 100), 2)

    return Staven(
        soort=soort,
        titel=titel,
        kop=kop,
        eenheid="Cijfer" if eenheid == "%" else eenheid.capitalize() if eenheid.islower() else eenheid,
        staven=[
            Staaf(
                label=rij.label,
                tekst=in_cel(rij.waarde, eenheid),
                van=width(min(rij.waarde.waarde or Decimal(0), Decimal(0)) - laag),
                breedte=width(abs(rij.waarde.waarde or Decimal(0))),
                nadruk=rij.nadruk,
                getoond=rij.waarde.waarde is not None,
                onder=rij.onder,
            )
            for rij in rijen
        ],
        doel=None if doel is None else width(doel - laag),
        doel_tekst=None if doel is None else f"De streep is de streefwaarde: {met_eenheid(doel, eenheid)}.",
    )


def _target(waarden: Sequence[Waarde]) -> Decimal | None:
    """The target, when it is the same for all figures that have one."""
    found = {
        waarde.waarde - waarde.verschillen.streefwaarde.verschil
        for waarde in waarden
        if waarde.waarde is not None and waarde.verschillen.streefwaarde is not None
    }
    return found.pop() if len(found) == 1 else None


def _show_doel(realisatie: KnoopRealisatie, periode: str) -> Doelblok:
    uitleg = [_GEEN_SCORE[realisatie.ontbreekt]] if realisatie.ontbreekt else []
    if realisatie.dekking is not None and realisatie.dekking < 1:
        deel = in_getal(realisatie.dekking * 100)
        uitleg.append(f"Van de cijfers die meetellen, is {deel}% bekend.")
    if realisatie.toelichting:
        uitleg.append(realisatie.toelichting)
    return Doelblok(
        score=None if realisatie.score is None else in_getal(realisatie.score),
        breedte=0 if realisatie.score is None else float(realisatie.score),
        periode=in_periode(periode),
        uitleg=uitleg,
        cijfers=[
            Doelcijfer(
                naam=each.naam,
                waarde=in_figuur(each.cijfer, each.eenheid),
                streefwaarde="–" if each.streefwaarde is None else met_eenheid(each.streefwaarde, each.eenheid),
                score="–" if each.score is None else in_getal(each.score),
            )
            for each in realisatie.indicatoren
        ],
    )
