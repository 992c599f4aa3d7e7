import json
import re
from datetime import date
from html import unescape
from html.parser import HTMLParser

import pytest
from tests.surveys.definities import als, definitie, lijst, vraag

from zicht_shared.huisstijl.kleuren import palette
from zicht_surveys.invullen.antwoorden import Fault, read_answers
from zicht_surveys.invullen.pagina import (
    STATIC,
    Afzender,
    Formulier,
    check_page,
    explanation_page,
    message_page,
    minutes,
    privacy_page,
    start_page,
    step_page,
    thanks_page,
)
from zicht_surveys.invullen.taal import Taalkeuze
from zicht_surveys.invullen.teksten import NAGEKEKEN, RICHTING, TALEN, TEKSTEN
from zicht_surveys.terugkoppeling.pagina import TEKSTEN as TERUGKOPPELTEKSTEN
from zicht_surveys.terugkoppeling.pagina import Ronde, later_page, published_page
from zicht_surveys.vragenlijsten.bibliotheek import alle_vragenlijsten, vragenlijst
from zicht_surveys.vragenlijsten.schemas import Vragenlijst

TERUGKOPPELING = "/terugkoppeling/0627-3f0e8f2e-5f0b-4a52-9d0c-5d2d9a3c1e11"
MELDINGEN = ["gebruikt", "gesloten", "onbekend", "geweigerd", "te_veel", "te_vaak", "storing"]


def formulier(definition, taal=None, huisstijl=None):
    keuze = Taalkeuze(taal)
    pad, tot = "/i/0627-geheim", date(2026, 12, 31)
    return Formulier(definition, pad, "Voorbeeldstad", tot, huisstijl, keuze, terugkoppeling=TERUGKOPPELING)


def _in_all(value):
    """The same texts in every language."""
    if isinstance(value, dict) and "nl" in value:
        return dict.fromkeys(TALEN, value["nl"])
    if isinstance(value, dict):
        return {name: _in_all(part) for name, part in value.items()}
    return [_in_all(part) for part in value] if isinstance(value, list) else value


SOORTEN = ["likert5", "matrix", "rapportcijfer", "nps", "ja-nee", "ja-nee-want", "enkel", "meer", "open", "telefoon"]


def in_all_languages():
    """Each kind of question, with and without what it may have, a page for each kind."""
    definition = lijst(
        *(
            [
                vraag(soort, soort, toelichting={"nl": "Denk aan de laatste maand."}),
                vraag(f"{soort}-mag", soort, verplicht=False),
                *([] if soort in ("open", "telefoon") else [vraag(f"{soort}-weet", soort, weetNiet=True)]),
            ]
            for soort in SOORTEN
        )
    )
    return _in_all(definition) | {"talen": TALEN, "code": "elke-soort"}


ELKE_SOORT = Vragenlijst.model_validate_json(json.dumps(in_all_languages()))


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


def way_to(definition, onderdeel):
    """Answers that open every branch that leads to this page."""
    per_field = {veld: vraag for vraag in definition.vragen for veld in vraag.velden}
    answers, deciding = {}, [vraag.als for vraag in onderdeel.vragen if vraag.als]
    while deciding:
        als_ = deciding.pop()
        answers[als_.vraag] = als_.in_[0]
        deciding += [above] if (above := per_field[als_.vraag].als) else []
    return answers


def pages_of(definition, taal):
    """Every state of every page of one questionnaire in one language, by name."""
    if taal in definition.talen:
        form, name = formulier(definition, taal), f"{taal}-{definition.code}-{definition.variant}"
        yield f"{name}-start", start_page(form, None)
        yield f"{name}-verder", start_page(form, 2)
        for stap, onderdeel in enumerate(definition.onderdelen, start=1):
            earlier = way_to(definition, onderdeel)
            wrong = {v: ["x" * 2001] for vraag in onderdeel.vragen for v in vraag.velden}
            _, faults = read_answers(onderdeel, wrong, earlier)
            yield f"{name}-{stap}", step_page(form, stap, earlier)
            yield f"{name}-{stap}-wijzigen", step_page(form, stap, earlier, van="controle")
            yield f"{name}-{stap}-fout", step_page(form, stap, earlier, sent=wrong, faults=faults)
        yield f"{name}-controle", check_page(form, {})
        yield f"{name}-bedankt", thanks_page(form)
        yield f"{name}-privacy", privacy_page(form)


def every_page():
    for taal in TALEN:
        for definition in (*alle_vragenlijsten(), ELKE_SOORT):
            yield from pages_of(definition, taal)
        for melding in MELDINGEN:
            afzender = Afzender("Voorbeeldstad", terugkoppeling=TERUGKOPPELING)
            yield f"{taal}-{melding}", message_page(melding, Taalkeuze(taal), afzender)
        for uitleg in ("privacy", "toegankelijkheid"):
            yield f"{taal}-{uitleg}", explanation_page(uitleg, Taalkeuze(taal))
        yield from told_pages(taal)


def told_pages(taal):
    """What residents are told about their answers: in their language, in Dutch, and not yet."""
    keuze, afzender = Taalkeuze(taal), Afzender("Voorbeeldstad")
    ronde = Ronde(vragenlijst("hoewijzer", "kort").titel, date(2026, 10, 1), date(2026, 12, 31), gesloten=True)
    days = {"sinds": date(2027, 2, 1), "aangepast": date(2027, 5, 1)}
    t = TERUGKOPPELTEKSTEN[taal]
    tekst = {"watWeHoorden": f"{t['bedankt']}\n- {t['bewaren']}\n- {t['bedankt']}", "watWeDoen": t["straks_gesloten"]}
    nederlands = {"watWeHoorden": "Wachten duurt lang.\n- De brief is moeilijk.", "watWeDoen": "Wij bellen sneller."}
    teksten = {"nl": nederlands} | {taal: tekst | {"watErVeranderde": t["bedankt"]}}
    yield f"{taal}-terugkoppeling", published_page(keuze, afzender, ronde, teksten, **days)
    yield f"{taal}-terugkoppeling-nl", published_page(keuze, afzender, ronde, {"nl": nederlands}, **days)
    yield f"{taal}-terugkoppeling-straks", later_page(keuze, afzender, ronde, date(2027, 3, 1))


PAGES = dict(every_page())


def pages(ending=""):
    """By language, so that one test looks at all pages of one."""
    return {taal: [name for name in PAGES if name.startswith(taal) and name.endswith(ending)] for taal in TALEN}


@pytest.mark.parametrize("taal", TALEN)
def test_every_page_is_small_and_needs_no_script_style_or_stranger(taal):
    for name in pages()[taal]:
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
        assert own + sum(len(content) for content in STATIC.values()) < 30_000, name


@pytest.mark.parametrize("taal", TALEN)
def test_every_page_can_be_found_through_without_eyes(taal):
    for name in pages()[taal]:
        page = Page(PAGES[name])
        assert page.all("html") == [{"lang": taal, "dir": RICHTING.get(taal, "ltr")}]
        assert len(page.all("h1")) == 1
        assert len(page.all("main")) == 1
        assert "noindex" in [attrs.get("content") for attrs in page.all("meta") if attrs.get("name") == "robots"]
        ids = page.ids()
        assert len(set(ids)) == len(ids), name
        for _, attrs in page.tags:
            for name_ in ("for", "aria-labelledby"):
                assert name_ not in attrs or attrs[name_] in ids
            for part in attrs.get("aria-describedby", "").split():
                assert part in ids
            if attrs.get("href", "").startswith("#"):
                assert attrs["href"][1:] in ids
        for attrs in page.all("input") + page.all("textarea"):
            assert attrs["id"] in [label["for"] for label in page.all("label")]


@pytest.mark.parametrize("taal", TALEN)
def test_every_page_stays_in_its_language_and_offers_the_others(taal):
    for name in pages()[taal]:
        page = Page(PAGES[name])
        to_others = [attrs for attrs in page.all("a") if "hreflang" in attrs]
        ours = [attrs for _, attrs in page.tags if attrs.get("href", attrs.get("action", "#"))[0] == "/"]
        addresses = [attrs.get("href") or attrs.get("action") for attrs in ours]
        assert all(re.search(f"[?&]taal={taal}$", address) for address in addresses if "/statisch/" not in address)
        assert all(attrs["href"].endswith(f"taal={attrs['lang']}") for attrs in to_others)
        assert [attrs["lang"] for attrs in to_others if "aria-current" in attrs] in ([taal], [])
        assert "/toegankelijkheid?" in page.html
        assert "privacy?" in page.html


@pytest.mark.parametrize("taal", TALEN)
def test_every_fault_stands_above_the_page_in_its_title_and_beside_its_field(taal):
    for name in pages("-fout")[taal]:
        page = Page(PAGES[name])
        assert f"<title>{TEKSTEN[taal]['fout_titel'].partition('{')[0]}" in page.html
        (summary,) = [attrs for _, attrs in page.tags if attrs.get("role") == "alert"]
        assert "autofocus" in summary
        errors = [id_ for id_ in page.ids() if id_.endswith("_fout")]
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
        form, 1, {}, sent={"tip": [nasty], "nummer": [nasty], "keus": ["b"]}, faults=[Fault("tip", "fout_schrijf")]
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
    assert f"<p>{shown}</p>" in message_page("gesloten", Taalkeuze(), Afzender(naam))


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
    for text in (">8</dd>", ">Goed &amp; snel</dd>", ">ja</dd>", ">0612345678</dd>", "niet ingevuld"):
        assert text in html
    assert [a["href"] for a in Page(html).all("a") if "controle" in a["href"]] == [
        f"/i/0627-geheim/{stap}?van=controle" for stap in (1, 2, 3)
    ]
    assert "telefoonnummer?" not in check_page(form, {"score": "8", "terugbellen": "nee"})


def test_choices_are_shown_in_their_own_words():
    form = formulier(definitie([vraag("a", "likert5"), vraag("b", "meer", weetNiet=True), vraag("c", "enkel")]))
    html = check_page(form, {"a": "1", "b": ["a", "c"], "c": "b"})
    for text in ("helemaal oneens", "optie a", "optie c", "optie b"):
        assert f">{text}</dd>" in html
    assert "weet ik niet of zeg ik liever niet" in check_page(form, {"b": ["weet-niet"]})


def test_a_question_of_a_closed_branch_is_not_on_the_page():
    form = formulier(definitie([vraag("a")], [vraag("b", **als("a", "ja")), vraag("c")]))
    assert 'name="b"' in step_page(form, 2, {"a": "ja"})
    assert 'name="b"' not in step_page(form, 2, {"a": "nee"})


@pytest.mark.parametrize(("code", "variant", "expected"), [("hoewijzer", "kort", 2), ("hoewijzer", "uitgebreid", 6)])
def test_the_time_that_is_promised_follows_from_the_questions(code, variant, expected):
    assert minutes(vragenlijst(code, variant)) == expected


def test_every_language_says_everything_with_the_same_names_in_it():
    def names(text):
        return sorted(re.findall(r"{(\w+)}", text))

    assert set(TEKSTEN) == set(TALEN)
    dutch = TEKSTEN["nl"]
    for texts in TEKSTEN.values():
        assert list(texts) == list(dutch)
        assert all(texts[key].strip() and names(texts[key]) == names(dutch[key]) for key in dutch)


def test_a_language_that_nobody_read_yet_says_that_a_computer_translated_it():
    assert NAGEKEKEN == ("nl",)
    for taal in TALEN:
        assert (TEKSTEN[taal]["vertaald"] in unescape(PAGES[f"{taal}-onbekend"])) == (taal != "nl")
        assert (TEKSTEN[taal]["vertaald"] in unescape(PAGES[f"{taal}-elke-soort-standaard-1"])) == (taal != "nl")


def test_a_questionnaire_without_the_language_that_is_asked_for_is_there_in_dutch():
    form = formulier(definitie([vraag("a")]), "uk")
    page = Page(step_page(form, 1, {}))
    assert page.all("html") == [{"lang": "nl", "dir": "ltr"}]
    assert page.all("nav") == []
    # Where the pages are in all languages, the wish still counts.
    assert 'href="/toegankelijkheid?taal=uk"' in page.html


@pytest.mark.parametrize(
    ("taal", "shown"),
    [
        ("nl", ["31 december 2026", "12 minuten"]),
        ("en", ["31 December 2026", "12 minutes"]),
        ("ar", ["31 ديسمبر 2026", "12 دقيقة"]),
        ("tr", ["31 Aralık 2026", "12 dakika"]),
        ("uk", ["31 грудня 2026", "12 хвилин"]),
        ("pl", ["31 grudnia 2026", "12 minut"]),
    ],
)
def test_days_and_durations_are_said_as_the_language_says_them(taal, shown):
    assert minutes(ELKE_SOORT) == 12
    assert all(text in start_page(formulier(ELKE_SOORT, taal), None) for text in shown)


def test_the_rows_of_a_matrix_are_named_one_by_one_in_faults_and_on_the_check_page():
    form = formulier(definitie([vraag("x", "matrix"), vraag("y")]))
    html = step_page(form, 1, {}, sent={"x-1": ["4"]}, faults=[Fault("x-2", "fout_kies"), Fault("y", "fout_kies")])
    assert 'href="#i-x-2_1">Kies een antwoord.</a> <span>Regel x 2</span>' in html
    groups = [attrs for _, attrs in Page(html).tags if attrs.get("role") == "radiogroup"]
    assert [attrs.get("aria-labelledby") for attrs in groups] == ["v-x-1_tekst", "v-x-2_tekst", None]
    assert [attrs.get("aria-invalid") for attrs in groups] == [None, "true", "true"]
    check = check_page(form, {"x-1": "4", "x-2": "1", "y": "ja"})
    assert "<h3>Vraag x?</h3>" in check
    assert '<dt>Regel x 2</dt>\n<dd dir="auto">helemaal oneens</dd>' in check


def test_the_look_of_a_gemeente_is_one_more_stylesheet_after_ours():
    links = Page(start_page(formulier(definitie([vraag("a")]), huisstijl="/stijl/0627-abc.css"), None)).all("link")
    assert [link["href"] for link in links if link["rel"] == "stylesheet"][1:] == ["/stijl/0627-abc.css"]


def test_our_own_stylesheet_has_the_colours_that_the_contrasts_are_computed_from():
    css = next(content.decode() for name, content in STATIC.items() if name.endswith(".css"))
    # A colour for what is halfway is for the pages of the core.
    here = {name: colour for name, colour in palette({}).items() if name != "zicht-partly-color"}
    assert dict(re.findall(r"--([\w-]+color):(#\w+)", css.replace(" ", ""))) == here
