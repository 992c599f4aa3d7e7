"""Which cells of a figure this caller may see: reads what the rules of raster.py need, and applies them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from zicht_api.perioden import Periode, PeriodeSoort
from zicht_api.waarden.blokken import Blok, BlokSoort, blok_of, week_en_maand
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.figuren import Figuur
from zicht_api.waarden.kubussen import Leden, Lezing, Vlak
from zicht_api.waarden.raster import (
    Aantallen,
    Combinatie,
    Fijnheid,
    Gezin,
    Tijd,
    choose_combinations,
    is_complete,
    judge_empty,
    judge_family,
    make_tijd,
    own_fijnheid,
)

ALLE_PAREN = [frozenset(pair) for pair in combinations(Dimensie, 2)]


@dataclass
class Zicht:
    """What may be seen of one figure in one year.

    leden: by single dimensie, the members that anyone stands behind. leeg: the gebieden of which that is not so, and
    under None any other member.
    """

    tijd: Tijd
    totaal: Fijnheid
    leden: dict[Dimensie, dict[int | None, Fijnheid]]
    leeg: dict[Dimensie, dict[int | None, Fijnheid]]
    combinaties: dict[Combinatie, Fijnheid]

    def shows(self, per: tuple[Dimensie, ...], leden: Leden, periode: str) -> bool:
        """Whether this cell may be shown; periode: of the calendar, or a part that a week is made of."""
        match len(per):
            case 0:
                fijn = self.totaal
            case 1:
                leeg = self.leeg[per[0]]
                fijn = self.leden[per[0]].get(leden[0], leeg.get(leden[0], leeg[None]))
            case _:
                fijn = self.combinaties.get(frozenset(per), Fijnheid(0, lopend=False))
        return fijn.shows(self.tijd, periode)


@dataclass(frozen=True)
class Publicatie:
    """What may be seen of some figures, over some years, broken down in one way."""

    per: tuple[Dimensie, ...]
    _zicht: Mapping[tuple[Figuur, int], Zicht]

    def shows(self, figuur: Figuur, leden: Leden, periode: Periode) -> bool:
        if periode.soort is not PeriodeSoort.week:
            return self._zicht[figuur, periode.begin.year].shows(self.per, leden, periode.code)
        # A week is as visible as the parts that the months cut it into.
        return all(
            self._zicht[figuur, jaar].shows(self.per, leden, deel)
            for jaar in {periode.begin.year, periode.eind.year}
            for deel in Blok(BlokSoort.delen, jaar).perioden
            if week_en_maand(deel)[0] == periode.code
        )


async def decide(
    lezing: Lezing, figuren: Collection[Figuur], perioden: Collection[Periode], per: tuple[Dimensie, ...]
) -> Publicatie:
    """Read what the decision rests on, in a fixed number of round trips when it was kept, and decide."""
    alle = _with_bases(figuren)
    jaren = sorted({jaar for periode in perioden for jaar in (periode.begin.year, periode.eind.year)})
    fijnste = any(periode.soort is PeriodeSoort.week for periode in perioden) or len(per) > 1
    blokken = [Blok(BlokSoort.kalender, jaar) for jaar in jaren]
    blokken += [Blok(BlokSoort.delen, jaar) for jaar in jaren] if fijnste else []
    enkele = tuple(Dimensie) if len(per) > 1 else per
    ways: list[tuple[Dimensie, ...]] = [(), *((dimensie,) for dimensie in enkele)]
    # The cells that are asked for come along: one round trip less.
    asked = [Vlak(figuur, blok, per) for figuur in figuren for blok in {blok_of(periode) for periode in perioden}]
    await lezing.load([*asked, *(Vlak(figuur, blok, way) for figuur in alle for blok in blokken for way in ways)])
    kinderen = await lezing.load_kinderen() if Dimensie.gebied in enkele else {}

    zicht: dict[tuple[Figuur, int], Zicht] = {}
    for figuur in alle:
        for jaar in jaren:
            ruwer = zicht[figuur.basis, jaar] if figuur.basis is not None else None
            zicht[figuur, jaar] = _see(lezing, figuur, jaar, enkele, kinderen, ruwer, fijnste=fijnste)
            if len(per) > 1:
                await _see_combinations(lezing, figuur, jaar, zicht[figuur, jaar], ruwer)
    return Publicatie(per, zicht)


def _with_bases(figuren: Iterable[Figuur]) -> list[Figuur]:
    """The figures with those that they must not say more than, these first."""
    alle: dict[Figuur, None] = {}
    for figuur in figuren:
        if figuur.basis is not None:
            alle[figuur.basis] = None
    return [*alle, *(figuur for figuur in dict.fromkeys(figuren) if figuur not in alle)]


def _see(
    lezing: Lezing,
    figuur: Figuur,
    jaar: int,
    enkele: tuple[Dimensie, ...],
    kinderen: Mapping[int | None, Sequence[int]],
    ruwer: Zicht | None,
    *,
    fijnste: bool,
) -> Zicht:
    def aantallen(*per: Dimensie) -> dict[Leden, dict[str, int]]:
        return _aantallen(lezing, figuur, jaar, per, fijnste=fijnste)

    drempel = lezing.stand.drempel
    totaal = aantallen().get((), {})
    tijd = ruwer.tijd if ruwer else make_tijd(jaar, totaal, lopend_jaar=jaar >= lezing.stand.dag.year)
    limit = ruwer.totaal if ruwer else Fijnheid(len(tijd.vast), lopend=True)
    zicht = Zicht(tijd, own_fijnheid(totaal, tijd, drempel, limit), {}, {}, {})
    for dimensie in enkele:
        leden = {lid: found for (lid,), found in aantallen(dimensie).items()}
        grens = dict(ruwer.leden[dimensie]) if ruwer else {}
        for (lid,), buiten in _outside(lezing, figuur, jaar, (dimensie,), fijnste=fijnste).items():
            grens[lid] = own_fijnheid(buiten, tijd, drempel, grens.get(lid, zicht.totaal))
        familie = kinderen if dimensie is Dimensie.gebied else {}
        _see_members(zicht, dimensie, leden, totaal, drempel, familie, grens)
    return zicht


def _see_members(
    zicht: Zicht,
    dimensie: Dimensie,
    leden: Mapping[int | None, Aantallen],
    totaal: Aantallen,
    drempel: int,
    kinderen: Mapping[int | None, Sequence[int]],
    grens: Mapping[int | None, Fijnheid],
) -> None:
    """Every member of a breakdown, family by family, from the top down. kinderen: of gebieden, which have a tree."""
    fijn: dict[int | None, Fijnheid] = {}
    leeg: dict[int | None, Fijnheid] = {}

    def judge(gezin: Gezin, ouder: Aantallen, van_ouder: Fijnheid) -> Fijnheid:
        def limit(lid: int | None) -> Fijnheid:
            eigen = grens.get(lid, van_ouder)
            return Fijnheid(min(van_ouder.niveaus, eigen.niveaus), lopend=van_ouder.lopend and eigen.lopend)

        found = judge_family(gezin, ouder, zicht.tijd, drempel, limit)
        fijn.update(found)
        return judge_empty([van_ouder, *found.values()], zicht.tijd)

    top = [*kinderen.get(None, []), None] if kinderen else leden
    leeg[None] = judge(Gezin(None, {lid: leden[lid] for lid in top if lid in leden}), totaal, zicht.totaal)
    todo = [ouder for ouder in kinderen.get(None, []) if ouder in kinderen]
    while todo:
        ouder = todo.pop()
        todo += [kind for kind in kinderen[ouder] if kind in kinderen]
        gezin: dict[int | None, Aantallen] = {lid: leden[lid] for lid in (*kinderen[ouder], -ouder) if lid in leden}
        van_ouder = fijn[ouder] if ouder in fijn else leeg.get(ouder, leeg[None])
        empty = judge(Gezin(ouder, gezin, {-ouder}), leden.get(ouder, {}), van_ouder)
        leeg |= dict.fromkeys(kinderen[ouder], empty)
    zicht.leden[dimensie], zicht.leeg[dimensie] = fijn, leeg


async def _see_combinations(lezing: Lezing, figuur: Figuur, jaar: int, zicht: Zicht, ruwer: Zicht | None) -> None:
    """Which combinations are without small cells, the pairs first: what has more dimensions can only be smaller."""
    fijnheid: dict[Combinatie, Fijnheid] = {}
    candidates = ALLE_PAREN
    while candidates:
        candidates = [way for way in candidates if ruwer is None or way in ruwer.combinaties]
        needed = {way: _needed(zicht, way) for way in candidates}
        candidates = [way for way in candidates if needed[way] and _members_complete(zicht, way, needed[way])]
        soorten = (BlokSoort.kalender, BlokSoort.delen)
        await lezing.load(Vlak(figuur, Blok(soort, jaar), _in_order(way)) for way in candidates for soort in soorten)
        for way in candidates:
            per = _in_order(way)
            cellen = [
                *_aantallen(lezing, figuur, jaar, per, fijnste=True).values(),
                *_outside(lezing, figuur, jaar, per, fijnste=True).values(),
            ]
            vast = [code for codes in zicht.tijd.vast[: needed[way]] for code in codes]
            lopend = [code for codes in zicht.tijd.lopend[: needed[way]] for code in codes]
            if is_complete(cellen, vast, lezing.stand.drempel):
                shown = all(fijn.lopend for dimensie in way for fijn in zicht.leden[dimensie].values())
                enough = shown and is_complete(cellen, lopend, lezing.stand.drempel)
                fijnheid[way] = Fijnheid(needed[way], lopend=enough)
        candidates = _larger(candidates, fijnheid)
    chosen = choose_combinations(fijnheid)
    zicht.combinaties = {way: fijn for way, fijn in fijnheid.items() if way in chosen}


def _needed(zicht: Zicht, way: Combinatie) -> int:
    """How fine a combination must be without small cells: as fine as any two of its dimensions are shown by themselves.

    Then no cell of the combination stands between three tables that each show a side of it.
    """
    finest = {dimensie: max((fijn.niveaus for fijn in zicht.leden[dimensie].values()), default=0) for dimensie in way}
    return max(min(finest[one], finest[other]) for one, other in combinations(way, 2))


def _members_complete(zicht: Zicht, way: Combinatie, niveaus: int) -> bool:
    """A combination cannot be without small cells when a single dimensie of it is not."""
    return all(fijn.niveaus >= niveaus for dimensie in way for fijn in zicht.leden[dimensie].values())


def _larger(candidates: Collection[Combinatie], fijnheid: Mapping[Combinatie, Fijnheid]) -> list[Combinatie]:
    """The combinations of one dimensie more of which every part is without small cells."""
    size = len(next(iter(candidates), frozenset())) + 1
    return [
        frozenset(way)
        for way in combinations(Dimensie, size)
        if size > 2 and all(frozenset(part) in fijnheid for part in combinations(way, size - 1))
    ]


def _in_order(way: Combinatie) -> tuple[Dimensie, ...]:
    return tuple(dimensie for dimensie in Dimensie if dimensie in way)


def _aantallen(
    lezing: Lezing, figuur: Figuur, jaar: int, per: tuple[Dimensie, ...], *, fijnste: bool
) -> dict[Leden, dict[str, int]]:
    """People per members and period; fijnste: with the parts into which weeks cut the months."""
    found: dict[Leden, dict[str, int]] = {}
    for soort in (BlokSoort.kalender, BlokSoort.delen) if fijnste else (BlokSoort.kalender,):
        for leden, aantallen in lezing.get(Vlak(figuur, Blok(soort, jaar), per)).per_lid.items():
            found.setdefault(leden, {}).update(aantallen)
    return found


def _outside(
    lezing: Lezing, figuur: Figuur, jaar: int, per: tuple[Dimensie, ...], *, fijnste: bool
) -> dict[Leden, dict[str, int]]:
    """Of each leefgebied how many are beside it, in the cell that it is part of: people or contacten, the fewest.

    Leefgebieden overlap, so that this is not what the other leefgebieden add up to. Empty for other dimensies.
    """
    if Dimensie.leefgebied not in per:
        return {}
    plaats = per.index(Dimensie.leefgebied)
    found: dict[Leden, dict[str, int]] = {}
    for soort in (BlokSoort.kalender, BlokSoort.delen) if fijnste else (BlokSoort.kalender,):
        blok = Blok(soort, jaar)
        heel = lezing.get(Vlak(figuur, blok, per[:plaats] + per[plaats + 1 :])).cellen
        for (periode, leden), cel in lezing.get(Vlak(figuur, blok, per)).cellen.items():
            totaal = heel[periode, leden[:plaats] + leden[plaats + 1 :]]
            beside = [aantal for aantal in (totaal.n - cel.n, totaal.aantal - cel.aantal) if aantal]
            if beside:
                found.setdefault(leden, {})[periode] = min(beside)
    return found
