"""SurveyJS JSON as a definition. There is no schema to hold it to: what is not as it should be is left out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape
from typing import Any, Final

from zicht_shared.json import parse_json
from zicht_surveys.uitwisseling.bouwen import bouw
from zicht_surveys.uitwisseling.namen import ANDERS, quoted
from zicht_surveys.uitwisseling.ontwerp import (
    Ontwerp,
    Ruw,
    RuweKeuze,
    RuwePagina,
    RuweVoorwaarde,
    RuweVraag,
    Vast,
    Vorm,
)
from zicht_surveys.uitwisseling.schemas import Ingelezen, niet_te_lezen
from zicht_surveys.uitwisseling.voorwaarden import simple_condition
from zicht_surveys.vragenlijsten.schemas import Taal

_BRON: Final = "Ingelezen uit een vragenlijst van SurveyJS; het bestand zegt niet waar de vragen vandaan komen."
_FORMS: Final[Mapping[str, Vorm]] = {
    "radiogroup": "keuze",
    "dropdown": "keuze",
    "buttongroup": "keuze",
    "rating": "keuze",
    "checkbox": "meer",
    "tagbox": "meer",
    "boolean": "ja-nee",
    "comment": "open",
    "text": "open",
    "matrix": "matrix",
}
_WRITTEN: Final = ("text", "email", "url", "password", "")
# What a question may have besides its answers: what is said about these is said elsewhere, or is only how it looks.
_PLAIN: Final = frozenset(
    (
        "type", "name", "title", "description", "isRequired", "choices", "rows", "columns", "visibleIf", "visible",
        "inputType", "rateMin", "rateMax", "rateStep", "rateValues", "rateCount", "minRateDescription",
        "maxRateDescription", "showOtherItem", "hasOther", "otherText", "showNoneItem", "hasNone", "noneText", "html",
        "elements", "questions", "colCount", "displayMode", "rateType", "autoGenerate", "isAllRowRequired",
        "eachRowRequired",
        "renderAs", "placeholder", "placeHolder", "startWithNewLine", "titleLocation", "descriptionLocation", "width",
        "minWidth", "maxWidth", "size", "autoGrow", "labelTrue", "labelFalse", "state",
    )
)  # fmt: skip
_SURVEY_KEYS: Final = frozenset(
    ("title", "description", "locale", "pages", "elements", "questions", "name", "logo", "logoPosition", "widthMode",
     "showProgressBar", "showQuestionNumbers", "questionTitleLocation", "completeText", "pageNextText", "pagePrevText")
)  # fmt: skip
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
Element = dict[str, Any]


def lezen(inhoud: bytes, taal: Taal) -> Ingelezen:
    """The definition in a survey of SurveyJS, and what of it was left out.

    taal: of texts without a language. Raises VragenlijstNietTeLezen and InvoerOngeldig.
    """
    survey = parse_json(inhoud)
    if not isinstance(survey, dict):
        raise niet_te_lezen("/", "Dit is geen vragenlijst van SurveyJS.")
    return bouw(_Lezer(survey).ontwerp(), taal)


class _Lezer:
    def __init__(self, survey: Element) -> None:
        self._survey = survey
        self._ontwerp = Ontwerp(
            code=_string(survey.get("name")),
            bron=_BRON,
            titel=_text(survey.get("title")),
            inleiding=_text(survey.get("description")),
            taal=_string(survey.get("locale")),
        )

    def ontwerp(self) -> Ontwerp:
        for key in sorted(set(self._survey) - _SURVEY_KEYS):
            self._ontwerp.leave_out("vragenlijst", f"De instelling {quoted(key)} heeft Zicht niet.")
        for page in _objects(self._survey.get("pages")):
            self._walk(page, {}, [], f"pagina {quoted(_string(page.get('name')))}")
        self._walk(self._survey | {"title": None, "description": None}, {}, [], "vragenlijst")
        return self._ontwerp

    def _walk(self, holder: Element, titel: Ruw, voorwaarden: list[RuweVoorwaarde], plaats: str) -> None:
        """The elements of a page or panel as a page; panels in it are pages after it."""
        extra = self._conditions(holder, plaats)
        if extra is None:
            return
        voorwaarden = [*voorwaarden, *extra]
        pagina = RuwePagina(_text(holder.get("title")) or titel, _text(holder.get("description")))
        for element in (*_objects(holder.get("elements")), *_objects(holder.get("questions"))):
            kind, here = _string(element.get("type")), f"vraag {quoted(_string(element.get('name')))}"
            if kind == "panel":
                self._close(pagina)
                pagina = RuwePagina(pagina.titel)
                self._walk(element, pagina.titel, voorwaarden, here)
            elif kind == "html":
                self._html(element, pagina, f"tekst {quoted(_string(element.get('name')))}")
            elif (vraag := self._question(element, kind, here)) is not None:
                vraag.voorwaarden = [*voorwaarden, *vraag.voorwaarden]
                pagina.vragen.append(vraag)
        self._close(pagina)

    def _close(self, pagina: RuwePagina) -> None:
        if pagina.vragen or pagina.toelichting:
            self._ontwerp.paginas.append(pagina)

    def _html(self, element: Element, pagina: RuwePagina, plaats: str) -> None:
        if pagina.vragen or pagina.toelichting or element.get("visibleIf"):
            return self._leave_out(plaats, "Op deze plaats heeft Zicht geen tekst; alleen boven aan een onderdeel.")
        pagina.toelichting = {tag: _without_tags(tekst) for tag, tekst in _text(element.get("html")).items()}
        return self._leave_out(plaats, "Van deze tekst is de opmaak vervallen.")

    def _question(self, element: Element, kind: str, plaats: str) -> RuweVraag | None:
        vorm, soort = _FORMS.get(kind), _string(element.get("inputType"))
        if vorm == "open" and soort == "tel":
            vorm = "telefoon"
        if vorm is None or (vorm == "open" and soort not in _WRITTEN):
            self._leave_out(plaats, f"Zicht kent geen vraag van de soort {quoted(soort or kind)}.")
            return None
        extra = self._conditions(element, plaats)
        if extra is None:
            return None
        if odd := sorted(set(element) - _PLAIN):
            self._leave_out(plaats, f"Zicht heeft geen {', '.join(quoted(key) for key in odd[:10])}.")
        naam = _string(element.get("name"))
        vraag = RuweVraag(
            naam=naam,
            vorm=vorm,
            tekst=_text(element.get("title")) or ({"": naam} if naam else {}),
            toelichting=_text(element.get("description")),
            verplicht=any(element.get(key) is True for key in ("isRequired", "isAllRowRequired", "eachRowRequired")),
            voorwaarden=extra,
        )
        if kind == "rating":
            self._rating(element, vraag, plaats)
        elif vorm == "matrix":
            vraag.keuzes = list(_choices(element.get("columns")))
            # As a condition calls the row; names of rows are not unique beyond their table.
            vraag.rijen = [replace(rij, naam=f"{naam}.{rij.naam}") for rij in _choices(element.get("rows"))]
        elif vorm in ("keuze", "meer"):
            vraag.keuzes = [*_choices(element.get("choices")), *self._extra_choices(element, plaats)]
        elif vorm == "ja-nee" and any(key in element for key in ("labelTrue", "labelFalse")):
            self._leave_out(plaats, "Bij ja en nee staan in Zicht altijd de woorden 'ja' en 'nee'.")
        return vraag

    def _rating(self, element: Element, vraag: RuweVraag, plaats: str) -> None:
        low, high = _whole(element.get("rateMin"), 1), _whole(element.get("rateMax"), 5)
        if isinstance(element.get("rateValues"), list) and element["rateValues"]:
            vraag.keuzes = list(_choices(element["rateValues"]))
            return
        if not 0 <= low < high <= 100 or _whole(element.get("rateStep"), 1) != 1:
            self._leave_out(plaats, "Deze schaal heeft Zicht niet.")
            return
        vraag.keuzes = [RuweKeuze(str(number), {"": str(number)}) for number in range(low, high + 1)]
        ends = _text(element.get("minRateDescription")), _text(element.get("maxRateDescription"))
        if all(ends):
            vraag.eindlabels = ends
        elif any(ends):
            self._leave_out(plaats, "Bij een schaal horen woorden aan beide kanten; hier staan ze aan een kant.")
        if (low, high) not in ((0, 10), (1, 10)) or not all(ends):
            vraag.eindlabels = None
            self._leave_out(plaats, "De schaal is een keuzevraag geworden, zonder woorden aan de uiteinden.")

    def _extra_choices(self, element: Element, plaats: str) -> Iterator[RuweKeuze]:
        if element.get("showOtherItem") is True or element.get("hasOther") is True:
            self._leave_out(plaats, "Bij de keuze 'anders' kan niemand iets opschrijven; maak er een open vraag bij.")
            yield RuweKeuze("other", _text(element.get("otherText")) or Vast(ANDERS))
        if element.get("showNoneItem") is True or element.get("hasNone") is True:
            yield RuweKeuze("none", _text(element.get("noneText")))

    def _conditions(self, element: Element, plaats: str) -> list[RuweVoorwaarde] | None:
        """What must hold for this to be asked; None, and said so, when it never is."""
        if element.get("visible") is False and not element.get("visibleIf"):
            self._leave_out(plaats, "Dit is verborgen en wordt nooit gevraagd.")
            return None
        expression = _string(element.get("visibleIf"))
        if not expression.strip():
            return []
        found = simple_condition(expression)
        if found is None:
            self._leave_out(plaats, "Deze voorwaarde heeft Zicht niet; dit wordt nu altijd gevraagd.")
        return found or []

    def _leave_out(self, plaats: str, reden: str) -> None:
        self._ontwerp.leave_out(plaats, reden)


def _objects(value: Any) -> list[Element]:
    return [element for element in value if isinstance(element, dict)] if isinstance(value, list) else []


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Any, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def _text(value: Any) -> dict[str, str]:
    """A text of SurveyJS: one, or one per language, of which `default` is that of the survey."""
    if isinstance(value, str):
        return {"": value} if value.strip() else {}
    if not isinstance(value, dict):
        return {}
    return {
        "" if name == "default" else name: tekst
        for name, tekst in value.items()
        if isinstance(tekst, str) and tekst.strip()
    }


def _choices(value: Any) -> Iterator[RuweKeuze]:
    for choice in value if isinstance(value, list) else ():
        if isinstance(choice, dict):
            name = _name(choice.get("value"))
            yield RuweKeuze(name, _text(choice.get("text")) or {"": name})
        else:
            yield RuweKeuze(_name(choice), {"": _name(choice)})


def _name(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else ""


def _without_tags(html: str) -> str:
    """The words of a piece of HTML. What Zicht shows is escaped, so this is for readers, not for safety."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())
