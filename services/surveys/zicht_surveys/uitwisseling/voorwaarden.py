"""The simple conditions of XLSForm and SurveyJS: the answer to a question is one of these."""

import re
from collections.abc import Iterator
from typing import Final

from zicht_surveys.uitwisseling.ontwerp import RuweVoorwaarde

_LONGEST: Final = 4000
_TOKEN: Final = re.compile(
    r"""\s*(?:
        \$?\{\s*(?P<vraag>[^{}\s]{1,200})\s*\}      # ${vraag} of an XLSForm, {vraag} of SurveyJS
      | \.\./(?P<naast>[\w.-]{1,200})               # ../vraag, which pyxform itself writes
      | '(?P<enkel>[^']*)' | "(?P<dubbel>[^"]*)"
      | (?P<getal>-?\d+(?:\.\d+)?)
      | (?P<woord>[A-Za-z_]+)
      | (?P<teken>==|!=|&&|\|\||[=(),\[\]])
    )\s*""",
    re.VERBOSE,
)
_OR: Final = ("or", "||")
_AND: Final = ("and", "&&")
Token = tuple[str, str]


class _NotSimple(Exception):
    """Something that Zicht has no condition for."""


def simple_condition(expression: str) -> list[RuweVoorwaarde] | None:
    """What must all hold, each for one question; None when the expression asks for anything else.

    Known are `${q} = 'x'`, `selected(${q}, 'x')`, `{q} anyof ['x', 'y']`, `{q} contains 'x'`, `or` within one
    question, and `and`.
    """
    try:
        reader = _Reader(list(_tokens(expression)))
        return reader.whole()
    except (_NotSimple, RecursionError):
        return None


def _tokens(expression: str) -> Iterator[Token]:
    if len(expression) > _LONGEST:
        raise _NotSimple
    position = 0
    expression = expression.strip()
    while position < len(expression):
        found = _TOKEN.match(expression, position)
        if found is None or found.lastgroup is None:
            raise _NotSimple
        kind = {"naast": "vraag", "enkel": "tekst", "dubbel": "tekst", "getal": "tekst"}.get(
            found.lastgroup, found.lastgroup
        )
        yield kind, found[found.lastgroup]
        position = found.end()


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._next = tokens, 0

    def whole(self) -> list[RuweVoorwaarde]:
        found = self._either()
        if self._next < len(self._tokens):
            raise _NotSimple
        return found

    def _either(self) -> list[RuweVoorwaarde]:
        parts = [self._all()]
        while self._take_one_of(*_OR):
            parts.append(self._all())
        if len(parts) == 1:
            return parts[0]
        names = {part[0].vraag for part in parts}
        if len(names) > 1 or any(len(part) > 1 for part in parts):
            raise _NotSimple
        waarden = tuple(waarde for part in parts for waarde in part[0].waarden)
        return [RuweVoorwaarde(names.pop(), waarden, precies=any(part[0].precies for part in parts))]

    def _all(self) -> list[RuweVoorwaarde]:
        found = self._one()
        while self._take_one_of(*_AND):
            found = found + self._one()
        return found

    def _one(self) -> list[RuweVoorwaarde]:
        kind, text = self._take()
        if (kind, text) == ("teken", "("):
            found = self._either()
            self._expect(")")
            return found
        if (kind, text) == ("woord", "selected"):
            self._expect("(")
            vraag = self._take_kind("vraag")
            self._expect(",")
            waarde = self._take_kind("tekst")
            self._expect(")")
            return [RuweVoorwaarde(vraag, (waarde,))]
        if kind == "tekst":
            self._expect("=", "==")
            return [RuweVoorwaarde(self._take_kind("vraag"), (text,), precies=True)]
        if kind != "vraag":
            raise _NotSimple
        operator = self._take()[1]
        if operator in ("=", "==", "contains"):
            return [RuweVoorwaarde(text, (self._literal(*self._take()),), precies=operator != "contains")]
        if operator == "anyof":
            return [RuweVoorwaarde(text, tuple(self._values()))]
        raise _NotSimple

    def _values(self) -> Iterator[str]:
        """The literals between square brackets."""
        self._expect("[")
        yield self._literal(*self._take())
        while self._take_one_of(","):
            yield self._literal(*self._take())
        self._expect("]")

    def _literal(self, kind: str, text: str) -> str:
        if kind == "tekst" or (kind == "woord" and text in ("true", "false")):
            return text
        raise _NotSimple

    def _take(self) -> Token:
        if self._next >= len(self._tokens):
            raise _NotSimple
        self._next += 1
        return self._tokens[self._next - 1]

    def _take_kind(self, kind: str) -> str:
        found, text = self._take()
        if found != kind:
            raise _NotSimple
        return text

    def _take_one_of(self, *texts: str) -> bool:
        if self._next < len(self._tokens) and self._tokens[self._next][1] in texts:
            kind = self._tokens[self._next][0]
            if kind in ("teken", "woord"):
                self._next += 1
                return True
        return False

    def _expect(self, *texts: str) -> None:
        if not self._take_one_of(*texts):
            raise _NotSimple
