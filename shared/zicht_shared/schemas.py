"""What goes over the wire: camelCase members, strict types, unknown members refused, times in UTC."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    Strict,
    StringConstraints,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from zicht_shared.privacy import contains_bsn


class Schema(BaseModel):
    """Base of all that is answered."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True)


def _trimmed(value: Any) -> Any:
    """Refuse spaces around a text: a code with a space is another code, and nobody would see it."""
    if isinstance(value, str) and value != value.strip():
        raise ValueError("Er staan spaties om deze tekst heen.")
    return value


def _without_bsn(value: str) -> str:
    if contains_bsn(value):
        raise ValueError("Dit lijkt een burgerservicenummer; dat mag hier niet in.")
    return value


class Invoer(Schema):
    """Base of all that is sent in: nothing unknown, nothing half understood."""

    model_config = ConfigDict(extra="forbid", str_max_length=4000)


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _number(value: Any) -> Any:
    if isinstance(value, bool | str | bytes):
        raise PydanticCustomError("decimal_type", "not a number")
    return value


def _iso_date(value: Any) -> Any:
    """Pydantic itself would also take a number of seconds since 1970 for a date, in a text too."""
    if isinstance(value, date) or (isinstance(value, str) and _DATE.fullmatch(value)):
        return value
    raise PydanticCustomError("date_type", "not a date")


def _iso_moment(value: Any) -> Any:
    if isinstance(value, datetime) or (isinstance(value, str) and _DATE.match(value)):
        return value
    raise PydanticCustomError("timezone_aware", "not a moment")


def _in_utc(value: datetime) -> datetime:
    """Refuse what in UTC would be before the first year or after the last."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("timezone_aware", "not a moment") from None


# JSON's own types, not what could be made of them: "1" is not 1, and 1 is not true.
Geheel = Annotated[int, Strict()]
JaNee = Annotated[bool, Strict()]
Getal = Annotated[Decimal, BeforeValidator(_number)]
Datum = Annotated[date, BeforeValidator(_iso_date)]
Tekst = Annotated[str, BeforeValidator(_trimmed), AfterValidator(_without_bsn)]
Naam = Annotated[Tekst, StringConstraints(min_length=1, max_length=200)]
Code = Annotated[Tekst, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Tijdstip = Annotated[
    AwareDatetime,
    BeforeValidator(_iso_moment),
    AfterValidator(_in_utc),
    PlainSerializer(lambda moment: moment.astimezone(UTC).isoformat().replace("+00:00", "Z"), return_type=str),
]
