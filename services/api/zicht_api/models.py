"""All tables of the core, so that migrations and tests can walk them."""

from zicht_api.aanbieders.models import Aanbieder
from zicht_api.aanleveringen.models import Aanleverfout, Aanlevering
from zicht_api.aanmelden.models import Aanmelddienst, Aanmeldsessie, Aanmeldstaat
from zicht_api.afsluitingen.models import Afsluiting
from zicht_api.base import Base
from zicht_api.benchmarkgroepen.models import (
    Benchmarkdeelname,
    Benchmarkgroep,
    Benchmarkronde,
    Benchmarkuitkomst,
)
from zicht_api.codelijsten.models import Code
from zicht_api.contacten.models import Contact
from zicht_api.doelenbomen.models import Doelenboom
from zicht_api.duiding.models import Duidingsbijdrage, Duidingssessie
from zicht_api.gebeurtenissen.models import Gebeurtenis, Gebeurtenisteller
from zicht_api.gebieden.models import Gebied
from zicht_api.gemeenten.models import Dataversie, Gemeente, Geraakt
from zicht_api.gemeenten.werklijst import Werklijst
from zicht_api.handmatige_waarden.models import HandmatigeWaarde
from zicht_api.huisstijl.models import Huisstijl
from zicht_api.indicatoren.models import Indicator
from zicht_api.leverkalender.models import Leverafspraak
from zicht_api.maatstaven.models import Maatstaf
from zicht_api.monitorcycli.models import Monitorcyclus, Monitorcyclusovergang
from zicht_api.signalen.models import Signaal, Signalering
from zicht_api.sleutels.models import Sleutel
from zicht_api.tellingen.models import Telling
from zicht_api.toegang.models import Toegangsdienst
from zicht_api.verbeterplannen.models import Effectmeting, Verbeteractie, Verbeterovergang, Verbeterplan
from zicht_api.verhalen.models import Verhaal
from zicht_api.vragenlijstresultaten.models import Uitslag, Vragenlijstresultaat
from zicht_api.waarden.models import Kubus
from zicht_api.waarnemingen.models import Publicatie, Waarneming
from zicht_api.webhooks.models import Bezorging, Webhook
from zicht_shared.audit import AuditColumns, KetenColumns
from zicht_shared.idempotency import IdempotentieColumns


class Auditregel(AuditColumns, Base):
    pass


class Auditschakel(KetenColumns, Base):
    pass


class Idempotentiesleutel(IdempotentieColumns, Base):
    pass


__all__ = [
    "Aanbieder", "Aanleverfout", "Aanlevering", "Aanmelddienst", "Aanmeldsessie", "Aanmeldstaat", "Afsluiting",
    "Auditregel", "Auditschakel", "Base", "Benchmarkdeelname", "Benchmarkgroep", "Benchmarkronde",
    "Benchmarkuitkomst", "Bezorging", "Code", "Contact", "Dataversie", "Doelenboom", "Duidingsbijdrage",
    "Duidingssessie", "Effectmeting", "Gebeurtenis", "Gebeurtenisteller", "Gebied", "Gemeente", "Geraakt",
    "HandmatigeWaarde", "Huisstijl", "Idempotentiesleutel", "Indicator", "Kubus", "Leverafspraak", "Maatstaf",
    "Monitorcyclus", "Monitorcyclusovergang", "Publicatie", "Signaal", "Signalering", "Sleutel", "Telling",
    "Toegangsdienst", "Uitslag", "Verbeteractie", "Verbeterovergang", "Verbeterplan", "Verhaal",
    "Vragenlijstresultaat", "Waarneming", "Webhook", "Werklijst",
]  # fmt: skip
