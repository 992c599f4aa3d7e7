"""One year of a monitor, played through the API's own doors: what was counted, what residents said, what stood out,
the conversation about it, the plan, what came of it, and who heard of that."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from zicht_api.perioden import Periode
from zicht_cli.demo.bezoek import visit
from zicht_cli.demo.cyclus import CODE, close_cyclus, join_metingen, open_cyclus
from zicht_cli.demo.gegevens import nagekomen_contacten
from zicht_cli.demo.gesprek import converse
from zicht_cli.demo.plan import carry_out, measure, plan
from zicht_cli.demo.terugkoppeling import tell_what_changed, tell_what_was_heard
from zicht_cli.demo.verhalen import tell
from zicht_cli.demo.vulling import Toneel, make_links, make_meting

_GEDULD_SECONDEN = 60.0
# How many residents of each aanbieder answer, by how many contacten they had.
_ANTWOORDEN = {2: 6, 7: 5}
_STREEFWAARDE = 70
# What everybody may see of the gemeente, with what the year is about.
_OPENBAAR = ("uren", "doorverwijzingen", "doorlooptijd", "gesprekken-per-client")
_ANDERE_STREEFWAARDEN = {"hoewijzer-rapportcijfer": 8, "hoewijzer-keuze-voldoende": 65}
_ONGEMETEN = ("putten-", "doelrealisatie-")
# What percentage of the residents is content, the first and the second time.
_EERST = {"informatie-voldoende": 40, "begrijpelijk": 50, "keuze-voldoende": 45}
_DAARNA = {"informatie-voldoende": 80, "begrijpelijk": 80, "keuze-voldoende": 70}


def play(toneel: Toneel) -> dict[str, Any]:
    """All of it, in order; what it made, by id, and the page where residents read of it."""
    kalender = toneel.kalender
    _set_goals(toneel)
    open_cyclus(toneel)
    eerste = _ask_residents(toneel, kalender.stilte, _EERST)
    toneel.deliver([maand for maand in kalender.maanden if maand.eind <= kalender.stilte.eind])
    toneel.settle()
    _wait_for_answers(toneel, eerste)
    join_metingen(toneel, eerste)

    signaal = _notice_the_silence(toneel)
    verhalen = tell(toneel, eerste)
    sessie = converse(toneel, CODE, signaal, verhalen)
    plan_id = plan(toneel, CODE, sessie, signaal)
    tell_what_was_heard(toneel, eerste)

    carry_out(toneel, plan_id)
    _deliver_late(toneel)
    tweede = _ask_residents(toneel, kalender.herstel, _DAARNA)
    toneel.deliver([maand for maand in kalender.maanden if maand.begin > kalender.stilte.eind])
    _wait_for_answers(toneel, tweede)
    join_metingen(toneel, eerste, tweede)

    measure(toneel, plan_id)
    pagina = tell_what_changed(toneel, [eerste, tweede])
    for meting in (eerste, tweede):
        _wait_until(toneel, meting, lambda known: known["teruggekoppeldOp"] is not None)
    close_cyclus(toneel)
    return {
        "cyclus": CODE,
        "signaal": signaal,
        "verhalen": verhalen,
        "sessie": sessie,
        "plan": plan_id,
        "actie": "spreekuur",
        "metingen": [eerste, tweede],
        "terugkoppeling": pagina,
    }


def _set_goals(toneel: Toneel) -> None:
    begin, stilte = toneel.kalender.kwartalen[0].code, toneel.kalender.stilte.code
    aanvragen = {
        "code": "aanvragen",
        "naam": "Aanvragen",
        "omschrijving": "Alle contacten met cliëntondersteuning.",
        "pijler": "bereik",
        "soort": "output",
        "eenheid": "contacten",
        "richting": "hoger",
        "rekenwijze": "maatstaf",
        "teller": "contacten",
        "functies": ["signaleren", "leren-en-verbeteren"],
        "doelen": ["leren", "verantwoorden"],
        "nulmetingPeriode": begin,
        "streefwaarden": {toneel.kalender.herstel.code: 2400},
        "openbaar": True,
    }
    toneel.beheer.post("indicator aanvragen", "/v1/indicatoren", aanvragen)
    _aim(toneel, "clienten-bereikt", {"nulmetingPeriode": begin, "openbaar": True})
    for code in _OPENBAAR:
        _aim(toneel, code, {"openbaar": True})
    for indicator in toneel.beheer.get("/v1/indicatoren?rekenwijze=vragenlijst&limit=1000")["items"]:
        if indicator["vragenlijst"] == "hoewijzer":
            streefwaarde = _ANDERE_STREEFWAARDEN.get(indicator["code"], _STREEFWAARDE)
            _aim(toneel, indicator["code"], {"nulmetingPeriode": stilte, "streefwaarde": streefwaarde})
    _keep_what_is_measured(toneel)


def _keep_what_is_measured(toneel: Toneel) -> None:
    """Of the template's tree: this gemeente asks residents with the HOEWijzer, and with nothing else."""
    boom = toneel.beleid.get("/v1/doelenbomen/zelfregie")
    knopen = [
        knoop | {"indicatoren": [each for each in knoop["indicatoren"] if not each["code"].startswith(_ONGEMETEN)]}
        for knoop in boom["knopen"]
    ]
    gegevens = {name: boom[name] for name in ("naam", "omschrijving", "verbindingen")}
    toneel.beleid.put("doelenboom van eigen metingen", "/v1/doelenbomen/zelfregie", gegevens | {"knopen": knopen})


def _aim(toneel: Toneel, code: str, doel: Mapping[str, Any]) -> None:
    now = toneel.beheer.get(f"/v1/indicatoren/{code}")
    gegevens = {name: value for name, value in now.items() if name != "code"}
    toneel.beheer.put(f"indicator {code}", f"/v1/indicatoren/{code}", {**gegevens, **doel})


def _ask_residents(toneel: Toneel, periode: Periode, tevreden: Mapping[str, int]) -> str:
    """A meting over a quarter, with all answers given through the pages; its id."""
    meting = make_meting(toneel, periode)
    wensen = [
        {"contactmomenten": contactmomenten, "aanbieder": aanbieder["code"]}
        for aanbieder in toneel.gemeente.aanbieders
        for contactmomenten, hoeveel in _ANTWOORDEN.items()
        for _ in range(hoeveel)
    ]
    links = make_links(toneel, meting, wensen)

    def answer() -> None:
        for variant, paths in links.items():
            for nummer, path in enumerate(paths):
                visit(toneel.inwoner, path, variant, nummer, tevreden)

    toneel.geheugen.once(f"{toneel.gemeente.code}: antwoorden {periode}", answer)
    toneel.surveys.post(f"sluiting {periode}", f"/v1/metingen/{meting}/sluiting")
    return meting


def _wait_for_answers(toneel: Toneel, meting: str) -> None:
    """Until the core knows of as many as were sent; of fewer than its drempel it does not say how many."""
    sent = sum(_ANTWOORDEN.values()) * len(toneel.gemeente.aanbieders)
    _wait_until(toneel, meting, lambda known: sum(each["aantal"] or 0 for each in known["ontvangen"].values()) == sent)


def _wait_until(toneel: Toneel, meting: str, is_so: Callable[[dict[str, Any]], bool]) -> None:
    """Until what the core knows of a meting is so; it hears of it a little later. Raises TimeoutError."""
    deadline = time.monotonic() + _GEDULD_SECONDEN
    while time.monotonic() < deadline:
        known = toneel.beleid.client.get(f"/v1/vragenlijstresultaten/{meting}")
        if known.is_success and is_so(known.json()):
            return
        time.sleep(0.2)
    raise TimeoutError(f"the core did not hear of meting {meting}")


def _deliver_late(toneel: Toneel) -> None:
    """What the conversation brought to light: it changes figures that were talked about, not those of the session."""
    aanbieder, deur = next(iter(toneel.levert.items()))
    rijen = nagekomen_contacten(toneel.gemeente, aanbieder, toneel.kalender)
    deur.post("nagekomen contacten", "/v1/aanleveringen?soort=contacten", rijen)


def _notice_the_silence(toneel: Toneel) -> str:
    """The id of the signal about the gebied from which nobody came."""
    toneel.beleid.post("signalering", "/v1/signaleringen")
    gebied = toneel.gemeente.stil
    find = f"/v1/signalen?soort=stilte&gebied={gebied}&indicator=aanvragen"
    found: str = toneel.geheugen.once(
        f"{toneel.gemeente.code}: signaal", lambda: toneel.beleid.get(find)["items"][0]["id"]
    )
    return found
