"""Two gemeenten in which the same was done, in one of which they also learned from it.

All that both have is named `ruimte`; all that is only there to learn from is named `kanarie`, or is one of CIJFERS.
"""

from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette

from tests.architecture.merken import ROLLEN, Merken, post
from tests.architecture.verzoeken import indicator, leverafspraak
from tests.architecture.vullen_kern import fill_kern, last_months
from tests.architecture.vullen_vragenlijsten import fill_vragenlijsten
from tests.gemeente import Gemeente
from zicht_shared.auth import Doel, Rol
from zicht_shared.migrations import Service

KANARIE = "kanarie"
# What the aanbieders count of what only an indicator for learning is made of: of each, and of both.
CIJFERS = {"een": 73313, "twee": 64046}
HANDMATIG = 88077
# What stands out lies above this, in the last month.
_GRENS = 200
FIGURES = {str(figure) for figure in (*CIJFERS.values(), sum(CIJFERS.values()), HANDMATIG)}


# Where a route asks for one that is just so far, there is only one here.
_OOK = {
    "vrij_verhaal_id": "verhaal_id",
    "concept_plan_id": "plan_id",
    "dichte_cyclus_code": "monitorcyclus_code",
    "sessie_in_voorbereiding_id": "sessie_id",
    "geplande_sessie_id": "sessie_id",
    "gehouden_sessie_id": "sessie_id",
}


@dataclass
class Genoemd(Merken):
    """Things of a gemeente that are named otherwise than after the gemeente: the same in both."""

    naam: str = "ruimte"

    @property
    def merk(self) -> str:
        return self.naam


@dataclass
class Geleerd:
    """A gemeente. ruimte: what both have. learned: the ids of what there is only to learn from, where it is and where
    it is asked for; leert: the indicators for that.
    """

    gemeente: Gemeente
    ruimte: Genoemd
    learned: dict[str, str] = field(default_factory=dict)
    leert: list[str] = field(default_factory=list)

    @property
    def kanarie(self) -> Genoemd:
        """To ask for what there is to learn from."""
        ids = self.ruimte.ids | self.learned
        return Genoemd(
            self.gemeente,
            {name: ids[other] for name, other in _OOK.items() if other in ids} | ids,
            self.ruimte.link,
            KANARIE,
        )

    @property
    def canaries(self) -> set[str]:
        return {KANARIE, *FIGURES, *self.learned.values()}

    def app(self, service: Service) -> Starlette:
        return self.gemeente.api_app if service == "api" else self.gemeente.surveys_app

    def client(self, service: Service, wie: str) -> httpx.AsyncClient:
        return self.gemeente.at_api(wie) if service == "api" else self.gemeente.at_surveys(wie)


def accounting(rol: str) -> str:
    """The name of the credential that has this role (or is of this aanbieder) and must account."""
    return f"{rol} om te verantwoorden"


async def make_ruimte(gemeente: Gemeente) -> Geleerd:
    """What both gemeenten do."""
    ruimte = Genoemd(gemeente)
    await fill_kern(ruimte)
    await fill_vragenlijsten(ruimte)
    for rol in ROLLEN:
        gemeente.sleutels[accounting(rol)] = await gemeente.add_sleutel(Rol(rol), Doel.verantwoorden)
    for wie in (ruimte.een, ruimte.twee):
        sleutel = await gemeente.add_sleutel(Rol.aanbieder, Doel.verantwoorden, aanbieder=wie)
        gemeente.sleutels[accounting(f"aanbieder:{wie}")] = sleutel
    # Of a month that is still being waited for nothing stands out.
    tot_nu_toe = leverafspraak() | {"tot": last_months(6)[-1]}
    await put(gemeente.beheer, f"/v1/leverafspraken/{ruimte.ids['leverafspraak_id']}", tot_nu_toe)
    await _count(ruimte)
    verantwoord = indicator(ruimte) | {
        "doelen": ["leren", "verantwoorden"],
        "richting": "lager",
        "signaalgrens": _GRENS,
        "nulmeting": 90,
        "streefwaarde": 5,
    }
    await put(gemeente.beheer, "/v1/indicatoren/ruimte-indicator", verantwoord)
    haak = {"url": "https://ruimte.example/verantwoord", "omschrijving": "ruimte om te verantwoorden"}
    made = await post(gemeente.at_api(accounting("beheer")), "/v1/webhooks", haak)
    ruimte.ids["webhook_id"] = made["id"]
    return Geleerd(gemeente, ruimte)


async def _count(ruimte: Genoemd) -> None:
    """Both aanbieders count what both gemeenten may learn from, in the past year and last month."""
    beheer, maatstaf = ruimte.gemeente.beheer, "ruimte-leermaat"
    await post(beheer, "/v1/maatstaven", {"code": maatstaf, "naam": "Ruimte om te leren", "eenheid": "stuks"})
    for row in (await beheer.get("/v1/aanbieders")).json()["items"]:
        if row["code"] in (ruimte.een, ruimte.twee):
            gegevens = {name: value for name, value in row.items() if name not in {"id", "code"}}
            gegevens["tellingenVoor"] = [*row["tellingenVoor"], maatstaf]
            await put(beheer, f"/v1/aanbieders/{row['id']}", gegevens)
    eergisteren, gisteren = reversed(last_months(2))
    rijen = [
        {"aanbieder": f"ruimte-{wie}", "maatstaf": code, "periode": periode, "waarde": waarde}
        for wie, cijfer in CIJFERS.items()
        for code, periode, waarde in (
            (maatstaf, "2025-03", cijfer),
            (maatstaf, eergisteren, _GRENS // 4),
            (maatstaf, gisteren, cijfer),
            ("ruimte-maatstaf", gisteren, _GRENS),
        )
    ]
    await post(beheer, "/v1/aanleveringen?soort=tellingen", rijen)


async def learn(geleerd: Geleerd) -> None:
    """What only one of them does besides: indicators, what was entered by hand, signals of it and who hears of them."""
    beheer, learned = geleerd.gemeente.beheer, geleerd.learned
    geleerd.leert = ["kanarie-indicator", "kanarie-formule"]
    leert = indicator(geleerd.ruimte) | {
        "naam": "Kanarie om van te leren",
        "omschrijving": "kanarie omschrijving",
        "teller": "ruimte-leermaat",
        "richting": "lager",
        "signaalgrens": _GRENS,
        "functies": ["signaleren", "leren-en-verbeteren"],
    }
    await post(beheer, "/v1/indicatoren", leert | {"code": "kanarie-indicator"})
    formule = leert | {"rekenwijze": "formule", "teller": None, "formule": "[ruimte-indicator] / 2"}
    await post(beheer, "/v1/indicatoren", formule | {"code": "kanarie-formule"})
    handmatig = leert | {"rekenwijze": "handmatig", "teller": None}
    await post(beheer, "/v1/indicatoren", handmatig | {"code": "kanarie-handmatig"})
    learned["handmatig"] = "kanarie-handmatig"
    entered = {"waarde": HANDMATIG, "toelichting": "kanarie toelichting"}
    path = "/v1/indicatoren/kanarie-handmatig/handmatige-waarden/2025"
    assert (await beheer.put(path, json=entered)).status_code == 201
    haak = {"url": "https://kanarie.example/leren", "omschrijving": "kanarie om te leren"}
    learned["webhook_id"] = (await post(beheer, "/v1/webhooks", haak))["id"]


async def notice(geleerd: Geleerd) -> None:
    """Both look what stands out, and lay down their tree with the indicators that they have."""
    gemeente = geleerd.gemeente
    codes = [item["code"] for item in (await gemeente.beheer.get("/v1/indicatoren")).json()["items"]]
    boom = await gemeente.beheer.get("/v1/doelenbomen/ruimte-boom")
    knopen = boom.json()["knopen"]
    knopen[0]["indicatoren"] = [{"code": code} for code in codes if code.startswith(("ruimte-indicator", KANARIE))]
    gegevens = {"naam": "ruimte boom", "knopen": knopen, "verbindingen": []}
    await put(gemeente.beheer, "/v1/doelenbomen/ruimte-boom", gegevens)
    await post(gemeente.beheer, "/v1/signaleringen", None)
    for code in ("ruimte-indicator", "kanarie-indicator"):
        found = (await gemeente.beheer.get("/v1/signalen", params={"indicator": code})).json()["items"]
        if found:
            (geleerd.learned if code.startswith(KANARIE) else geleerd.ruimte.ids)["signaal_id"] = found[0]["id"]


async def put(client: httpx.AsyncClient, path: str, body: Any) -> Any:
    answer = await client.put(path, json=body, headers={"If-Match": "*"})
    assert answer.is_success, answer.text
    return answer.json()
