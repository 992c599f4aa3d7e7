"""Optimistic locking: ETag on a resource, If-Match on every change of it."""

from typing import Annotated

from fastapi import Header

from zicht_shared.errors import IfMatchOntbreekt, VersieVerouderd

IfMatch = Annotated[str | None, Header(max_length=200, description="De ETag van de versie die u wijzigt.")]


def etag_of(versie: int) -> str:
    return f'"{versie}"'


def check_if_match(if_match: str | None, versie: int) -> None:
    """Raises IfMatchOntbreekt (428) without the header, VersieVerouderd (412) when the resource has moved on."""
    if if_match is None:
        raise IfMatchOntbreekt
    if if_match.strip() not in {etag_of(versie), "*"}:
        raise VersieVerouderd(etag_of(versie))
