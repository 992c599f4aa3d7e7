"""XLSForms of others: what comes of them, what is left out, and that nothing in a file can do harm."""

import io
import random
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import get_xlsform
from tests.surveys.uitwisseling.formulieren import forms
from tests.surveys.uitwisseling.lezing import VEEL, read_or_refused
from tests.surveys.uitwisseling.werkboeken import keuzes, vraag, werkboek

from zicht_surveys.uitwisseling.namen import code_of, quoted
from zicht_surveys.uitwisseling.schemas import MEESTE_REDENEN, Ingelezen, VragenlijstNietTeLezen
from zicht_surveys.uitwisseling.xlsform import lezen_csv, lezen_xlsx
from zicht_surveys.vragenlijsten.schemas import Inhoud, Vraag, faults_of

# Forms of others, to be found beside the repository; not part of it.
VOORBEELDEN = Path(__file__).resolve().parents[4] / "shared" / "samples" / "xlsform"


def lees(*survey: dict[str, str], **bladen: Any) -> Ingelezen:
    return lezen_xlsx(werkboek(survey, **bladen), "nl")


def redenen(gelezen: Ingelezen) -> str:
    return "\n".join(f"{weg.plaats}: {weg.reden}" for weg in gelezen.weggelaten)


def vragen(inhoud: Inhoud) -> dict[str, Vraag]:
    return {vraag.code: vraag for vraag in inhoud.vragen}


def test_a_group_becomes_a_page_and_a_number_is_named_as_left_out() -> None:
    gelezen = lees(
        {"type": "text", "name": "family_name", "label:English (en)": "What's your family name?"},
        {"type": "begin group", "name": "father", "label:English (en)": "Father"},
        {"type": "phone number", "name": "phone_number", "label:English (en)": "What's his phone number?"},
        {"type": "integer", "name": "age", "label:English (en)": "How old is he?"},
        {"type": "end group"},
    )
    assert [onderdeel.titel for onderdeel in gelezen.inhoud.onderdelen] == [{"en": "Part 1"}, {"en": "Father"}]
    assert {code: vraag.soort for code, vraag in vragen(gelezen.inhoud).items()} == {
        "family-name": "open",
        "phone-number": "telefoon",
    }
    assert "vraag 'age': Zicht vraagt geen getallen" in redenen(gelezen)
    assert "vraag 'family_name': De code is nu family-name." in redenen(gelezen)


def test_or_specify_other_becomes_a_choice_and_an_open_question_on_the_next_page() -> None:
    gelezen = lees(
        vraag("select one from l or specify other", "kleur"), choices=keuzes("l", rood="Rood", blauw="Blauw")
    )
    kleur, anders = gelezen.inhoud.vragen
    assert [optie.tekst["nl"] for optie in kleur.opties] == ["Rood", "Blauw", "Anders"]
    assert (anders.soort, anders.als.vraag, anders.als.in_) == ("open", "kleur", ("other",))
    assert len(gelezen.inhoud.onderdelen) == 2
    assert faults_of(gelezen.inhoud) == []


def test_yes_or_no_becomes_ja_nee() -> None:
    gelezen = lees(vraag("select one from yn", "a"), choices=keuzes("yn", yes="yes", no="No"))
    assert [vraag.soort for vraag in gelezen.inhoud.vragen] == ["ja-nee"]


@pytest.mark.parametrize("name", ["group", "specify_other", "yes_or_no_question"])
def test_a_public_form_is_read(name: str) -> None:
    path = VOORBEELDEN / f"{name}.xlsx"
    if not path.exists():
        pytest.skip(f"Left out: the public forms are not in {VOORBEELDEN}.")
    gelezen = lezen_xlsx(path.read_bytes(), "nl")
    assert gelezen.inhoud.vragen
    assert faults_of(gelezen.inhoud) == []


def test_a_choice_between_other_words_than_yes_and_no_keeps_its_words() -> None:
    gelezen = lees(vraag("select_one hulp", "hulp"), choices=keuzes("hulp", yes="Ja, graag", no="Liever niet"))
    hulp = vragen(gelezen.inhoud)["hulp"]
    assert (hulp.soort, [optie.tekst["nl"] for optie in hulp.opties]) == ("enkel", ["Ja, graag", "Liever niet"])


def test_five_numbered_choices_are_a_scale_only_when_the_form_says_so() -> None:
    vijf = keuzes("vijf", **{str(nummer): f"keuze {nummer}" for nummer in range(1, 6)})
    gelezen = lees(
        vraag("select_one vijf", "onbekend"), vraag("select_one vijf", "bekend", zicht_soort="likert5"), choices=vijf
    )
    assert [vraag.soort for vraag in gelezen.inhoud.vragen] == ["enkel", "likert5"]


@pytest.mark.parametrize(
    ("relevant", "waarden"),
    [
        ("${a} = 'x'", ("x",)),
        ("'x' = ${a}", ("x",)),
        ("(${a}='x') or ${a} = \"y\"", ("x", "y")),
        ("selected(${a}, 'y')", ("y",)),
        ("${a} = ‘x’", ("x",)),
        ("true()", None),
    ],
)
def test_a_simple_condition_comes_along(relevant: str, waarden: tuple[str, ...] | None) -> None:
    gelezen = lees(
        vraag("select_one l", "a"), vraag("text", "b", relevant=relevant), choices=keuzes("l", x="Ex", y="Ypsilon")
    )
    als = vragen(gelezen.inhoud)["b"].als
    assert (als.in_ if als else None) == waarden
    assert faults_of(gelezen.inhoud) == []


@pytest.mark.parametrize(
    "relevant",
    [
        "${a} != 'x'",
        "not(${a} = 'x')",
        "${a} = 'x' or ${b} = 'x'",
        "${a} = 'x' and ${b} = 'x'",
        "count-selected(${a}) > 1",
        "${c} = 'x'",
        "string-length(${c}) > 2",
        "1 = 1",
        "(" * 3000,
        " or ".join(["${a} = 'x'"] * 1000),
    ],
)
def test_a_condition_that_zicht_has_not_is_named_and_the_question_is_kept(relevant: str) -> None:
    gelezen = lees(
        vraag("select_one l", "a"),
        vraag("select_one l", "b"),
        vraag("text", "c"),
        vraag("text", "d", relevant=relevant),
        choices=keuzes("l", x="Ex", y="Ypsilon"),
    )
    assert vragen(gelezen.inhoud)["d"].als is None
    assert "wordt nu altijd ge" in redenen(gelezen)


def test_the_condition_of_a_group_holds_for_every_question_in_it() -> None:
    gelezen = lees(
        vraag("select_one l", "a"),
        vraag("begin group", "g", "Groep", relevant="${a} = 'x' or ${a} = 'y'"),
        vraag("text", "b"),
        vraag("text", "c", relevant="${a} = 'y'"),
        vraag("text", "d", relevant="${a} = 'z'"),
        {"type": "end group"},
        choices=keuzes("l", x="Ex", y="Ypsilon", z="Zet"),
    )
    found = vragen(gelezen.inhoud)
    assert found["b"].als.in_ == ("x", "y")
    assert found["c"].als.in_ == ("y",)
    assert "d" not in found
    assert "vraag 'd': De vraag zou nooit worden gesteld." in redenen(gelezen)


def test_notes_become_explanation_and_what_does_not_fit_is_named() -> None:
    gelezen = lees(
        vraag("note", "welkom", "Welkom."),
        vraag("text", "a"),
        vraag("note", "pas_op", "Let op."),
        vraag("text", "b", **{"hint::Nederlands (nl)": "Kort."}),
        vraag("note", "einde", "Dank u."),
    )
    assert gelezen.inhoud.inleiding == {"nl": "Welkom."}
    assert vragen(gelezen.inhoud)["b"].toelichting == {"nl": "Let op.\n\nKort."}
    assert "een opmerking: Er komt geen vraag meer achter" in redenen(gelezen)


def test_repeats_media_constraints_and_calculations_are_named() -> None:
    gelezen = lees(
        vraag("text", "a", constraint=". != 'x'", **{"media::image": "plaatje.png"}),
        vraag("begin repeat", "kind", "Kind"),
        vraag("text", "naam"),
        {"type": "end repeat"},
        {"type": "calculate", "name": "som", "calculation": "1 + 1"},
        vraag("geopoint", "plek"),
        {"type": "start", "name": "start"},
    )
    assert list(vragen(gelezen.inhoud)) == ["a"]
    for part in ("'constraint', 'media'", "niet herhalen", "rekent niet", "geen plaats", "soort 'start'"):
        assert part in redenen(gelezen)


def test_a_translation_that_is_not_whole_is_kept_as_a_gap_in_the_draft() -> None:
    gelezen = lees(
        vraag("text", "a", **{"label::English (en)": "How was it?", "label::Français (fr)": "Comment?"}),
        vraag("text", "b"),
    )
    assert gelezen.inhoud.talen == ("nl", "en")
    assert {fault.pointer for fault in faults_of(gelezen.inhoud)} >= {"/onderdelen/0/vragen/1/tekst"}
    assert "De taal 'Français (fr)' kent Zicht niet." in redenen(gelezen)


def test_codes_are_kept_where_they_can_be_and_else_made_the_same_way_each_time() -> None:
    rijen = [vraag("text", naam) for naam in ("goed", "Vraag.Een", "vraag_een", "VRAAG-een", "___")]
    codes = [list(vragen(lees(*rijen).inhoud)) for _ in range(2)]
    assert codes[0] == codes[1] == ["goed", "vraag-een", "vraag-een-2", "vraag-een-3", "vraag"]


def test_a_table_list_becomes_a_matrix() -> None:
    gelezen = lees(
        vraag("begin group", "tabel", "Wat vindt u van:", appearance="table-list"),
        vraag("select_one vijf", "rij_1", "de hulp", required="yes"),
        vraag("select_one vijf", "rij_2", "de uitleg", required="yes"),
        {"type": "end group"},
        choices=keuzes("vijf", **{str(nummer): f"keuze {nummer}" for nummer in range(1, 6)}),
    )
    (matrix,) = gelezen.inhoud.vragen
    assert (matrix.soort, matrix.verplicht, [rij.code for rij in matrix.rijen]) == ("matrix", True, ["rij-1", "rij-2"])
    assert "vraag 'tabel': Zicht leest 1 als het laagste en 5 als het hoogste" in redenen(gelezen)


def test_a_csv_as_pyxform_reads_it_is_read() -> None:
    rows = ["survey,,,", ",type,name,label", ",text,a,Hoe gaat het?", "settings,,,", ",form_id,version,", ",proef,3,"]
    gelezen = lezen_csv("\n".join(rows).encode(), "nl")
    assert (gelezen.code, gelezen.versie, gelezen.inhoud.vragen[0].tekst) == ("proef", 3, {"nl": "Hoe gaat het?"})


@pytest.mark.parametrize(
    ("rijen", "reden"),
    [
        ([vraag("geopoint", "a")], "geen plaats"),
        ([vraag("text", "a b")], "pyxform neemt dit niet aan"),
        ([vraag("select_one weg", "a")], "pyxform neemt dit niet aan"),
        ([{"type": "text", "name": "a", "label::Français (fr)": "Comment?"}], "geen tekst in een taal die Zicht kent"),
        ([{"type": "text", "name": "a"}], "geen tekst in een taal die Zicht kent"),
        ([], "pyxform neemt dit niet aan"),
    ],
)
def test_a_form_of_which_nothing_is_left_is_refused_with_reasons(rijen: list[dict[str, str]], reden: str) -> None:
    with pytest.raises(VragenlijstNietTeLezen) as refused:
        lees(*rijen)
    assert reden in "\n".join(fout.reason for fout in refused.value.fouten)


def packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", content)
    return file.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """A good workbook of which the first sheet is replaced by this XML."""
    file, good = io.BytesIO(), zipfile.ZipFile(io.BytesIO(werkboek([vraag("text", "a")])))
    with zipfile.ZipFile(file, "w") as package:
        for name in good.namelist():
            package.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else good.read(name))
    return file.getvalue()


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
<c r="A1" t="inlineStr"><is><t>&c;&f;</t></is></c></row></sheetData></worksheet>"""
WIDE = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>
<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>type</t></is></c></row><row r="1048576"><c r="XFD1048576"/></row>
</sheetData></worksheet>"""
HOSTILE = {
    "nothing": b"",
    "no zip": b"PK\x03\x04 and then nothing",
    "text": b"hallo",
    "an empty zip": packed(),
    "a bomb": packed(xl__sharedStrings=b"0" * 50_000_000),
    "many parts": packed(**{f"deel{nummer}": b"" for nummer in range(300)}),
    "entities": with_sheet(ENTITIES),
    "a sheet of a million rows": with_sheet(WIDE),
    "broken XML": with_sheet(b"<worksheet"),
    "a number as header": with_sheet(WIDE.replace(b't="inlineStr"><is><t>type</t></is>', b"><v>12</v>")),
    "too many rows": werkboek([vraag("text", f"v{nummer}") for nummer in range(5001)]),
    "too many columns": werkboek([{**vraag("text", "a"), **{f"kolom {nummer}": "x" for nummer in range(501)}}]),
    "too many choices": werkboek(
        [vraag("select_one l", f"v{nummer}") for nummer in range(201)],
        choices=keuzes("l", **{f"k{nummer}": "Keuze" for nummer in range(100)}),
    ),
    "too many questions": werkboek([vraag("text", f"v{nummer}") for nummer in range(501)]),
}


@pytest.mark.parametrize("file", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_would_do_harm_is_refused_at_once(file: bytes) -> None:
    begun = time.monotonic()
    with pytest.raises(VragenlijstNietTeLezen) as refused:
        lezen_xlsx(file, "nl")
    assert refused.value.fouten
    assert "/bin" not in str([fout.as_json() for fout in refused.value.fouten])
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    file = bytearray(werkboek([vraag("select_one l", "a")], choices=keuzes("l", x="Ex", y="Ypsilon")))
    for _ in range(chance.choice((1, 5, 50))):
        file[chance.randrange(len(file))] = chance.randrange(256)
    read_or_refused(lezen_xlsx, bytes(file))


@VEEL
@given(forms())
def test_any_form_is_read_or_refused_with_reasons(file: bytes) -> None:
    gelezen = read_or_refused(lezen_xlsx, file)
    if gelezen is None:
        return
    seen = {veld for vraag in gelezen.inhoud.vragen for veld in (vraag.code, *vraag.velden)}
    form = workbook_to_json(get_xlsform(io.BytesIO(file), file_type=".xlsx"))
    lost = [name for name in _asked(form, redenen(gelezen)) if code_of(name) not in seen]
    # Nothing is gone without a word: what pyxform sees is in the draft, or is named with the reason why not.
    assert lost == [] or len(gelezen.weggelaten) > MEESTE_REDENEN


def _asked(element: dict[str, Any], said: str) -> list[str]:
    """The names of all questions of which, or of the group around which, nothing was said."""
    found: list[str] = []
    for child in element["children"]:
        hidden = child.get("control", {}).get("appearance") == "label" or child["name"] == "meta"
        if hidden or child["type"] == "note" or quoted(child["name"]) in said:
            continue
        found += _asked(child, said) if "children" in child else [child["name"]]
    return found
