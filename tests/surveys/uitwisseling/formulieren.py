"""XLSForms as nobody would write them, but as pyxform may accept them: from a grammar of what a row can hold."""

from hypothesis import strategies as st
from tests.surveys.uitwisseling.werkboeken import werkboek

NAMES = st.sampled_from(
    ["a", "b", "Naam", "a-b", "a.b", "_x", "_1", "meta", "é", "want", "weet-niet", "a_want", "x" * 70, "A", "ν"]
) | st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_.-]{0,8}", fullmatch=True)
TEXTS = st.sampled_from(["Hoe?", "", " ", "${a}", "=1+1", "<b>x</b>", "x" * 3000, "‘x’", "1", "123456782"]) | st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=20
)
LISTS = ("l", "vijf", "janee", "leeg", "nps")
TYPES = st.sampled_from(
    [
        *(f"select_one {name}" for name in LISTS),
        *(f"select_multiple {name}" for name in LISTS),
        "select_one l or_other", "select_multiple vijf or_other", "select_one_from_file x.csv", "rank l",
        "text", "note", "integer", "decimal", "range", "date", "time", "dateTime", "geopoint", "image", "audio", "file",
        "barcode", "calculate", "acknowledge", "hidden", "start", "today", "deviceid", "phone number", "audit",
        "csv-external", "onzin", "select_one ${a}", "string", "trigger", "username",
    ]
)  # fmt: skip
RELEVANT = st.sampled_from(
    ["", "", "", "${a} = 'x'", "selected(${a}, 'x')", "${a} = 'x' or ${a} = '1'", "${a} != ''", "${b} = 'ja'", "no",
     "(",     "${a} = 'x' and ${b} = 'y'", "not(selected(${a}, 'y'))", "yes", "${Naam} > 3", "position(..) > 1"]
)  # fmt: skip
COLUMNS = {
    "label": TEXTS,
    "label::English (en)": TEXTS,
    "label::Nederlands": TEXTS,
    "label::Français (fr)": TEXTS,
    "label::Arabic (ar)": TEXTS,
    "hint": TEXTS,
    "hint::English (en)": TEXTS,
    "guidance_hint": TEXTS,
    "relevant": RELEVANT,
    "required": st.sampled_from(["", "yes", "no", "TRUE", "${a} = 'x'", "misschien"]),
    "appearance": st.sampled_from(["", "", "likert", "field-list", "table-list", "label", "list-nolabel", "minimal"]),
    "constraint": st.sampled_from(["", "", ". > 1"]),
    "calculation": st.sampled_from(["", "1 + 1", "${a}"]),
    "default": st.sampled_from(["", "x", "${a}", "now()"]),
    "media::image": st.sampled_from(["", "", "x.png"]),
    "choice_filter": st.sampled_from(["", "", "true()"]),
    "parameters": st.sampled_from(["", "", "start=1 end=10 step=1", "randomize=true", "rows=3"]),
    "repeat_count": st.sampled_from(["", "3"]),
    "zicht_soort": st.sampled_from(
        ["", "", "likert5", "nps", "want", "matrix", "titel", "ja-nee-want", "telefoon", "x"]
    ),
    "eigen kolom": TEXTS,
}


@st.composite
def rows(draw: st.DrawFn, depth: int = 0) -> list[dict[str, str]]:
    """The rows of a group: questions, and groups and repeats with rows of their own."""
    found: list[dict[str, str]] = []
    for _ in range(draw(st.integers(0 if depth else 1, 4))):
        row = {"name": draw(NAMES), **draw(st.fixed_dictionaries({}, optional=COLUMNS))}
        if depth < 3 and draw(st.integers(0, 3)) == 0:
            kind = draw(st.sampled_from(["group", "group", "group", "repeat"]))
            found += [{**row, "type": f"begin {kind}"}, *draw(rows(depth + 1)), {"type": f"end {kind}"}]
        else:
            found.append({**row, "type": draw(TYPES)})
    return found


@st.composite
def forms(draw: st.DrawFn) -> bytes:
    choices = [
        {"list_name": name, "name": value, **draw(st.fixed_dictionaries({}, optional=_LABELS))}
        for name, values in {
            "l": ["x", "y", "weet niet", "Y"],
            "vijf": list("12345"),
            "janee": ["yes", "no"],
            "nps": [str(score) for score in range(11)],
            "leeg": ["x"],
        }.items()
        for value in values
    ]
    named = {
        "form_title": TEXTS, "form_id": TEXTS, "version": TEXTS, "zicht_bron": TEXTS,
        "default_language": st.sampled_from(["", "English (en)", "Nederlands", "default", "Klingon"]),
        "allow_choice_duplicates": st.just("yes"), "style": st.just("pages"), "instance_name": st.just("${a}"),
        "zicht_variant": NAMES, "zicht_nagekeken": st.sampled_from(["nl", "en xx", ""]),
    }  # fmt: skip
    setting = draw(st.fixed_dictionaries({}, optional=named))
    survey = draw(rows())
    return werkboek(survey, choices=choices, settings=[setting] if setting else [])


_LABELS = dict.fromkeys(("label", "label::English (en)", "label::Nederlands", "media::image"), TEXTS)
