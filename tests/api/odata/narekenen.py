"""What a filter holds for, worked out anew in Python from the syntax tree and OData 4.0; and filters to try it with."""

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from odata_query import ast

Rij = Mapping[str, Any]

# Signs that mean something in a URL, in SQL, in LIKE or to Unicode.
VREEMD = ["%", "_", "\\", "'", '"', "--", ";", "é", "É", "ß", "😀", " ", "a", "A", "[", "\u202e", "$1", "null"]


def holds(node: ast._Node, rij: Rij) -> bool:
    return evaluate(node, rij) is True


def evaluate(node: ast._Node, rij: Rij) -> Any:
    match node:
        case ast.Identifier():
            return rij[node.name]
        case ast.List():
            return [evaluate(each, rij) for each in node.val]
        case ast.BoolOp():
            return _join(isinstance(node.op, ast.And), evaluate(node.left, rij), evaluate(node.right, rij))
        case ast.UnaryOp():
            inner = evaluate(node.operand, rij)
            return None if inner is None else (not inner if isinstance(node.op, ast.Not) else -inner)
        case ast.Compare():
            return _compare(node.comparator, evaluate(node.left, rij), evaluate(node.right, rij))
        case ast.BinOp():
            return _reckon(node.op, evaluate(node.left, rij), evaluate(node.right, rij))
        case ast.Call():
            args = [evaluate(each, rij) for each in node.args]
            return None if None in args else FUNCTIES[node.func.name](*args)
    return _constant(node)


def _constant(node: ast._Node) -> Any:
    match node:
        case ast.Integer() | ast.Float():
            return Decimal(node.val)
        case ast.String():
            return node.val
        case ast.Boolean():
            return node.val.lower() == "true"
    assert isinstance(node, ast.Null)
    return None


def _join(both: bool, left: bool | None, right: bool | None) -> bool | None:
    if both:
        return False if False in (left, right) else (None if None in (left, right) else True)
    return True if True in (left, right) else (None if None in (left, right) else False)


def _compare(comparator: ast._Node, left: Any, right: Any) -> bool:
    match comparator:
        case ast.Eq():
            return bool(left == right)
        case ast.NotEq():
            return bool(left != right)
        case ast.In():
            return left is not None and left in right
    if left is None or right is None:
        return False
    orders: dict[type, Callable[[Any, Any], bool]] = {
        ast.Lt: operator.lt,
        ast.LtE: operator.le,
        ast.Gt: operator.gt,
        ast.GtE: operator.ge,
    }
    return orders[type(comparator)](left, right)


def _reckon(op: ast._Node, left: Decimal | None, right: Decimal | None) -> Decimal | None:
    if left is None or right is None:
        return None
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
    if not right:
        return None
    return left // right if isinstance(op, ast.Div) else left % right


def _from(text: str, start: Decimal, length: Decimal | None = None) -> str:
    rest = text[max(int(start), 0) :]
    return rest if length is None else rest[: max(int(length), 0)]


FUNCTIES: dict[str, Callable[..., Any]] = {
    "contains": lambda text, part: part in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
    "length": lambda text: Decimal(len(text)),
    "indexof": lambda text, part: Decimal(text.find(part)),
    "substring": _from,
    "tolower": str.lower,
    "toupper": str.upper,
    "trim": lambda text: text.strip(" "),
    "concat": operator.add,
    "floor": lambda number: number.to_integral_value("ROUND_FLOOR"),
    "ceiling": lambda number: number.to_integral_value("ROUND_CEILING"),
    "round": lambda number: number.to_integral_value("ROUND_HALF_UP"),
}


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


TEKSTEN = ["Measure", "Status", "Perioden", "Gebieden", "Aanbieders"]
_teksten = st.sampled_from(["uren", "bereik", "2025", "2025-03", "2026", "_T", "WK01", *VREEMD]) | st.lists(
    st.sampled_from(VREEMD), max_size=3
).map("".join)
_getallen = st.decimals(-20, 20, places=2).map(lambda number: f"{number:f}") | st.integers(-20, 20).map(str)
_tekst = st.sampled_from(TEKSTEN) | _teksten.map(quoted) | st.just("null")
_plain = st.sampled_from(TEKSTEN)
_made = st.one_of(
    _tekst,
    st.builds("concat({},{})".format, _plain, _plain),
    st.builds("substring({},{},{})".format, _plain, st.integers(-2, 5), st.integers(-1, 4)),
    st.builds("substring({},{})".format, _plain, st.integers(-2, 5)),
    st.builds("trim({})".format, _plain),
    st.sampled_from(["tolower(Measure)", "toupper(Perioden)"]),
)
_getal = st.one_of(
    st.sampled_from(["Value", "N"]),
    _getallen,
    st.builds("{} {} {}".format, st.sampled_from(["Value", "N"]), st.sampled_from(["add", "sub", "mul"]), _getallen),
    st.builds("N {} {}".format, st.sampled_from(["div", "mod"]), st.integers(-5, 5)),
    st.builds("{}(Value)".format, st.sampled_from(["floor", "ceiling", "round"])),
    st.builds("length({})".format, _plain),
    st.builds("indexof({},{})".format, _plain, _teksten.map(quoted)),
    st.just("-Value"),
)
_volgorde = st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"])
_enkel = st.one_of(
    st.builds("{} {} {}".format, _made, _volgorde, _made),
    st.builds("({}) {} ({})".format, _getal, _volgorde, _getal),
    st.builds(
        "{}({},{})".format, st.sampled_from(["contains", "startswith", "endswith"]), _plain, _teksten.map(quoted)
    ),
    st.builds("{} in ({})".format, _plain, st.lists(_teksten.map(quoted), min_size=1, max_size=3).map(",".join)),
    st.builds("N in ({})".format, st.lists(st.integers(-3, 3).map(str), min_size=1, max_size=3).map(",".join)),
    st.sampled_from(["Voorlopig", "Voorlopig eq true", "Value eq null", "null ne Status", "false"]),
)
# Filters of every kind that we have, of some depth.
FILTERS = st.recursive(
    _enkel,
    lambda inner: st.one_of(
        st.builds("({}) {} ({})".format, inner, st.sampled_from(["and", "or"]), inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=6,
)
