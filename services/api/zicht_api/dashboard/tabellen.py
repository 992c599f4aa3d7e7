"""The tables that say the same as the pictures. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zicht_api.beelden.tekst import periode_naam
from zicht_api.dashboard.antwoorden import Uitslag
from zicht_api.dashboard.tegels import in_n
from zicht_api.dashboard.woorden import ONTBREEKT, STATUS, doel_in_woorden, kaal, verschil_met_vorige, waarde_in_woorden
from zicht_api.duiding.woorden import in_getal
from zicht_api.indicatoren.models import Indicator
from zicht_api.perioden import Periode
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.onderdrukking import Interval, Waarde
from zicht_api.waarden.verdeling import Verdeling
from zicht_api.waarden.vergelijken import target_of

_GEEN = "–"
_HONDERD = 100


@dataclass(frozen=True, slots=True)
class Tabel:
    """rijen: the first cell of each says what the row is about. zinnen: the columns that hold words, which may wrap."""

    titel: str
    koppen: tuple[str, ...]
    rijen: tuple[tuple[str, ...], ...]
    zinnen: frozenset[str] = frozenset()
    # Each cell says by itself what it is, so that on a telephone they may stand below each other.
    stapelt: bool = False


def tabel_van_reeks(indicator: Indicator, reeks: Sequence[Waarde], *, heel: bool) -> Tabel:
    """A figure over time: with how certain it is, and against its target, said once where it is one for all periods.

    It begins where there are data: that there were none before is said in its title.
    """
    begin = next((place for place, waarde in enumerate(reeks) if waarde.reden != "geen-gegevens"), 0)
    eerder = f"; tot en met {periode_naam(reeks[begin - 1].periode)} geen gegevens" if begin else ""
    doelen = {_doel(indicator, waarde, heel=heel) for waarde in reeks[begin:]}
    een_doel = next(iter(doelen)) if len(doelen) == 1 else _GEEN
    bij_doel = "" if een_doel == _GEEN else f"; streefwaarde {een_doel}"
    return _without_empty(
        Tabel(
            f"{indicator.naam} per periode{_in(indicator.eenheid)}{bij_doel}{eerder}",
            ("Periode", "Waarde", "95%-interval", "n", "Streefwaarde", "Stand"),
            tuple(
                (
                    periode_naam(waarde.periode) + (" (loopt nog)" if waarde.voorlopig else ""),
                    *_cijfers(indicator, waarde),
                    _GEEN if bij_doel else _doel(indicator, waarde, heel=heel),
                    STATUS[waarde.status] if waarde.status else _GEEN,
                )
                for waarde in reeks[begin:]
            ),
            frozenset({"Stand"}),
        )
    )


def tabel_van_delen(
    indicator: Indicator, delen: Sequence[Waarde], dimensie: Dimensie, namen: Mapping[str, str]
) -> Tabel:
    """A figure of one period, side by side."""
    return _without_empty(
        Tabel(
            f"{indicator.naam} per {dimensie}{_in(indicator.eenheid)}",
            (dimensie.capitalize(), "Waarde", "95%-interval", "n"),
            tuple((naam_van(getattr(waarde, dimensie), namen), *_cijfers(indicator, waarde)) for waarde in delen),
        )
    )


def tabel_van_alles(indicatoren: Sequence[Indicator], nu: Mapping[str, Waarde]) -> Tabel:
    """Every figure of the period in a row of its own: beside its target, and beside the period before."""
    return _without_empty(
        Tabel(
            "Alle cijfers bij elkaar",
            ("Cijfer", "Waarde", "Streefwaarde", "Vorige periode"),
            tuple(_in_kort_bestek(indicator, nu[indicator.code]) for indicator in indicatoren),
            frozenset({"Waarde", "Streefwaarde", "Vorige periode"}),
            stapelt=True,
        )
    )


def _in_kort_bestek(indicator: Indicator, waarde: Waarde) -> tuple[str, ...]:
    verschil, doel = verschil_met_vorige(waarde, indicator), doel_in_woorden(waarde, indicator.eenheid)
    n = in_n(waarde)
    return (
        indicator.naam,
        waarde_in_woorden(waarde, indicator.eenheid) + (f" (n = {n})" if n else ""),
        ": ".join(filter(None, [STATUS[waarde.status] if waarde.status else None, doel])) or _GEEN,
        _GEEN if verschil is None else verschil.tekst,
    )


def _without_empty(tabel: Tabel) -> Tabel:
    """Without the columns in which nothing stands in any row."""
    kept = [place for place in range(len(tabel.koppen)) if any(rij[place] != _GEEN for rij in tabel.rijen)]
    return replace(
        tabel,
        koppen=tuple(tabel.koppen[place] for place in kept),
        rijen=tuple(tuple(rij[place] for place in kept) for rij in tabel.rijen),
    )


def _cijfers(indicator: Indicator, waarde: Waarde) -> tuple[str, str, str]:
    """The figure, its interval and n."""
    if waarde.waarde is None:
        return ONTBREEKT[waarde.reden or "geen-gegevens"].lower(), _GEEN, _GEEN
    grenzen = _GEEN if waarde.interval is None else _in_grenzen(waarde.interval, indicator.eenheid)
    return kaal(waarde.waarde, indicator.eenheid), grenzen, in_n(waarde) or _GEEN


def _in_grenzen(interval: Interval, eenheid: str) -> str:
    """No finer than it is certain: of hundreds without decimals."""
    onder, boven = interval.onder, interval.boven
    if boven >= _HONDERD:
        onder, boven = onder.to_integral_value(), boven.to_integral_value()
    return f"{in_getal(onder)}–{kaal(boven, eenheid)}"


def _in(eenheid: str) -> str:
    """The unit, once for the whole table; % stands with each figure."""
    return "" if eenheid in ("", "%", "NPS", "rapportcijfer") else f", in {eenheid}"


def tabel_van_antwoorden(titel: str, uitslagen: Sequence[Uitslag], nu: Mapping[str, Waarde]) -> Tabel:
    """How often each answer was given, from the lowest to the highest. nu: the figure of each question."""
    return Tabel(
        titel,
        ("Vraag", "Antwoorden", "Cijfer", "n"),
        tuple(
            (
                uitslag.indicator.naam,
                _antwoorden(uitslag.verdeling),
                waarde_in_woorden(nu[uitslag.indicator.code], uitslag.indicator.eenheid),
                in_n(nu[uitslag.indicator.code]) or _GEEN,
            )
            for uitslag in uitslagen
        ),
        frozenset({"Antwoorden"}),
    )


def _antwoorden(verdeling: Verdeling) -> str:
    """Where not each answer may be shown: those together that may be."""
    if verdeling.reden is not None:
        return ONTBREEKT[verdeling.reden].lower()
    return ", ".join(
        f"{_answers(groep.antwoorden)}: {in_getal(Decimal(groep.aantal.aantal or 0))}×" for groep in verdeling.groepen
    )


def _answers(antwoorden: Sequence[str]) -> str:
    return antwoorden[0] if len(antwoorden) == 1 else f"{antwoorden[0]} t/m {antwoorden[-1]}"


def naam_van(code: str | None, namen: Mapping[str, str]) -> str:
    return "Niet bekend" if code is None else namen.get(code, code)


def _doel(indicator: Indicator, waarde: Waarde, *, heel: bool) -> str:
    doel = target_of(indicator, Periode.parse(waarde.periode), heel=heel)
    return _GEEN if doel is None else kaal(doel, indicator.eenheid)
