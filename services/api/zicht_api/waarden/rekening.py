"""Working out the figures of one answer, each once: from the cells that were added up to what may be shown."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.formules.taal import DelenDoorNul, UitkomstTeGroot, parse
from zicht_api.gemeenten.queries import Stand
from zicht_api.getallen import round_published
from zicht_api.handmatige_waarden.queries import load_handmatig
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import load_indicatoren, load_operands
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_api.perioden import Periode
from zicht_api.waarden.blokken import blok_of
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.figuren import Cel, Doorlooptijd, Figuur, Registratie, Uitslag, factor_of, kanten_of
from zicht_api.waarden.kubussen import Bekend, Leden, Lezing, Vlak
from zicht_api.waarden.meten import GEEN_GEGEVENS, Getal, Meetwaarde
from zicht_api.waarden.onderdrukking import Plek, Waarde, Waarneming, observe, publish, show
from zicht_api.waarden.publicatie import Publicatie, decide
from zicht_api.waarden.selectie import Selectie, has_rest
from zicht_api.waarden.vergelijken import compare, hold_against_target
from zicht_shared.auth import Principal

LEEG = Cel("0", 0, 0)

# How many figures are kept to be compared with; beyond it they are worked out anew.
_REMEMBERED = 50_000


async def start_rekening(
    db: AsyncSession,
    caller: Principal,
    stand: Stand,
    codes: Collection[str],
    selectie: Selectie,
    *,
    held_against: Callable[[Indicator, Periode], Iterable[Periode]],
) -> "Rekening":
    """Read all that the figures of these indicators need, as far as the caller may see them.

    held_against: the periods that a figure is compared with. However many indicators: one round trip for what was kept,
    and one more for each figure that was not.
    """
    getoond = await load_indicatoren(db, caller, codes, stand.peil)
    indicatoren = await _with_operands(db, caller, stand, getoond)
    lezing = Lezing(db, caller, stand)
    maatstaven = await load_maatstaven(db, caller, stand.peil)
    kanten = {code: tuple(kanten_of(indicator, maatstaven)) for code, indicator in indicatoren.items()}
    perioden = list(dict.fromkeys(selectie.perioden))
    for indicator in indicatoren.values():
        perioden += [ander for periode in selectie.perioden for ander in held_against(indicator, periode)]
    perioden = list(dict.fromkeys(perioden))
    figuren = list(dict.fromkeys(figuur for figuren in kanten.values() for figuur in figuren))
    await lezing.load(_bekend(figuren, perioden))
    publicatie = await decide(lezing, figuren, perioden, selectie.per)
    handmatig = [code for code, indicator in indicatoren.items() if indicator.rekenwijze == "handmatig"]
    ingevoerd = (
        await load_handmatig(db, caller.gemeente_id, stand.peil, handmatig, [periode.code for periode in perioden])
        if handmatig and selectie.is_heel
        else {}
    )
    codes = tuple(code for code in codes if code in getoond)
    return Rekening(codes, lezing, selectie, publicatie, indicatoren, kanten, ingevoerd)


async def _with_operands(
    db: AsyncSession, caller: Principal, stand: Stand, indicatoren: Mapping[str, Indicator]
) -> dict[str, Indicator]:
    """These, and what the formulas among them rest on, layer by layer."""
    found = dict(indicatoren)
    wanted = _operands(found.values()) - found.keys()
    while wanted:
        layer = await load_operands(db, caller, wanted, stand.peil)
        found |= layer
        wanted = _operands(layer.values()) - found.keys()
    return found


def _operands(indicatoren: Iterable[Indicator]) -> set[str]:
    formules = [indicator.formule for indicator in indicatoren if indicator.formule is not None]
    return {code for formule in formules for code in parse(formule).verwijzingen}


def _bekend(figuren: Iterable[Figuur], perioden: Iterable[Periode]) -> list[Vlak]:
    blokken = {blok_of(periode) for periode in perioden}
    return [Vlak(_bekend_of(figuur), blok) for figuur in figuren for blok in blokken if not isinstance(figuur, Uitslag)]


def _bekend_of(figuur: Registratie | Doorlooptijd) -> Bekend:
    return Bekend(figuur if isinstance(figuur, Registratie) else None)


@dataclass
class Rekening:
    """All that is needed to work out the figures of one answer; each is worked out once.

    codes: the indicators that are shown, in the order in which they were asked. indicatoren: with what they rest on,
    which the caller need not see itself.
    """

    codes: tuple[str, ...]
    lezing: Lezing
    selectie: Selectie
    publicatie: Publicatie
    indicatoren: Mapping[str, Indicator]
    kanten: Mapping[str, tuple[Figuur, ...]]
    ingevoerd: Mapping[tuple[str, str], Decimal]
    _known: dict[tuple[str, Periode, Leden], Getal] = field(default_factory=dict)

    def publish(self, code: str) -> Iterator[Waarde]:
        """Every period with every cell, in that order; worked out as they are taken."""
        indicator, factor, dag = self.indicatoren[code], factor_of(self.indicatoren[code]), self.lezing.stand.dag
        cellen = self.selectie.cellen(self._met_rest(code))
        for periode in self.selectie.perioden:
            for codes, leden in cellen:
                if len(self._known) > _REMEMBERED:
                    self._known.clear()
                getal = self._getal(code, periode, leden)
                yield publish(
                    Plek(periode.code, codes, voorlopig=periode.eind >= dag),
                    getal,
                    compare(
                        indicator,
                        factor,
                        periode,
                        getal,
                        tegenover=self.selectie.tegenover,
                        eerder=lambda ander, leden=leden: self._getal(code, ander, leden),  # type: ignore[misc]
                        dagen=min(periode.dagen, (dag - periode.begin).days),
                        heel=self.selectie.is_heel,
                    ),
                )

    def observe(self, code: str) -> Iterator[tuple[Periode, dict[str, str | None], Waarneming]]:
        """Every period with every cell, in that order, without what they are held against but the target."""
        indicator = self.indicatoren[code]
        cellen = self.selectie.cellen(self._met_rest(code))
        for periode in self.selectie.perioden:
            for codes, leden in cellen:
                getal = self._getal(code, periode, leden)
                streefwaarde, status = hold_against_target(
                    indicator,
                    periode,
                    getal,
                    eerder=lambda ander, leden=leden: self._getal(code, ander, leden),  # type: ignore[misc]
                    heel=self.selectie.is_heel,
                )
                yield periode, codes, observe(getal, streefwaarde, status)

    def _met_rest(self, code: str) -> frozenset[Dimensie]:
        """Of which dimensions what is not broken down by it is shown, also where that is nothing: or its being there
        would tell that there is somebody. Only answers of residents can be without an aanbieder."""
        rest = has_rest(self.selectie)
        if any(isinstance(figuur, Uitslag) for figuur in self._figuren_under(code)):
            return rest
        return rest - {Dimensie.aanbieder}

    def _figuren_under(self, code: str) -> set[Figuur]:
        """What an indicator rests on in the end."""
        formule = self.indicatoren[code].formule
        operands = parse(formule).verwijzingen & self.indicatoren.keys() if formule is not None else frozenset()
        return set(self.kanten[code]).union(*(self._figuren_under(operand) for operand in operands))

    def _getal(self, code: str, periode: Periode, leden: Leden) -> Getal:
        key = (code, periode, leden)
        if key not in self._known:
            match self.indicatoren[code].rekenwijze:
                case "formule":
                    self._known[key] = self._compute(code, periode, leden)
                case "handmatig":
                    self._known[key] = self._entered(code, periode)
                case _:
                    self._known[key] = self._measured(code, periode, leden)
        return self._known[key]

    def _measured(self, code: str, periode: Periode, leden: Leden) -> Getal:
        indicator, figuren = self.indicatoren[code], self.kanten[code]
        cellen = tuple(self._cel(figuur, periode, leden) for figuur in figuren)
        ruw = Meetwaarde(figuren, cellen, factor_of(indicator), mediaan=indicator.maat == "mediaan")
        return show(ruw, zichtbaar=all(self.publicatie.shows(figuur, leden, periode) for figuur in figuren))

    def _cel(self, figuur: Figuur, periode: Periode, leden: Leden) -> Cel | None:
        """The cell; empty where something was delivered and nothing counted; None where nothing was delivered."""
        blok, per = blok_of(periode), self.selectie.per
        found = self.lezing.get(Vlak(figuur, blok, per)).cellen.get((periode.code, leden))
        if found is not None or isinstance(figuur, Uitslag):
            return found
        delivered = self.lezing.get(Vlak(_bekend_of(figuur), blok)).perioden.get(periode.code, frozenset())
        wie = leden[per.index(Dimensie.aanbieder)] if Dimensie.aanbieder in per else None
        wie = self.lezing.basis if self.lezing.basis is not None else wie
        return LEEG if (bool(delivered) if wie is None else wie in delivered) else None

    def _entered(self, code: str, periode: Periode) -> Getal:
        waarde = self.ingevoerd.get((code, periode.code))
        return GEEN_GEGEVENS if waarde is None else Getal(waarde, None, None, None, None, None)

    def _compute(self, code: str, periode: Periode, leden: Leden) -> Getal:
        """From the figures as they are shown: whoever recomputes it from those finds the same, and no more follows."""
        formule = parse(self.indicatoren[code].formule or "")
        operands = {
            operand: self._getal(operand, periode, leden) if operand in self.indicatoren else GEEN_GEGEVENS
            for operand in formule.verwijzingen
        }
        if any(getal.reden == "te-weinig" for getal in operands.values()):
            return Getal(None, None, None, None, "te-weinig", None)
        try:
            waarde = formule.bereken({operand: getal.waarde for operand, getal in operands.items()})
        except (DelenDoorNul, UitkomstTeGroot):
            return Getal(None, None, None, None, "noemer-nul", None)
        n = min((getal.n for getal in operands.values() if getal.n is not None), default=None)
        if waarde is None:
            return GEEN_GEGEVENS
        return Getal(round_published(waarde), None, None, n, None, None)
