"""What fills the core: definitions, deliveries, the results of a meting, and a signal about what was not delivered."""

from datetime import UTC, datetime
from uuid import uuid4

from tests.architecture.merken import BENCHMARKGROEP, Merken, post
from tests.architecture.verzoeken import (
    aanmelddienst,
    contact_of,
    doelenboom,
    indicator,
    leverafspraak,
    resultaat,
    toegangsdienst,
    webhook,
)
from zicht_api.perioden import Periode, PeriodeSoort
from zicht_shared.auth import Rol


async def fill_kern(van: Merken) -> None:
    gemeente, api = van.gemeente, van.gemeente.beheer
    await post(api, "/v1/maatstaven", {"code": f"{van.merk}-maatstaf", "naam": van.merk, "eenheid": "stuks"})
    wijk = {"code": f"{van.merk}-wijk", "naam": f"{van.merk} wijk", "soort": "wijk"}
    await post(api, "/v1/gebieden", wijk)
    await post(api, "/v1/indicatoren", indicator(van) | {"code": f"{van.merk}-indicator"})
    await _enter(van)
    van.ids["groep"] = BENCHMARKGROEP
    joined = await api.put(f"/v1/benchmarkdeelnames/{BENCHMARKGROEP}", json={"akkoord": True})
    assert joined.status_code == 200, joined.text
    account = await api.put("/v1/aanmelddienst", json=aanmelddienst(van))
    assert account.status_code == 201, account.text
    van.ids["doelenboom_code"] = f"{van.merk}-boom"
    await post(api, "/v1/doelenbomen", doelenboom(van) | {"code": van.ids["doelenboom_code"]})
    for code in (van.een, van.twee):
        aanbieder = {
            "code": code,
            "naam": f"{code} Stichting",
            "vorm": "formeel",
            "tellingenVoor": [f"{van.merk}-maatstaf"],
        }
        made = await post(api, "/v1/aanbieders", aanbieder)
        van.ids.setdefault("aanbieder_id", made["id"])
        gemeente.sleutels[f"aanbieder:{code}"] = await gemeente.add_sleutel(Rol.aanbieder, aanbieder=code)
    tokens = await api.put("/v1/toegangsdienst", json=toegangsdienst(van))
    assert tokens.status_code == 201, tokens.text
    made = await post(api, "/v1/leverafspraken", leverafspraak() | {"aanbieder": van.een})
    van.ids["leverafspraak_id"] = made["id"]
    closed = await api.put("/v1/perioden/2024-12/afsluiting", json={"reden": f"{van.merk} reden"})
    assert closed.status_code == 200, closed.text
    await _deliver(van)
    await _notice(van)
    nieuw = {"rol": "bi", "omschrijving": f"{van.merk} sleutel"}
    van.ids["sleutel_id"] = (await post(api, "/v1/sleutels", nieuw))["id"]
    van.ids["resultaat_id"] = str(uuid4())
    put = await gemeente.at_api("vragenlijsten").put(
        f"/v1/vragenlijstresultaten/{van.ids['resultaat_id']}", json=resultaat(van)
    )
    assert put.status_code == 200, put.text


async def _notice(van: Merken) -> None:
    """What aanbieder `een` was to deliver in the last year is not there: a signal, and a message about it."""
    van.ids["webhook_id"] = (await post(van.gemeente.beheer, "/v1/webhooks", webhook(van)))["id"]
    await post(van.gemeente.beheer, "/v1/signaleringen", None)
    found = await van.gemeente.aanbieder(van.een).get("/v1/signalen", params={"soort": "aanlevering"})
    van.ids["signaal_id"] = found.json()["items"][0]["id"]


async def _enter(van: Merken) -> None:
    """An indicator with a figure that was entered by hand, and one that may go."""
    van.ids |= {name: f"{van.merk}-{name}" for name in ("handmatig", "overbodig")}
    handmatig = indicator(van) | {"rekenwijze": "handmatig", "teller": None}
    for name in ("handmatig", "overbodig"):
        await post(van.gemeente.beheer, "/v1/indicatoren", handmatig | {"code": van.ids[name]})
    entered = await van.gemeente.beheer.put(
        f"/v1/indicatoren/{van.ids['handmatig']}/handmatige-waarden/2025",
        json={"waarde": 3, "toelichting": f"{van.merk} toelichting"},
    )
    assert entered.status_code == 201, entered.text


async def _deliver(van: Merken) -> None:
    for wie in ("een", "twee"):
        client = van.gemeente.aanbieder(f"{van.merk}-{wie}")
        rijen = [contact_of(van, wie, nummer) for nummer in range(1, 21)]
        wrong = [contact_of(van, wie, 21) | {"datum": "gisteren"}]
        made = await post(client, "/v1/aanleveringen?soort=contacten&bijFouten=goede-regels", rijen + wrong)
        van.ids.setdefault("aanlevering_id", made["id"])
        telling = {
            "aanbieder": f"{van.merk}-{wie}",
            "maatstaf": f"{van.merk}-maatstaf",
            "periode": "2025-03",
            "waarde": 40,
            "gebied": f"{van.merk}-wijk",
        }
        await post(client, "/v1/aanleveringen?soort=tellingen", [telling])
        reeks = [telling | {"periode": periode} for periode in last_months(8)]
        await post(client, "/v1/aanleveringen?soort=tellingen", reeks)


def last_months(aantal: int) -> list[str]:
    """The last months that are over: what a forecast follows from."""
    periode = Periode.containing(PeriodeSoort.maand, datetime.now(UTC).date())
    return [(periode := periode.previous()).code for _ in range(aantal)]
