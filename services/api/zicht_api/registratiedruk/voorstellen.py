"""What could be asked no longer, and what that saves. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zicht_api.indicatoren.models import Indicator
from zicht_api.maatstaven.models import Maatstaf
from zicht_api.registratiedruk.gebruik import UITSPLITSINGEN, Veld, fields_of, maatstaven_of


@dataclass(frozen=True, slots=True)
class Levering:
    """What an aanbieder registered over the period: how often each field was filled, and tellingen by maatstaf."""

    tellingen_voor: frozenset[str]
    gevuld: Mapping[Veld, int]
    tellingen: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Voorstel:
    """waarden: how many delivered values it would have saved. indicatoren: which would have to go for it."""

    veld: Veld | None
    maatstaf: str | None
    aanbieders: tuple[str, ...]
    indicatoren: tuple[str, ...]
    tekst: str
    reden: str
    waarden: int


@dataclass(frozen=True, slots=True)
class Monitor:
    """The definitions that say what is needed. overbodig: indicators of which nothing makes use (see `unused`)."""

    indicatoren: Sequence[Indicator]
    maatstaven: Mapping[str, Maatstaf]
    overbodig: frozenset[str]

    def users(self, veld: Veld, levering: Levering) -> set[str]:
        """The indicators that need a field of an aanbieder: to compute with, or to be broken down by."""
        return {
            indicator.code
            for indicator in self.indicatoren
            if (velden := fields_of(indicator, self.maatstaven, levering.tellingen_voor))
            and (veld in velden or veld in UITSPLITSINGEN)
        }

    def counters(self, maatstaf: str) -> set[str]:
        """The indicators that are made of a maatstaf."""
        return {indicator.code for indicator in self.indicatoren if maatstaf in maatstaven_of(indicator)}


def propose(monitor: Monitor, leveringen: Mapping[str, Levering]) -> list[Voorstel]:
    """What saves most comes first. leveringen: by code of the aanbieder."""
    found = [*_fields(monitor, leveringen), *_tellingen(monitor, leveringen)]
    named = {code for voorstel in found for code in voorstel.indicatoren}
    found += [_indicator(code) for code in sorted(monitor.overbodig - named)]
    return sorted(found, key=lambda voorstel: -voorstel.waarden)


def _fields(monitor: Monitor, leveringen: Mapping[str, Levering]) -> Iterator[Voorstel]:
    """Per field: at whom nothing uses it, and at whom only indicators do of which nothing makes use."""
    for veld in Veld:
        users = {
            code: monitor.users(veld, levering) for code, levering in leveringen.items() if levering.gevuld.get(veld)
        }
        nergens = not any(monitor.users(veld, levering) for levering in leveringen.values())
        ongebruikt = [code for code, by in users.items() if not by]
        if ongebruikt:
            reden = (
                "Geen indicator rekent hiermee, en er is geen uitsplitsing naar."
                if nergens
                else "Waar dit veld voor dient, komt bij deze aanbieders als telling."
            )
            yield _veld(veld, ongebruikt, (), leveringen, f"Vraag niet meer naar {veld}.", reden)
        overbodig = [code for code, by in users.items() if by and by <= monitor.overbodig]
        if overbodig:
            weg = tuple(sorted(set().union(*(users[code] for code in overbodig))))
            tekst = f"Laat {_lijst(weg)} vervallen; dan hoeft {veld} niet meer."
            yield _veld(veld, overbodig, weg, leveringen, tekst, _OVERBODIG)


def _tellingen(monitor: Monitor, leveringen: Mapping[str, Levering]) -> Iterator[Voorstel]:
    for maatstaf in sorted({maatstaf for levering in leveringen.values() for maatstaf in levering.tellingen}):
        aanbieders = tuple(code for code, levering in leveringen.items() if levering.tellingen.get(maatstaf))
        waarden = sum(leveringen[code].tellingen[maatstaf] for code in aanbieders)
        users = monitor.counters(maatstaf)
        if not users:
            tekst, reden = f"Vraag geen tellingen van {maatstaf} meer.", "Geen indicator gebruikt deze maatstaf."
            yield Voorstel(None, maatstaf, aanbieders, (), tekst, reden, waarden)
        elif users <= monitor.overbodig:
            weg = tuple(sorted(users))
            tekst = f"Laat {_lijst(weg)} vervallen; dan hoeven tellingen van {maatstaf} niet meer."
            yield Voorstel(None, maatstaf, aanbieders, weg, tekst, _OVERBODIG, waarden)


_OVERBODIG = "Dit is alleen nice to know: het staat in geen doelenboom en geen formule, en geen signaalgrens let erop."


def _veld(
    veld: Veld,
    aanbieders: Sequence[str],
    indicatoren: tuple[str, ...],
    leveringen: Mapping[str, Levering],
    tekst: str,
    reden: str,
) -> Voorstel:
    waarden = sum(leveringen[code].gevuld[veld] for code in aanbieders)
    return Voorstel(veld, None, tuple(aanbieders), indicatoren, tekst, reden, waarden)


def _indicator(code: str) -> Voorstel:
    return Voorstel(None, None, (), (code,), f"Overweeg om {code} te laten vervallen.", _OVERBODIG, 0)


def _lijst(codes: Sequence[str]) -> str:
    return " en ".join([", ".join(codes[:-1]), codes[-1]] if len(codes) > 1 else codes)
