"""Where the knopen of a doelenboom come to stand, and what is said of them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.beelden.gegevens import bomen, boom_van, knoop, realisatie, tak
from zicht_api.beelden.beeld import Beeld
from zicht_api.beelden.boom import boom, boom_bladen
from zicht_api.beelden.indeling import balance, flow, list_rows, place_cards
from zicht_api.beelden.takken import Tak, tak_of
from zicht_api.beelden.thema import thema_of

THEMA = thema_of({})


@given(bomen(), st.data())
def test_cards_never_overlap_and_stand_beside_what_hangs_below_them(top: Tak, data: st.DataObject) -> None:
    hoogten = {each.code: data.draw(st.integers(20, 120)) for each in top.alle()}
    kaarten = place_cards(top, lambda each: hoogten[each.code], 250, 10)
    assert [kaart.tak.code for kaart in kaarten] == [each.code for each in top.alle()]
    assert min(kaart.y for kaart in kaarten) >= 0
    for niveau in range(4):
        column = sorted((kaart for kaart in kaarten if kaart.niveau == niveau), key=lambda kaart: kaart.y)
        assert all(below.y - (above.y + above.hoogte) >= 10 - 1e-6 for above, below in pairwise(column))
        assert {kaart.x for kaart in column} <= {niveau * 250}
    for kaart in kaarten:
        onder = [each.midden for each in kaarten if each.ouder is kaart]
        assert not onder or min(onder) - 120 <= kaart.midden <= max(onder) + 120


@given(bomen(), st.integers(150, 600))
def test_a_list_flows_over_columns_without_losing_or_splitting_anything(top: Tak, hoogte: int) -> None:
    rijen = list_rows(top.takken, lambda _, niveau: 40 - 4 * niveau, (top,))
    kolommen = flow(rijen, lambda _: hoogte, 34)
    placed = [rij for kolom in kolommen for rij, _ in kolom.rijen]
    assert [rij.tak.code for rij in placed] == [each.code for each in top.alle()][1:]
    for nr, kolom in enumerate(kolommen):
        assert kolom.hoogte <= hoogte
        assert all(y + rij.hoogte <= after for (rij, y), (_, after) in pairwise(kolom.rijen))
        first, top_of_first = kolom.rijen[0]
        assert kolom.vervolg == (first.boven[1:] if nr else ())
        assert top_of_first == (34 if kolom.vervolg else 0)
        # A heading never stands alone at the bottom.
        assert not kolom.rijen[-1][0].tak.takken


@given(bomen(), st.integers(1, 4))
def test_columns_beside_each_other_are_about_as_high(top: Tak, aantal: int) -> None:
    rijen = list_rows(top.takken, lambda _, niveau: 30.0, (top,))
    kolommen = balance(rijen, aantal, 34)
    assert len(kolommen) <= aantal
    if rijen:
        # A quarter more than when all could be cut anywhere, and what must stay together.
        assert max(kolom.hoogte for kolom in kolommen) <= 1.25 * 30 * len(rijen) / aantal + 34 + 4 * 30 + 12


def texts_of(beeld: Beeld) -> list[tuple[float, float, str]]:
    """Where each text begins."""
    found = []
    data = {each["name"]: each["values"] for each in beeld.specificatie["data"]}
    for mark in beeld.specificatie["marks"]:
        how = mark["encode"]["enter"]
        for row in data[mark["from"]["data"]] if mark["type"] == "text" else []:
            x, y = (row[how[name]["field"]] + how[name].get("offset", 0) for name in ("x", "y"))
            tekst = row[how["text"]["field"]]
            found.append((x, y, tekst if isinstance(tekst, str) else " ".join(tekst)))
    return found


@pytest.mark.parametrize("aantal", [1, 2, 30, 31, 200, 500])
@pytest.mark.parametrize("breedte", [320, 1000])
def test_every_knoop_stands_in_the_picture_and_on_one_page(aantal: int, breedte: int) -> None:
    tree = boom_van(aantal)
    whole = boom(tree, THEMA, breedte=breedte)
    assert all(0 <= x <= breedte and 0 <= y <= whole.hoogte for x, y, _ in texts_of(whole))
    pages = boom_bladen(tree, THEMA)
    scores = sum(each.score is not None for each in tree.knopen)
    assert sum(text.replace(",", "").isdigit() for _, _, text in texts_of(whole)) == scores
    assert sum(text.replace(",", "").isdigit() for page in pages for _, _, text in texts_of(page)) == scores
    assert all((page.breedte, page.hoogte) == (640, 920) for page in pages)
    assert all(0 <= y <= 920 for page in pages for _, y, _ in texts_of(page))
    assert len(pages) <= 1 + aantal / 30


def test_a_tree_is_told_from_the_top_down_with_its_status_in_words() -> None:
    tree = realisatie(
        [
            knoop("top", "maatschappelijk-resultaat", None, "61.4", naam="Zelfregie"),
            knoop("mogen", "factor", "top", None, naam="Mogen", ontbreekt="te-weinig-dekking"),
            knoop("kunnen", "factor", "top", "100", naam="Kunnen"),
            knoop("info", "subdoel", "kunnen", "49.96", naam="Informatie"),
        ]
    )
    top = tak_of(tree)
    assert [(each.naam, each.status, each.score, each.uitleg) for each in top.alle()] == [
        ("Zelfregie", "op-weg", "61,4", ""),
        ("Mogen", "ontbreekt", "", "te weinig gemeten"),
        ("Kunnen", "behaald", "100", ""),
        ("Informatie", "nog-ver", "49,9", ""),
    ]
    beeld = boom(tree, THEMA)
    assert beeld.beschrijving == (
        "Doelenboom over 2026, met 4 knopen: 1 behaald, 1 op weg, 1 nog ver, 1 geen score. "
        "Bovenaan: Zelfregie, op weg, score 61,4; gedeelde verantwoordelijkheid. "
        "Daaronder Mogen: geen score: te weinig gemeten. Daaronder Kunnen: behaald, score 100."
    )
    said = {text for _, _, text in texts_of(beeld)}
    assert {"op weg", "behaald", "nog ver", "geen score: te weinig gemeten", "gedeelde verantwoordelijkheid"} <= said
    dashed = [
        mark for mark in beeld.specificatie["marks"] if mark["encode"]["enter"].get("strokeDash", {}).get("value")
    ]
    assert {mark["type"] for mark in dashed} >= {"rect", "symbol"}


def test_a_tree_that_is_only_a_top_is_a_picture_too() -> None:
    assert tak("x").takken == ()
    alone = realisatie([knoop("top", "maatschappelijk-resultaat", None, None, naam="Zelfregie")])
    assert "Zelfregie" in {text for _, _, text in texts_of(boom(alone, THEMA))}
    [page] = boom_bladen(alone, THEMA)
    assert "Zelfregie" in {text for _, _, text in texts_of(page)}
