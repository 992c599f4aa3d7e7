"""The rules of a doelenboom, and what of it a caller sees. Pure."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from zicht_api.doelenbomen.schemas import Knoop, Soort, Verbinding
from zicht_shared.errors import Fout

TOP: Soort = "maatschappelijk-resultaat"
# From the top down; each kind hangs under the one before it.
NIVEAUS: tuple[Soort, ...] = (TOP, "factor", "subdoel", "activiteit")
_HANGT_ONDER: Mapping[Soort, Soort] = dict(zip(NIVEAUS[1:], NIVEAUS, strict=False))


def codes_in(knopen: Sequence[Knoop]) -> set[str]:
    """The codes of all indicators on these knopen."""
    return {indicator.code for knoop in knopen for indicator in knoop.indicatoren}


def only_seen(knopen: Sequence[Knoop], seen: Collection[str]) -> list[Knoop]:
    """The knopen with no other indicators than these."""
    return [
        knoop.model_copy(update={"indicatoren": [found for found in knoop.indicatoren if found.code in seen]})
        for knoop in knopen
    ]


def keep_unseen(knopen: Sequence[Knoop], before: Sequence[Knoop], seen: Collection[str]) -> list[Knoop]:
    """The knopen with the indicators that stood on them before and that who wrote them does not see."""
    unseen = {knoop.code: [found for found in knoop.indicatoren if found.code not in seen] for knoop in before}
    return [
        knoop.model_copy(update={"indicatoren": [*knoop.indicatoren, *unseen.get(knoop.code, [])]}) for knoop in knopen
    ]


def find_faults(
    knopen: Sequence[Knoop], verbindingen: Sequence[Verbinding], indicatoren: Collection[str]
) -> list[Fout]:
    """Every way in which this is no doelenboom. indicatoren: the codes that there are."""
    by_code = {knoop.code: knoop for knoop in reversed(knopen)}
    return [
        *_faults_in_knopen(knopen),
        *_loose(knopen, verbindingen),
        *_faults_in_verbindingen(verbindingen, by_code),
        *_cycles(verbindingen),
        *_faults_in_indicatoren(knopen, indicatoren),
        *_weights(knopen, verbindingen),
    ]


def _faults_in_knopen(knopen: Sequence[Knoop]) -> Iterator[Fout]:
    codes: Counter[str] = Counter()
    tops = 0
    for index, knoop in enumerate(knopen):
        codes[knoop.code] += 1
        tops += knoop.soort == TOP
        if codes[knoop.code] > 1:
            yield Fout(f"/knopen/{index}/code", "dubbel", "Er is al een knoop met deze code.")
        if knoop.soort == TOP and tops > 1:
            yield Fout(f"/knopen/{index}/soort", "tweede-top", "Er is precies een maatschappelijk resultaat.")
    if tops == 0:
        yield Fout("/knopen", "geen-top", "Er is geen maatschappelijk resultaat.")


def _loose(knopen: Sequence[Knoop], verbindingen: Sequence[Verbinding]) -> Iterator[Fout]:
    attached = {verbinding.kind for verbinding in verbindingen}
    for index, knoop in enumerate(knopen):
        if knoop.soort != TOP and knoop.code not in attached:
            yield Fout(f"/knopen/{index}", "los", "Deze knoop hangt nergens onder.")


def _faults_in_verbindingen(verbindingen: Sequence[Verbinding], knopen: Mapping[str, Knoop]) -> Iterator[Fout]:
    seen: Counter[str] = Counter()
    for index, verbinding in enumerate(verbindingen):
        pointer = f"/verbindingen/{index}"
        kind, ouder = knopen.get(verbinding.kind), knopen.get(verbinding.ouder)
        seen[verbinding.kind] += 1
        if kind is None:
            yield Fout(f"{pointer}/kind", "onbekende-waarde", "Er is geen knoop met deze code.")
        if ouder is None:
            yield Fout(f"{pointer}/ouder", "onbekende-waarde", "Er is geen knoop met deze code.")
        if seen[verbinding.kind] > 1:
            yield Fout(f"{pointer}/kind", "dubbel", "Deze knoop hangt al ergens onder.")
        if kind is not None and kind.soort == TOP:
            yield Fout(f"{pointer}/kind", "verkeerd-niveau", "Het maatschappelijk resultaat staat bovenaan.")
        elif kind is not None and ouder is not None and ouder.soort != _HANGT_ONDER[kind.soort]:
            reason = f"De soort {kind.soort} hangt onder de soort {_HANGT_ONDER[kind.soort]}."
            yield Fout(f"{pointer}/ouder", "verkeerd-niveau", reason)


def _cycles(verbindingen: Sequence[Verbinding]) -> Iterator[Fout]:
    """Of each knoop the first verbinding counts: a second one is a fault of its own."""
    ouders = {verbinding.kind: verbinding.ouder for verbinding in reversed(verbindingen)}
    for index, verbinding in enumerate(verbindingen):
        above = verbinding.ouder
        passed: set[str] = set()
        while above in ouders and above != verbinding.kind and above not in passed:
            passed.add(above)
            above = ouders[above]
        if above == verbinding.kind:
            yield Fout(f"/verbindingen/{index}", "kring", "Zo hangt deze knoop onder zichzelf.")


def _faults_in_indicatoren(knopen: Sequence[Knoop], indicatoren: Collection[str]) -> Iterator[Fout]:
    for place, knoop in enumerate(knopen):
        seen: set[str] = set()
        for index, indicator in enumerate(knoop.indicatoren):
            pointer = f"/knopen/{place}/indicatoren/{index}/code"
            if indicator.code not in indicatoren:
                yield Fout(pointer, "onbekende-waarde", "Deze indicator kennen we niet.")
            if indicator.code in seen:
                yield Fout(pointer, "dubbel", "Deze indicator staat al bij deze knoop.")
            seen.add(indicator.code)


def _weights(knopen: Sequence[Knoop], verbindingen: Sequence[Verbinding]) -> Iterator[Fout]:
    weights = {
        f"/knopen/{place}/indicatoren/{index}/gewicht": indicator.gewicht
        for place, knoop in enumerate(knopen)
        for index, indicator in enumerate(knoop.indicatoren)
    } | {f"/verbindingen/{index}/gewicht": verbinding.gewicht for index, verbinding in enumerate(verbindingen)}
    for pointer, gewicht in weights.items():
        if gewicht <= 0:
            yield Fout(pointer, "te-klein", "Een gewicht is groter dan 0.")
