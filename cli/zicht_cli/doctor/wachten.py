"""What waits, or needs a person: the same figures that Prometheus gets."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from zicht_cli.doctor.bevinding import Bevinding, Ernst, boven, duur
from zicht_shared.db import Database
from zicht_shared.migrations import Service
from zicht_shared.wachtrijen import Wachtrij

_UUR: Final = 3600.0
_DAG: Final = 86_400.0
# By kind: what it is, from how many seconds on to look and to act, and what to do.
_GRENZEN: Final[Mapping[str, tuple[str, float, float, str]]] = {
    "outbox": ("uitkomsten voor de kern", 900, _DAG, "Is de kern bereikbaar, en klopt de sleutel? Zie GET /v1/outbox."),
    "webhooks": ("berichten voor webhooks", 6 * _UUR, 3 * _DAG, "De ontvanger neemt niet aan; zie de bezorgingen."),
    "post": ("uitnodigingen per e-mail", _UUR, _DAG, "Neemt de mailserver van SMTP_URL aan?"),
    "stembus-gesloten": (
        "antwoorden van gesloten metingen in de stembus",
        _UUR,
        _DAG,
        "Draait de dienst? Zolang dit duurt, is te zien welk antwoord bij welke link hoort.",
    ),
    "stembus": (
        "metingen met antwoorden onder de drempel",
        180 * _DAG,
        400 * _DAG,
        "Sluit metingen die klaar zijn: dan komt de rest vrij.",
    ),
}


async def check_waiting(service: Service, database: Database) -> list[Bevinding]:
    """All queues of a service."""
    load = import_module(f"zicht_{service}.wachtrijen").load_wachtrijen
    try:
        gevonden: Mapping[str, Wachtrij] = await load(database)
    except Exception as fault:
        return [Bevinding("wachtrijen", f"niet te lezen ({type(fault).__name__})", "niet te zien")]
    return [bevinding for soort, rij in gevonden.items() for bevinding in judge(soort, rij)]


def judge(soort: str, rij: Wachtrij) -> list[Bevinding]:
    """About one queue."""
    wat, let_op, fout, advies = _GRENZEN[soort]
    ernst: Ernst = boven(rij.oudste, let_op, fout)
    found = [
        Bevinding("wachtrijen", f"{wat}: {rij.wacht}, de oudste hoogstens {duur(rij.oudste)}", ernst, advies)
        if ernst != "ok"
        else Bevinding("wachtrijen", f"{wat}: {rij.wacht or 'geen'}")
    ]
    if rij.onbestelbaar:
        found.append(
            Bevinding(
                "wachtrijen",
                f"{wat}: {rij.onbestelbaar} onbestelbaar",
                "fout" if soort == "outbox" else "let op",
                "Kijk waarom, los dat op, en probeer opnieuw (POST /v1/outbox/{metingId}/herstel)."
                if soort == "outbox"
                else "De ontvanger weigerde te lang; die berichten gaan niet meer vanzelf.",
            )
        )
    return found
