"""All tables of this service, so that migrations and tests can walk them."""

from zicht_shared.audit import AuditColumns, KetenColumns
from zicht_shared.idempotency import IdempotentieColumns
from zicht_surveys.base import Base
from zicht_surveys.gemeenten.models import Gemeente
from zicht_surveys.huisstijl.models import Huisstijl
from zicht_surveys.invullen.models import Concept, Gestemd, Stem
from zicht_surveys.metingen.models import Meting
from zicht_surveys.open_links.models import OpenLink
from zicht_surveys.outbox.models import Bericht
from zicht_surveys.post.models import UitgaandeMail
from zicht_surveys.resultaten.models import Antwoord, Contactverzoek, OpenAntwoord
from zicht_surveys.terugkoppeling.models import Terugkoppeling
from zicht_surveys.uitnodigingen.models import Uitnodiging
from zicht_surveys.vragenlijsten.models import Vragenlijst, Vragenlijstversie


class Auditregel(AuditColumns, Base):
    pass


class Auditschakel(KetenColumns, Base):
    pass


class Idempotentiesleutel(IdempotentieColumns, Base):
    pass


__all__ = [
    "Antwoord",
    "Auditregel",
    "Auditschakel",
    "Base",
    "Bericht",
    "Concept",
    "Contactverzoek",
    "Gemeente",
    "Gestemd",
    "Huisstijl",
    "Idempotentiesleutel",
    "Meting",
    "OpenAntwoord",
    "OpenLink",
    "Stem",
    "Terugkoppeling",
    "UitgaandeMail",
    "Uitnodiging",
    "Vragenlijst",
    "Vragenlijstversie",
]
