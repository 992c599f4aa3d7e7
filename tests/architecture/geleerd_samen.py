"""What people do with figures: tell, talk, plan and measure. Both gemeenten do so; one of them also to learn from."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

from tests.architecture.geleerd import Geleerd, put
from tests.architecture.merken import post
from tests.architecture.verzoeken_leren import monitorcyclus, terugkoppeling, verbeteractie, verbeterplan, verhaal

BEIDE = ["leren", "verantwoorden"]
VRIJ = {"If-Match": "*"}


async def tell(geleerd: Geleerd) -> None:
    """A resident tells a story that everybody may read; where they learn, another one that only they may use."""
    over = {"indicatoren": [*geleerd.leert, "ruimte-indicator"]}
    openbaar = verhaal(geleerd.ruimte) | over
    openbaar["toestemming"] = openbaar["toestemming"] | {"waarvoor": ["duiding", "openbaar"]}
    geleerd.ruimte.ids["verhaal_id"] = await _release(geleerd, openbaar)
    if geleerd.leert:
        plaats = {"aanbieder": geleerd.ruimte.een, "gebied": "ruimte-wijk"}
        geleerd.learned["verhaal_id"] = await _release(geleerd, verhaal(geleerd.kanarie) | over | plaats)


async def _release(geleerd: Geleerd, gegevens: dict[str, Any]) -> str:
    made: str = (await post(geleerd.gemeente.beheer, "/v1/verhalen", gegevens))["id"]
    await step(geleerd.gemeente.beheer, f"/v1/verhalen/{made}/vrijgave")
    return made


async def begin_cycle(geleerd: Geleerd) -> None:
    ruimte = geleerd.ruimte
    ruimte.ids["monitorcyclus_code"] = "ruimte-cyclus"
    cyclus = monitorcyclus(ruimte) | {"code": "ruimte-cyclus", "indicatoren": [*geleerd.leert, "ruimte-indicator"]}
    await post(geleerd.gemeente.beheer, "/v1/monitorcycli", cyclus)


async def discuss(geleerd: Geleerd) -> None:
    """Where they learn, in a session about all that there is; else the signal is discussed without one."""
    beheer, ids, learned = geleerd.gemeente.beheer, geleerd.ruimte.ids, geleerd.learned
    if not geleerd.leert:
        besproken = await beheer.patch(f"/v1/signalen/{ids['signaal_id']}", json={"status": "besproken"}, headers=VRIJ)
        assert besproken.status_code == 200, besproken.text
        return
    onderwerpen = {
        "indicator": {"indicator": "kanarie-indicator", "per": "aanbieder"},
        "knoop": {"doelenboom": "ruimte-boom", "knoop": "top"},
        "signaal": {"signaal": learned["signaal_id"]},
        "verhaal": {"verhaal": learned["verhaal_id"]},
    }
    opzet = {
        "naam": "kanarie sessie",
        "datum": "2025-12-01",
        "periode": "2025",
        "monitorcyclus": "ruimte-cyclus",
        "onderwerpen": [
            *({"code": soort, "soort": soort} | about for soort, about in onderwerpen.items()),
            {"code": "ook", "soort": "signaal", "signaal": ids["signaal_id"]},
        ],
        "deelnemers": [{"perspectief": "inwoner", "deelnemers": 2}, {"perspectief": "beleid", "deelnemers": 1}],
    }
    learned["sessie_id"] = ids["sessie_id"] = (await post(beheer, "/v1/duidingssessies", opzet))["id"]
    here = f"/v1/duidingssessies/{learned['sessie_id']}"
    await step(beheer, f"{here}/houden")
    zegt = {"herkennen": {"antwoord": "ja", "toelichting": "kanarie toelichting"}}
    for perspectief in ("inwoner", "beleid"):
        await put(beheer, f"{here}/bijdragen/indicator/{perspectief}", zegt)
    uitkomst = {
        "conclusies": [{"tekst": "kanarie conclusie"}],
        "aanbevelingen": [{"code": "meer", "tekst": "kanarie aanbeveling"}],
    }
    await put(beheer, f"{here}/uitkomst", uitkomst)
    await put(beheer, f"{here}/stemmen/inwoner", {"stemmen": [{"aanbeveling": "meer", "stemmen": 3}]})
    await step(beheer, f"{here}/vaststelling")


async def plan(geleerd: Geleerd) -> None:
    """A plan that serves both purposes, with an actie that aims at what is only there to learn from; where they learn,
    another only for that, which began earlier and in which much is still open.
    """
    ids, learned = geleerd.ruimte.ids, geleerd.learned
    if geleerd.leert:
        learned["plan_id"] = await _plan(geleerd, verbeterplan(geleerd.kanarie) | {"begin": "2024-01-01"}, _OPEN)
        learned["actie_code"] = "kanarie-0"
    uit = {"signalen": [ids["signaal_id"]]}
    if geleerd.leert:
        uit = {"signalen": [ids["signaal_id"], learned["signaal_id"]], "duidingssessies": [learned["sessie_id"]]}
    samen = verbeterplan(geleerd.ruimte) | {"doelen": BEIDE, "aanleiding": uit}
    richt_op = {"indicator": "kanarie-indicator" if geleerd.leert else "ruimte-overbodig", "aanbieder": None}
    ids["actie_code"] = "zichtbaar"
    ids["plan_id"] = await _plan(geleerd, samen, {"zichtbaar": {}, "verborgen": richt_op})
    for actie in ("zichtbaar", "verborgen"):
        for naar in ("bezig", "uitgevoerd"):
            await step(geleerd.gemeente.beheer, f"{_here(ids)}/acties/{actie}/overgangen", {"naar": naar})
        await step(geleerd.gemeente.beheer, f"{_here(ids)}/acties/{actie}/effectmeting")


# More than may wait for their effect without a warning.
_OPEN: Mapping[str, dict[str, Any]] = {f"kanarie-{number}": {} for number in range(5)}


def _here(ids: Mapping[str, str]) -> str:
    return f"/v1/verbeterplannen/{ids['plan_id']}"


async def _plan(geleerd: Geleerd, gegevens: dict[str, Any], acties: Mapping[str, dict[str, Any]]) -> str:
    """acties: what each of them aims at, besides what an actie usually does."""
    beheer = geleerd.gemeente.beheer
    made: str = (await post(beheer, "/v1/verbeterplannen", gegevens))["id"]
    for code, richt_op in acties.items():
        actie = verbeteractie(geleerd.ruimte)
        actie |= {"code": code, "meetpunt": actie["meetpunt"] | richt_op}
        await post(beheer, f"/v1/verbeterplannen/{made}/acties", actie)
    for naar in ("vastgesteld", "in-uitvoering"):
        await step(beheer, f"/v1/verbeterplannen/{made}/overgangen", {"naar": naar})
    return made


async def close(geleerd: Geleerd) -> None:
    """The cycle ends, and residents will hear of it. What was before it can be asked for as it was then."""
    geleerd.ruimte.ids["toen"] = datetime.now(UTC).isoformat()
    reden = {"reden": "kanarie reden" if geleerd.leert else "ruimte reden"}
    await step(geleerd.gemeente.beheer, "/v1/monitorcycli/ruimte-cyclus/afsluiting", reden)
    tekst = terugkoppeling(geleerd.kanarie if geleerd.leert else geleerd.ruimte)
    path = f"/v1/metingen/{geleerd.ruimte.ids['meting_id']}/terugkoppeling"
    written = await geleerd.gemeente.at_surveys("beheer").put(path, json=tekst, headers={"If-Match": '"0"'})
    assert written.status_code == 200, written.text


async def step(client: httpx.AsyncClient, path: str, body: Any = None) -> None:
    answer = await client.post(path, json=body, headers=VRIJ | {"Idempotency-Key": str(uuid4())})
    assert answer.is_success, answer.text
