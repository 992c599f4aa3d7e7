"""Which observations a $filter could hold for, found out before any is read: a filter on one indicator and one year
need not look at, let alone work out, all the others. Pure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from odata_query import ast

from zicht_api.formaten.tabel import TOTAAL
from zicht_api.odata.csdl import DIMENSIES, OBSERVATIONS
from zicht_api.odata.filter import name_of, operands_of


@dataclass(frozen=True, slots=True)
class Tussen:
    """What is known of a property: a text from `laagste` up to and including `hoogste`, in the order of code points."""

    laagste: str
    hoogste: str

    @classmethod
    def precies(cls, text: str) -> "Tussen":
        return cls(text, text)


@dataclass(frozen=True, slots=True)
class Behalve:
    """What is known of a property: any text but this one."""

    tekst: str


Bekend = Mapping[str, Tussen | Behalve]


def may_match(tree: ast._Node | None, bekend: Bekend) -> bool:
    """Whether the filter can hold for something of which this much is known. True when in doubt."""
    return tree is None or _judge(tree, bekend) is not False


def _judge(node: ast._Node, bekend: Bekend) -> bool | None:
    """True or False where that is certain; None where it is not."""
    match node:
        case ast.BoolOp(op=ast.And()):
            judged = [_judge(each, bekend) for each in operands_of(node)]
            return False if False in judged else (None if None in judged else True)
        case ast.BoolOp():
            judged = [_judge(each, bekend) for each in operands_of(node)]
            return True if True in judged else (None if None in judged else False)
        case ast.UnaryOp(op=ast.Not()):
            inner = _judge(node.operand, bekend)
            return None if inner is None else not inner
        case ast.Compare(left=ast.Identifier() as name, right=ast.String() as text):
            return _compare(bekend, name_of(name), type(node.comparator), text.val)
        case ast.Compare(comparator=ast.In(), left=ast.Identifier() as name, right=ast.List() as texts):
            judged = [_compare_item(bekend, name_of(name), each) for each in texts.val]
            return True if True in judged else (None if None in judged else False)
        case ast.Call(args=[ast.Identifier() as name, ast.String() as text]) if name_of(node.func) == "startswith":
            return _starts(bekend.get(name_of(name)), text.val)
    return None


def _compare(bekend: Bekend, naam: str, comparator: type[ast._Node], text: str) -> bool | None:
    if naam == OBSERVATIONS.sleutel and comparator is ast.Eq:
        parts = [_compare_known(bekend.get(each), ast.Eq, part) for each, part in _parts_of(text).items()]
        return False if False in parts else None
    return _compare_known(bekend.get(naam), comparator, text)


def _compare_item(bekend: Bekend, naam: str, item: ast._Node) -> bool | None:
    return _compare(bekend, naam, ast.Eq, item.val) if isinstance(item, ast.String) else None


def _parts_of(key: str) -> dict[str, str]:
    """What the key of an observation says of it; see queries.tafel_of_observations."""
    indicator, periode, lid = (*key.split(":"), "", "", "")[:3]
    dimensie, _, code = lid.partition("=")
    totalen = dict.fromkeys(DIMENSIES.values(), TOTAAL)
    return {"Measure": indicator, "Perioden": periode, **totalen, DIMENSIES.get(dimensie, ""): code}


def _compare_known(known: Tussen | Behalve | None, comparator: type[ast._Node], text: str) -> bool | None:
    match known:
        case None:
            return None
        case Behalve(tekst):
            if text != tekst or comparator not in {ast.Eq, ast.NotEq}:
                return None
            return comparator is ast.NotEq
        case Tussen(laagste, hoogste):
            # Per comparator: when it holds for all, and when for none.
            always, never = _ZEKER[comparator](laagste, hoogste, text)
            return True if always else (False if never else None)


_ZEKER: Final[Mapping[type, Callable[[str, str, str], tuple[bool, bool]]]] = {
    ast.Eq: lambda low, high, text: (low == high == text, not low <= text <= high),
    ast.NotEq: lambda low, high, text: (not low <= text <= high, low == high == text),
    ast.Lt: lambda low, high, text: (high < text, low >= text),
    ast.LtE: lambda low, high, text: (high <= text, low > text),
    ast.Gt: lambda low, high, text: (low > text, high <= text),
    ast.GtE: lambda low, high, text: (low >= text, high < text),
}


def _starts(known: Tussen | Behalve | None, text: str) -> bool | None:
    if not isinstance(known, Tussen):
        return None
    pairs = zip(known.laagste, known.hoogste, strict=False)
    shared = "".join(one for one, other in takewhile(lambda pair: pair[0] == pair[1], pairs))
    if shared.startswith(text):
        return True
    return None if text.startswith(shared) else False
