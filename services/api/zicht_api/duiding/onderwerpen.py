"""The rules of what is put on the table of a session. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from zicht_api.duiding.schemas import (
    Aanbeveling,
    Gespreksonderwerp,
    Sessieopzet,
    Sessieuitkomst,
    Soort,
    Stemming,
    VastOnderwerp,
)
from zicht_api.perioden import Periode
from zicht_api.waarden.schemas import WaardenVraag
from zicht_shared.errors import Fout

_VERPLICHT: Mapping[Soort, tuple[str, ...]] = {
    "indicator": ("indicator",),
    "knoop": ("doelenboom", "knoop"),
    "signaal": ("signaal",),
    "verhaal": ("verhaal",),
}
_MAG: Mapping[Soort, tuple[str, ...]] = {
    "indicator": ("per", "gebied", "aanbieder", "doelgroep", "leefgebied", "vorm"),
    "knoop": ("gebied", "doelgroep"),
    "signaal": (),
    "verhaal": (),
}
_VELDEN = ("indicator", "per", "gebied", "aanbieder", "doelgroep", "leefgebied", "vorm", "doelenboom", "knoop")
_KEUZES = (*_VELDEN, "signaal", "verhaal")
FILTERS = ("gebied", "aanbieder", "doelgroep", "leefgebied", "vorm")
# Before and up to the period itself: long enough to see a year go round.
_VERLOOP = {"jaar": 5, "kwartaal": 8, "maand": 13, "week": 13}


def find_faults(opzet: Sessieopzet) -> list[Fout]:
    """All that is wrong with what is put on the table, as far as it can be seen without looking anything up."""
    return [
        *_doubles("/onderwerpen", "code", [onderwerp.code for onderwerp in opzet.onderwerpen]),
        *_doubles("/deelnemers", "perspectief", [groep.perspectief for groep in opzet.deelnemers]),
        *(fout for index, onderwerp in enumerate(opzet.onderwerpen) for fout in _faults_in(index, onderwerp)),
    ]


def _faults_in(index: int, onderwerp: Gespreksonderwerp) -> Iterator[Fout]:
    verplicht = _VERPLICHT[onderwerp.soort]
    for veld in _KEUZES:
        given = getattr(onderwerp, veld) is not None
        if veld in verplicht and not given:
            yield Fout(f"/onderwerpen/{index}/{veld}", "verplicht", "Bij deze soort is dit veld verplicht.")
        elif given and veld not in (*verplicht, *_MAG[onderwerp.soort]):
            yield Fout(f"/onderwerpen/{index}/{veld}", "past-niet", "Bij deze soort hoort dit veld niet.")


def find_faults_in_uitkomst(
    uitkomst: Sessieuitkomst, onderwerpen: Sequence[Gespreksonderwerp], gestemd: Iterable[str]
) -> list[Fout]:
    """gestemd: the recommendations that have votes. Those may not go: the votes would go with them."""
    codes = {onderwerp.code for onderwerp in onderwerpen}
    about = {
        "conclusies": [conclusie.onderwerp for conclusie in uitkomst.conclusies],
        "aanbevelingen": [aanbeveling.onderwerp for aanbeveling in uitkomst.aanbevelingen],
    }
    unknown = [
        Fout(f"/{name}/{index}/onderwerp", "onbekende-waarde", "Dit onderwerp staat niet in de sessie.")
        for name, named in about.items()
        for index, code in enumerate(named)
        if code is not None and code not in codes
    ]
    aanbevelingen = [aanbeveling.code for aanbeveling in uitkomst.aanbevelingen]
    lost = [] if set(gestemd) <= set(aanbevelingen) else [_LOST]
    return [*_doubles("/aanbevelingen", "code", aanbevelingen), *unknown, *lost]


_LOST = Fout(
    "/aanbevelingen", "heeft-stemmen", "Er ontbreekt een aanbeveling waarop is gestemd. Trek eerst de stemmen in."
)


def find_faults_in_stemming(stemming: Stemming, aanbevelingen: Iterable[Aanbeveling], hoogstens: int) -> list[Fout]:
    """hoogstens: how many votes this perspective has."""
    codes = {aanbeveling.code for aanbeveling in aanbevelingen}
    faults = [
        *_doubles("/stemmen", "aanbeveling", [stem.aanbeveling for stem in stemming.stemmen]),
        *(
            Fout(f"/stemmen/{index}/aanbeveling", "onbekende-waarde", "Deze aanbeveling staat niet in de sessie.")
            for index, stem in enumerate(stemming.stemmen)
            if stem.aanbeveling not in codes
        ),
    ]
    if sum(stem.stemmen for stem in stemming.stemmen) > hoogstens:
        faults.append(Fout("/stemmen", "te-veel", f"Dit perspectief heeft samen hoogstens {hoogstens} stemmen."))
    return faults


def _doubles(pointer: str, veld: str, values: Sequence[str]) -> Iterator[Fout]:
    seen: Counter[str] = Counter()
    for index, value in enumerate(values):
        seen[value] += 1
        if seen[value] > 1:
            yield Fout(f"{pointer}/{index}/{veld}", "dubbel", "Deze waarde staat er al in.")


def indicator_of(onderwerp: VastOnderwerp) -> str | None:
    """The indicator that an onderwerp shows the figures of, itself or through a signaal; a knoop has its own."""
    return onderwerp.signaalstand.indicator if onderwerp.signaalstand else onderwerp.indicator


def periode_of(onderwerp: VastOnderwerp, periode: str) -> str:
    """The period that an onderwerp is about. periode: that of the session."""
    return onderwerp.signaalstand.periode if onderwerp.signaalstand else periode


def vraag_of(onderwerp: VastOnderwerp, periode: str, *, per: str | None) -> WaardenVraag:
    """The question whose answer an onderwerp shows. periode: a period or a range; per: to break it down by."""
    source = onderwerp.signaalstand or onderwerp
    filters = {name: getattr(source, name, None) for name in FILTERS}
    return WaardenVraag(periode=periode, per=per, **filters)


def verloop_of(periode: str) -> str:
    """The range of periods up to and including this one that shows where a figure comes from."""
    eerste = Periode.parse(periode)
    for _ in range(_VERLOOP[eerste.soort] - 1):
        try:
            eerste = eerste.previous()
        except ValueError:
            break
    return f"{eerste}..{periode}"
