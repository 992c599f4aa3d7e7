"""A FHIR Questionnaire (R5, R4B, R4) as a definition: checked as FHIR first, then what Zicht can ask is taken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pydantic import ValidationError

from zicht_shared.errors import fout_from_pydantic
from zicht_shared.json import parse_json
from zicht_surveys.uitwisseling.bouwen import bouw
from zicht_surveys.uitwisseling.fhir.namen import (
    ENABLE_WHEN_EXPRESSION,
    HIDDEN,
    ITEM_CONTROL,
    PLAIN,
    TRANSLATION,
    ZICHT_BRON,
    ZICHT_NAGEKEKEN,
    ZICHT_SOORT,
    ZICHT_VARIANT,
)
from zicht_surveys.uitwisseling.namen import quoted
from zicht_surveys.uitwisseling.ontwerp import Ontwerp, Ruw, RuweKeuze, RuwePagina, RuweVoorwaarde, RuweVraag, Vorm
from zicht_surveys.uitwisseling.schemas import Ingelezen, VragenlijstNietTeLezen, Weggelaten, niet_te_lezen
from zicht_surveys.vragenlijsten.schemas import WANT, Taal

_BRON: Final = "Ingelezen uit een FHIR Questionnaire; het bestand zegt niet waar de vragen vandaan komen."
_FORMS: Final[Mapping[str, Vorm]] = {
    "boolean": "ja-nee",
    "coding": "keuze",
    "choice": "keuze",
    "open-choice": "keuze",
    "string": "open",
    "text": "open",
}
_TABLES: Final = ("htable", "gtable", "table")
_OWN_WORDS: Final = ("optionsOrType", "optionsOrString")
# What an item may have that says nothing about the answers that are possible.
_ITEM_KEYS: Final = frozenset(
    (
        "linkId", "text", "_text", "type", "item", "required", "repeats", "answerOption", "answerValueSet",
        "answerConstraint", "enableWhen", "enableBehavior", "extension", "prefix", "_prefix", "code",
        "definition", "id",
    )
)  # fmt: skip
Item = dict[str, Any]


def lezen(inhoud: bytes, taal: Taal) -> Ingelezen:
    """The definition in a Questionnaire as JSON, and what of it was left out.

    taal: of the texts, when the resource does not name its language. Raises VragenlijstNietTeLezen and InvoerOngeldig.
    """
    return bouw(_Lezer(_checked(_without_nulls(parse_json(inhoud)))).ontwerp(), taal)


def _checked(resource: Any) -> Item:
    """The resource, when FHIR's own models accept it: of R4 where it uses its words, else of R5."""
    if not isinstance(resource, dict) or resource.get("resourceType") != "Questionnaire":
        raise niet_te_lezen("/resourceType", "Dit is geen Questionnaire.")
    if _kinds(resource.get("item")) & {"choice", "open-choice"}:
        from fhir.resources.R4B import questionnaire
    else:
        from fhir.resources import questionnaire  # type: ignore[no-redef]
    try:
        questionnaire.Questionnaire.model_validate(resource)
    except ValidationError as fault:
        faults = [fout_from_pydantic({**error, "type": "fhir"}) for error in fault.errors()]
        raise VragenlijstNietTeLezen(
            Weggelaten(plaats=fout.pointer or "/", reden="Dit klopt niet volgens FHIR.") for fout in faults
        ) from None
    return resource


def _without_nulls(value: Any) -> Any:
    """The value without members that are null: in FHIR the same as without these members."""
    if isinstance(value, dict):
        return {name: _without_nulls(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [_without_nulls(member) for member in value if member is not None]
    return value


def _kinds(items: Any) -> set[str]:
    if not isinstance(items, list):
        return set()
    found = [item for item in items if isinstance(item, dict)]
    return {str(item.get("type")) for item in found}.union(*(_kinds(item.get("item")) for item in found))


class _Lezer:
    def __init__(self, resource: Item) -> None:
        self._resource = resource
        versie = str(resource.get("version", ""))
        identifiers = [str(known["value"]) for known in resource.get("identifier", ()) if "value" in known]
        self._ontwerp = Ontwerp(
            code=next(iter(identifiers), "") or str(resource.get("name", "")) or str(resource.get("id", "")),
            bron=str(_value(resource, ZICHT_BRON) or resource.get("copyright") or _BRON)[:4000],
            titel=self._text(resource, "title"),
            inleiding=self._text(resource, "description"),
            taal=str(resource.get("language", "")),
            variant=str(_value(resource, ZICHT_VARIANT) or "standaard"),
            versie=max(int(versie), 1) if versie.isascii() and versie.isdigit() and len(versie) < 7 else 1,
            nagekeken=tuple(str(taal) for taal in _values(resource, ZICHT_NAGEKEKEN)),
        )

    def ontwerp(self) -> Ontwerp:
        if "modifierExtension" in self._resource:
            raise niet_te_lezen("/modifierExtension", "De betekenis hangt af van een uitbreiding die Zicht niet kent.")
        self._walk(self._resource.get("item", ()), {}, [])
        return self._ontwerp

    def _walk(self, items: Sequence[Item], titel: Ruw, voorwaarden: list[RuweVoorwaarde]) -> None:
        """The questions of one group, as a page; groups in it are pages after it."""
        pagina = RuwePagina(titel)
        for item in items:
            if self._is_unusable(item):
                continue
            if item["type"] == "display":
                self._display(item, pagina)
            elif item["type"] == "group" and not _is_table(item):
                self._close(pagina)
                pagina = RuwePagina(titel)
                self._group(item, titel, voorwaarden)
            else:
                self._question(item, pagina, voorwaarden)
        self._close(pagina)

    def _close(self, pagina: RuwePagina) -> None:
        if pagina.vragen or pagina.toelichting:
            self._ontwerp.paginas.append(pagina)

    def _group(self, item: Item, titel: Ruw, voorwaarden: list[RuweVoorwaarde]) -> None:
        if item.get("repeats") is True:
            return self._leave_out(item, "Zicht kan vragen niet herhalen; alles in deze groep vervalt.")
        extra = self._conditions(item)
        return self._walk(item.get("item", ()), self._text(item, "text") or titel, [*voorwaarden, *extra])

    def _display(self, item: Item, pagina: RuwePagina) -> None:
        if item.get("enableWhen"):
            return self._leave_out(item, "De tekst heeft een voorwaarde, en dat kan in Zicht alleen bij een vraag.")
        if pagina.vragen or pagina.toelichting:
            return self._leave_out(item, "Op deze plaats heeft Zicht geen tekst; alleen boven aan een onderdeel.")
        pagina.toelichting = self._text(item, "text")
        return None

    def _question(self, item: Item, pagina: RuwePagina, voorwaarden: list[RuweVoorwaarde]) -> None:
        all_conditions = [*voorwaarden, *self._conditions(item)]
        vraag = self._matrix(item) if item["type"] == "group" else self._plain_question(item)
        if vraag is None:
            return
        inner = [child for child in item.get("item", ()) if not self._is_unusable(child)]
        displays = [child for child in inner if child["type"] == "display"]
        low, high = _of_control(displays, "lower"), _of_control(displays, "upper")
        if low and high:
            vraag.eindlabels = (self._text(low, "text"), self._text(high, "text"))
        for child in displays:
            if child is low or child is high:
                continue
            if vraag.toelichting or child.get("enableWhen"):
                self._leave_out(child, "Bij een vraag past in Zicht een toelichting, zonder voorwaarde.")
            else:
                vraag.toelichting = self._text(child, "text")
        pagina.vragen.append(replace(vraag, voorwaarden=all_conditions))
        for child in inner if item["type"] != "group" else ():
            if child["type"] == "group" and not _is_table(child):
                self._leave_out(child, "Een groep binnen een vraag heeft Zicht niet.")
            elif child["type"] != "display" and not _is_reason(child, vraag):
                self._question(child, pagina, all_conditions)

    def _plain_question(self, item: Item) -> RuweVraag | None:
        vorm = _FORMS.get(item["type"])
        if vorm is None:
            self._leave_out(item, f"Zicht kent geen vraag van de soort {quoted(item['type'])}.")
            return None
        self._odd_keys(item)
        soort = _value(item, ZICHT_SOORT)
        keuzes = self._keuzes(item) if vorm == "keuze" else []
        if vorm == "keuze" and not keuzes:
            self._leave_out(item, "De keuzes staan niet in dit bestand.")
            return None
        if vorm == "keuze" and item.get("repeats") is True:
            vorm = "meer"
        elif item.get("repeats") is True:
            self._leave_out(item, "Meer dan een antwoord kan in Zicht alleen bij een keuzevraag.")
        if soort == "telefoon" and vorm == "open":
            vorm = "telefoon"
        return RuweVraag(
            naam=item["linkId"],
            vorm=vorm,
            tekst=self._text(item, "text"),
            merk=str(soort) if soort else None,
            verplicht=item.get("required") is True,
            keuzes=keuzes,
        )

    def _matrix(self, item: Item) -> RuweVraag | None:
        rows = []
        for child in item.get("item", ()):
            if child["type"] == "display" or self._is_unusable(child):
                continue
            row = self._plain_question(child) if child["type"] != "group" else None
            if row is None or row.vorm != "keuze" or child.get("item") or child.get("enableWhen"):
                self._leave_out(
                    child, "Een rij van een tabel is in Zicht een keuze, zonder voorwaarde en verder niets."
                )
            else:
                rows.append(row)
        if not rows or any(row.keuzes != rows[0].keuzes for row in rows):
            self._leave_out(item, "De rijen van deze tabel hebben niet dezelfde keuzes.")
            return None
        return RuweVraag(
            naam=item["linkId"],
            vorm="matrix",
            merk=_value(item, ZICHT_SOORT),
            tekst=self._text(item, "text"),
            verplicht=any(row.verplicht for row in rows),
            keuzes=rows[0].keuzes,
            rijen=[RuweKeuze(row.naam, row.tekst) for row in rows],
        )

    def _keuzes(self, item: Item) -> list[RuweKeuze]:
        if item["type"] == "open-choice" or item.get("answerConstraint") in _OWN_WORDS:
            self._leave_out(item, "Een eigen antwoord naast de keuzes heeft Zicht niet.")
        found = [self._keuze(option) for option in item.get("answerOption", ())]
        if link := item.get("answerValueSet"):
            found += self._contained(str(link))
        return [keuze for keuze in found if keuze is not None]

    def _keuze(self, option: Item) -> RuweKeuze | None:
        if "valueCoding" in option:
            coding = option["valueCoding"]
            name = str(coding.get("code") or coding.get("display") or "")
            return RuweKeuze(name, self._text(coding, "display")) if name else None
        for kind in ("valueString", "valueInteger", "valueDate", "valueTime"):
            if kind in option:
                return RuweKeuze(str(option[kind]), {**self._text(option, kind), "": str(option[kind])})
        return None

    def _contained(self, link: str) -> Iterator[RuweKeuze]:
        """The choices of a ValueSet that came with the Questionnaire."""
        for resource in self._resource.get("contained", ()):
            if resource.get("resourceType") != "ValueSet" or f"#{resource.get('id')}" != link:
                continue
            for part in resource.get("compose", {}).get("include", ()):
                for concept in part.get("concept", ()):
                    others = {
                        str(known["language"]): str(known["value"])
                        for known in concept.get("designation", ())
                        if "language" in known and "value" in known
                    }
                    yield RuweKeuze(str(concept["code"]), {**self._text(concept, "display"), **others})

    def _conditions(self, item: Item) -> list[RuweVoorwaarde]:
        """What must hold for this item, as far as Zicht has it."""
        if _value(item, ENABLE_WHEN_EXPRESSION) is not None:
            self._leave_out(item, "Een berekende voorwaarde heeft Zicht niet; dit wordt nu altijd gevraagd.")
        found = [_condition(when) for when in item.get("enableWhen", ())]
        known = [condition for condition in found if condition is not None]
        joined = _either(known) if item.get("enableBehavior") == "any" else known
        if len(known) < len(found) or joined is None:
            self._leave_out(item, "Deze voorwaarde heeft Zicht niet; dit wordt nu altijd gevraagd.")
            return []
        return joined

    def _is_unusable(self, item: Item) -> bool:
        if "modifierExtension" in item:
            self._leave_out(item, "De betekenis hangt af van een uitbreiding die Zicht niet kent.")
            return True
        if _value(item, HIDDEN):
            self._leave_out(item, "Een verborgen vraag heeft Zicht niet.")
            return True
        return False

    def _odd_keys(self, item: Item) -> None:
        odd = {str(key) for key in item if key not in _ITEM_KEYS}
        odd |= {str(known.get("url")) for known in item.get("extension", ()) if known.get("url") not in PLAIN}
        if odd:
            self._leave_out(item, f"Zicht heeft geen {', '.join(quoted(key) for key in sorted(odd)[:10])}.")

    def _text(self, element: Item, name: str) -> dict[str, str]:
        """A text with its translations, by language; that of the resource itself is not named."""
        found = {"": str(element[name])} if element.get(name) else {}
        beside = element.get(f"_{name}")
        for known in beside.get("extension", ()) if isinstance(beside, dict) else ():
            if known.get("url") == TRANSLATION:
                parts = {part.get("url"): part for part in known.get("extension", ())}
                lang, content = parts.get("lang", {}), parts.get("content", {})
                tekst = content.get("valueString") or content.get("valueMarkdown")
                if lang.get("valueCode") and tekst:
                    found[str(lang["valueCode"])] = str(tekst)
        return found

    def _leave_out(self, item: Item, reden: str) -> None:
        self._ontwerp.leave_out(f"item {quoted(item.get('linkId', ''))}", reden)


def _values(element: Item, url: str) -> Iterator[Any]:
    for known in element.get("extension", ()):
        if known.get("url") == url:
            yield next((value for name, value in known.items() if name.startswith("value")), True)


def _value(element: Item, url: str) -> Any:
    return next(_values(element, url), None)


def _controls(item: Item) -> set[str]:
    return {
        str(coding.get("code"))
        for concept in _values(item, ITEM_CONTROL)
        if isinstance(concept, dict)
        for coding in concept.get("coding", ())
    }


def _is_reason(item: Item, vraag: RuweVraag) -> bool:
    """Whether this is the field for the reason, which in Zicht belongs to the question itself."""
    return (_value(item, ZICHT_SOORT), vraag.merk, item["linkId"]) == ("want", "ja-nee-want", vraag.naam + WANT)


def _is_table(item: Item) -> bool:
    return bool(_controls(item) & set(_TABLES)) or _value(item, ZICHT_SOORT) == "matrix"


def _of_control(items: Sequence[Item], control: str) -> Item | None:
    return next((item for item in items if control in _controls(item)), None)


def _condition(when: Item) -> RuweVoorwaarde | None:
    if when["operator"] != "=":
        return None
    for kind in ("answerString", "answerInteger", "answerDate", "answerTime"):
        if kind in when:
            return RuweVoorwaarde(when["question"], (str(when[kind]),))
    if "answerBoolean" in when:
        return RuweVoorwaarde(when["question"], ("true" if when["answerBoolean"] is True else "false",))
    coding = when.get("answerCoding", {})
    code = coding.get("code") or coding.get("display")
    return RuweVoorwaarde(when["question"], (str(code),)) if code else None


def _either(conditions: Sequence[RuweVoorwaarde]) -> list[RuweVoorwaarde] | None:
    """Conditions of which one is enough, as one; None when they ask for more than one question."""
    names = {condition.vraag for condition in conditions}
    if len(names) > 1:
        return None
    return [RuweVoorwaarde(name, tuple(w for condition in conditions for w in condition.waarden)) for name in names]
