"""Looking at all that a gemeente has: which figures are read, and which rule looks at which of them."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten.queries import Stand
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import indicatoren_of
from zicht_api.leverkalender.aanleverstatus import Leverstatus, load_aanleverstatus
from zicht_api.leverkalender.status import Leveringsstatus
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_api.perioden import Periode, PeriodeSoort
from zicht_api.signalen import detectie
from zicht_api.signalen.bevindingen import Bevinding, Signaalsoort, Waarneming
from zicht_api.waarden.onderdrukking import Waarde
from zicht_api.waarden.schemas import WaardenVraag
from zicht_api.waarden.service import load_waarden
from zicht_shared.auth import Principal

# A delivery may come late: so many of the last complete periods are looked at again each time.
_OPNIEUW = {PeriodeSoort.maand: 3, PeriodeSoort.kwartaal: 2, PeriodeSoort.jaar: 1}
# And so many are read, for what is looked at to be held against.
_HISTORIE = {PeriodeSoort.maand: 51, PeriodeSoort.kwartaal: 17, PeriodeSoort.jaar: 5}
_MAANDEN_LEVERING = 12
_REGISTRATIE = {"maatstaf", "uniek", "verhouding", "doorlooptijd", "formule"}
_GETELD = {"maatstaf", "uniek"}
_PROPORTIES = {"top2", "ja"}
# Indicators with the same stem that end in these are parts of one whole: `aanvragen-wmo`, `aanvragen-wlz`.
WETTEN = ("wmo", "wlz", "jeugdwet", "participatiewet", "zvw")

Reeksen = Mapping[str, Sequence[Waarde]]


@dataclass
class Gelezen:
    """What was read. totaal: per kind of period and indicator; delen: per dimensie, kind of period, indicator and
    member. levering: what was agreed over the last year. stilbaar: of which indicators a silence is looked for.
    """

    stand: Stand
    indicatoren: Sequence[Indicator]
    levering: Sequence[Leverstatus]
    stilbaar: Collection[str]
    totaal: dict[PeriodeSoort, Reeksen] = field(default_factory=dict)
    delen: dict[tuple[str, PeriodeSoort], dict[str, Reeksen]] = field(default_factory=dict)

    def perioden(self, soort: PeriodeSoort) -> list[str]:
        """The last complete periods, those that are looked at, without those of which a delivery is still to come."""
        periods = _last_complete(soort, self.stand.dag, _OPNIEUW[soort])
        return [periode.code for periode in periods if not self.is_open(periode)]

    def is_open(self, periode: Periode) -> bool:
        return any(
            status.oordeel.status not in {Leveringsstatus.volledig, Leveringsstatus.te_laat}
            and (status.verwachting.periode.contains(periode) or periode.contains(status.verwachting.periode))
            for status in self.levering
        )


async def waarnemen(db: AsyncSession, caller: Principal, stand: Stand) -> Waarneming:
    """Read the published figures that the caller may see, as of a state, and look at them by every rule."""
    gelezen = await _read(db, caller, stand)
    # Seconds of arithmetic for a large gemeente: other requests go on meanwhile.
    return await asyncio.to_thread(_judge, gelezen)


async def _read(db: AsyncSession, caller: Principal, stand: Stand) -> Gelezen:
    rows = list(await db.scalars(indicatoren_of(caller, stand.peil)))
    maatstaven = await load_maatstaven(db, caller, stand.peil)
    levering = await load_aanleverstatus(
        db, caller, stand, _last_complete(PeriodeSoort.maand, stand.dag, _MAANDEN_LEVERING)
    )
    # Who stays away from one count of contacten stays away from all: only the count of them all is looked at.
    stilbaar = {
        row.code
        for row in rows
        if _is_counted(row)
        and row.rekenwijze == "maatstaf"
        and maatstaven[row.teller or ""].berekening in {None, "contacten"}
    }
    gelezen = Gelezen(stand, rows, levering, stilbaar)

    async def read(soort: PeriodeSoort, codes: Iterable[str], per: str | None = None) -> dict[str, list[Waarde]]:
        periods = _last_complete(soort, stand.dag, _HISTORIE[soort])
        vraag = WaardenVraag(periode=f"{periods[0]}..{periods[-1]}", per=per)
        return await load_waarden(db, caller, stand, sorted(set(codes)), vraag)

    geteld = [row.code for row in rows if _is_counted(row)]
    registratie = [row.code for row in rows if _looked_at(row) and row.rekenwijze in _REGISTRATIE]
    gevraagd = [row.code for row in rows if _looked_at(row) and row.rekenwijze not in _REGISTRATIE]
    gelezen.totaal[PeriodeSoort.maand] = await read(PeriodeSoort.maand, registratie)
    gelezen.totaal[PeriodeSoort.kwartaal] = await read(PeriodeSoort.kwartaal, [*gevraagd, *geteld])
    gelezen.totaal[PeriodeSoort.jaar] = await read(PeriodeSoort.jaar, [*gevraagd, *stilbaar])
    for per, soort, codes in (
        ("gebied", PeriodeSoort.maand, geteld),
        ("gebied", PeriodeSoort.kwartaal, stilbaar),
        ("gebied", PeriodeSoort.jaar, stilbaar),
        ("doelgroep", PeriodeSoort.maand, stilbaar),
        ("doelgroep", PeriodeSoort.kwartaal, stilbaar),
        ("doelgroep", PeriodeSoort.jaar, stilbaar),
        ("aanbieder", PeriodeSoort.maand, geteld),
        ("leefgebied", PeriodeSoort.kwartaal, geteld),
    ):
        found = await read(soort, codes, per)
        gelezen.delen[per, soort] = {code: _by_member(waarden, per) for code, waarden in found.items()}
    return gelezen


def _signals(indicator: Indicator) -> bool:
    return "signaleren" in indicator.functies


def _is_counted(indicator: Indicator) -> bool:
    return _signals(indicator) and indicator.rekenwijze in _GETELD


def _looked_at(indicator: Indicator) -> bool:
    return _signals(indicator) or indicator.signaalgrens is not None


def _last_complete(soort: PeriodeSoort, dag: date, aantal: int) -> list[Periode]:
    """The last so many periods that were over on this day, in order."""
    periods = [Periode.containing(soort, dag).previous()]
    while len(periods) < aantal:
        periods.insert(0, periods[0].previous())
    return periods


def _by_member(waarden: Iterable[Waarde], dimensie: str) -> Reeksen:
    """The series of each member; what was not broken down has none."""

    def member(waarde: Waarde) -> str:
        return getattr(waarde, dimensie) or ""

    reeksen = {code: list(group) for code, group in groupby(sorted(waarden, key=member), key=member)}
    return {code: reeks for code, reeks in reeksen.items() if code}


def _judge(gelezen: Gelezen) -> Waarneming:
    found = [*detectie.find_aanlevering(gelezen.levering), *_judge_stilte(gelezen), *_judge_wetten(gelezen)]
    for indicator in gelezen.indicatoren:
        soorten = [PeriodeSoort.maand] if indicator.rekenwijze in _REGISTRATIE else [*gelezen.totaal]
        for soort in soorten:
            if reeks := gelezen.totaal[soort].get(indicator.code):
                found += _judge_totaal(indicator, reeks, gelezen.perioden(soort))
        if _is_counted(indicator):
            found += _judge_delen(indicator.code, gelezen)
    return Waarneming(tuple(found), _looked(gelezen))


def _judge_totaal(indicator: Indicator, reeks: Sequence[Waarde], perioden: Collection[str]) -> list[Bevinding]:
    found = []
    if indicator.signaalgrens is not None:
        found += detectie.find_grens(indicator.code, indicator.richting, indicator.signaalgrens, reeks, perioden)
    if _is_counted(indicator):
        found += detectie.find_verandering(indicator.code, detectie.MENSEN, reeks, perioden)
    elif _signals(indicator) and indicator.maat in _PROPORTIES:
        found += detectie.find_verandering(indicator.code, detectie.PROPORTIE, reeks, perioden)
    return found


def _judge_delen(code: str, gelezen: Gelezen) -> list[Bevinding]:
    maanden, kwartalen = gelezen.perioden(PeriodeSoort.maand), gelezen.perioden(PeriodeSoort.kwartaal)
    found = []
    for gebied, reeks in gelezen.delen["gebied", PeriodeSoort.maand][code].items():
        found += detectie.find_verandering(code, detectie.MENSEN, reeks, maanden, {"gebied": gebied})
    for aanbieder, reeks in gelezen.delen["aanbieder", PeriodeSoort.maand][code].items():
        found += detectie.find_uitschieters(code, {"aanbieder": aanbieder}, reeks, maanden)
    geheel = gelezen.totaal[PeriodeSoort.kwartaal][code]
    for leefgebied, reeks in gelezen.delen["leefgebied", PeriodeSoort.kwartaal][code].items():
        found += detectie.find_overheersing(code, {"leefgebied": leefgebied}, reeks, [geheel], kwartalen)
    return found


def _judge_stilte(gelezen: Gelezen) -> list[Bevinding]:
    chosen = [(code, dimensie) for code in sorted(gelezen.stilbaar) for dimensie in ("gebied", "doelgroep")]
    members = {
        (code, dimensie): sorted(set().union(*(gelezen.delen[dimensie, soort][code] for soort in _OPNIEUW)))
        for code, dimensie in chosen
    }
    reeksen = sum(len(names) for names in members.values())
    return [
        bevinding
        for (code, dimensie), names in members.items()
        for bevinding in detectie.find_stiltes(
            code, dimensie, {name: _finest(gelezen, code, dimensie, name) for name in names}, reeksen=reeksen
        )
    ]


def _finest(gelezen: Gelezen, code: str, dimensie: str, member: str) -> list[detectie.Cijfer]:
    """The series of a part as finely as it is shown, up to the last period of which all is known."""
    cijfers = {
        deel.periode: detectie.Cijfer(deel, geheel, not gelezen.is_open(Periode.parse(deel.periode)))
        for soort in _OPNIEUW
        if member in gelezen.delen[dimensie, soort][code]
        for deel, geheel in zip(gelezen.delen[dimensie, soort][code][member], gelezen.totaal[soort][code], strict=True)
    }
    found: list[detectie.Cijfer] = []
    for maand in _last_complete(PeriodeSoort.maand, gelezen.stand.dag, _HISTORIE[PeriodeSoort.maand]):
        if found and Periode.parse(found[-1].deel.periode).contains(maand):
            continue
        around = [Periode.containing(soort, maand.begin) for soort in _OPNIEUW]
        begins = [cijfers[each.code] for each in around if each.begin == maand.begin and each.code in cijfers]
        found += [next((cijfer for cijfer in begins if cijfer.deel.waarde is not None), begins[0])] if begins else []
    # Silent is who does not come, not who is not delivered yet.
    while found and (not found[-1].geleverd or found[-1].geheel.waarde is None):
        found.pop()
    return found


def _judge_wetten(gelezen: Gelezen) -> list[Bevinding]:
    families: dict[str, dict[str, Sequence[Waarde]]] = {}
    for code, reeks in gelezen.totaal[PeriodeSoort.kwartaal].items():
        stam, _, wet = code.rpartition("-")
        if stam and wet in WETTEN:
            families.setdefault(stam, {})[code] = reeks
    perioden = gelezen.perioden(PeriodeSoort.kwartaal)
    return [
        bevinding
        for family in families.values()
        if len(family) > 1
        for code, reeks in family.items()
        for bevinding in detectie.find_overheersing(code, {}, reeks, list(family.values()), perioden)
    ]


def _looked(gelezen: Gelezen) -> frozenset[tuple[Signaalsoort, str]]:
    """Of a silence the period is the month in which it began; of a delivery any that was expected in the last year."""
    per_figuur = {periode for soort in PeriodeSoort if soort in _OPNIEUW for periode in gelezen.perioden(soort)}
    maanden = _last_complete(PeriodeSoort.maand, gelezen.stand.dag, _HISTORIE[PeriodeSoort.maand])
    levering = {
        Periode.containing(soort, maand.eind).code for maand in maanden[-_MAANDEN_LEVERING:] for soort in _OPNIEUW
    }
    figuren = (Signaalsoort.grens, Signaalsoort.verandering, Signaalsoort.overheersing, Signaalsoort.uitschieter)
    return frozenset(
        {(soort, periode) for soort in figuren for periode in per_figuur}
        | {(Signaalsoort.stilte, maand.code) for maand in maanden}
        | {(Signaalsoort.aanlevering, periode) for periode in levering}
    )
