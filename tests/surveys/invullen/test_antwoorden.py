import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.surveys.definities import als, definitie, vraag

from zicht_surveys.invullen.antwoorden import complete, keep_visible, read_answers, split, visible_questions
from zicht_surveys.invullen.vragen import fault_text

TAKKEN = definitie(
    [vraag("hulp"), vraag("soorten", "meer", verplicht=False)],
    [vraag("waarom", "open", verplicht=False, **als("hulp", "ja")), vraag("bellen", **als("hulp", "ja"))],
    [
        vraag("nummer", "telefoon", **als("bellen", "ja")),
        vraag("bij-a", "nps", verplicht=False, **als("soorten", "a", "b")),
    ],
)


def read(soort, *values, **rest):
    """What one question of this kind makes of these values: (answer or None, text of the fault or None).

    Of a matrix: its first row, while the second is answered.
    """
    definition = definitie([vraag("x", soort, **rest)])
    veld = definition.vragen[0].velden[0]
    answers, faults = read_answers(definition.onderdelen[0], {veld: list(values), "x-2": ["3"]}, {})
    return answers.get(veld), next((fault_text(fault, "nl") for fault in faults), None)


@pytest.mark.parametrize(
    ("soort", "values", "answer"),
    [
        ("likert5", ["1"], "1"),
        ("likert5", ["5"], "5"),
        ("matrix", ["5"], "5"),
        ("rapportcijfer", ["10"], "10"),
        ("nps", ["0"], "0"),
        ("ja-nee", ["nee"], "nee"),
        ("ja-nee-want", ["ja"], "ja"),
        ("enkel", ["b"], "b"),
        ("meer", ["c", "a", "c"], ["a", "c"]),
        ("open", ["  Fijn\r\ngesprek\x00\x07!\t "], "Fijn\ngesprek!"),
        ("open", ["é" * 2000], "é" * 2000),
        ("open", ["x" * 1999 + "\r\n" + " "], "x" * 1999),
        ("telefoon", [" +31 6-1234 5678 "], "+31 6-1234 5678"),
        ("telefoon", ["12345678"], "12345678"),
    ],
)
def test_a_good_answer_is_kept_as_text(soort, values, answer):
    assert read(soort, *values) == (answer, None)


@pytest.mark.parametrize(
    ("soort", "values", "fault"),
    [
        ("likert5", [], "Kies een antwoord."),
        ("likert5", [""], "Kies een antwoord."),
        ("likert5", ["0"], "Dit antwoord kennen wij niet."),
        ("likert5", ["6"], "Dit antwoord kennen wij niet."),
        ("likert5", ["weet-niet"], "Dit antwoord kennen wij niet."),
        ("likert5", ["４"], "Dit antwoord kennen wij niet."),
        ("likert5", ["1", "2"], "Kies één antwoord."),
        ("matrix", [], "Kies een antwoord."),
        ("matrix", ["6"], "Dit antwoord kennen wij niet."),
        ("matrix", ["weet-niet"], "Dit antwoord kennen wij niet."),
        ("matrix", ["1", "2"], "Kies één antwoord."),
        ("rapportcijfer", ["0"], "Dit antwoord kennen wij niet."),
        ("nps", ["11"], "Dit antwoord kennen wij niet."),
        ("nps", ["-1"], "Dit antwoord kennen wij niet."),
        ("ja-nee", ["Ja"], "Dit antwoord kennen wij niet."),
        ("enkel", ["d"], "Dit antwoord kennen wij niet."),
        ("meer", [], "Kies een antwoord."),
        ("meer", ["a", "d"], "Dit antwoord kennen wij niet."),
        ("open", ["   \r\n "], "Schrijf uw antwoord op."),
        ("open", ["x" * 2001], "U schreef 2.001 tekens, er passen er 2.000 in."),
        ("telefoon", [""], "Vul uw telefoonnummer in."),
        ("telefoon", ["1234567"], "Dit is geen telefoonnummer."),
        ("telefoon", ["1" * 21], "Dit is geen telefoonnummer."),
        ("telefoon", ["+-+-+-+-+-"], "Dit is geen telefoonnummer."),
        ("telefoon", ["bel mij maar op"], "Dit is geen telefoonnummer."),
        ("telefoon", ["٠٦١٢٣٤٥٦٧٨"], "Dit is geen telefoonnummer."),
    ],
)
def test_an_answer_that_cannot_be_used_is_a_fault_in_plain_words(soort, values, fault):
    answer, tekst = read(soort, *values)
    assert answer is None
    assert fault in tekst


@pytest.mark.parametrize(
    "soort", ["likert5", "matrix", "rapportcijfer", "nps", "ja-nee", "ja-nee-want", "enkel", "meer"]
)
def test_who_does_not_know_may_say_so(soort):
    answer, fault = read(soort, "weet-niet", weetNiet=True)
    assert answer == (["weet-niet"] if soort == "meer" else "weet-niet")
    assert fault is None


def test_not_knowing_goes_with_no_other_choice():
    assert read("meer", "weet-niet", "a", weetNiet=True)[1].startswith("U koos 'weet ik niet' en ook")


@pytest.mark.parametrize("soort", ["likert5", "matrix", "meer", "open", "telefoon"])
def test_a_question_that_may_be_skipped_may_be_left_empty(soort):
    assert read(soort, verplicht=False) == (None, None)


def test_the_reason_behind_yes_or_no_is_an_answer_of_its_own_and_never_needed():
    definition = definitie([vraag("beter", "ja-nee-want")])
    onderdeel = definition.onderdelen[0]
    assert read_answers(onderdeel, {"beter": ["ja"]}, {}) == ({"beter": "ja"}, [])
    assert read_answers(onderdeel, {"beter": ["ja"], "beter-want": ["sneller"]}, {})[0] == {
        "beter": "ja",
        "beter-want": "sneller",
    }
    assert [fault.veld for fault in read_answers(onderdeel, {"beter-want": ["x" * 2001]}, {})[1]] == [
        "beter",
        "beter-want",
    ]


def test_every_fault_of_a_page_is_named_at_once_and_strange_fields_are_ignored():
    definition = definitie([vraag("a", "likert5"), vraag("b", "nps"), vraag("c")])
    answers, faults = read_answers(definition.onderdelen[0], {"b": ["99"], "c": ["ja"], "z": ["1"], "__x": ["1"]}, {})
    assert [fault.veld for fault in faults] == ["a", "b"]
    assert answers == {"c": "ja"}


@pytest.mark.parametrize(
    ("answers", "visible"),
    [
        ({}, ["hulp", "soorten"]),
        ({"hulp": "nee"}, ["hulp", "soorten"]),
        ({"hulp": "ja"}, ["hulp", "soorten", "waarom", "bellen"]),
        ({"hulp": "ja", "bellen": "nee"}, ["hulp", "soorten", "waarom", "bellen"]),
        ({"hulp": "ja", "bellen": "ja"}, ["hulp", "soorten", "waarom", "bellen", "nummer"]),
        ({"hulp": "nee", "bellen": "ja"}, ["hulp", "soorten"]),
        ({"soorten": ["b", "c"]}, ["hulp", "soorten", "bij-a"]),
        ({"soorten": ["c"]}, ["hulp", "soorten"]),
    ],
)
def test_a_question_is_asked_only_when_its_branch_is_open(answers, visible):
    assert [vraag.code for vraag in visible_questions(TAKKEN, answers)] == visible


def test_answers_of_a_closed_branch_are_dropped_and_never_needed():
    answers = {"hulp": "nee", "waarom": "oud", "bellen": "ja", "nummer": "0612345678"}
    assert keep_visible(TAKKEN, answers) == {"hulp": "nee"}
    assert complete(TAKKEN, answers) == []
    assert split(TAKKEN, answers) == ({"hulp": "nee"}, {}, {})


def test_the_whole_is_checked_again_before_it_is_sent():
    assert [fault.veld for fault in complete(TAKKEN, {"hulp": "ja"})] == ["bellen"]
    assert [fault.veld for fault in complete(TAKKEN, {"hulp": "ja", "bellen": "ja", "nummer": "geen"})] == ["nummer"]


def test_what_is_counted_is_kept_apart_from_what_is_written_and_from_how_to_call():
    definition = definitie(
        [
            vraag("a", "likert5"),
            vraag("b", "meer"),
            vraag("c", "ja-nee-want"),
            vraag("d", "open"),
            vraag("e", "telefoon"),
        ]
    )
    answers = {"a": "4", "b": ["a", "c"], "c": "ja", "c-want": "omdat", "d": "4", "e": "0612345678"}
    parts = split(definition, answers)
    assert parts.gesloten == {"a": "4", "b": ["a", "c"], "c": "ja"}
    assert parts.open == {"c-want": "omdat", "d": "4"}
    assert parts.contact == {"e": "0612345678"}


def test_every_row_of_a_matrix_is_an_answer_of_its_own_that_is_counted_under_its_own_code():
    definition = definitie([vraag("x", "matrix", weetNiet=True)], [vraag("waarom", "open", **als("x-2", "1", "2"))])
    first, second = definition.onderdelen
    answers, faults = read_answers(first, {"x": ["1"], "x-1": ["4"], "x-2": ["weet-niet"]}, {})
    assert (answers, faults) == ({"x-1": "4", "x-2": "weet-niet"}, [])
    assert split(definition, answers) == (answers, {}, {})
    assert [fault.veld for fault in read_answers(first, {"x-2": ["9"]}, {})[1]] == ["x-1", "x-2"]
    assert complete(definition, answers) == []
    assert [fault.veld for fault in complete(definition, answers | {"x-2": "1"})] == ["waarom"]
    assert keep_visible(definition, {"x-1": "1", "x-2": "3", "waarom": "oud"}) == {"x-1": "1", "x-2": "3"}
    assert read_answers(second, {"waarom": ["zo"]}, {"x-2": "2"}) == ({"waarom": "zo"}, [])


_SOORTEN = ["likert5", "matrix", "rapportcijfer", "nps", "ja-nee", "ja-nee-want", "enkel", "meer", "open", "telefoon"]
_ALLES = definitie(*[[vraag(f"v{nr}", soort)] for nr, soort in enumerate(_SOORTEN)])
_NEEDED = {veld for v in _ALLES.vragen for veld in v.velden if not veld.endswith("-want")}
_VALUES = st.sampled_from(["", "0", "1", "5", "10", "ja", "nee", "a", "b", "weet-niet", "06 12345678"]) | st.text(
    max_size=30
)
_FORMS = st.dictionaries(
    st.sampled_from([veld for v in _ALLES.vragen for veld in v.velden]) | st.text(max_size=5),
    st.lists(_VALUES, max_size=3),
)


@given(_FORMS)
def test_whatever_is_sent_an_answer_is_sound_or_its_field_is_named(form):
    answers, faults = {}, []
    for onderdeel in _ALLES.onderdelen:
        page_answers, page_faults = read_answers(onderdeel, form, answers)
        answers |= page_answers
        faults += page_faults
    named = {fault.veld for fault in faults}
    assert named.isdisjoint(answers)
    # Every question is required here, and every row, so each is answered or named.
    assert named | set(answers) >= _NEEDED
    # What was read can be read again from the draft, and then says exactly the same.
    assert {fault.veld for fault in complete(_ALLES, answers)} == _NEEDED - set(answers)
    assert all(
        len(text) <= 2000 and text.isprintable() | ("\n" in text) for text in split(_ALLES, answers).contact.values()
    )


@given(
    st.dictionaries(
        st.sampled_from(["hulp", "bellen", "nummer", "waarom"]), st.sampled_from(["ja", "nee", "0612345678"])
    )
)
def test_dropping_what_is_not_asked_changes_nothing_that_is_sent(answers):
    kept = keep_visible(TAKKEN, answers)
    assert keep_visible(TAKKEN, kept) == kept
    assert complete(TAKKEN, kept) == complete(TAKKEN, answers)
    assert split(TAKKEN, kept) == split(TAKKEN, answers)
    assert set(kept) <= set(answers)
