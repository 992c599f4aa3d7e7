"""Where a cycle stands follows from the data, check by check, and every line can be looked up."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from tests.api.doelenbomen.bomen import boom, knoop, lay_down, set_target, verbinding
from tests.api.doelenbomen.test_realisatie_router import counted
from tests.api.monitorcycli.cycli import URL, Rij, begin, cyclus, regels_in, stand_of
from tests.api.signalen.gegevens import MAATSTAF, deliver, maanden, make_indicator, signaleer, signalen
from tests.gemeente import Gemeente
from zicht_api.monitorcycli.situatie import VRAGEN
from zicht_api.monitorcycli.tijdvak import as_reeks, perioden_in
from zicht_api.perioden import Periode

# Half a year: always with a whole quarter in it, never with a whole year.
MAANDEN = maanden(6)
CYCLUS = {
    "begin": Periode.parse(MAANDEN[0]).begin.isoformat(),
    "eind": Periode.parse(MAANDEN[-1]).eind.isoformat(),
}


async def change(gemeente: Gemeente, **fields: Any) -> None:
    """Lay down anew what is known of the cycle."""
    body = {name: value for name, value in cyclus(**CYCLUS, **fields).items() if name != "code"}
    changed = await gemeente.beleid.put(f"{URL}/ronde", json=body, headers={"If-Match": "*"})
    assert changed.status_code == 200, changed.text


async def look(gemeente: Gemeente) -> dict[str, Rij]:
    """Every line by its check; each of them is there to be looked up by who asks."""
    regels = regels_in(await stand_of(gemeente.beleid))
    for pad in {pad for regel in regels.values() for pad in regel["paden"]}:
        found = await gemeente.beleid.get(pad)
        assert found.status_code == 200, (pad, found.text)
    return regels


def found(regel: Rij) -> tuple[int, int, list[str]]:
    assert regel["isEr"] == (regel["gevonden"] >= regel["nodig"])
    return regel["gevonden"], regel["nodig"], regel["ontbreekt"]


async def test_what_was_laid_down_shows_in_the_first_steps(gemeente: Gemeente) -> None:
    await begin(gemeente.beleid, **CYCLUS)
    stand = await stand_of(gemeente.beleid)
    assert stand["volgende"] == stand["stappen"][0]["volgende"] == "functies"
    empty = await look(gemeente)
    assert {code for code, regel in empty.items() if regel["isEr"]} == set()
    assert found(empty["huidige-situatie"]) == (0, len(VRAGEN), [vraag.code for vraag in VRAGEN])

    await lay_down(
        gemeente.beleid,
        boom(
            knopen=[
                knoop("top", "maatschappelijk-resultaat"),
                knoop("kunnen", "factor"),
                knoop("weten", "subdoel", {"code": "putten-helpend", "nulmeting": 60, "streefwaarde": 80}),
                knoop("kiezen", "subdoel"),
                knoop("uitleg", "activiteit", "uren"),
            ],
            verbindingen=[
                verbinding("kunnen", "top"), verbinding("weten", "kunnen"), verbinding("kiezen", "kunnen"),
                verbinding("uitleg", "weten"),
            ],
        ),
    )  # fmt: skip
    lid = {"rol": "beleidsmedewerker", "organisatie": "gemeente"}
    alles = [{"vraag": vraag.code, "antwoord": "Dat weten we."} for vraag in VRAGEN]
    await change(gemeente, doelenboom="regie", functies=["sturen"], kerngroep=[lid], huidigeSituatie=alles[1:])
    regels = await look(gemeente)
    assert found(regels["functies"]) == (1, 1, [])
    # There is a group, and nobody in it may decide anything.
    assert found(regels["kerngroep"]) == (0, 1, [])
    assert found(regels["huidige-situatie"]) == (len(VRAGEN) - 1, len(VRAGEN), [VRAGEN[0].code])
    # Those of the doelenboom: what it says of them counts too.
    assert found(regels["indicatoren"]) == (2, 1, [])
    assert found(regels["need-to-know"]) == (2, 1, [])
    assert found(regels["nulmeting"]) == (1, 2, ["uren"])
    # Of uren neither more nor less is better: no target is asked.
    assert found(regels["streefwaarde"]) == (1, 1, [])
    assert (regels["resultaat"]["isEr"], regels["doelen"]["isEr"]) == (True, True)
    assert found(regels["doelen-gemeten"]) == (1, 2, ["kiezen"])
    assert found(regels["activiteiten"]) == (1, 2, ["kiezen"])
    assert found(regels["verandertheorie"]) == (1, 1, [])
    assert regels["activiteiten"]["paden"] == ["/v1/doelenbomen/regie"]

    # A target that holds in no part of the cycle is none.
    await set_target(gemeente, "doorlooptijd", streefwaarden={"1999": 5}, nulmetingPeriode=MAANDEN[0][:4])
    await set_target(gemeente, "nps", belang="nice-to-know")
    kern = [lid | {"mandaat": "beslist over uren"}]
    await change(gemeente, indicatoren=["doorlooptijd", "nps"], kerngroep=kern, huidigeSituatie=alles)
    regels = await look(gemeente)
    assert {regels[code]["isEr"] for code in ("kerngroep", "huidige-situatie")} == {True}
    assert found(regels["nulmeting"]) == (1, 2, ["nps"])
    assert found(regels["need-to-know"]) == (1, 1, [])
    assert found(regels["streefwaarde"]) == (0, 2, ["doorlooptijd", "nps"])
    await set_target(gemeente, "doorlooptijd", streefwaarden={MAANDEN[3]: 5})
    assert found((await look(gemeente))["streefwaarde"]) == (1, 2, ["nps"])


async def test_what_was_delivered_and_measured_shows_in_the_steps_after(gemeente: Gemeente) -> None:
    await make_indicator(gemeente)
    await set_target(gemeente, "uren", rekenwijze="handmatig", teller=None)
    meting, later = str(uuid4()), str(uuid4())
    await begin(
        gemeente.beleid,
        **CYCLUS,
        indicatoren=["aanvragen", "hoewijzer-welkom", "uren", "nps"],
        metingen=[meting, later],
    )
    afspraak = {"aanbieder": "wegwijs", "soort": "tellingen", "maatstaven": [MAATSTAF], "periodesoort": "maand"}
    made = await gemeente.beheer.post("/v1/leverafspraken", json=afspraak | {"termijn": 0, "vanaf": MAANDEN[0]})
    assert made.status_code == 201, made.text
    empty = await look(gemeente)
    assert (empty["leverafspraken"]["isEr"], empty["aanleveringen"]["gevonden"]) == (True, 0)
    assert empty["leverafspraken"]["paden"] == [f"/v1/leverafspraken/{made.json()['id']}"]
    # Nobody looked what stands out: that nothing does is not known.
    assert found(empty["signalen"]) == (0, 1, [])

    await deliver(gemeente, dict.fromkeys(MAANDEN[:-2], 30))
    kwartalen = perioden_in(*(date.fromisoformat(CYCLUS[dag]) for dag in ("begin", "eind")))[0]
    entered = await gemeente.beheer.put(
        f"/v1/indicatoren/uren/handmatige-waarden/{kwartalen[-1]}", json={"waarde": 7, "toelichting": "geteld"}
    )
    assert entered.status_code == 201, entered.text
    uitslag = {"variant": "kort", "vraag": "welkom", "aanbieder": "wegwijs", "gebied": None, "antwoorden": {"5": 30}}
    uitkomst = {"versie": 1, "naam": "Meting", "vragenlijst": "hoewijzer", "periode": MAANDEN[4]}
    body = uitkomst | {"ontvangen": {"kort": 30}, "uitslagen": [uitslag]}
    vragenlijsten = gemeente.at_api("vragenlijsten")
    assert (await vragenlijsten.put(f"/v1/vragenlijstresultaten/{meting}", json=body)).status_code == 200
    leeg = uitkomst | {"ontvangen": {"kort": 0}, "uitslagen": []}
    assert (await vragenlijsten.put(f"/v1/vragenlijstresultaten/{later}", json=leeg)).status_code == 200

    # A figure that is hidden is none.
    nps = {"variant": "kort", "vraag": "score", "aanbieder": "wegwijs", "gebied": None, "antwoorden": {"9": 3}}
    weinig = body | {"vragenlijst": "nps", "ontvangen": {"kort": 3}, "uitslagen": [nps]}
    assert (await vragenlijsten.put(f"/v1/vragenlijstresultaten/{uuid4()}", json=weinig)).status_code == 200

    regels = await look(gemeente)
    te_laat = [f"wegwijs tellingen {maand}" for maand in MAANDEN[-2:]]
    assert found(regels["aanleveringen"]) == (4, 6, te_laat)
    assert found(regels["metingen"]) == (1, 2, [later])
    assert found(regels["terugkoppeling"]) == (0, 2, [meting, later])
    # A figure counts over whatever period it has: the month of a meting, a quarter that was entered by hand.
    assert found(regels["cijfers"]) == (3, 4, ["nps"])
    assert f"/v1/indicatoren/uren/waarden?periode={as_reeks(kwartalen)}" in regels["cijfers"]["paden"]

    # That deliveries are missing stands out.
    await signaleer(gemeente)
    nieuw = {signaal["id"] for signaal in await signalen(gemeente, soort="aanlevering")}
    regels = await look(gemeente)
    assert nieuw
    assert set(regels["signalen"]["ontbreekt"]) == nieuw
    assert (regels["signalen"]["gevonden"], regels["signalen"]["nodig"]) == (0, len(nieuw))
    besproken = nieuw.pop()
    noted = await gemeente.beleid.patch(
        f"/v1/signalen/{besproken}", json={"status": "besproken"}, headers={"If-Match": "*"}
    )
    assert noted.status_code == 200, noted.text
    regels = regels_in(await stand_of(gemeente.beleid))
    assert (regels["signalen"]["gevonden"], set(regels["signalen"]["ontbreekt"])) == (1, nieuw)

    terug = uitkomst | {"versie": 2, "ontvangen": {"kort": 30}, "uitslagen": [uitslag]}
    dag = datetime.now(UTC).date().isoformat()
    sent = await vragenlijsten.put(f"/v1/vragenlijstresultaten/{meting}", json=terug | {"teruggekoppeldOp": dag})
    assert sent.status_code == 200, sent.text
    assert found((await look(gemeente))["terugkoppeling"]) == (1, 2, [later])


async def test_a_stand_takes_as_many_round_trips_however_much_it_is_about(gemeente: Gemeente) -> None:
    await lay_down(gemeente.beleid, boom())
    await begin(gemeente.beleid, **CYCLUS, doelenboom="regie", indicatoren=["uren"])
    alle = [item["code"] for item in (await gemeente.beleid.get("/v1/indicatoren?limit=1000")).json()["items"]]
    await begin(gemeente.beleid, **CYCLUS, code="groot", doelenboom="regie", indicatoren=alle)
    hoeveel = {}
    for code in ("ronde", "groot"):
        await stand_of(gemeente.beleid, code)
        with counted(gemeente.db) as sent:
            await stand_of(gemeente.beleid, code)
        hoeveel[code] = len(sent)
    assert len(alle) > 30
    assert hoeveel["groot"] == hoeveel["ronde"] <= 30
