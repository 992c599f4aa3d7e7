import re
from datetime import date
from html import unescape

import pytest

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from tests.surveys.definities import LIKERT, als, definitie, vraag
from tests.surveys.meting import make_meting
from zicht_surveys.drukwerk.formulier import form_page
from zicht_surveys.drukwerk.teksten import TALEN, teksten
from zicht_surveys.vragenlijsten.bibliotheek import alle_vragenlijsten
from zicht_surveys.vragenlijsten.schemas import Vragenlijst

TOT = date(2026, 12, 31)


def questions_of(definition: Vragenlijst, taal: str = "nl") -> list[str]:
    """The text of each question on the form, with its instructions; boxes are [ ]."""
    page = form_page(definition, taal, "Waddinxveen", TOT, "a4")  # type: ignore[arg-type]
    sections = re.findall(r'<section class="vraag".*?</section>', page, re.DOTALL)
    return [
        " ".join(unescape(re.sub(r"<[^>]+>", " ", section.replace('<span class="vak"></span>', "[ ] "))).split())
        for section in sections
    ]


def test_every_kind_of_question_has_room_for_its_answer() -> None:
    rijen = [{"code": code, "tekst": {"nl": f"Rij {code}"}} for code in ("r1", "r2")]
    found = questions_of(
        definitie(
            [
                vraag("a", "likert5", weetNiet=True),
                vraag("b", "nps"),
                vraag("c", "ja-nee-want"),
                vraag("d", "meer", verplicht=False),
                vraag("e", "matrix", rijen=rijen, schaallabels=LIKERT),
                vraag("f", "open"),
            ]
        )
    )
    assert [text.count("[ ]") for text in found] == [6, 11, 2, 3, 10, 0]
    assert "weet ik niet of zeg ik liever niet" in found[0]
    assert "0 = laag, 10 = hoog" in found[1]
    assert "Want:" in found[2]
    assert "U mag meer vakjes aankruisen. Deze vraag mag u overslaan." in found[3]
    assert "Kruis in elke rij één vakje aan." in found[4]


def test_branching_is_an_instruction_at_the_box_and_at_the_question() -> None:
    found = questions_of(
        definitie(
            [vraag("hulp")],
            [vraag("wat", "open", **als("hulp", "ja")), vraag("wie", "open", **als("hulp", "ja"))],
            [vraag("later"), vraag("meer", "meer")],
            [vraag("waarom", "open", **als("meer", "a", "b")), vraag("nog", **als("later", "nee"))],
        )
    )
    assert "[ ] ja [ ] nee – ga verder met vraag 4" in found[0]
    assert "Alleen invullen als u bij vraag 1 koos: ‘ja’." in found[1]
    assert "Alleen invullen als u bij vraag 1 koos: ‘ja’." in found[2]
    assert "ga verder" not in found[3]
    assert "Alleen invullen als u bij vraag 5 koos: ‘optie a’ of ‘optie b’." in found[5]
    assert "Alleen invullen als u bij vraag 4 koos: ‘nee’." in found[6]


def test_who_has_nothing_more_to_answer_is_told_so() -> None:
    found = questions_of(definitie([vraag("hulp")], [vraag("wat", "open", **als("hulp", "ja"))]))
    assert "[ ] nee – u bent klaar" in found[0]


def test_a_question_may_hang_on_one_row_of_a_table() -> None:
    rijen = [{"code": "r1", "tekst": {"nl": "De wachttijd"}}]
    matrix = vraag("e", "matrix", rijen=rijen, schaallabels=LIKERT)
    found = questions_of(definitie([matrix], [vraag("waarom", "open", **als("r1", "1", "2"))]))
    assert "Alleen invullen als u bij vraag 1, ‘De wachttijd’ koos: ‘helemaal oneens’ of ‘oneens’." in found[1]


@pytest.mark.parametrize("definition", alle_vragenlijsten(), ids=lambda found: f"{found.code}-{found.variant}")
def test_every_instrument_is_on_paper_whole_in_each_of_its_languages(definition: Vragenlijst) -> None:
    for taal in definition.talen:
        found = questions_of(definition, taal)
        assert len(found) == len(definition.vragen)
        for nummer, (text, asked) in enumerate(zip(found, definition.vragen, strict=True), start=1):
            assert text.startswith(f"{nummer}. {' '.join(asked.tekst[taal].split())}")
            assert text.count("[ ]") == len(asked.waarden) * max(1, len(asked.rijen))


def test_every_language_has_every_text_with_the_same_blanks() -> None:
    def blanks(text: str) -> set[str]:
        return set(re.findall(r"\{\w+\}", text))

    for taal in TALEN:
        assert set(teksten(taal)) == set(teksten("nl"))
        assert {key: blanks(text) for key, text in teksten(taal).items()} == {
            key: blanks(text) for key, text in teksten("nl").items()
        }


async def test_the_form_of_a_meting_is_printed_by_who_takes_part(
    gemeente: Gemeente, nieuwe_gemeente: MakeGemeente
) -> None:
    meting = await make_meting(gemeente, aanbieders=["wegwijs"])
    path = f"/v1/metingen/{meting['id']}/papier"
    for wie in ("beheer", "beleid", "aanbieder:wegwijs"):
        answer = await gemeente.at_surveys(wie).get(path, params={"variant": "uitgebreid", "papier": "a5"})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert '<body class="a5">' in answer.text
    assert_probleem(await gemeente.at_surveys("aanbieder:buurvrouw").get(path), 404, "niet-gevonden")
    assert_probleem(await gemeente.at_surveys("bi").get(path), 403, "niet-toegestaan")
    assert_probleem(await (await nieuwe_gemeente()).at_surveys("beheer").get(path), 404, "niet-gevonden")
    body = assert_probleem(
        await gemeente.at_surveys("beheer").get(path, params={"variant": "reuze"}), 400, "invoer-ongeldig"
    )
    assert faults_of(body) == {("?variant", "onbekende-variant")}
