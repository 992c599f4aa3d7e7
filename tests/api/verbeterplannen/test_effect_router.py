"""What came of an actie, over HTTP, from what was delivered."""

import asyncpg
import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from tests.api.doelenbomen.bomen import boom, knoop, set_target
from tests.api.doelenbomen.bomen import lay_down as lay_down_boom
from tests.api.doelenbomen.test_realisatie_router import deliver
from tests.api.verbeterplannen.plannen import (
    DOEN,
    INDICATOR,
    NA,
    VOOR,
    Rij,
    actie,
    answer_survey,
    get,
    lay_down,
    measure,
    meetpunt,
    post,
    step,
    without,
)
from tests.benchmarkgroep import make_groep
from tests.conftest import Databases
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem
from zicht_api.benchmarkgroepen.definities import Definities
from zicht_api.indicatoren.queries import load_indicatoren
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_api.sleutels.service import operator


async def carry_out(gemeente: Gemeente, *acties: Rij, **fields: object) -> str:
    """A plan in which these acties are done; its address."""
    here = await lay_down(gemeente.beleid, *acties, **fields)
    await step(gemeente.beleid, here, "vastgesteld", "in-uitvoering")
    for each in acties:
        await step(gemeente.beleid, f"{here}/acties/{each['code']}", *DOEN)
    return here


async def figure(client: httpx.AsyncClient, moment: str, **query: str) -> Rij:
    """The figure of the indicator as anyone may ask for it, as it was at a moment."""
    answer = await client.get(f"/v1/indicatoren/{INDICATOR}/waarden", params=query | {"peildatum": moment})
    assert answer.status_code == 200, answer.text
    found: Rij = answer.json()
    return found


async def test_an_effect_can_be_recomputed_and_stays_as_it_was_measured(gemeente: Gemeente) -> None:
    resultaat = await answer_survey(gemeente, VOOR, 40, 100)
    there = f"{await carry_out(gemeente, actie())}/acties/oefenen"
    # Late answers about the period before, and then the period after.
    await answer_survey(gemeente, VOOR, 50, 120, resultaat=resultaat, versie=2)
    later = await answer_survey(gemeente, NA, 75, 110)
    effect = await measure(gemeente.beleid, there)

    voor, na, verschil = effect["voor"]["cijfer"], effect["na"]["cijfer"], effect["verschil"]
    assert [(cijfer["teller"], cijfer["noemer"]) for cijfer in (voor, na)] == [(50, 120), (75, 110)]
    assert verschil["verschil"] == pytest.approx(100 * (75 / 110 - 50 / 120), abs=1e-4)
    onder, boven = confint_proportions_2indep(75, 110, 50, 120, method="newcomb")
    assert (verschil["onder"], verschil["boven"]) == pytest.approx((100 * onder, 100 * boven), abs=1e-3)
    assert verschil["significant"] is bool(onder > 0)
    for cijfer, (teller, noemer) in ((voor, (50, 120)), (na, (75, 110))):
        expected = [100 * grens for grens in proportion_confint(teller, noemer, method="wilson")]
        assert [cijfer["interval"]["onder"], cijfer["interval"]["boven"]] == pytest.approx(expected, abs=1e-3)
    # 60 lies just above the lower bound: 68.2 % was found, and 60 % cannot be excluded.
    assert na["interval"]["onder"] < 60 < na["waarde"]
    assert effect["verwachting"]["uitkomst"] == "niet-te-zeggen"
    begin = effect["voorBijAanvang"]
    assert (begin["cijfer"]["teller"], begin["cijfer"]["noemer"]) == (40, 100)
    assert begin["dataversie"] == effect["meetpunt"]["dataversie"] < effect["meting"]["dataversie"]
    assert effect["kanttekeningen"][0].startswith("Een verschil in de tijd is nog geen gevolg")
    assert "anders bekend" in effect["kanttekeningen"][-1]

    await answer_survey(gemeente, NA, 20, 110, resultaat=later, versie=2)
    await set_target(gemeente, INDICATOR, richting="lager", naam="Anders")
    assert await get(gemeente.beleid, f"{there}/effect") == effect
    # Each figure is the one that /waarden gives at that data version.
    moment = effect["meting"]["gemetenOp"]
    asked = await figure(gemeente.bi, moment, periode=NA, tegenover=VOOR)
    assert (asked["dataversie"], asked["waarden"]) == (effect["meting"]["dataversie"], [na])
    assert (await figure(gemeente.bi, moment, periode=VOOR))["waarden"] == [voor]
    again = await measure(gemeente.beleid, there)
    assert (again["meting"]["nr"], again["na"]["cijfer"]["teller"], again["verwachting"]["uitkomst"]) == (2, 20, "ja")
    assert await get(gemeente.beleid, f"{there}/effect?nr=1") == effect
    assert await get(gemeente.beleid, f"{there}/effect") == again
    assert_probleem(await gemeente.beleid.get(f"{there}/effect?nr=3"), 404, "niet-gevonden")
    found = await get(gemeente.beleid, there)
    assert found["effectmetingen"] == [effect["meting"], again["meting"]]
    assert found["uitgangspunt"] == begin


async def test_an_actie_is_closed_on_a_measured_effect_and_not_on_figures_that_are_not_there(
    gemeente: Gemeente,
) -> None:
    await answer_survey(gemeente, VOOR, 40, 100)
    await answer_survey(gemeente, VOOR, 3, 4, gebied="WK02")
    open_periode = meetpunt(periodeVoor="2025", periodeNa="2026", meetdatum="2027-01-01")
    here = await carry_out(
        gemeente,
        actie("leeg"),
        actie("loopt", meetpunt=open_periode),
        actie("verborgen", meetpunt=meetpunt(gebied="WK02")),
    )
    for code, uitkomst in (
        ("leeg", "Er is geen cijfer"),
        ("verborgen", "niet herkenbaar"),
        ("loopt", "nog niet voorbij"),
    ):
        if code == "verborgen":
            await answer_survey(gemeente, NA, 3, 4, gebied="WK02")
            await answer_survey(gemeente, NA, 75, 100)
        there = f"{here}/acties/{code}"
        effect = await measure(gemeente.beleid, there)
        assert (effect["meting"]["vergeleken"], effect["verwachting"]["uitkomst"]) == (False, "niet-te-zeggen")
        assert uitkomst in effect["verwachting"]["toelichting"]
        refused = await post(gemeente.beleid, f"{there}/overgangen", {"naar": "afgesloten"}, "*")
        assert_probleem(refused, 409, "effect-ontbreekt")
    effect = await measure(gemeente.beleid, f"{here}/acties/leeg")
    assert effect["meting"]["vergeleken"] is True
    assert (await step(gemeente.beleid, f"{here}/acties/leeg", "afgesloten"))["status"] == "afgesloten"
    closed = await step(gemeente.beleid, f"{here}/acties/verborgen", "afgesloten", reden="Te weinig antwoorden.")
    assert closed["verloop"][-1]["reden"] == "Te weinig antwoorden."
    # That other acties aim at the same, is said with it.
    assert any("loopt, verborgen" in tekst for tekst in effect["kanttekeningen"])
    voortgang = (await get(gemeente.beleid, here))["voortgang"]
    assert (voortgang["effectGemeten"], voortgang["wachtOpMeting"]) == (["leeg"], [])


async def test_the_value_before_is_that_of_the_day_on_which_an_actie_was_aimed(gemeente: Gemeente) -> None:
    resultaat = await answer_survey(gemeente, VOOR, 40, 100)
    here = await lay_down(gemeente.beleid, actie())
    there = f"{here}/acties/oefenen"
    await answer_survey(gemeente, VOOR, 90, 100, resultaat=resultaat, versie=2)

    async def change(**fields: object) -> httpx.Response:
        body = without(actie(meetpunt=meetpunt(**fields)), "code")
        return await gemeente.beleid.put(there, json=body, headers={"If-Match": "*"})

    same = (await change(verwachteWaarde=70, meetdatum="2026-05-01")).json()
    assert (same["uitgangspunt"]["cijfer"]["teller"], same["meetpunt"]["verwachteWaarde"]) == (40, 70)
    assert (await change(periodeVoor="2025-K2", periodeNa="2026-K2", meetdatum="2026-07-01")).status_code == 200
    back = (await change()).json()
    assert back["uitgangspunt"]["cijfer"]["teller"] == 90
    await step(gemeente.beleid, here, "vastgesteld", "in-uitvoering")
    await step(gemeente.beleid, there, *DOEN)
    assert_probleem(await change(verwachteWaarde=10), 409, "meetpunt-staat-vast")
    assert (await change()).status_code == 200


async def test_a_knoop_is_measured_by_its_score_and_without_a_test(gemeente: Gemeente) -> None:
    await deliver(gemeente, 20, datum="2025-03-10")
    await set_target(gemeente, "uren", richting="hoger", streefwaarden={VOOR: 40, NA: 40})
    top = knoop("top", "maatschappelijk-resultaat", "uren")
    await lay_down_boom(gemeente.beleid, boom(knopen=[top], verbindingen=[]))
    aim = meetpunt(indicator=None, doelenboom="regie", knoop="top", verwachteWaarde=75)
    there = f"{await carry_out(gemeente, actie(meetpunt=aim))}/acties/oefenen"
    await deliver(gemeente, 30, datum="2026-03-10")
    effect = await measure(gemeente.beleid, there)
    realisatie = await get(gemeente.beleid, f"/v1/doelenbomen/regie/realisatie?periode={NA}")
    assert effect["na"]["score"] == realisatie["knopen"][0]["score"] == 75
    assert (effect["voor"]["score"], effect["voor"]["cijfer"], effect["verschil"]["verschil"]) == (50, None, 25)
    assert (effect["verschil"]["significant"], effect["verschil"]["onder"]) == (None, None)
    assert (effect["verwachting"]["uitkomst"], effect["meting"]["vergeleken"]) == ("ja", True)
    assert any("meer is dan toeval" in tekst for tekst in effect["kanttekeningen"])
    assert "doelenboom" in effect["geenGroepen"]
    await deliver(gemeente, 10, datum="2026-03-11")
    gone = await gemeente.beleid.delete("/v1/doelenbomen/regie", headers={"If-Match": "*"})
    assert gone.status_code == 204
    kept = await get(gemeente.beleid, f"{there}/effect")
    assert kept == effect | {"meetpunt": effect["meetpunt"] | {"verwijderd": True}}


async def settle(
    db: AsyncSession, owner: asyncpg.Connection, gemeente: Gemeente, groep: str, gemiddelden: dict[str, int]
) -> None:
    """As if eleven others took part, and these means were settled."""
    caller = operator(gemeente.code, gemeente.code)
    indicatoren = await load_indicatoren(db, caller, [INDICATOR])
    definitie = Definities(indicatoren, await load_maatstaven(db, caller)).compute(INDICATOR)
    for periode, gemiddelde in gemiddelden.items():
        await owner.execute("INSERT INTO benchmarkrondes VALUES ($1, $2, '2026-06-01')", groep, periode)
        await owner.execute(
            "INSERT INTO benchmarkuitkomsten (groep, periode, indicator, definitie, gemeenten, gemiddelde, kwartiel1, "
            "mediaan, kwartiel3, stap, andere_definitie, zonder_waarde) "
            "VALUES ($1, $2, $3, $4, 12, $5, $5, $5, $5, 1, 0, 0)",
            groep, periode, INDICATOR, definitie, gemiddelde,
        )  # fmt: skip


async def test_an_effect_is_held_against_the_same_series_elsewhere(
    gemeente: Gemeente, databases: Databases, api_owner: asyncpg.Connection
) -> None:
    await answer_survey(gemeente, VOOR, 40, 100)
    await answer_survey(gemeente, NA, 75, 100)
    there = f"{await carry_out(gemeente, actie())}/acties/oefenen"
    assert (await measure(gemeente.beleid, there))["geenGroepen"] == "Uw gemeente doet aan geen benchmarkgroep mee."
    for code in ("plan-groep", "plan-leeg"):
        await make_groep(databases, code)
        joined = await gemeente.beheer.put(f"/v1/benchmarkdeelnames/{code}", json={"akkoord": True})
        assert joined.status_code == 200, joined.text
    async with gemeente.db.transaction(gemeente.id) as db:
        await settle(db, api_owner, gemeente, "plan-groep", {VOOR: 48, NA: 55})
    effect = await measure(gemeente.beleid, there)
    vol, leeg = effect["groepen"]
    assert vol == {
        "groep": "plan-groep", "gemiddeldeVoor": 48, "gemiddeldeNa": 55, "verschilGroep": 7,
        "verschilVanVerschillen": 28, "stap": 1,
    }  # fmt: skip
    assert (leeg["groep"], leeg["gemiddeldeVoor"], leeg["verschilVanVerschillen"]) == ("plan-leeg", None, None)
    own = await get(gemeente.bi, f"/v1/indicatoren/{INDICATOR}/vergelijking?groep=plan-groep&periode={NA}")
    assert own["perioden"][0]["groep"]["gemiddelde"] == vol["gemiddeldeNa"]
    # What grows with the size of a gemeente is not compared, and the answer says so.
    uren = f"{await carry_out(gemeente, actie(meetpunt=meetpunt(indicator='uren')))}/acties/oefenen"
    assert (await measure(gemeente.beleid, uren))["groepen"] == []
