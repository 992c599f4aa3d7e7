"""The year of the demo: told by the API alone, and each figure in it recomputed on the data version that it names.

Every step of it is taken twice, as after a start that was broken off before it could be remembered.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from bench.installatie import Installatie

from zicht_api.signalen.stilte import MIN_HISTORIE
from zicht_cli.demo.gegevens import GEMEENTEN
from zicht_cli.demo.geheugen import Afgebroken, Geheugen
from zicht_cli.demo.kalender import Kalender
from zicht_cli.demo.starten import fill_gemeente, places
from zicht_cli.omgeving import SERVICES

_STIL = GEMEENTEN[0].stil or ""
_HALFWAY = 150
_FILTERS = ("gebied", "aanbieder", "doelgroep", "leefgebied", "vorm")


class Haperend(Geheugen):
    """Each step is taken twice, the second time as if nothing were known of the first."""

    def once(self, stap: str, do: Callable[[], Any]) -> Any:
        def twice() -> Any:
            do()
            return do()

        return super().once(stap, twice)


@dataclass(frozen=True)
class Jaar:
    """What `zicht demo` knows of its first gemeente, and readers of it."""

    demo: dict[str, Any]
    gebruikte_links: list[str]
    beleid: httpx.Client
    aanbieder: httpx.Client
    inwoner: httpx.Client

    @property
    def gemeente(self) -> dict[str, Any]:
        found: dict[str, Any] = self.demo["gemeenten"][0]
        return found

    @property
    def sporen(self) -> dict[str, Any]:
        """The ids of what the year made."""
        found: dict[str, Any] = self.gemeente["jaar"]
        return found

    def get(self, path: str, **query: str) -> Any:
        answer = self.beleid.get(path, params=query)
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()

    def waarden(self, indicator: str, moment: str, **query: str | None) -> Any:
        """The answer of /waarden as it was at a moment."""
        asked = {name: value for name, value in query.items() if value is not None}
        return self.get(f"/v1/indicatoren/{indicator}/waarden", peildatum=moment, **asked)


@pytest.fixture(scope="module")
def jaar(installatie: Installatie, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jaar]:
    api, surveys = (installatie.omgeving.public_url(service) for service in SERVICES)
    path = tmp_path_factory.mktemp("jaar") / "voortgang.json"
    gemeente = _play(installatie, path)
    with (
        _reader(api, gemeente["sleutels"]["beleid"]) as beleid,
        _reader(api, gemeente["aanbieders"][0]["sleutel"]) as aanbieder,
        httpx.Client(base_url=surveys, timeout=30) as inwoner,
    ):
        demo = {"api": api, "surveys": surveys, "gemeenten": [gemeente]}
        yield Jaar(demo, _used_links(path, gemeente["jaar"]["metingen"][1]), beleid, aanbieder, inwoner)


def _play(installatie: Installatie, path: Path) -> dict[str, Any]:
    """Broken off halfway, and begun again by a process that knows only what is in the file."""
    begun: list[str] = []

    def is_halfway() -> bool:
        begun.append("stap")
        return len(begun) > _HALFWAY

    with suppress(Afgebroken):
        fill_gemeente(installatie.omgeving, GEMEENTEN[0], Haperend(path, is_halfway), lambda: None)
    assert len(begun) > _HALFWAY
    return fill_gemeente(installatie.omgeving, GEMEENTEN[0], Haperend(path, lambda: False), lambda: None)


def _reader(base_url: str, sleutel: dict[str, str]) -> httpx.Client:
    return httpx.Client(base_url=base_url, auth=(sleutel["id"], sleutel["geheim"]), timeout=30)


def _used_links(path: Path, meting: str) -> list[str]:
    """Two of the links behind which residents answered: known only to who made them."""
    made = json.loads(path.read_text())[f"GM9901: uitnodigingen {meting}"]["items"]
    return [made[0]["url"], made[-1]["url"]]


@pytest.mark.parametrize("maand", range(1, 13))
def test_whenever_it_begins_the_year_lies_within_what_was_delivered(maand: int) -> None:
    for dag in (1, 28):
        kalender = Kalender(date(2027, maand, dag))
        before = [each for each in kalender.maanden if each.eind < kalender.stilte.begin]
        assert len(before) >= MIN_HISTORIE
        assert kalender.herstel.eind <= kalender.maanden[-1].eind < kalender.vandaag


def test_what_the_demo_prints_is_there(jaar: Jaar) -> None:
    for naam, place in places(jaar.demo).items():
        reader = jaar.inwoner if place.startswith(jaar.demo["surveys"]) else jaar.beleid
        assert reader.get(place).status_code == 200, naam


def test_the_cycle_is_closed_with_nothing_missing_in_either_view(jaar: Jaar) -> None:
    [cyclus] = jaar.get("/v1/monitorcycli")["items"]
    assert cyclus["status"] == "afgesloten"
    toetsen = []
    for weergave in ("kwaliteitskompas", "outcomecyclus"):
        stand = jaar.get(f"/v1/monitorcycli/{cyclus['code']}/stand", weergave=weergave)
        assert [regel for stap in stand["stappen"] for regel in stap["ontbreekt"]] == []
        toetsen.append({regel["toets"] for stap in stand["stappen"] for regel in stap["aanwezig"]})
    assert toetsen[0] == toetsen[1]
    assert {"signalen", "duiding", "verbeterplan", "acties", "effect", "terugkoppeling"} <= toetsen[0]


def test_the_whole_story_is_found_by_following_paths_from_the_cycle(jaar: Jaar) -> None:
    found = _walk(jaar, "/v1/monitorcycli/kerkdorp/stand")
    plan = f"/v1/verbeterplannen/{jaar.sporen['plan']}"
    assert {
        f"/v1/signalen/{jaar.sporen['signaal']}",
        f"/v1/duidingssessies/{jaar.sporen['sessie']}",
        plan,
        *(f"/v1/vragenlijstresultaten/{meting}" for meting in jaar.sporen["metingen"]),
        *(f"/v1/verhalen/{verhaal}" for verhaal in jaar.sporen["verhalen"].values()),
    } <= found


def _walk(jaar: Jaar, start: str) -> set[str]:
    """Every path of the core that can be reached by paths in its answers, two steps from the start at most."""
    seen, ahead = {start}, [start]
    for _ in range(2):
        named = {path for each in ahead for path in re.findall(r'"(/v1/[^"]*)"', jaar.beleid.get(each).text)}
        ahead = sorted(named - seen)
        seen |= named
    for path in ahead:
        assert jaar.beleid.get(path).status_code == 200, path
    return seen


def test_the_silence_was_raised_as_a_signal_and_talked_about(jaar: Jaar) -> None:
    signaal = jaar.get(f"/v1/signalen/{jaar.sporen['signaal']}")
    assert (signaal["soort"], signaal["gebied"]) == ("stilte", _STIL)
    assert (signaal["status"], signaal["duidingssessie"]) == ("besproken", jaar.sporen["sessie"])


def test_each_figure_of_the_signal_is_that_of_its_data_version(jaar: Jaar) -> None:
    signaal = jaar.get(f"/v1/signalen/{jaar.sporen['signaal']}")
    shown = signaal["waarden"]
    reeks = f"{shown[0]['periode']}..{shown[-1]['periode']}"
    again = jaar.waarden(signaal["indicator"], signaal["gevondenOp"], periode=reeks, per="gebied")
    assert again["dataversie"] == signaal["dataversie"]
    assert [waarde for waarde in again["waarden"] if waarde["gebied"] == _STIL] == shown


def test_a_session_of_three_perspectives_and_five_stories_is_laid_down(jaar: Jaar) -> None:
    sessie = jaar.get(f"/v1/duidingssessies/{jaar.sporen['sessie']}")
    assert sessie["status"] == "vastgesteld"
    assert len(sessie["deelnemers"]) == 3
    assert [each["soort"] for each in sessie["onderwerpen"]].count("verhaal") == 5
    assert sessie["topVijf"][0]["code"] == "spreekuur"
    stilte = next(each for each in sessie["bespreking"] if each["onderwerp"] == "stilte")
    assert {each["vraag"]: each["overeenstemming"] for each in stilte["vragen"]} == {
        "herkennen": "eens",
        "verklaren": "oneens",
        "waarderen": "oneens",
        "verbeteren": "eens",
    }
    assert all(jaar.get(f"/v1/verhalen/{verhaal}")["citaat"] for verhaal in jaar.sporen["verhalen"].values())


def test_each_figure_of_the_session_is_that_of_its_data_version(jaar: Jaar) -> None:
    sessie = jaar.get(f"/v1/duidingssessies/{jaar.sporen['sessie']}")
    cijfers = jaar.get(f"/v1/duidingssessies/{sessie['id']}/cijfers")
    moment = sessie["aangemaaktOp"]
    named = {each["code"]: each for each in sessie["onderwerpen"]}
    with_figures = [each for each in cijfers["onderwerpen"] if each["waarden"]]
    assert {each["onderwerp"] for each in with_figures} == {"stilte", "bereik"}
    for each in with_figures:
        filters = {name: named[each["onderwerp"]][name] for name in _FILTERS}
        if each["soort"] == "signaal":
            filters["gebied"] = _STIL
        per, verloop = named[each["onderwerp"]]["per"], each["verloop"]
        again = jaar.waarden(each["indicator"], moment, periode=each["periode"], per=per, **filters)
        assert again["dataversie"] == cijfers["dataversie"] == sessie["dataversie"]
        assert again["waarden"] == each["waarden"]
        reeks = f"{verloop[0]['periode']}..{verloop[-1]['periode']}"
        assert jaar.waarden(each["indicator"], moment, periode=reeks, **filters)["waarden"] == verloop
    knoop = next(each for each in cijfers["onderwerpen"] if each["realisatie"])
    boom = jaar.get("/v1/doelenbomen/zelfregie/realisatie", periode=sessie["periode"], peildatum=moment)
    assert boom["dataversie"] == cijfers["dataversie"]
    assert knoop["realisatie"] in boom["knopen"]


def test_what_was_delivered_late_changed_the_figure_and_not_the_session(jaar: Jaar) -> None:
    sessie = jaar.get(f"/v1/duidingssessies/{jaar.sporen['sessie']}")
    [toen] = jaar.waarden("aanvragen", sessie["aangemaaktOp"], periode=sessie["periode"], gebied=_STIL)["waarden"]
    nu = jaar.get("/v1/indicatoren/aanvragen/waarden", periode=sessie["periode"], gebied=_STIL)
    assert (toen["waarde"], nu["waarden"][0]["waarde"]) == (0, 12)


@pytest.mark.parametrize("actie", ["spreekuur", "huisartsen", "uitleg", "keuzekaart"])
def test_each_figure_of_an_effect_is_that_of_its_data_version(jaar: Jaar, actie: str) -> None:
    here = f"/v1/verbeterplannen/{jaar.sporen['plan']}/acties/{actie}"
    gepland, effect = jaar.get(here), jaar.get(f"{here}/effect")
    laid_down, measured = gepland["verloop"][0]["tijdstip"], effect["meting"]["gemetenOp"]
    _check_meetwaarden(jaar, gepland["meetpunt"], gepland["uitgangspunt"], laid_down)
    _check_meetwaarden(jaar, gepland["meetpunt"], effect["voor"], measured)
    _check_meetwaarden(jaar, gepland["meetpunt"], effect["na"], measured, tegenover=effect["voor"]["periode"])
    assert effect["verschil"]["verschil"] > 0
    assert gepland["status"] == "afgesloten"


def _check_meetwaarden(
    jaar: Jaar, meetpunt: dict[str, Any], shown: dict[str, Any], moment: str, **tegenover: str
) -> None:
    """What is shown of a meetpunt over a period follows from the route of figures, as of that moment."""
    if meetpunt["indicator"] is None:
        path = f"/v1/doelenbomen/{meetpunt['doelenboom']}/realisatie"
        boom = jaar.get(path, periode=shown["periode"], peildatum=moment)
        [knoop] = [each for each in boom["knopen"] if each["code"] == meetpunt["knoop"]]
        assert (boom["dataversie"], boom["periode"]) == (shown["dataversie"], shown["periode"])
        assert (knoop["score"], knoop["dekking"]) == (shown["score"], shown["dekking"])
    else:
        filters = {name: meetpunt[name] for name in _FILTERS}
        again = jaar.waarden(meetpunt["indicator"], moment, periode=shown["periode"], **filters, **tegenover)
        assert again["dataversie"] == shown["dataversie"]
        assert again["waarden"] == [shown["cijfer"]]


def test_the_effect_says_what_was_known_at_the_start_and_whether_it_is_what_was_hoped(jaar: Jaar) -> None:
    effect = jaar.get(f"/v1/verbeterplannen/{jaar.sporen['plan']}/acties/spreekuur/effect")
    assert (effect["voorBijAanvang"]["cijfer"]["waarde"], effect["voor"]["cijfer"]["waarde"]) == (0, 12)
    assert effect["verschil"]["significant"] is True
    assert effect["verwachting"]["uitkomst"] == "ja"
    assert any("nog geen gevolg van de actie" in kanttekening for kanttekening in effect["kanttekeningen"])


def test_the_sheet_and_the_report_tell_the_story_on_paper(jaar: Jaar) -> None:
    here = f"/v1/duidingssessies/{jaar.sporen['sessie']}"
    gespreksblad, verslag = (jaar.beleid.get(f"{here}/{blad}").text for blad in ("gespreksblad", "verslag"))
    assert "Nu is het spreekuur in de stad en de bus rijdt niet meer." in gespreksblad
    assert "Elke week een spreekuur in het dorpshuis van Kerkdorp." in verslag
    assert "Kerkdorp weer in beeld" in verslag


def test_an_aanbieder_hears_what_came_of_what_it_delivered(jaar: Jaar) -> None:
    aanbieder = jaar.gemeente["aanbieders"][0]["id"]
    [cyclus] = jaar.get("/v1/monitorcycli")["items"]
    periode = f"{cyclus['begin'][:7]}..{cyclus['eind'][:7]}"
    answer = jaar.aanbieder.get(f"/v1/aanbieders/{aanbieder}/terugkoppeling", params={"periode": periode})
    assert answer.status_code == 200, answer.text
    heard = answer.json()
    # Each month of the year, and once what was late.
    assert heard["geleverd"]["totalen"]["aanleveringen"] == 13
    assert [each["id"] for each in heard["duidingssessies"]] == [jaar.sporen["sessie"]]
    cijfers = {each["indicator"]: each["cijfers"] for each in heard["indicatoren"]}
    [spreekuur] = [each for each in heard["acties"] if each["actie"] == "spreekuur"]
    for path in (cijfers["aanvragen"], spreekuur["pad"], spreekuur["effect"]):
        assert jaar.aanbieder.get(path).status_code == 200, path


def test_residents_read_what_was_done_with_their_answers(jaar: Jaar) -> None:
    page = jaar.inwoner.get(jaar.sporen["terugkoppeling"])
    assert "spreekuur in het dorpshuis" in page.text
    english = jaar.inwoner.get(jaar.sporen["terugkoppeling"], params={"taal": "en"})
    assert "People from Kerkdorp come to us again" in english.text


def test_who_sent_answers_is_told_where_to_read_of_them(jaar: Jaar) -> None:
    for link in jaar.gebruikte_links:
        assert f"/terugkoppeling/9901-{jaar.sporen['metingen'][1]}" in jaar.inwoner.get(f"{link}/bedankt").text


def test_the_feed_tells_the_year_in_its_order(jaar: Jaar) -> None:
    soorten = [each["soort"] for each in _events(jaar.beleid)]
    # These come from the other service, a little later, while other things go on.
    elsewhere = Counter(soort for soort in soorten if soort in {"resultaat.ontvangen", "meting.teruggekoppeld"})
    assert elsewhere["resultaat.ontvangen"] >= elsewhere["meting.teruggekoppeld"] == 2
    assert list(dict.fromkeys(soort for soort in soorten if soort not in elsewhere)) == [
        "aanlevering.ontvangen",
        "signaal.nieuw",
        "duidingssessie.gepland",
        "duidingssessie.vastgesteld",
        "verbeterplan.status",
        "actie.status",
        "effect.gemeten",
        "monitorcyclus.afgesloten",
    ]
    assert soorten[-1] == "monitorcyclus.afgesloten"


def _events(reader: httpx.Client) -> Iterator[dict[str, Any]]:
    url = "/v1/gebeurtenissen"
    while True:
        page = reader.get(url).raise_for_status().json()
        yield from page["items"]
        if page["volgende"] is None:
            return
        url = page["volgende"]
