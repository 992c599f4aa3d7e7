"""`docs/gegevens.md`: what is stored where, of whom and how long; from the models, for a DPIA."""

from collections.abc import Iterator, Mapping

from sqlalchemy import MetaData

import zicht_api.gegevens
import zicht_api.models
import zicht_surveys.gegevens
import zicht_surveys.models
from zicht_shared.gegevens import Inhoud, describe

_KOP = """# Welke gegevens waar staan, en hoe lang

Voor wie een DPIA of een verwerkingsregister maakt. Dit bestand komt uit de modellen zelf (`make openapi`) en kan dus
niet achterlopen; wat er in een tabel van mensen is, en hoe lang een rij blijft, staat in `gegevens.py` van elke dienst.

- Elke tabel is van een gemeente (`gemeente_id`), tenzij dat niet in haar kolommen staat; PostgreSQL laat een dienst
  alleen rijen zien van de gemeente waarvoor zij op dat moment werkt.
- *Blijft* betekent: Zicht wist het niet uit zichzelf. *Blijft, per versie*: ook wat is vervangen of teruggenomen
  blijft, omdat een cijfer van toen na te rekenen moet zijn.
- Wat bestanden, WAL en back-ups langer vasthouden dan de tabellen: [bedreigingsmodel.md](bedreigingsmodel.md).
- In de logboeken, meters en sporen van verzoeken staan geen persoonsgegevens, sleutels of adressen.
"""
_DIENSTEN: tuple[tuple[str, MetaData, Mapping[str, Inhoud]], ...] = (
    ("De kern", zicht_api.models.Base.metadata, zicht_api.gegevens.INHOUD),
    ("De vragenlijsten", zicht_surveys.models.Base.metadata, zicht_surveys.gegevens.INHOUD),
)


def document() -> str:
    """The whole document, in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _KOP
    for naam, metadata, inhoud in _DIENSTEN:
        yield from (f"## {naam}", "", *describe(metadata, inhoud), "")
