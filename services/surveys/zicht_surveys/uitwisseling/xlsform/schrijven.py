"""A definition as an XLSForm: a workbook that ODK, KoboToolbox and pyxform read, and that Zicht reads back whole."""

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from zicht_surveys.invullen.teksten import EIGEN_NAAM, TEKSTEN
from zicht_surveys.uitwisseling.labels import choice_label
from zicht_surveys.uitwisseling.xlsform.tekens import as_label, for_a_cell
from zicht_surveys.vragenlijsten.schemas import WANT, WEET_NIET, Onderdeel, Taal, Tekst, Voorwaarde, Vraag, Vragenlijst

_XML_NAME: Final = re.compile(r"[a-z][a-z0-9-]*", re.ASCII)
_TYPES: Final = {"meer": "select_multiple", "open": "text", "telefoon": "text"}
_APPEARANCES: Final = {"likert5": "likert", "telefoon": "numbers", "open": "multiline"}
_COLUMNS: Final = ("type", "name", "label", "hint", "required", "relevant", "appearance", "zicht_soort")
Row = dict[str, str]
Choice = tuple[str, Tekst]


def schrijven(definition: Vragenlijst) -> bytes:
    """The workbook (.xlsx) of one definition."""
    return _Schrijver(definition).workbook()


def xml_name(code: str) -> str:
    """A code as XML can have it as a name; `code_of_name` of lezen.py is its inverse."""
    return code if _XML_NAME.fullmatch(code) and code != "meta" else f"_{code}"


class _Schrijver:
    def __init__(self, definition: Vragenlijst) -> None:
        self._definition = definition
        self._lists: dict[tuple[tuple[str, tuple[tuple[Taal, str], ...]], ...], str] = {}
        self._choices: list[Row] = []
        self._vragen = {veld: vraag for vraag in definition.vragen for veld in (vraag.code, *vraag.velden)}

    def workbook(self) -> bytes:
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        survey = list(self._survey())
        for name, columns, rows in (
            ("survey", self._expanded(_COLUMNS), survey),
            ("choices", self._expanded(("list_name", "name", "label")), self._choices),
            ("settings", list(self._settings()), [self._settings()]),
        ):
            _write_sheet(book, name, columns, rows)
        packed = io.BytesIO()
        book.save(packed)
        return packed.getvalue()

    def _settings(self) -> Row:
        definition = self._definition
        return {
            "form_title": as_label(definition.titel[definition.talen[0]]),
            "form_id": definition.code,
            "version": str(definition.versie),
            "default_language": _language(definition.talen[0]),
            "zicht_variant": definition.variant,
            "zicht_bron": as_label(definition.bron),
            "zicht_nagekeken": " ".join(definition.nagekeken),
        }

    def _survey(self) -> Iterator[Row]:
        yield from self._group("zicht_inleiding", "titel", self._definition.titel, [self._note(self._definition)])
        for nummer, onderdeel in enumerate(self._definition.onderdelen, start=1):
            yield from self._group(f"onderdeel_{nummer}", "onderdeel", onderdeel.titel, self._page(nummer, onderdeel))

    def _note(self, definition: Vragenlijst) -> Row:
        return {"type": "note", "name": "zicht_inleiding_tekst", **self._texts("label", definition.inleiding)}

    def _group(self, name: str, soort: str, titel: Tekst, rows: Iterable[Row]) -> Iterator[Row]:
        head = {"type": "begin group", "name": name, "appearance": "field-list", "zicht_soort": soort}
        yield head | self._texts("label", titel)
        yield from rows
        yield {"type": "end group"}

    def _page(self, nummer: int, onderdeel: Onderdeel) -> Iterator[Row]:
        if onderdeel.toelichting:
            yield {
                "type": "note",
                "name": f"onderdeel_{nummer}_toelichting",
                **self._texts("label", onderdeel.toelichting),
            }
        for vraag in onderdeel.vragen:
            yield from self._matrix(vraag) if vraag.soort == "matrix" else self._question(vraag)

    def _question(self, vraag: Vraag) -> Iterator[Row]:
        keuzes = self._keuzes(vraag)
        kind = _TYPES.get(vraag.soort, "select_one")
        yield {
            "type": f"{kind} {self._list(vraag.soort, keuzes)}" if keuzes else kind,
            "appearance": _APPEARANCES.get(vraag.soort, ""),
            **self._asked(vraag, vraag.code, vraag.tekst),
            **self._shared(vraag),
        }
        if vraag.soort == "ja-nee-want":
            want = {taal: TEKSTEN[taal]["want"] for taal in self._definition.talen}
            name = xml_name(vraag.code)
            yield {
                "type": "text",
                "name": xml_name(vraag.code + WANT),
                "relevant": f"${{{name}}} != ''",
                "zicht_soort": "want",
                **self._texts("label", want),
            }

    def _matrix(self, vraag: Vraag) -> Iterator[Row]:
        head = {"type": "begin group", "name": xml_name(vraag.code), "appearance": "table-list"}
        yield head | self._texts("label", vraag.tekst) | self._shared(vraag)
        scale = self._list(vraag.soort, self._keuzes(vraag))
        for rij in vraag.rijen:
            yield {"type": f"select_one {scale}", **self._asked(vraag, rij.code, rij.tekst)}
        yield {"type": "end group"}

    def _asked(self, vraag: Vraag, code: str, tekst: Tekst) -> Row:
        required = {"required": "yes"} if vraag.verplicht else {}
        return {"name": xml_name(code), **required, **self._texts("label", tekst)}

    def _shared(self, vraag: Vraag) -> Row:
        """What a question has, and a matrix as a whole."""
        row: Row = {"zicht_soort": vraag.soort}
        if vraag.toelichting:
            row |= self._texts("hint", vraag.toelichting)
        if vraag.als:
            row["relevant"] = self._relevant(vraag.als)
        return row

    def _relevant(self, als: Voorwaarde) -> str:
        ref = f"${{{xml_name(als.vraag)}}}"
        if self._vragen[als.vraag].soort == "meer":
            return " or ".join(f"selected({ref}, '{waarde}')" for waarde in als.in_)
        return " or ".join(f"{ref} = '{waarde}'" for waarde in als.in_)

    def _keuzes(self, vraag: Vraag) -> list[Choice]:
        """Every choice with its text, in the order of the page."""
        return [(waarde, self._label(vraag, waarde)) for waarde in vraag.waarden]

    def _label(self, vraag: Vraag, waarde: str) -> Tekst:
        """What stands beside a choice; at the ends of a scale of numbers the words for that end too."""
        label = choice_label(vraag, waarde, self._definition.talen)
        if vraag.soort not in ("nps", "rapportcijfer"):
            return label
        scale = [number for number in vraag.waarden if number != WEET_NIET]
        for end, words in zip((scale[0], scale[-1]), vraag.schaallabels, strict=True):
            if waarde == end:
                return {taal: f"{waarde} ({words[taal]})" for taal in label}
        return label

    def _list(self, soort: str, keuzes: list[Choice]) -> str:
        """The name of the list with just these choices: one that is there already, or a new one."""
        key = tuple((waarde, tuple(tekst.items())) for waarde, tekst in keuzes)
        if key not in self._lists:
            self._lists[key] = name = f"{soort.replace('-', '_')}_{len(self._lists) + 1}"
            self._choices += [
                {"list_name": name, "name": waarde, **self._texts("label", tekst)} for waarde, tekst in keuzes
            ]
        return self._lists[key]

    def _texts(self, column: str, tekst: Tekst) -> Row:
        return {f"{column}::{_language(taal)}": as_label(tekst[taal]) for taal in self._definition.talen}

    def _expanded(self, columns: Iterable[str]) -> list[str]:
        """The columns, those with texts once per language."""
        return [
            header
            for column in columns
            for header in (
                [f"{column}::{_language(taal)}" for taal in self._definition.talen]
                if column in ("label", "hint")
                else [column]
            )
        ]


def _language(taal: Taal) -> str:
    return f"{EIGEN_NAAM[taal]} ({taal})"


def _write_sheet(book: Any, name: str, columns: list[str], rows: Iterable[Row]) -> None:
    from openpyxl.cell import WriteOnlyCell

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for row in ({column: column for column in columns}, *rows):
        cells = []
        for column in columns:
            cell = WriteOnlyCell(sheet, for_a_cell(row.get(column, "")) or None)
            # A text that begins with '=' is a text, and never a formula that a spreadsheet would run.
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
