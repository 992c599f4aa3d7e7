"""A questionnaire of a gemeente itself, from the first draft to publication, as people do it: over HTTP."""

from typing import Any

import httpx

from tests.gemeente import Gemeente
from tests.surveys.definities import lijst
from tests.surveys.meting import post

CODE = "buurtpanel"


def variant_of(*paginas: list[dict[str, Any]], **rest: Any) -> dict[str, Any]:
    """One variant of a draft: it has no code and no version of its own."""
    return {name: value for name, value in lijst(*paginas, **rest).items() if name not in {"code", "versie"}}


def address(code: str = CODE, rest: str = "") -> str:
    return f"/v1/vragenlijsten/{code}{rest}"


async def begin(gemeente: Gemeente, code: str = CODE, **rest: Any) -> dict[str, Any]:
    """A new draft, made by beheer."""
    answer = await post(gemeente.at_surveys("beheer"), "/v1/vragenlijsten", {"code": code, **rest})
    assert answer.status_code == 201, answer.text
    concept: dict[str, Any] = answer.json()
    return concept


async def save(gemeente: Gemeente, *varianten: dict[str, Any], code: str = CODE, wie: str = "beheer") -> httpx.Response:
    """Save these as the draft, whatever is there."""
    answer = await gemeente.at_surveys(wie).put(
        address(code, "/concept"), json={"varianten": varianten}, headers={"If-Match": "*"}
    )
    assert answer.status_code == 200, answer.text
    return answer


async def step(gemeente: Gemeente, what: str, *, code: str = CODE, wie: str = "beheer", **body: Any) -> httpx.Response:
    """Offer (aanbieding), approve (goedkeuring) or turn down (afwijzing) the draft."""
    return await gemeente.at_surveys(wie).post(address(code, f"/concept/{what}"), json=body or None)


async def publish(gemeente: Gemeente, *varianten: dict[str, Any], code: str = CODE) -> dict[str, Any]:
    """Write this as beheer, let beleid approve it, and give the version that is published."""
    if (await gemeente.at_surveys("beheer").get(address(code, "/concept"))).status_code == 404:
        await begin(gemeente, code)
    await save(gemeente, *varianten, code=code)
    offered = await step(gemeente, "aanbieding", code=code)
    assert offered.status_code == 200, offered.text
    approved = await step(gemeente, "goedkeuring", code=code, wie="beleid")
    assert approved.status_code == 201, approved.text
    versie: dict[str, Any] = approved.json()
    return versie
