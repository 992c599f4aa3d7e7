"""Residents of the demo, who answer through the pages of their link."""

from collections.abc import Mapping
from zlib import crc32

import httpx

from zicht_surveys.vragenlijsten.bibliotheek import vragenlijst
from zicht_surveys.vragenlijsten.schemas import Vraag

_TEVREDEN = 75


def visit(inwoner: httpx.Client, link: str, variant: str, nummer: int, tevreden: Mapping[str, int]) -> None:
    """One resident fills in the HOEWijzer and sends it; whoever did so before is left alone.

    tevreden: of which question what percentage is content, over every hundred residents by nummer.
    """
    if inwoner.get(f"{link}/bedankt").status_code == httpx.codes.OK:
        return
    inwoner.get(link).raise_for_status()
    for stap, onderdeel in enumerate(vragenlijst("hoewijzer", variant).onderdelen, start=1):
        form = {vraag.code: _answer(vraag, nummer, tevreden) for vraag in onderdeel.vragen}
        _see(inwoner.post(f"{link}/{stap}", data=form))
    _see(inwoner.post(f"{link}/verzenden"))


def _answer(vraag: Vraag, nummer: int, tevreden: Mapping[str, int]) -> str:
    if vraag.soort == "open":
        return ""
    # 37 and 100 have no divisor in common: a hundred residents are spread over all hundred places.
    place = (nummer * 37 + crc32(vraag.code.encode())) % 100
    content = place < tevreden.get(vraag.code, _TEVREDEN)
    return {"rapportcijfer": ("6", "8"), "likert5": ("2", "4")}[vraag.soort][content]


def _see(answer: httpx.Response) -> None:
    if answer.status_code != httpx.codes.SEE_OTHER:
        raise RuntimeError(f"a page of a resident answered {answer.status_code}")
