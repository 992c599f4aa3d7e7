"""Decimal numbers as they leave: rounded in one way, and numbers in JSON too."""

from contextlib import AbstractContextManager
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

from zicht_shared.schemas import Getal

DECIMALEN = 4

# Wide enough that a sum of any size, divided once, is rounded once: by `round_published`.
_EXACT = Context(prec=60)
_STAP = Decimal(1).scaleb(-DECIMALEN)


def exact() -> AbstractContextManager[Context]:
    """Within this context all arithmetic with decimals keeps 60 digits."""
    return localcontext(_EXACT)


def divide(teller: Decimal, noemer: Decimal) -> Decimal:
    """The quotient to 60 digits; noemer is not 0."""
    return _EXACT.divide(teller, noemer)


def round_published(value: Decimal) -> Decimal:
    """Rounded to DECIMALEN decimals, half to even."""
    return value.quantize(_STAP, rounding=ROUND_HALF_EVEN, context=_EXACT)


def as_number(value: Decimal) -> int | float:
    """The JSON number that reads back as the same decimal, without needless zeros."""
    return int(value) if value == value.to_integral_value() else float(value)


# pydantic would write a Decimal as a string, and a spreadsheet would take it for text.
Decimaal = Annotated[
    Getal, PlainSerializer(as_number, return_type=int | float, when_used="json"), WithJsonSchema({"type": "number"})
]
