"""A definition as a FHIR R5 Questionnaire: pages are groups, every text with its translations."""

import json
from typing import Any, Final

from zicht_surveys.invullen.teksten import TEKSTEN
from zicht_surveys.uitwisseling.fhir.namen import (
    ADDRESS,
    ITEM_CONTROL,
    ITEM_CONTROLS,
    TRANSLATION,
    WEIGHT,
    ZICHT_BRON,
    ZICHT_NAGEKEKEN,
    ZICHT_SOORT,
    ZICHT_VARIANT,
)
from zicht_surveys.uitwisseling.labels import choice_label
from zicht_surveys.vragenlijsten.schemas import WANT, Onderdeel, Soort, Taal, Tekst, Vraag, Vragenlijst

_TYPES: Final[dict[Soort, str]] = {"open": "text", "telefoon": "string"}
_SCALES: Final = ("likert5", "matrix", "nps", "rapportcijfer")
Json = dict[str, Any]


def schrijven(definition: Vragenlijst) -> bytes:
    """The resource of one definition, as JSON."""
    return json.dumps(_Schrijver(definition).resource(), ensure_ascii=False).encode()


class _Schrijver:
    def __init__(self, definition: Vragenlijst) -> None:
        self._definition = definition

    def resource(self) -> Json:
        definition = self._definition
        name = f"{definition.code}-{definition.variant}"
        return {
            "resourceType": "Questionnaire",
            "language": definition.talen[0],
            "extension": [
                {"url": ZICHT_VARIANT, "valueCode": definition.variant},
                {"url": ZICHT_BRON, "valueString": definition.bron},
                *({"url": ZICHT_NAGEKEKEN, "valueCode": taal} for taal in definition.nagekeken),
            ],
            "url": f"{ADDRESS}/{name}",
            "identifier": [{"system": ADDRESS, "value": definition.code}],
            "version": str(definition.versie),
            **self._text("title", definition.titel),
            "status": "active",
            "subjectType": ["Person"],
            **self._text("description", definition.inleiding),
            "item": [self._page(nummer, deel) for nummer, deel in enumerate(definition.onderdelen, start=1)],
        }

    def _page(self, nummer: int, onderdeel: Onderdeel) -> Json:
        # A dot stands in no code of ours, so these are never the linkId of a question.
        link = f"onderdeel.{nummer}"
        items = [self._item(vraag) for vraag in onderdeel.vragen]
        if onderdeel.toelichting:
            items.insert(0, self._display(f"{link}.toelichting", onderdeel.toelichting, "help"))
        return {
            "extension": [_control("page")],
            "linkId": link,
            **self._text("text", onderdeel.titel),
            "type": "group",
            "item": items,
        }

    def _item(self, vraag: Vraag) -> Json:
        item = self._matrix(vraag) if vraag.soort == "matrix" else self._question(vraag, vraag.code, vraag.tekst)
        item["extension"] = [{"url": ZICHT_SOORT, "valueCode": vraag.soort}, *item.get("extension", ())]
        if vraag.als:
            item["enableWhen"] = [
                {"question": vraag.als.vraag, "operator": "=", "answerCoding": {"code": waarde}}
                for waarde in vraag.als.in_
            ]
            item["enableBehavior"] = "any"
        inner = self._inner(vraag)
        if inner:
            item["item"] = [*inner, *item.get("item", ())]
        return item

    def _inner(self, vraag: Vraag) -> list[Json]:
        """What stands within the question: help, the ends of a scale, the reason why."""
        found = []
        if vraag.toelichting:
            found.append(self._display(f"{vraag.code}.toelichting", vraag.toelichting, "help"))
        if vraag.soort in ("nps", "rapportcijfer"):
            low, high = vraag.schaallabels
            found.append(self._display(f"{vraag.code}.laag", low, "lower"))
            found.append(self._display(f"{vraag.code}.hoog", high, "upper"))
        if vraag.soort == "ja-nee-want":
            want = {taal: TEKSTEN[taal]["want"] for taal in self._definition.talen}
            found.append(
                {
                    "extension": [{"url": ZICHT_SOORT, "valueCode": "want"}],
                    "linkId": vraag.code + WANT,
                    **self._text("text", want),
                    "type": "text",
                }
            )
        return found

    def _matrix(self, vraag: Vraag) -> Json:
        return {
            "extension": [_control("htable")],
            "linkId": vraag.code,
            **self._text("text", vraag.tekst),
            "type": "group",
            "item": [self._question(vraag, rij.code, rij.tekst) for rij in vraag.rijen],
        }

    def _question(self, vraag: Vraag, code: str, tekst: Tekst) -> Json:
        item: Json = {"linkId": code, **self._text("text", tekst), "type": _TYPES.get(vraag.soort, "coding")}
        if vraag.verplicht:
            item["required"] = True
        if vraag.soort == "meer":
            item["repeats"] = True
        if vraag.waarden:
            item["extension"] = [_control("check-box" if vraag.soort == "meer" else "radio-button")]
            item["answerOption"] = [{"valueCoding": self._coding(vraag, waarde)} for waarde in vraag.waarden]
        return item

    def _coding(self, vraag: Vraag, waarde: str) -> Json:
        coding = {"code": waarde, **self._text("display", choice_label(vraag, waarde, self._definition.talen))}
        if vraag.soort in _SCALES and waarde.isdigit():
            coding = {"extension": [{"url": WEIGHT, "valueDecimal": int(waarde)}], **coding}
        return coding

    def _display(self, link: str, tekst: Tekst, control: str) -> Json:
        return {"extension": [_control(control)], "linkId": link, **self._text("text", tekst), "type": "display"}

    def _text(self, name: str, tekst: Tekst) -> Json:
        """A text in the first language, and beside it, as FHIR has it, its translations."""
        first, *others = self._definition.talen
        if not others:
            return {name: tekst[first]}
        return {name: tekst[first], f"_{name}": {"extension": [_translation(taal, tekst[taal]) for taal in others]}}


def _translation(taal: Taal, tekst: str) -> Json:
    return {
        "url": TRANSLATION,
        "extension": [{"url": "lang", "valueCode": taal}, {"url": "content", "valueString": tekst}],
    }


def _control(code: str) -> Json:
    return {"url": ITEM_CONTROL, "valueCodeableConcept": {"coding": [{"system": ITEM_CONTROLS, "code": code}]}}
