"""Where residents read what was done with their answers: `/terugkoppeling/0627-<id of the meting>`."""

import re
from typing import Final
from uuid import UUID

from zicht_shared.tenancy import gemeente_id

_PAGE: Final = re.compile(r"(\d{4})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.ASCII)


def page_address(nummer: str, meting_id: UUID) -> str:
    """nummer: the four digits of the gemeente's code.

    They stand before the id, as in the residents' links: row-level security has to know whose page it is before the
    meting can be looked up.
    """
    return f"/terugkoppeling/{nummer}-{meting_id}"


def meting_at(naam: str) -> tuple[UUID, UUID] | None:
    """The gemeente and the meting of a page; None when there can be no page of that name."""
    found = _PAGE.fullmatch(naam)
    return (gemeente_id(f"GM{found[1]}"), UUID(found[2])) if found else None
