"""The loop itself: told, discussed, planned, done, measured, reported back; then there is nothing left to say why."""

from tests.api.doelenbomen.bomen import boom, knoop, lay_down
from tests.api.duiding import sessies
from tests.api.monitorcycli.cycli import URL, begin, move, regels_in, stand_of
from tests.api.signalen.gegevens import signaleer
from tests.api.verbeterplannen import plannen
from tests.api.verhalen.gegevens import enter, verhaal
from tests.contacten import contact
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_api.monitorcycli.situatie import VRAGEN
from zicht_shared.auth import Doel, Rol

INDICATOR = plannen.INDICATOR


async def missing(gemeente: Gemeente, wie: str = "beleid") -> set[str]:
    regels = regels_in(await stand_of(gemeente.at_api(wie)))
    return {toets for toets, regel in regels.items() if not regel["isEr"]}


async def prepare(gemeente: Gemeente) -> str:
    """All but the loop: laid down, delivered, measured. Gives the id of the meting."""
    await lay_down(
        gemeente.beleid,
        boom(knopen=[
            knoop("top", "maatschappelijk-resultaat"),
            knoop("kunnen", "factor"),
            knoop("weten", "subdoel", {"code": INDICATOR, "nulmeting": 40, "streefwaarde": 80}),
            knoop("uitleg", "activiteit"),
        ]),
    )  # fmt: skip
    meting = await plannen.answer_survey(gemeente, plannen.VOOR, 40, 100)
    afspraak = {"aanbieder": "wegwijs", "soort": "contacten", "periodesoort": "maand", "termijn": 14}
    made = await gemeente.beheer.post("/v1/leverafspraken", json=afspraak | {"vanaf": "2025-01", "tot": "2025-01"})
    assert made.status_code == 201, made.text
    await begin(
        gemeente.beleid,
        begin="2025-01-01",
        eind="2026-03-31",
        doelenboom="regie",
        functies=["leren-en-verbeteren"],
        metingen=[meting],
        kerngroep=[{"rol": "beleidsmedewerker", "organisatie": "gemeente", "mandaat": "beslist over uren"}],
        huidigeSituatie=[{"vraag": vraag.code, "antwoord": "Dat weten we."} for vraag in VRAGEN],
    )
    assert (await stand_of(gemeente.beleid))["volgende"] == "aanleveringen"
    delivered = await gemeente.aanbieder("wegwijs").post(
        "/v1/aanleveringen?soort=contacten", json=[contact(1, aanbieder="wegwijs", datum="2025-01-06")]
    )
    assert delivered.status_code == 201, delivered.text
    await signaleer(gemeente)
    return meting


async def discuss(gemeente: Gemeente) -> None:
    sessie = await sessies.plan(gemeente.beleid, monitorcyclus="ronde")
    sessie = await sessies.hold(gemeente.beleid, sessie)
    for perspectief in ("inwoner", "professional"):
        sessie = await sessies.say(gemeente.beleid, sessie, perspectief, herkennen="ja")
    sessie = await sessies.change(gemeente.beleid, sessie, "/uitkomst", sessies.UITKOMST)
    # Held is not yet adopted.
    assert "duiding" in await missing(gemeente)
    await sessies.adopt(gemeente.beleid, sessie)


async def test_a_cycle_that_went_all_the_way_round_is_closed_without_a_reason(gemeente: Gemeente) -> None:
    beleid = gemeente.beleid
    meting = await prepare(gemeente)
    lus = {"verhalen", "duiding", "verbeterplan", "acties", "effect", "terugkoppeling"}
    assert await missing(gemeente) == lus
    assert (await stand_of(beleid, weergave="outcomecyclus"))["volgende"] == "verhalen"

    await enter(gemeente, verhaal(periode="2025-K1"))
    assert await missing(gemeente) == lus - {"verhalen"}
    await discuss(gemeente)
    assert await missing(gemeente) == lus - {"verhalen", "duiding"}

    # A plan that is being written is none yet.
    plan = await plannen.lay_down(beleid, plannen.actie("een"), plannen.actie("twee"), monitorcyclus="ronde")
    assert "verbeterplan" in await missing(gemeente)
    await plannen.step(beleid, plan, "vastgesteld", "in-uitvoering")
    regels = regels_in(await stand_of(beleid))
    assert (regels["acties"]["gevonden"], regels["acties"]["ontbreekt"]) == (0, ["een", "twee"])
    assert (regels["effect"]["nodig"], regels["effect"]["ontbreekt"]) == (2, ["een", "twee"])
    assert regels["effect"]["paden"] == [f"{plan}/acties/een", f"{plan}/acties/twee"]

    await plannen.step(beleid, f"{plan}/acties/een", *plannen.DOEN)
    await plannen.answer_survey(gemeente, plannen.NA, 70, 100)
    await plannen.measure(beleid, f"{plan}/acties/een")
    # What is dropped is not done any more, and has no effect to measure.
    await plannen.step(beleid, f"{plan}/acties/twee", "vervallen", reden="Er was geen geld voor.")
    assert await missing(gemeente) == {"acties", "terugkoppeling"}
    await plannen.step(beleid, f"{plan}/acties/een", "afgesloten")
    await plannen.step(beleid, plan, "afgerond")
    refused = assert_probleem(await move(beleid, "afsluiting", reden=None), 409, "monitorcyclus-niet-af")
    assert faults_of(refused) == {("/reden", "terugkoppeling")}

    verteld = {"versie": 2, "naam": "Putten", "vragenlijst": "putten", "periode": plannen.VOOR}
    verteld |= {"ontvangen": {"kort": 100}, "teruggekoppeldOp": "2026-05-01", "uitslagen": [
        {"variant": "kort", "vraag": "helpend", "antwoorden": {"5": 40, "1": 60}}
    ]}  # fmt: skip
    sent = await gemeente.at_api("vragenlijsten").put(f"/v1/vragenlijstresultaten/{meting}", json=verteld)
    assert sent.status_code == 200, sent.text
    stand = await stand_of(beleid)
    effect = await beleid.get(regels_in(stand)["effect"]["paden"][0])
    assert (effect.status_code, effect.json()["actie"], effect.json()["plan"]) == (200, "een", plan.rpartition("/")[2])
    assert (stand["volgende"], [stap["ontbreekt"] for stap in stand["stappen"]]) == (None, [[]] * 6)
    closed = await move(beleid, "afsluiting", reden=None)
    assert closed.status_code == 200, closed.text
    [dicht] = closed.json()["verloop"]
    assert (dicht["ontbrak"], dicht["reden"], dicht["dataversie"]) == ([], None, stand["dataversie"])


async def test_of_the_plans_who_accounts_sees_those_that_serve_it_and_no_effect_on_what_it_may_not_see(
    gemeente: Gemeente,
) -> None:
    gemeente.sleutels["verantwoorder"] = await gemeente.add_sleutel(Rol.beleid, Doel.verantwoorden)
    await begin(gemeente.beleid, begin="2025-01-01", eind="2025-12-31")
    geheim = await plannen.lay_down(gemeente.beleid, plannen.actie(), monitorcyclus="ronde")
    await plannen.step(gemeente.beleid, geheim, "vastgesteld")
    assert not {"verbeterplan"} & await missing(gemeente)
    assert {"verbeterplan", "acties", "effect"} <= await missing(gemeente, "verantwoorder")

    # The indicator is one for learning: the actie is seen, what it should move is not.
    doelen = ["leren", "verantwoorden"]
    samen = await plannen.lay_down(gemeente.beleid, plannen.actie(), monitorcyclus="ronde", doelen=doelen)
    await plannen.step(gemeente.beleid, samen, "vastgesteld")
    regels = regels_in(await stand_of(gemeente.at_api("verantwoorder")))
    assert (regels["verbeterplan"]["gevonden"], regels["verbeterplan"]["paden"]) == (1, [samen])
    assert (regels["acties"]["nodig"], regels["effect"]["nodig"], regels["effect"]["ontbreekt"]) == (1, 1, [])
    assert regels["effect"]["gevonden"] == 0
    assert geheim not in str(regels)
    assert URL in regels["functies"]["paden"][0]
    eigen = regels_in(await stand_of(gemeente.beleid))
    assert (eigen["verbeterplan"]["gevonden"], eigen["effect"]["ontbreekt"]) == (2, ["oefenen", "oefenen"])
