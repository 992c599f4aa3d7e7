"""From what a reader found to a definition of ours: what fits is taken, all else is named with its reason."""

import json
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import ValidationError

from zicht_shared.errors import fout_from_pydantic
from zicht_surveys.uitwisseling.keuzes import is_likert, recognise
from zicht_surveys.uitwisseling.namen import DEEL, VRAGENLIJST, code_of, quoted, taal_of, unused
from zicht_surveys.uitwisseling.ontwerp import Ontwerp, RuwePagina, RuweVoorwaarde, RuweVraag, Vast
from zicht_surveys.uitwisseling.schemas import (
    MEESTE_REDENEN,
    Ingelezen,
    VragenlijstNietTeLezen,
    Weggelaten,
    niet_te_lezen,
)
from zicht_surveys.uitwisseling.talen import Talen
from zicht_surveys.vragenlijsten.schemas import WANT, Inhoud, Taal

_MOST_QUESTIONS: Final = 500
_MOST_CHOICES: Final = 20_000


@dataclass(frozen=True, slots=True)
class _Bron:
    """A question that a condition can refer to: our code of it, and our value for each of the file's."""

    code: str
    waarden: dict[str, str]
    meer: bool = False


def bouw(ontwerp: Ontwerp, taal: Taal) -> Ingelezen:
    """The draft that this design comes to, and what of it was left out or changed.

    taal: of texts of which the file does not say the language.
    Raises VragenlijstNietTeLezen when nothing sound is left.
    """
    asked = sum(len(pagina.vragen) for pagina in ontwerp.paginas)
    if asked > _MOST_QUESTIONS:
        raise niet_te_lezen("vragenlijst", f"Er staan meer dan {_MOST_QUESTIONS} vragen in.")
    if sum(len(vraag.keuzes) for pagina in ontwerp.paginas for vraag in pagina.vragen) > _MOST_CHOICES:
        raise niet_te_lezen("vragenlijst", f"Er staan bij alle vragen samen meer dan {_MOST_CHOICES} keuzes in.")
    if not asked:
        raise _nothing_left(ontwerp)
    return _Bouw(ontwerp, Talen(ontwerp, taal)).result()


def _nothing_left(ontwerp: Ontwerp) -> VragenlijstNietTeLezen:
    ontwerp.leave_out("vragenlijst", "Er blijft geen enkele vraag over.")
    return VragenlijstNietTeLezen(ontwerp.weggelaten)


class _Bouw:
    def __init__(self, ontwerp: Ontwerp, talen: Talen) -> None:
        self._ontwerp, self._talen = ontwerp, talen
        self._codes: set[str] = set()
        self._bronnen: dict[str, _Bron] = {}
        self._paginas: list[dict[str, Any]] = []

    def result(self) -> Ingelezen:
        ontwerp, talen = self._ontwerp, self._talen
        for pagina in ontwerp.paginas:
            self._add_page(pagina)
        if not self._paginas:
            raise _nothing_left(ontwerp)
        titel = self._text_or("de titel", ontwerp.titel, Vast(VRAGENLIJST), "Er is geen titel.")
        inleiding = talen.tekst("de inleiding", ontwerp.inleiding)
        if not inleiding:
            inleiding = dict(titel)
            ontwerp.leave_out("de inleiding", "Er is geen inleiding; daar staat nu de titel.")
        definition = {
            "variant": code_of(ontwerp.variant) or "standaard",
            "titel": titel,
            "inleiding": inleiding,
            "bron": ontwerp.bron,
            "talen": talen.alle,
            "nagekeken": [taal for name in ontwerp.nagekeken if (taal := taal_of(name)) in talen.alle],
            "onderdelen": self._paginas,
        }
        code = code_of(ontwerp.code) or "vragenlijst"
        return Ingelezen(code, ontwerp.versie, _checked(definition), _shortened(ontwerp.weggelaten))

    def _text_or(self, plaats: str, ruw: Any, instead: Vast, reason: str) -> dict[Taal, str]:
        tekst = self._talen.tekst(plaats, ruw)
        if tekst:
            return tekst
        self._ontwerp.leave_out(plaats, f"{reason} Er staat nu een vaste tekst.")
        return self._talen.tekst(plaats, instead)

    def _add_page(self, ruw: RuwePagina) -> None:
        vragen = [deel for vraag in ruw.vragen for deel in self._parts(vraag)]
        plaats = f"onderdeel {len(self._paginas) + 1}"
        pages: list[list[dict[str, Any]]] = [[]]
        for vraag in vragen:
            made = self._question(vraag)
            if made is None:
                continue
            here = {code for asked in pages[-1] for code in _codes_of(asked)}
            if "als" in made and made["als"]["vraag"] in here:
                # A page can't change while it is filled in, so what decides must stand on an earlier one.
                self._ontwerp.leave_out(
                    f"vraag {made['code']}",
                    "De vraag staat op een nieuwe pagina, want ze hangt af van een antwoord op dezelfde pagina.",
                )
                pages.append([])
            pages[-1].append(made)
        toelichting = self._talen.tekst(plaats, ruw.toelichting)
        if not pages[0]:
            if toelichting:
                self._ontwerp.leave_out(plaats, "De toelichting hoort bij een onderdeel waarvan geen vraag overblijft.")
            return
        nummer = str(len(self._paginas) + 1)
        fixed = Vast({taal: tekst.format(nummer=nummer) for taal, tekst in DEEL.items()})
        titel = self._text_or(plaats, ruw.titel, fixed, "Het onderdeel heeft geen titel.")
        for asked in pages:
            self._paginas.append({"titel": dict(titel), "vragen": asked})
        if toelichting:
            self._paginas[-len(pages)]["toelichting"] = toelichting

    def _parts(self, vraag: RuweVraag) -> list[RuweVraag]:
        """The question itself, or a question per row of a matrix whose columns are no scale of ours."""
        if vraag.vorm != "matrix":
            return [vraag]
        if is_likert(vraag):
            if vraag.merk != "matrix":
                self._ontwerp.leave_out(
                    f"vraag {quoted(vraag.naam)}", "Zicht leest 1 als het laagste en 5 als het hoogste; kijk dat na."
                )
            return [vraag]
        self._ontwerp.leave_out(
            f"vraag {quoted(vraag.naam)}",
            "De kolommen zijn niet genummerd van 1 tot en met 5; elke rij is een vraag op zichzelf geworden.",
        )
        return [
            replace(vraag, naam=rij.naam, vorm="keuze", merk=None, tekst=rij.tekst, toelichting=vraag.tekst, rijen=[])
            for rij in vraag.rijen
        ]

    def _question(self, vraag: RuweVraag) -> dict[str, Any] | None:
        """The question as JSON of ours; None when it has to be left out."""
        plaats = f"vraag {quoted(vraag.naam)}"
        tekst = self._talen.tekst(plaats, vraag.tekst)
        if not tekst:
            self._ontwerp.leave_out(plaats, "De vraag heeft geen tekst in een taal die Zicht kent.")
            return None
        made: dict[str, Any] = {"soort": vraag.vorm, "tekst": tekst, "verplicht": vraag.verplicht}
        toelichting = self._talen.tekst(plaats, vraag.toelichting)
        if toelichting:
            made["toelichting"] = toelichting
        waarden: dict[str, str] = {}
        if vraag.vorm not in ("open", "telefoon"):
            known = recognise(vraag, plaats, self._talen, self._ontwerp)
            if known is None:
                return None
            made |= {"soort": known.soort, **known.velden}
            waarden = known.waarden
        if not self._add_condition(vraag, plaats, made):
            return None
        rijen = self._rows(vraag, plaats)
        if made["soort"] == "matrix" and not rijen:
            self._ontwerp.leave_out(plaats, "De tabel heeft geen rijen met een tekst.")
            return None
        self._name(vraag, plaats, made)
        if made["soort"] == "matrix":
            made["rijen"] = [
                {"code": self._new_code(naam, f"rij {quoted(naam)}", ""), "tekst": tekst} for naam, tekst in rijen
            ]
            for (naam, _), rij in zip(rijen, made["rijen"], strict=True):
                self._know(naam, _Bron(rij["code"], waarden))
        else:
            self._know(vraag.naam, _Bron(made["code"], waarden, meer=made["soort"] == "meer"))
        return made

    def _rows(self, vraag: RuweVraag, plaats: str) -> list[tuple[str, dict[Taal, str]]]:
        rijen = [(rij.naam, self._talen.tekst(plaats, rij.tekst)) for rij in vraag.rijen]
        kept = [(naam, tekst) for naam, tekst in rijen if tekst]
        if len(kept) < len(rijen):
            self._ontwerp.leave_out(
                plaats, f"{len(rijen) - len(kept)} rijen hebben geen tekst in een taal die Zicht kent."
            )
        return kept

    def _name(self, vraag: RuweVraag, plaats: str, made: dict[str, Any]) -> None:
        made["code"] = self._new_code(vraag.naam, plaats, WANT if made["soort"] == "ja-nee-want" else "")

    def _new_code(self, naam: str, plaats: str, also: str) -> str:
        """A code that no question or row has yet. also: what stands behind a second code that the question uses."""
        taken = {*self._codes, *(used.removesuffix(also) for used in self._codes if also and used.endswith(also))}
        code = unused(code_of(naam) or "vraag", taken)
        self._codes |= {code, code + also}
        if code != naam:
            self._ontwerp.leave_out(plaats, f"De code is nu {code}.")
        return code

    def _know(self, naam: str, bron: _Bron) -> None:
        # Of two questions with one name nobody can say which a condition means.
        self._bronnen[naam] = _Bron(bron.code, {}) if naam in self._bronnen else bron

    def _add_condition(self, vraag: RuweVraag, plaats: str, made: dict[str, Any]) -> bool:
        """Give the question its condition, where Zicht has it. False when the question could never be asked."""
        found = [self._condition(voorwaarde, plaats) for voorwaarde in vraag.voorwaarden]
        by_source: dict[str, list[str]] = {}
        for als in found:
            if als is None:
                continue
            known = by_source.setdefault(als["vraag"], als["in"])
            by_source[als["vraag"]] = [waarde for waarde in known if waarde in als["in"]]
        if any(not waarden for waarden in by_source.values()):
            self._ontwerp.leave_out(plaats, "De vraag zou nooit worden gesteld.")
            return False
        if len(by_source) > 1:
            self._ontwerp.leave_out(
                plaats, "De voorwaarde hangt af van meer dan een vraag; de vraag wordt nu altijd gesteld."
            )
        elif by_source:
            ((bron, waarden),) = by_source.items()
            made["als"] = {"vraag": bron, "in": waarden}
        return True

    def _condition(self, voorwaarde: RuweVoorwaarde, plaats: str) -> dict[str, Any] | None:
        bron = self._bronnen.get(voorwaarde.vraag)
        if bron is None or not bron.waarden:
            self._ontwerp.leave_out(
                plaats,
                f"De voorwaarde verwijst naar {quoted(voorwaarde.vraag)}, en dat is geen eerdere keuzevraag; "
                "de vraag wordt nu altijd gesteld.",
            )
            return None
        waarden = [bron.waarden[waarde] for waarde in voorwaarde.waarden if waarde in bron.waarden]
        if len(waarden) < len(voorwaarde.waarden):
            self._ontwerp.leave_out(plaats, "De voorwaarde noemt een antwoord dat er niet is.")
        if voorwaarde.precies and bron.meer:
            self._ontwerp.leave_out(
                plaats, "De vraag wordt ook gesteld als iemand naast het antwoord uit de voorwaarde nog iets koos."
            )
        return {"vraag": bron.code, "in": list(dict.fromkeys(waarden))}


def _codes_of(vraag: dict[str, Any]) -> list[str]:
    return [vraag["code"], *(rij["code"] for rij in vraag.get("rijen", ()))]


def _checked(definition: dict[str, Any]) -> Inhoud:
    try:
        return Inhoud.model_validate_json(json.dumps(definition))
    except ValidationError as fault:
        faults = [fout_from_pydantic(error) for error in fault.errors()]
        raise VragenlijstNietTeLezen(Weggelaten(plaats=fout.pointer, reden=fout.reason) for fout in faults) from None


def _shortened(weggelaten: list[Weggelaten]) -> list[Weggelaten]:
    if len(weggelaten) <= MEESTE_REDENEN:
        return weggelaten
    more = Weggelaten(plaats="vragenlijst", reden=f"En nog {len(weggelaten) - MEESTE_REDENEN} keer iets anders.")
    return [*weggelaten[:MEESTE_REDENEN], more]
