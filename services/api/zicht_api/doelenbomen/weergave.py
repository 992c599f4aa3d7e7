"""The two forms of a realisatie: JSON, and CSV with the same figures."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping

from zicht_api.doelenbomen.schemas import KnoopRealisatie, Realisatie
from zicht_api.formaten.cellen import as_cell

_VRAAG = ("doelenboom", "versie", "dataversie", "periode", "gebied", "doelgroep")
_KNOOP = ("code", "soort", "ouder")
_SCORE = ("gewicht", "score", "dekking", "ontbreekt")
_INDICATOR = ("richting", "nulmeting", "streefwaarde", "formule")
_CIJFER = ("waarde", "teller", "noemer", "n", "onderdrukt", "reden")


def to_json(antwoord: Realisatie) -> bytes:
    """Of a figure only the dimensions that were asked for: the others were never set."""
    return antwoord.model_dump_json(by_alias=True, exclude_unset=True).encode()


def to_csv(antwoord: Realisatie) -> bytes:
    """RFC 4180: a row for each knoop, then one for each of its indicators; empty cells for what is not there.

    Only codes and numbers: no text that a spreadsheet could take for a formula.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([*_VRAAG, "knoop", "soort", "ouder", "indicator", *_SCORE, *_INDICATOR, *_CIJFER])
    head = [as_cell(getattr(antwoord, name)) for name in _VRAAG]
    for knoop in antwoord.knopen:
        writer.writerows([*head, *row] for row in _rows(knoop))
    return target.getvalue().encode()


WEERGAVEN: Mapping[str, Callable[[Realisatie], bytes]] = {
    "application/json": to_json,
    "text/csv; charset=utf-8": to_csv,
}


def _rows(knoop: KnoopRealisatie) -> Iterator[list[str]]:
    place = _cells(knoop, _KNOOP)
    yield [*place, "", *_cells(knoop, _SCORE), *[""] * (len(_INDICATOR) + len(_CIJFER))]
    for indicator in knoop.indicatoren:
        yield [
            *place,
            indicator.code,
            *_cells(indicator, _SCORE),
            *_cells(indicator, _INDICATOR),
            *_cells(indicator.cijfer, _CIJFER),
        ]


def _cells(source: object, names: tuple[str, ...]) -> list[str]:
    return [as_cell(getattr(source, name, None)) for name in names]
