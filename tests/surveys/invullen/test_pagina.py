import re
from datetime import date
from html.parser import HTMLParser

import pytest
from tests.surveys.definities import als, definitie, vraag

from zicht_surveys.invullen.antwoorden import Fault, read_answers
from zicht_surveys.invullen.pagina import (
    STATIC,
    Formulier,
    check_page,
    message_page,
    minutes,
    privacy_page,
    start_page,
    step_page,
    thanks_page,
)
from zicht_surveys.invullen.teksten import MAANDEN, TEKSTEN
from zicht_surveys.vragenlijsten.bibliotheek import alle_vragenlijsten, vragenlijst

MELDINGEN = ["gebruikt", "gesloten", "onbekend", "geweigerd", "te_veel", "storing"]


def formulier(definition):
    return Formulier(definition, "/i/0627-geheim", "Voorbeeldstad", date(2026, 12, 31))


HOEWIJZER = formulier(vragenlijst("hoewijzer", "kort"))


class Page(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.html = html
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, name):
        return [attrs for tag, attrs in self.tags if tag == name]

    def ids(self):
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]


def every_page():
    for definition in alle_vragenlijsten():
        form, name = formulier(definition), f"{definition.code}-{definition.variant}"
        yield f"{name}-start", start_page(form, None)
        yield f"{name}-verder", start_page(form, 2)
        for stap, onderdeel in enumerate(definition.onderdelen, start=1):
            earlier = {"terugbellen": "ja"}
            wrong = {v: ["x" * 2001] for vraag in onderdeel.vragen for v in vraag.velden}
            _, faults = read_answers(onderdeel, wrong, earlier)
            yield f"{name}-{stap}", step_page(form, stap, earlier)
            yield f"{name}-{stap}-wijzigen", step_page(form, stap, earlier, van="controle")
            yield f"{name}-{stap}-fout", step_page(form, stap, earlier, sent=wrong, faults=faults)
        yield f"{name}-controle", check_page(form, {})
        yield f"{name}-bedankt", thanks_page(form)
        yield f"{name}-privacy", privacy_page(form)
    for melding in MELDINGEN:
        yield melding, message_page(melding)


PAGES = dict(every_page())


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_small_and_needs_no_script_style_or_stranger(name):
    page = Page(PAGES[name])
    tags = {tag for tag, _ in page.tags}
    assert tags.isdisjoint({"script", "style", "iframe", "img", "object"})
    assert not [attrs for _, attrs in page.tags if "style" in attrs or any(key.startswith("on") for key in attrs)]
    links = [attrs["href"] for attrs in page.all("link")]
    assert len(links) == 2
    assert all(link.removeprefix("/statisch/") in STATIC for link in links)
    assert "//" not in page.html.replace("<!doctype html>", "")
    # The check page with the longest texts allowed is the resident's own; all that we write ourselves is small.
    own = len(page.html.encode()) - sum(len(match) for match in re.findall("x{2001}", page.html))
    assert own + sum(len(content) for content in STATIC.values()) < 30_000


@pytest.mark.parametrize("name", PAGES)
def test_every_page_can_be_found_through_without_eyes(name):
    page = Page(PAGES[name])
    assert page.all("html") == [{"lang": "nl", "dir": "ltr"}]
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert "noindex" in [attrs.get("content") for attrs in page.all("meta") if attrs.get("name") == "robots"]
    ids = page.ids()
    assert len(set(ids)) == len(ids)
    for _, attrs in page.tags:
        for name_ in ("for", "aria-labelledby"):
            assert name_ not in attrs or attrs[name_] in ids
        for part in attrs.get("aria-describedby", "").split():
            assert part in ids
        if attrs.get("href", "").startswith("#"):
            assert attrs["href"][1:] in ids
    for attrs in page.all("input") + page.all("textarea"):
        assert attrs["id"] in [label["for"] for label in page.all("label")]


@pytest.mark.parametrize("name", [name for name in PAGES if name.endswith("-fout")])
def test_every_fault_stands_above_the_page_in_its_title_and_beside_its_field(name):
    page = Page(PAGES[name])
    assert "<title>Fout: " in page.html
    (summary,) = [attrs for _, attrs in page.tags if attrs.get("role") == "alert"]
    assert "autofocus" in summary
    errors = [id_ for id_ in page.ids() if id_.endswith("-fout")]
    described = " ".join(attrs.get("aria-describedby", "") for _, attrs in page.tags).split()
    assert errors
    assert set(errors) <= set(described)
    fields = {attrs["id"] for attrs in page.all("input") + page.all("textarea")}
    leads_to = [attrs["href"][1:] for attrs in page.all("a") if attrs["href"].startswith("#i-")]
    assert len(leads_to) == len(errors)
    assert set(leads_to) <= fields


def test_what_was_sent_is_shown_again_as_text_never_as_markup():
    form = formulier(definitie([vraag("tip", "open"), vraag("nummer", "telefoon"), vraag("keus", "enkel")]))
    nasty = '"><script>alert(1)</script>'
    html = step_page(
        form, 1, {}, sent={"tip": [nasty], "nummer": [nasty], "keus": ["b"]}, faults=[Fault("tip", "Te lang.")]
    )
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 2
    assert Page(html).all("input")[-2] == {
        "id": "i-keus_b",
        "type": "radio",
        "name": "keus",
        "value": "b",
        "checked": None,
    }


def test_a_text_that_starts_with_a_line_end_keeps_it():
    form = formulier(definitie([vraag("tip", "open")]))
    assert ">\n\nhallo</textarea>" in step_page(form, 1, {"tip": "\nhallo"})


def test_the_start_says_who_asks_how_long_it_takes_and_until_when():
    html = start_page(HOEWIJZER, None)
    assert "Gemeente Voorbeeldstad vraagt u" in html
    assert "ongeveer 2 minuten" in html
    assert "tot en met 31 december 2026" in html
    assert 'href="/i/0627-geheim/1"' in html
    assert "Beginnen" in html


def test_who_began_before_goes_on_where_it_stopped():
    html = start_page(HOEWIJZER, 3)
    assert 'href="/i/0627-geheim/3"' in html
    assert "Verdergaan" in html


@pytest.mark.parametrize(("naam", "shown"), [("Waddinxveen", "Gemeente Waddinxveen"), ("Gemeente Ede", "Gemeente Ede")])
def test_a_gemeente_is_named_as_one(naam, shown):
    assert f"<p>{shown}</p>" in message_page("gesloten", naam)


def test_progress_is_told_in_words_and_shortens_when_a_branch_closes():
    form = formulier(vragenlijst("nps", "standaard"))
    assert "Stap 2 van 4" in step_page(form, 2, {})
    assert "Stap 2 van 3" in step_page(form, 2, {"terugbellen": "nee"})
    assert "Stap 3 van 3" in check_page(form, {"terugbellen": "nee"})


def test_the_check_page_shows_every_answer_in_words_with_a_way_to_change_it():
    form = formulier(vragenlijst("nps", "standaard"))
    html = check_page(
        form, {"score": "8", "waarom": "Goed & snel", "terugbellen": "ja", "telefoonnummer": "0612345678"}
    )
    for text in ("<dd>8</dd>", "<dd>Goed &amp; snel</dd>", "<dd>ja</dd>", "<dd>0612345678</dd>", "niet ingevuld"):
        assert text in html
    assert [a["href"] for a in Page(html).all("a") if "controle" in a["href"]] == [
        f"/i/0627-geheim/{stap}?van=controle" for stap in (1, 2, 3)
    ]
    assert "telefoonnummer?" not in check_page(form, {"score": "8", "terugbellen": "nee"})


def test_choices_are_shown_in_their_own_words():
    form = formulier(definitie([vraag("a", "likert5"), vraag("b", "meer", weetNiet=True), vraag("c", "enkel")]))
    html = check_page(form, {"a": "1", "b": ["a", "c"], "c": "b"})
    for text in ("helemaal oneens", "optie a", "optie c", "optie b"):
        assert f"<dd>{text}</dd>" in html
    assert "weet ik niet of zeg ik liever niet" in check_page(form, {"b": ["weet-niet"]})


def test_a_question_of_a_closed_branch_is_not_on_the_page():
    form = formulier(definitie([vraag("a")], [vraag("b", **als("a", "ja")), vraag("c")]))
    assert 'name="b"' in step_page(form, 2, {"a": "ja"})
    assert 'name="b"' not in step_page(form, 2, {"a": "nee"})


@pytest.mark.parametrize(("code", "variant", "expected"), [("hoewijzer", "kort", 2), ("hoewijzer", "uitgebreid", 6)])
def test_the_time_that_is_promised_follows_from_the_questions(code, variant, expected):
    assert minutes(vragenlijst(code, variant)) == expected


def test_every_language_says_everything():
    assert set(TEKSTEN) == set(MAANDEN)
    assert {frozenset(texts) for texts in TEKSTEN.values()} == {frozenset(TEKSTEN["nl"])}
    assert all(len(months) == 12 for months in MAANDEN.values())
