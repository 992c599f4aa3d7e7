"""The newest signals as Atom (RFC 4287), for a feed reader."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from zicht_api.signalen.models import Signaal
from zicht_shared.auth import Principal

MEDIA_TYPE = "application/atom+xml"
MAX_ITEMS = 50
_ATOM = "http://www.w3.org/2005/Atom"
_EMPTY = datetime(2026, 1, 1, tzinfo=UTC)


def write(rows: Sequence[Signaal], caller: Principal, public_url: str) -> bytes:
    """The document; the same for the same signals. public_url: where the service is for whoever reads it."""
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(f"{{{_ATOM}}}feed")
    address = f"{public_url}/v1/signalen/feed"
    _add(root, "id", address)
    _add(root, "title", f"Signalen van {caller.gemeente_naam}")
    _add(root, "updated", _as_moment(max((row.gewijzigd_op for row in rows), default=_EMPTY)))
    _add(root, "link", rel="self", type=MEDIA_TYPE, href=address)
    _add(_add(root, "author"), "name", "Zicht")
    for row in rows:
        _add_entry(root, row, public_url)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add_entry(root: ElementTree.Element, row: Signaal, public_url: str) -> None:
    entry = _add(root, "entry")
    about = [part for part in (row.indicator, row.gebied, row.doelgroep, row.leefgebied, row.aanbieder) if part]
    _add(entry, "id", f"urn:uuid:{row.id}")
    _add(entry, "title", f"{row.soort.capitalize()}: {', '.join([*about, row.periode])}")
    _add(entry, "published", _as_moment(row.gevonden_op))
    _add(entry, "updated", _as_moment(row.gewijzigd_op))
    _add(entry, "link", rel="alternate", type="application/json", href=f"{public_url}/v1/signalen/{row.id}")
    _add(entry, "category", term=row.soort)
    vervallen = "" if row.vervallen_op is None else " Dit volgt niet meer uit de cijfers."
    _add(entry, "summary", f"{row.regel}{vervallen}")


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = text
    return child


def _as_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def etag_of(document: bytes) -> str:
    return f'"{hashlib.sha256(document).hexdigest()[:32]}"'
