"""$filter: from text to a syntax tree (by odata-query), and from that to SQL with bound parameters. Pure.

Follows OData 4.0 in what a comparison with null says: eq and ne hold or do not, the others do not hold. No text is ever
a pattern: contains, startswith and endswith compare.
"""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from odata_query import ast
from odata_query.exceptions import ArgumentCountException, ODataException, UnknownFunctionException
from odata_query.grammar import ODataLexer, ODataParser
from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Numeric,
    Text,
    and_,
    any_,
    cast,
    extract,
    false,
    func,
    literal,
    not_,
    null,
    or_,
)

from zicht_api.odata.csdl import Edm
from zicht_api.odata.fouten import NietOndersteund, VraagOngeldig

MAX_LENGTE: Final = 8_000
MAX_DIEPTE: Final = 30
MAX_LITERALEN: Final = 500
_MAX_CIJFERS: Final = 30
_POINTER: Final = "?$filter"

# How types compare; a whole number is a number.
_VAN_EDM: Final = {
    Edm.tekst: "tekst", Edm.getal: "getal", Edm.geheel: "geheel", Edm.klein: "geheel", Edm.ja_nee: "ja-nee",
    Edm.datum: "datum",
}  # fmt: skip
_GETALLEN: Final = {"getal", "geheel"}


@dataclass(frozen=True, slots=True)
class Veld:
    """A property in SQL. leeg: it can be null."""

    sql: ColumnElement[Any]
    edm: Edm
    leeg: bool


@dataclass(frozen=True, slots=True)
class _Term:
    """A part of the filter in SQL, with the type that it has. leeg: it can be null."""

    sql: ColumnElement[Any]
    soort: str
    leeg: bool


def parse_filter(text: str) -> ast._Node:
    """The syntax tree. Raises VraagOngeldig for what is no filter and for what is too much of one, NietOndersteund for
    functions that OData 4.0 does not have."""
    if len(text) > MAX_LENGTE:
        raise _ongeldig("te-lang", f"Een filter heeft hoogstens {MAX_LENGTE} tekens.")
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise _ongeldig("vorm", "In dit filter staat een teken dat geen tekst is.")
    try:
        tree: ast._Node = ODataParser().parse(_with_lists(ODataLexer().tokenize(text.strip())))
    except UnknownFunctionException:
        raise NietOndersteund(_POINTER, "Deze functie") from None
    except ArgumentCountException:
        raise _ongeldig("vorm", "Een functie in dit filter heeft te veel of te weinig argumenten.") from None
    except (ODataException, NotImplementedError):
        raise _ongeldig("vorm", "Dit filter is niet te lezen. Zet tekst tussen enkele aanhalingstekens.") from None
    if tree is None:
        raise _ongeldig("verplicht", "Het filter is leeg.")
    _check_size(tree)
    return tree


def translate(tree: ast._Node, velden: Mapping[str, Veld]) -> ColumnElement[bool]:
    """The condition in SQL. Raises VraagOngeldig for unknown properties and types that do not fit, NietOndersteund."""
    term = _Vertaler(velden).term(tree)
    if term.soort != "ja-nee":
        raise _ongeldig("soort", "Een filter is een voorwaarde: waar of niet waar.")
    return term.sql


def operands_of(node: ast.BoolOp) -> list[ast._Node]:
    """`a and b and c` is read as a tree that leans to one side; these are its parts, side by side."""
    found: list[ast._Node] = []
    waiting: list[ast._Node] = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, ast.BoolOp) and type(each.op) is type(node.op):
            waiting += [each.right, each.left]
        else:
            found.append(each)
    return found


def _ongeldig(code: str, reason: str) -> VraagOngeldig:
    return VraagOngeldig(_POINTER, code, reason)


def _with_lists(tokens: Iterator[Any]) -> Iterator[Any]:
    """The grammar takes `in ('a')` for a text between brackets: a list of one needs a comma there."""
    recent: list[Any] = []
    for token in tokens:
        if token.type == "WS" and recent and recent[0].type == "IN":
            continue
        if token.type == ")" and [each.type for each in recent[:2]] == ["IN", "("] and len(recent) == 3:
            comma = type(token)()
            comma.type, comma.value, comma.lineno, comma.index = ",", ",", token.lineno, token.index
            yield comma
        recent = [token] if token.type == "IN" else [*recent, token][:4] if recent else []
        yield token


def _children(node: ast._Node) -> Sequence[ast._Node]:
    match node:
        case ast.BoolOp():
            return operands_of(node)
        case ast.Compare() | ast.BinOp():
            return [node.left, node.right]
        case ast.UnaryOp():
            return [node.operand]
        case ast.Call():
            return node.args
        case ast.List():
            return node.val
    return []


def _check_size(tree: ast._Node) -> None:
    literalen, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        literalen += isinstance(node, ast._Literal)
        if depth > MAX_DIEPTE:
            raise _ongeldig("te-diep", f"Een filter gaat hoogstens {MAX_DIEPTE} lagen diep.")
        if literalen > MAX_LITERALEN:
            raise _ongeldig("te-veel", f"In een filter staan hoogstens {MAX_LITERALEN} waarden.")
        waiting += [(child, depth + 1) for child in _children(node)]


def read_number(text: str) -> Decimal:
    """An exact number of a size that figures have. Raises VraagOngeldig."""
    try:
        value = Decimal(text) if len(text) <= 2 * _MAX_CIJFERS else None
    except InvalidOperation:
        value = None
    if value is None or (value and not -_MAX_CIJFERS < value.adjusted() < _MAX_CIJFERS):
        raise _ongeldig("te-groot", f"Een getal in een filter heeft hoogstens {_MAX_CIJFERS} cijfers.")
    return value


def name_of(identifier: ast.Identifier) -> str:
    """With the namespace that stands before it, if any."""
    return ".".join((*identifier.namespace, identifier.name))


class _Vertaler:
    """From a syntax tree to SQL, with the type of each part."""

    def __init__(self, velden: Mapping[str, Veld]) -> None:
        self.velden = velden

    def term(self, node: ast._Node) -> _Term:
        match node:
            case ast.Identifier():
                return self._property(node)
            case ast.BoolOp():
                return self._joined(node)
            case ast.UnaryOp(op=ast.Not()):
                term = self._condition(node.operand)
                return _Term(not_(term.sql), "ja-nee", term.leeg)
            case ast.UnaryOp():
                term = self._expect(node.operand, _GETALLEN)
                return _Term(-term.sql, term.soort, term.leeg)
            case ast.Compare(comparator=ast.In()):
                return self._among(self.term(node.left), node.right)
            case ast.Compare():
                return _compare(type(node.comparator), self.term(node.left), self.term(node.right))
            case ast.BinOp():
                return self._reckoned(node)
            case ast.Call():
                return self._called(node)
        return _literal(node)

    def _property(self, node: ast.Identifier) -> _Term:
        veld = self.velden.get(name_of(node))
        if veld is None:
            raise _ongeldig("onbekende-eigenschap", "In het filter staat een eigenschap die hier niet bestaat.")
        # Numbers of one kind: no filter can make a bigint overflow.
        sql = cast(veld.sql, Numeric) if veld.edm in {Edm.geheel, Edm.klein} else veld.sql
        return _Term(sql, _VAN_EDM[veld.edm], veld.leeg)

    def _joined(self, node: ast.BoolOp) -> _Term:
        terms = [self._condition(each) for each in operands_of(node)]
        join = and_ if isinstance(node.op, ast.And) else or_
        return _Term(join(*(term.sql for term in terms)), "ja-nee", any(term.leeg for term in terms))

    def _among(self, left: _Term, right: ast._Node) -> _Term:
        if not isinstance(right, ast.List) or not all(isinstance(each, ast._Literal) for each in right.val):
            raise NietOndersteund(_POINTER, "Een lijst achter in met iets anders dan waarden")
        terms = [self.term(each) for each in right.val]
        for term in terms:
            _check_same(left, term)
            if term.soort == "null":
                raise NietOndersteund(_POINTER, "null in een lijst")
        values = [term.sql.value for term in terms]
        sql = left.sql == any_(literal(values, ARRAY(terms[0].sql.type)))
        return _Term(func.coalesce(sql, false()) if left.leeg else sql, "ja-nee", leeg=False)

    def _reckoned(self, node: ast.BinOp) -> _Term:
        left, right = self._expect(node.left, _GETALLEN), self._expect(node.right, _GETALLEN)
        geheel = left.soort == right.soort == "geheel"
        soort, leeg = "geheel" if geheel else "getal", left.leeg or right.leeg
        match node.op:
            case ast.Add():
                return _Term(left.sql + right.sql, soort, leeg)
            case ast.Sub():
                return _Term(left.sql - right.sql, soort, leeg)
            case ast.Mult():
                return _Term(left.sql * right.sql, soort, leeg)
        # By nothing: no figure, as for an indicator of which the noemer is 0.
        divisor = func.nullif(right.sql, 0)
        if isinstance(node.op, ast.Mod):
            return _Term(func.mod(left.sql, divisor), soort, leeg=True)
        quotient = cast(left.sql, Numeric).op("/")(divisor)
        return _Term(func.trunc(quotient) if geheel else quotient, soort, leeg=True)

    def _called(self, node: ast.Call) -> _Term:
        found = _FUNCTIES.get(name_of(node.func))
        if found is None:
            raise NietOndersteund(_POINTER, "Deze functie")
        soorten, soort, make = found
        terms = [self._expect(each, expected) for each, expected in zip(node.args, soorten, strict=False)]
        return _Term(make(*(term.sql for term in terms)), soort, any(term.leeg for term in terms))

    def _condition(self, node: ast._Node) -> _Term:
        return self._expect(node, {"ja-nee"})

    def _expect(self, node: ast._Node, soorten: set[str]) -> _Term:
        term = self.term(node)
        if term.soort not in soorten:
            raise _ongeldig("soort", f"In het filter staat een {term.soort} waar een {_or(soorten)} hoort.")
        return term


def _literal(node: ast._Node) -> _Term:
    match node:
        case ast.Null():
            return _Term(null(), "null", leeg=True)
        case ast.Integer():
            return _Term(literal(read_number(node.val), Numeric), "geheel", leeg=False)
        case ast.Float():
            return _Term(literal(read_number(node.val), Numeric), "getal", leeg=False)
        case ast.Boolean():
            return _Term(literal(node.py_val, Boolean), "ja-nee", leeg=False)
        case ast.String():
            return _Term(literal(node.val, Text), "tekst", leeg=False)
        case ast.Date():
            try:
                return _Term(literal(date.fromisoformat(node.val), Date), "datum", leeg=False)
            except ValueError:
                raise _ongeldig("geen-datum", "In het filter staat een dag die niet bestaat.") from None
    raise NietOndersteund(_POINTER, "Dit deel van het filter")


def _or(soorten: set[str]) -> str:
    return " of ".join(sorted(soorten))


def _check_same(left: _Term, right: _Term) -> None:
    numbers = left.soort in _GETALLEN and right.soort in _GETALLEN
    if left.soort != right.soort and not numbers and "null" not in {left.soort, right.soort}:
        raise _ongeldig("soort", f"In het filter wordt een {left.soort} vergeleken met een {right.soort}.")


def _compare(comparator: type, left: _Term, right: _Term) -> _Term:
    _check_same(left, right)
    leeg = left.leeg or right.leeg
    sql: ColumnElement[Any]
    if comparator is ast.Eq:
        sql = left.sql.is_not_distinct_from(right.sql) if leeg else left.sql == right.sql
    elif comparator is ast.NotEq:
        sql = left.sql.is_distinct_from(right.sql) if leeg else left.sql != right.sql
    elif "ja-nee" in {left.soort, right.soort}:
        raise _ongeldig("soort", "Waar en niet waar hebben geen volgorde.")
    elif "null" in {left.soort, right.soort}:
        sql = false()
    else:
        # One order of text on every server: that of its code points.
        one, other = (term.sql.collate("C") if term.soort == "tekst" else term.sql for term in (left, right))
        sql = _ORDE[comparator](one, other)
        sql = func.coalesce(sql, false()) if leeg else sql
    return _Term(sql, "ja-nee", leeg=False)


_ORDE: Final[Mapping[type, Callable[[Any, Any], ColumnElement[Any]]]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


def _substring(text: Any, start: Any, length: Any = None) -> ColumnElement[Any]:
    """From 0 on, where SQL counts from 1; a negative length would be an error there."""
    first = _whole(func.greatest(start, 0)) + 1
    return func.substr(text, first) if length is None else func.substr(text, first, _whole(func.greatest(length, 0)))


def _whole(number: Any) -> ColumnElement[Any]:
    return cast(func.least(number, 1_000_000), Integer)


def _ends_with(text: Any, end: Any) -> ColumnElement[Any]:
    same: ColumnElement[bool] = func.right(text, func.length(end)) == end
    return same


_TEKST: Final = {"tekst"}
# By name: the types of the arguments, the type of the outcome, and how it is said in SQL.
_FUNCTIES: Final[dict[str, tuple[list[set[str]], str, Callable[..., ColumnElement[Any]]]]] = {
    "contains": ([_TEKST, _TEKST], "ja-nee", lambda text, part: func.strpos(text, part) > 0),
    "startswith": ([_TEKST, _TEKST], "ja-nee", func.starts_with),
    "endswith": ([_TEKST, _TEKST], "ja-nee", _ends_with),
    "length": ([_TEKST], "geheel", lambda text: cast(func.length(text), Numeric)),
    "indexof": ([_TEKST, _TEKST], "geheel", lambda text, part: cast(func.strpos(text, part) - 1, Numeric)),
    "substring": ([_TEKST, {"geheel"}, {"geheel"}], "tekst", _substring),
    "tolower": ([_TEKST], "tekst", func.lower),
    "toupper": ([_TEKST], "tekst", func.upper),
    "trim": ([_TEKST], "tekst", func.btrim),
    "concat": ([_TEKST, _TEKST], "tekst", lambda one, other: one.op("||")(other)),
    "round": ([_GETALLEN], "getal", func.round),
    "floor": ([_GETALLEN], "getal", func.floor),
    "ceiling": ([_GETALLEN], "getal", func.ceil),
    "year": ([{"datum"}], "geheel", lambda dag: extract("year", dag)),
    "month": ([{"datum"}], "geheel", lambda dag: extract("month", dag)),
    "day": ([{"datum"}], "geheel", lambda dag: extract("day", dag)),
}
