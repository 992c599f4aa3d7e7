"""Optimistic locking: ETag on a resource, If-Match on every change of it; and If-None-Match on what is asked often."""

from typing import Annotated

from fastapi import Header

from zicht_shared.errors import IfMatchOntbreekt, VersieVerouderd

IfMatch = Annotated[str | None, Header(max_length=200, description="De ETag van de versie die u wijzigt.")]

IfNoneMatch = Annotated[
    str | None, Header(max_length=1000, description="De ETag die u al heeft; is er niets veranderd, dan volgt 304.")
]


def etag_of(versie: int) -> str:
    return f'"{versie}"'


def check_if_match(if_match: str | None, versie: int) -> None:
    """Raises IfMatchOntbreekt (428) without the header, VersieVerouderd (412) when the resource has moved on."""
    if if_match is None:
        raise IfMatchOntbreekt
    if if_match.strip() not in {etag_of(versie), "*"}:
        raise VersieVerouderd(etag_of(versie))


def is_known(if_none_match: str | None, etag: str) -> bool:
    """Whether the caller has this answer already (RFC 9110, 13.1.2); then 304 will do. etag: with its quotes."""
    if if_none_match is None:
        return False
    known = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return etag in known or "*" in known
