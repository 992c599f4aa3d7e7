"""Recomputing a realisatie from nothing but the answer, written apart from how Zicht computes it.

Fractions, and from the top down: no code, no rounding and no order of work is shared with zicht_api.
"""

import csv
import io
from collections.abc import Iterable
from fractions import Fraction
from math import floor
from typing import Any

Rij = dict[str, Any]


def round4(value: Fraction) -> Fraction:
    """Four decimals, half to even."""
    scaled = value * 10_000
    whole = floor(scaled)
    rest = scaled - whole
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1)
    return Fraction(whole + up, 10_000)


def total_of(parts: Iterable[Fraction]) -> Fraction:
    return sum(parts, Fraction(0))


def exact(number: Any) -> Fraction | None:
    """A number of the answer as it was written."""
    return None if number is None else Fraction(str(number))


def score_of(indicator: Rij) -> Fraction | None:
    waarde, nul, streef = (exact(found) for found in (indicator["cijfer"]["waarde"], indicator["nulmeting"],
                                                      indicator["streefwaarde"]))  # fmt: skip
    hoger = {"hoger": True, "lager": False}.get(indicator["richting"])
    if hoger is None or waarde is None or streef is None:
        return None
    if nul is not None and nul != streef and (streef > nul) == hoger:
        part = (waarde - nul) / (streef - nul)
    elif streef <= 0:
        return None
    elif hoger:
        part = waarde / streef
    else:
        part = Fraction(1) if waarde <= streef else streef / waarde
    return round4(100 * min(max(part, Fraction(0)), Fraction(1)))


def recompute(answer: Rij) -> dict[str, tuple[Fraction | None, Fraction | None]]:
    """Per knoop its score and its dekking. Asserts on the way that every indicator has the score it should."""
    knopen = {knoop["code"]: knoop for knoop in answer["knopen"]}
    minimum = exact(answer["minimumDekking"])
    assert minimum is not None
    found: dict[str, tuple[Fraction | None, Fraction | None]] = {}

    def visit(code: str) -> None:
        parts: list[tuple[Fraction, Fraction | None, Fraction]] = []
        for indicator in knopen[code]["indicatoren"]:
            score = score_of(indicator)
            assert exact(indicator["score"]) == score, indicator
            assert (indicator["ontbreekt"] is None) == (score is not None)
            if indicator["richting"] != "neutraal":
                parts.append((Fraction(str(indicator["gewicht"])), score, Fraction(1)))
        for child in knopen.values():
            if child["ouder"] == code:
                visit(child["code"])
                score, dekking = found[child["code"]]
                if dekking is not None:
                    parts.append((Fraction(str(child["gewicht"])), score, dekking))
        if not parts:
            found[code] = None, None
            return
        known = [(weight, score, dekking) for weight, score, dekking in parts if score is not None]
        dekking = round4(
            total_of(weight * dekking for weight, _, dekking in known) / total_of(weight for weight, *_ in parts)
        )
        if dekking < minimum:
            found[code] = None, dekking
            return
        total = total_of(weight * score for weight, score, _ in known)
        found[code] = round4(total / total_of(weight for weight, *_ in known)), dekking

    [top] = [code for code, knoop in knopen.items() if knoop["ouder"] is None]
    visit(top)
    assert set(found) == set(knopen)
    return found


def assert_recomputes(answer: Rij) -> None:
    """Every score and every dekking of the answer follows from what else stands in it."""
    scores = recompute(answer)
    for knoop in answer["knopen"]:
        assert (exact(knoop["score"]), exact(knoop["dekking"])) == scores[knoop["code"]], knoop
        assert (knoop["ontbreekt"] is None) == (knoop["score"] is not None)


def assert_agree(as_json: Rij, as_csv: str) -> None:
    """Every number and every reason of the JSON stands in the CSV, in the same order, and nothing else does.

    as_json: read with its numbers as the texts that they were.
    """

    def cell(value: Any) -> str:
        known: dict[Any, str] = {None: "", True: "true", False: "false"}
        return known.get(value, str(value))

    rows = list(csv.DictReader(io.StringIO(as_csv)))
    expected = []
    for knoop in as_json["knopen"]:
        place = {"knoop": knoop["code"], "soort": knoop["soort"], "ouder": knoop["ouder"]}
        expected.append(place | {name: knoop[name] for name in ("gewicht", "score", "dekking", "ontbreekt")})
        for found in knoop["indicatoren"]:
            expected.append(
                place
                | {"indicator": found["code"]}
                | {
                    name: found[name]
                    for name in ("gewicht", "score", "ontbreekt", "richting", "nulmeting", "streefwaarde", "formule")
                }
                | {name: found["cijfer"][name] for name in ("waarde", "teller", "noemer", "n", "onderdrukt", "reden")}
            )
    general = ("doelenboom", "versie", "dataversie", "periode", "gebied", "doelgroep")
    assert len(rows) == len(expected)
    for row, want in zip(rows, expected, strict=True):
        want |= {name: as_json[name] for name in general}
        assert row == {name: cell(want.get(name)) for name in row}
        assert set(want) <= set(row)
