"""What a formula may refer to: the indicators there are, for the purposes that they serve, and never itself."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.gemeente import Gemeente
from tests.problemen import assert_probleem
from zicht_shared.auth import Doel, Rol

URL = "/v1/indicatoren"
BEIDE = ["leren", "verantwoorden"]


def formule(tekst: str, doelen: list[str] = BEIDE, **fields: Any) -> dict[str, Any]:
    """The definition of an indicator with this formula."""
    basis = {"naam": "Test", "pijler": "bereik", "soort": "output", "eenheid": "x"}
    return basis | {"doelen": doelen, "rekenwijze": "formule", "formule": tekst} | fields


async def make(client: httpx.AsyncClient, code: str, tekst: str, doelen: list[str] = BEIDE) -> None:
    made = await client.post(URL, json=formule(tekst, doelen) | {"code": code})
    assert made.status_code == 201, made.text


async def change(client: httpx.AsyncClient, code: str, definition: dict[str, Any]) -> httpx.Response:
    return await client.put(f"{URL}/{code}", json=definition, headers={"If-Match": "*"})


def reasons(answer: httpx.Response) -> list[tuple[str, str, str]]:
    """Pointer, code, and how the reason begins: with the place in the formula."""
    faults = assert_probleem(answer, 400, "invoer-ongeldig")["invalidParams"]
    return [(fault["pointer"], fault["code"], fault["reason"].partition(":")[0]) for fault in faults]


@pytest.fixture
async def verantwoorder(gemeente: Gemeente) -> httpx.AsyncClient:
    """Beheer, with the purpose of accounting."""
    gemeente.sleutels["verantwoorder"] = await gemeente.add_sleutel(Rol.beheer, Doel.verantwoorden)
    return gemeente.at_api("verantwoorder")


@pytest.mark.parametrize(
    ("tekst", "expected"),
    [
        ("[uren", [("formule-onleesbaar", 1)]),
        ("[uren] +", [("formule-onleesbaar", 9)]),
        ("[uren] / ([contacten]", [("formule-onleesbaar", 22)]),
        ("", [("formule-onleesbaar", 1)]),
        ("2 * 3", [("te-weinig", 1)]),
        ("[uren] / [b] * [a] + [b]", [("onbekende-waarde", 10), ("onbekende-waarde", 16)]),
        ("[uren] / [nieuw]", [("kring", 10)]),
        ("[a] / [nieuw]", [("onbekende-waarde", 1), ("kring", 7)]),
        ("[uren] / [nps] + [a]", [("past-niet", 10), ("onbekende-waarde", 18)]),
    ],
)
async def test_every_fault_in_a_formula_is_named_by_its_place(
    gemeente: Gemeente, tekst: str, expected: list[tuple[str, int]]
) -> None:
    answer = await gemeente.beheer.post(URL, json=formule(tekst) | {"code": "nieuw", "noemer": "uren"})
    assert reasons(answer)[1:] == [("/formule", code, f"Positie {place}") for code, place in expected]
    assert reasons(answer)[0][:2] == ("/noemer", "past-niet")
    assert_probleem(await gemeente.beheer.get(f"{URL}/nieuw"), 404, "niet-gevonden")


async def test_a_formula_cannot_follow_from_itself_in_any_way_around(gemeente: Gemeente) -> None:
    await make(gemeente.beheer, "a", "[uren] * 2")
    await make(gemeente.beheer, "b", "[a] + [doorverwijzingen]")
    await make(gemeente.beheer, "c", "[b] + [a]")
    answer = await change(gemeente.beheer, "a", formule("1 + [c]"))
    assert reasons(answer) == [("/formule", "kring", "Positie 5")]
    assert answer.json()["invalidParams"][0]["reason"].endswith("via c.")
    assert (await change(gemeente.beheer, "b", formule("[uren]"))).status_code == 200


async def test_two_formulas_that_are_changed_at_once_never_form_a_circle(gemeente: Gemeente) -> None:
    for _ in range(5):
        for code in ("a", "b"):
            await gemeente.beheer.post(URL, json=formule("[uren]") | {"code": code})
        answers = await asyncio.gather(
            change(gemeente.beheer, "a", formule("[b]")), change(gemeente.beheer, "b", formule("[a]"))
        )
        assert sorted(answer.status_code for answer in answers) == [200, 400]
        for code in ("a", "b"):
            (await change(gemeente.beheer, code, formule("[uren]"))).raise_for_status()


async def test_formulas_rest_on_each_other_at_most_ten_deep(gemeente: Gemeente) -> None:
    await make(gemeente.beheer, "laag-1", "[uren]")
    for laag in range(2, 11):
        await make(gemeente.beheer, f"laag-{laag}", f"[uren] + [laag-{laag - 1}]")
    answer = await gemeente.beheer.post(URL, json=formule("[uren] / [laag-10]") | {"code": "laag-11"})
    assert reasons(answer) == [("/formule", "te-diep", "Positie 10")]
    # Nor by putting one below them.
    await make(gemeente.beheer, "onder", "[uren]")
    assert reasons(await change(gemeente.beheer, "laag-1", formule("[onder]"))) == [
        ("/formule", "te-diep", "Positie 1")
    ]


async def test_a_formula_to_account_with_rests_on_nothing_that_is_for_learning_only(gemeente: Gemeente) -> None:
    assert reasons(await change(gemeente.beheer, "uren-per-client", formule("[nps] / [uren]"))) == [
        ("/formule", "past-niet", "Positie 1")
    ]
    await make(gemeente.beheer, "om-te-leren", "[nps] / [uren]", ["leren"])
    # Nor can what it rests on be withdrawn from accounting behind its back.
    uren = (await gemeente.beheer.get(f"{URL}/uren")).json() | {"doelen": ["leren"]}
    del uren["code"]
    assert reasons(await change(gemeente.beheer, "uren", uren))[0][:2] == ("/doelen", "past-niet")
    assert (await change(gemeente.beheer, "uren-per-client", formule("[uren]", ["leren"]))).status_code == 200
    assert (await change(gemeente.beheer, "uren", uren)).status_code == 200


async def test_to_a_key_for_accounting_what_is_for_learning_is_not_there(
    gemeente: Gemeente, verantwoorder: httpx.AsyncClient
) -> None:
    await make(gemeente.beheer, "geheim", "[doorverwijzingen] * 2", ["leren"])
    for tekst in ("[nps]", "[geheim]", "[bestaat-niet]"):
        answer = await change(verantwoorder, "doorverwijzingen", formule(tekst))
        assert [code for _, code, _ in reasons(answer)] == ["onbekende-waarde"]
        assert "geheim" not in answer.text


async def test_an_indicator_that_a_formula_needs_stays(gemeente: Gemeente, verantwoorder: httpx.AsyncClient) -> None:
    await make(gemeente.beheer, "geheim", "[uren] + [doorverwijzingen]", ["leren"])
    star = {"If-Match": "*"}
    answer = assert_probleem(await gemeente.beheer.delete(f"{URL}/uren", headers=star), 409, "indicator-in-gebruik")
    assert "geheim, uren-per-client" in answer["detail"]
    for code, named in (("uren", ": uren-per-client."), ("doorverwijzingen", "gebruikt deze indicator. ")):
        answer = assert_probleem(await verantwoorder.delete(f"{URL}/{code}", headers=star), 409, "indicator-in-gebruik")
        assert named in answer["detail"]
        assert "geheim" not in answer["detail"]
    assert (await gemeente.bi.get(f"{URL}/uren")).status_code == 200
    for code in ("geheim", "uren-per-client", "uren"):
        assert (await gemeente.beheer.delete(f"{URL}/{code}", headers=star)).status_code == 204
