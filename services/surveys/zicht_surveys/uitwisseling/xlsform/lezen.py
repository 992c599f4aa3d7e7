"""An XLSForm as a definition: pyxform reads it, and what Zicht can ask is taken."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from zicht_surveys.uitwisseling.bouwen import bouw
from zicht_surveys.uitwisseling.namen import ANDERS, NAMELIJK, quoted
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
from zicht_surveys.uitwisseling.schemas import Ingelezen
from zicht_surveys.uitwisseling.voorwaarden import simple_condition
from zicht_surveys.uitwisseling.xlsform.tekens import restored
from zicht_surveys.uitwisseling.xlsform.werkboek import read_csv, read_xlsx
from zicht_surveys.vragenlijsten.schemas import WANT, Taal

_BRON: Final = "Ingelezen uit een XLSForm; het bestand zegt niet waar de vragen vandaan komen."
_FORMS: Final[Mapping[str, Vorm]] = {
    "select one": "keuze",
    "select all that apply": "meer",
    "text": "open",
    "string": "open",
    "q string": "open",
    "add text prompt": "open",
    "phone number": "telefoon",
}
_NOTES: Final = ("note", "q note", "add note prompt")
# What a question may have that says nothing about the answers that are possible.
_PLAIN: Final = frozenset(
    ("type", "name", "label", "hint", "bind", "control", "itemset", "list_name", "choices", "parameters", "zicht_soort")
)
_PLAIN_BINDS: Final = frozenset(("required", "relevant", "type", "jr:requiredMsg"))
_FORM_KEYS: Final = frozenset(
    (
        "type", "name", "title", "id_string", "sms_keyword", "default_language", "children", "choices", "version",
        "style", "zicht_variant", "zicht_bron", "zicht_nagekeken",
    )
)  # fmt: skip
_YES: Final = ("yes", "true", "true()")
_NO: Final = ("no", "false", "false()")
Element = dict[str, Any]


def lezen_xlsx(inhoud: bytes, taal: Taal) -> Ingelezen:
    """The draft in a workbook (.xlsx), and what of it was left out.

    taal: of texts that are not in a column of a language. Raises VragenlijstNietTeLezen.
    """
    return bouw(_Lezer(read_xlsx(inhoud)).ontwerp(), taal)


def lezen_csv(inhoud: bytes, taal: Taal) -> Ingelezen:
    """As `lezen_xlsx`, of the sheets one under another in one CSV file, as pyxform reads it."""
    return bouw(_Lezer(read_csv(inhoud)).ontwerp(), taal)


class _Lezer:
    def __init__(self, form: Element) -> None:
        self._form = form
        versie = str(form.get("version", ""))
        self._ontwerp = Ontwerp(
            code=str(form["id_string"]) if form["id_string"] != "data" else "",
            bron=restored(str(form.get("zicht_bron") or _BRON))[:4000],
            titel=_text(form["title"]) if form["title"] != "data" else {},
            taal=str(form["default_language"]),
            variant=str(form.get("zicht_variant", "standaard")),
            versie=int(versie) if versie.isascii() and versie.isdigit() and 0 < len(versie) < 7 else 1,
            nagekeken=tuple(str(form.get("zicht_nagekeken", "")).split()),
        )
        self._ontwerp.versie = max(self._ontwerp.versie, 1)

    def ontwerp(self) -> Ontwerp:
        for key in sorted(set(self._form) - _FORM_KEYS, key=str):
            self._leave_out("settings", f"De instelling {quoted(key)} heeft Zicht niet.")
        self._walk(_children(self._form), {}, [])
        return self._ontwerp

    def _walk(self, children: Sequence[Element], titel: Ruw, voorwaarden: list[RuweVoorwaarde]) -> None:
        """The questions of one group, as pages of their own; groups in it are pages after it."""
        pagina = RuwePagina(titel)
        notes: list[Ruw] = []
        for element in children:
            kind = element.get("type")
            soort = element.get("zicht_soort")
            if kind == "group" and (soort == "matrix" or _is_table(element)):
                pagina.vragen += self._matrix(element, voorwaarden)
            elif kind == "group":
                self._close(pagina, notes)
                pagina, notes = RuwePagina(titel), []
                self._group(element, titel, voorwaarden)
            elif _is_note(element):
                self._note(element, pagina, notes)
            elif not _is_reason(element, pagina):
                self._question(element, pagina, notes, voorwaarden)
        self._close(pagina, notes)

    def _close(self, pagina: RuwePagina, notes: list[Ruw]) -> None:
        if notes:
            self._leave_out("een opmerking", "Er komt geen vraag meer achter waarbij ze kan staan.")
        if pagina.vragen or pagina.toelichting:
            self._ontwerp.paginas.append(pagina)

    def _group(self, element: Element, titel: Ruw, voorwaarden: list[RuweVoorwaarde]) -> None:
        plaats = f"groep {quoted(element.get('name'))}"
        if element.get("control", {}).get("bodyless"):
            return self._metadata(element)
        if element.get("zicht_soort") == "titel" and all(_is_note(child) for child in _children(element)):
            return self._opening(element)
        extra = self._conditions(element, plaats)
        if extra is None:
            return self._leave_out(plaats, "De groep wordt nooit getoond.")
        self._odd_keys(element, plaats, {"children"})
        return self._walk(_children(element), _text(element.get("label")) or titel, [*voorwaarden, *extra])

    def _metadata(self, element: Element) -> None:
        for child in _children(element):
            if child["name"] not in ("instanceID", "instanceName"):
                self._leave_out(
                    f"element {quoted(child['name'])}", "Zicht legt niets vast over wie invult of hoe; dit vervalt."
                )

    def _opening(self, element: Element) -> None:
        """Where our own forms have the title and the introduction, in every language."""
        self._ontwerp.titel = _text(element.get("label"))
        for child in _children(element):
            self._ontwerp.inleiding = _text(child.get("label"))

    def _note(self, element: Element, pagina: RuwePagina, notes: list[Ruw]) -> None:
        plaats = f"opmerking {quoted(element.get('name'))}"
        if element.get("bind", {}).get("relevant"):
            return self._leave_out(
                plaats, "De opmerking heeft een voorwaarde, en dat kan in Zicht alleen bij een vraag."
            )
        self._odd_keys(element, plaats, set())
        tekst = _text(element.get("label"))
        if not self._ontwerp.paginas and not pagina.vragen and not pagina.toelichting and not self._ontwerp.inleiding:
            self._ontwerp.inleiding = tekst
        elif pagina.vragen:
            notes.append(tekst)
        else:
            pagina.toelichting = _joined([pagina.toelichting, tekst])
        return None

    def _question(
        self, element: Element, pagina: RuwePagina, notes: list[Ruw], voorwaarden: list[RuweVoorwaarde]
    ) -> None:
        kind = str(element.get("type"))
        plaats = f"vraag {quoted(element.get('name', ''))}"
        vorm = _FORMS.get(kind)
        if vorm is None or "name" not in element:
            return self._leave_out(plaats, _reason(kind))
        merk = str(element["zicht_soort"]) if "zicht_soort" in element else None
        keuzes = _keuzes(element.get("choices"))
        if vorm in ("keuze", "meer") and not keuzes:
            return self._leave_out(plaats, "De keuzes staan niet in dit bestand.")
        extra = self._conditions(element, plaats)
        if extra is None:
            return self._leave_out(plaats, "De vraag wordt nooit gesteld.")
        self._odd_keys(element, plaats, set())
        tekst = _text(element.get("label"))
        if kind == "text" and tekst == {"": "Specify other."}:
            tekst = Vast(NAMELIJK)
        pagina.vragen.append(
            RuweVraag(
                naam=_name(element["name"]),
                vorm="telefoon" if merk == "telefoon" and vorm == "open" else vorm,
                tekst=tekst,
                merk=merk,
                toelichting=_joined([*notes, _text(element.get("hint"))]),
                verplicht=self._required(element, plaats),
                keuzes=keuzes,
                eindlabels=_end_labels(keuzes) if keuzes and merk in ("nps", "rapportcijfer") else None,
                voorwaarden=[*voorwaarden, *extra],
            )
        )
        return notes.clear()

    def _matrix(self, element: Element, voorwaarden: list[RuweVoorwaarde]) -> list[RuweVraag]:
        plaats = f"tabel {quoted(element.get('name'))}"
        extra = self._conditions(element, plaats)
        rows: list[RuweVraag] = []
        tekst, toelichting = _text(element.get("label")), _text(element.get("hint"))
        page = RuwePagina({})
        for child in _children(element):
            if child.get("control", {}).get("appearance") == "label":
                continue
            if _is_note(child):
                tekst = tekst or _text(child.get("label"))
                toelichting = toelichting or _text(child.get("hint"))
            else:
                self._question(child, page, [], [])
        rows = page.vragen
        if extra is None or not rows:
            self._leave_out(plaats, "De tabel wordt nooit getoond of heeft geen rijen.")
            return []
        if any(row.vorm != "keuze" or row.keuzes != rows[0].keuzes or row.voorwaarden for row in rows):
            self._leave_out(plaats, "De rijen zijn niet gelijk; elke rij is een vraag op zichzelf.")
            return [
                replace(row, voorwaarden=[*voorwaarden, *extra, *row.voorwaarden], toelichting=row.toelichting or tekst)
                for row in rows
            ]
        return [
            RuweVraag(
                naam=_name(element["name"]),
                vorm="matrix",
                merk=element.get("zicht_soort"),
                tekst=tekst,
                toelichting=toelichting,
                verplicht=any(row.verplicht for row in rows),
                keuzes=rows[0].keuzes,
                rijen=[RuweKeuze(row.naam, row.tekst) for row in rows],
                voorwaarden=[*voorwaarden, *extra],
            )
        ]

    def _conditions(self, element: Element, plaats: str) -> list[RuweVoorwaarde] | None:
        """What must hold for this to be asked; None when it never is."""
        relevant = str(element.get("bind", {}).get("relevant", "")).strip()
        if not relevant or relevant in _YES:
            return []
        if relevant in _NO:
            return None
        found = simple_condition(relevant)
        if found is None:
            self._leave_out(plaats, "Deze voorwaarde heeft Zicht niet; dit wordt nu altijd gevraagd.")
            return []
        return [replace(voorwaarde, vraag=_name(voorwaarde.vraag)) for voorwaarde in found]

    def _required(self, element: Element, plaats: str) -> bool:
        required = str(element.get("bind", {}).get("required", "no")).strip()
        if required.lower() in _YES:
            return True
        if required.lower() not in _NO:
            self._leave_out(plaats, "Soms verplicht kan in Zicht niet; de vraag mag nu worden overgeslagen.")
        return False

    def _odd_keys(self, element: Element, plaats: str, also: set[str]) -> None:
        """Name what the form asks of this element beyond what Zicht has."""
        odd = {str(key) for key in element if key not in _PLAIN and key not in also}
        odd |= {str(key) for key in element.get("bind", {}) if key not in _PLAIN_BINDS}
        odd |= {str(key) for key in element.get("control", {}) if key != "appearance"} - {"rows"}
        if element.get("parameters"):
            odd.add("parameters")
        if odd:
            names = ", ".join(quoted(key) for key in sorted(odd)[:10])
            self._leave_out(plaats, f"Zicht heeft geen {names}.")
        if any("${" in tekst for key in ("label", "hint") for tekst in _text(element.get(key)).values()):
            self._leave_out(plaats, "De tekst verwijst naar een antwoord; Zicht vult dat niet in.")

    def _leave_out(self, plaats: str, reden: str) -> None:
        self._ontwerp.leave_out(plaats, reden)


def _children(element: Element) -> list[Element]:
    """What is in a form or a group; the library leaves it out of a group in which it could place nothing."""
    found: list[Element] = element.get("children", [])
    return found


def _is_note(element: Element) -> bool:
    return element.get("type") in _NOTES


def _is_reason(element: Element, pagina: RuwePagina) -> bool:
    """Whether this is the field for the reason, which in Zicht belongs to the question before it."""
    asked = {vraag.naam + WANT for vraag in pagina.vragen if vraag.merk == "ja-nee-want"}
    return element.get("zicht_soort") == "want" and _name(element.get("name")) in asked


def _is_table(element: Element) -> bool:
    """Whether pyxform made a table of this group: it then puts a row with the labels in it."""
    return any(child.get("control", {}).get("appearance") == "label" for child in element.get("children", ()))


def _text(label: Any) -> dict[str, str]:
    """A label of pyxform: a text per language, or one text without; `default` is its word for no language."""
    if isinstance(label, Mapping):
        return {
            "" if name == "default" else restored(str(name)): restored(str(tekst))
            for name, tekst in label.items()
            if isinstance(tekst, str)
        }
    return {"": restored(str(label))} if label else {}


def _name(name: Any) -> str:
    """A name as a question has it; the underscore that a code of ours got to be a name in XML taken off."""
    text = str(name)
    return text[1:] if text[:1] == "_" and (text[1:2].isdigit() or text == "_meta") else text


def _keuzes(choices: Any) -> list[RuweKeuze]:
    if not isinstance(choices, list):
        return []
    found = []
    for choice in choices:
        name, label = str(choice.get("name", "")), choice.get("label")
        tekst = Vast(ANDERS) if name == "other" and _is_filler(label) else _text(label)
        found.append(RuweKeuze(name, tekst))
    return found


def _is_filler(label: Any) -> bool:
    """Whether pyxform itself put this choice in, for a list 'or other': its one English word in every language."""
    return label == "Other" or (isinstance(label, Mapping) and set(label.values()) == {"Other"})


def _end_labels(keuzes: Sequence[RuweKeuze]) -> tuple[Ruw, Ruw]:
    """What stands at both ends of a scale: of `0 (zeer zeker niet)` the words."""
    numbers = [keuze for keuze in keuzes if keuze.naam.isdigit()] or list(keuzes)
    low, high = (
        {tag: tekst.removeprefix(f"{end.naam} (").removesuffix(")") for tag, tekst in end.tekst.items()}
        for end in (numbers[0], numbers[-1])
    )
    return low, high


def _joined(texts: Sequence[Ruw]) -> dict[str, str]:
    """Texts one under another, per language."""
    tags = dict.fromkeys(tag for text in texts for tag in text)
    return {tag: "\n\n".join(text[tag] for text in texts if text.get(tag, "").strip()) for tag in tags}


def _reason(kind: str) -> str:
    match kind:
        case "repeat" | "loop":
            return "Zicht kan vragen niet herhalen; alles in deze herhaling vervalt."
        case "integer" | "int" | "decimal" | "range" | "percentage":
            return "Zicht vraagt geen getallen; maak er een keuzevraag van."
        case "date" | "time" | "dateTime" | "datetime" | "date time":
            return "Zicht vraagt geen datum of tijd."
        case "geopoint" | "geoshape" | "geotrace" | "image" | "photo" | "audio" | "video" | "file" | "barcode":
            return "Zicht vraagt geen plaats, foto, geluid of bestand."
        case "calculate" | "hidden":
            return "Zicht rekent niet in een vragenlijst."
    return f"Zicht kent geen vraag van de soort {quoted(kind)}."
