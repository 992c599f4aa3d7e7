"""A gemeente that has something to account for: five years of figures, a story, and acties that were measured."""

from typing import Any
from uuid import uuid4

from tests.api.doelenbomen.bomen import set_target
from tests.api.verbeterplannen.plannen import actie, lay_down, measure, meetpunt, step
from tests.api.verhalen.gegevens import enter_released, verhaal
from tests.gemeente import Gemeente

JAREN = (2021, 2022, 2023, 2024, 2025)
CITAAT = "Ik wist niet waar ik moest beginnen. Zij ging naast me zitten, en toen kon ik zelf kiezen."
# What residents said in each year, by question of the HOEWijzer: how many of a hundred agreed.
EENS = {
    "tevreden": (71, 73, 74, 76, 84),
    "snel-contact": (66, 64, 61, 58, 51),
    "informatie-voldoende": (58, 57, 60, 61, 72),
    "eigen-keuze": (62, 63, 65, 66, 67),
    "zelf-verder": (49, 50, 52, 51, 53),
}
DOELEN = {"tevreden": 80, "snel-contact": 75, "informatie-voldoende": 70, "eigen-keuze": 75, "zelf-verder": 60}
TELLINGEN = {
    "clienten": (812, 905, 1004, 1130, 1287),
    "uren": (4100, 4350, 4800, 5100, 5420),
    "doorlooptijddagen": (20300, 21720, 22088, 22600, 20592),
    "afgesloten-contacten": (812, 905, 1004, 1130, 1287),
}
BEIDE = ["leren", "verantwoorden"]


async def account(gemeente: Gemeente) -> None:
    """Deliver all of it, and say what of it is public: whom they reached, and what residents said."""
    await _count(gemeente)
    await _ask(gemeente)
    await set_target(
        gemeente, "clienten-bereikt", openbaar=True, streefwaarde=1200, nulmetingPeriode="2021", richting="hoger"
    )
    await set_target(gemeente, "doorlooptijd", openbaar=True, streefwaarde=18, nulmetingPeriode="2021")
    for vraag, doel in DOELEN.items():
        wijziging = {"doelen": BEIDE, "openbaar": True, "streefwaarde": doel, "nulmetingPeriode": "2021"}
        await set_target(gemeente, f"hoewijzer-{vraag}", **wijziging)
    delen = [{"onderwerp": "opbrengst", "tekst": f"Dat was spannend. {CITAAT} Nu gaat het goed."}]
    wanneer = {"periode": "2025-K4", "indicatoren": ["hoewijzer-eigen-keuze"]}
    await enter_released(gemeente, verhaal("openbaar", delen=delen, citaat=CITAAT, **wanneer))
    await _act(gemeente)


async def _count(gemeente: Gemeente) -> None:
    for row in (await gemeente.beheer.get("/v1/aanbieders")).json()["items"]:
        body = {name: value for name, value in row.items() if name not in {"id", "code"}}
        body["tellingenVoor"] = sorted(TELLINGEN)
        changed = await gemeente.beheer.put(f"/v1/aanbieders/{row['id']}", json=body, headers={"If-Match": "*"})
        assert changed.status_code == 200, changed.text
    rijen = [
        {"aanbieder": "wegwijs", "maatstaf": maatstaf, "periode": f"{jaar}", "waarde": waarde}
        for maatstaf, reeks in TELLINGEN.items()
        for jaar, waarde in zip(JAREN, reeks, strict=True)
    ]
    delivered = await gemeente.beheer.post("/v1/aanleveringen?soort=tellingen", json=rijen)
    assert delivered.status_code == 201, delivered.text


async def _ask(gemeente: Gemeente) -> None:
    for plaats, jaar in enumerate(JAREN):
        uitslagen = [
            {"variant": "kort", "vraag": vraag, "antwoorden": {"5": 4 * reeks[plaats], "2": 4 * (100 - reeks[plaats])}}
            for vraag, reeks in EENS.items()
        ]
        body: dict[str, Any] = {
            "versie": 1,
            "naam": f"Meting {jaar}",
            "vragenlijst": "hoewijzer",
            "periode": f"{jaar}",
            "ontvangen": {"kort": 400},
            "uitslagen": uitslagen,
        }
        sent = await gemeente.at_api("vragenlijsten").put(f"/v1/vragenlijstresultaten/{uuid4()}", json=body)
        assert sent.status_code == 200, sent.text


async def _act(gemeente: Gemeente) -> None:
    """Two acties that were measured, one that is being done, and one that is there only to learn from."""
    informatie = _meetpunt("hoewijzer-informatie-voldoende", 70)
    contact = _meetpunt("hoewijzer-snel-contact", 65)
    here = await lay_down(
        gemeente.beleid,
        actie(
            "uitleg", omschrijving="Elke cliënt krijgt na het eerste gesprek een keuzekaart mee.", meetpunt=informatie
        ),
        actie("bellen", omschrijving="Wie belt, spreekt binnen twee dagen een cliëntondersteuner.", meetpunt=contact),
        actie(
            "spreekuur",
            omschrijving="Elke week een spreekuur in het gezondheidscentrum in Noord.",
            meetpunt=_meetpunt("clienten-bereikt", 1400, periodeVoor="2025", periodeNa="2026", meetdatum="2027-02-01"),
        ),
        begin="2025-01-01",
        eind="2026-12-31",
        doelen=BEIDE,
    )
    await step(gemeente.beleid, here, "vastgesteld", "in-uitvoering")
    for code in ("uitleg", "bellen"):
        await step(gemeente.beleid, f"{here}/acties/{code}", "bezig", "uitgevoerd")
        await measure(gemeente.beleid, f"{here}/acties/{code}")
    await step(gemeente.beleid, f"{here}/acties/spreekuur", "bezig")
    leert = actie("leerpunt", omschrijving="Alleen om van te leren.", meetpunt=informatie)
    await step(gemeente.beleid, await lay_down(gemeente.beleid, leert, begin="2025-01-01"), "vastgesteld")


def _meetpunt(indicator: str, verwacht: int, **anders: Any) -> dict[str, Any]:
    tussen = {"periodeVoor": "2024", "periodeNa": "2025", "meetdatum": "2026-02-01"}
    return meetpunt(indicator=indicator, verwachteWaarde=verwacht, **tussen | anders)
