"""What a filled gemeente learns from: stories, sessions, plans, cycles, feedback; made when all the rest is there."""

from typing import Any
from uuid import uuid4

from tests.architecture.merken import Merken, post
from tests.architecture.verzoeken_leren import (
    bijdrage,
    duidingssessie,
    monitorcyclus,
    stemming,
    terugkoppeling,
    uitkomst,
    verbeteractie,
    verbeterplan,
    verhaal,
)


async def fill_leren(van: Merken) -> None:
    """Each noun in turn, and its ids among `van.ids`: stories, sessions, plans, cycles, feedback."""
    await _tell(van)
    await _cycle(van)
    await _discuss(van)
    await _plan(van)
    await _report_back(van)


async def _report_back(van: Merken) -> None:
    """What residents will be told about their answers."""
    written = await van.gemeente.at_surveys("beheer").put(
        f"/v1/metingen/{van.ids['meting_id']}/terugkoppeling", json=terugkoppeling(van), headers={"If-Match": '"0"'}
    )
    assert written.status_code == 200, written.text


async def _cycle(van: Merken) -> None:
    """A monitorcyclus that runs, and one that was closed."""
    beheer = van.gemeente.beheer
    van.ids |= {"monitorcyclus_code": f"{van.merk}-cyclus", "dichte_cyclus_code": f"{van.merk}-dicht"}
    for name in ("monitorcyclus_code", "dichte_cyclus_code"):
        await post(beheer, "/v1/monitorcycli", monitorcyclus(van) | {"code": van.ids[name]})
    closed = await beheer.post(
        f"/v1/monitorcycli/{van.merk}-dicht/afsluiting", json={"reden": f"{van.merk} klaar"}, headers={"If-Match": "*"}
    )
    assert closed.status_code == 200, closed.text


async def _discuss(van: Merken) -> None:
    """Four sessions: two that are prepared, one that was held, and one that was adopted."""
    beheer = van.gemeente.beheer
    for name in ("sessie_in_voorbereiding_id", "geplande_sessie_id", "gehouden_sessie_id", "sessie_id"):
        van.ids[name] = (await post(beheer, "/v1/duidingssessies", duidingssessie(van)))["id"]
    for name in ("gehouden_sessie_id", "sessie_id"):
        here, wie = f"/v1/duidingssessies/{van.ids[name]}", ("inwoner", "professional")
        await _change(van, "POST", f"{here}/houden", None)
        for perspectief in wie:
            await _change(van, "PUT", f"{here}/bijdragen/{van.merk}-onderwerp/{perspectief}", bijdrage(van))
        await _change(van, "PUT", f"{here}/uitkomst", uitkomst(van))
        await _change(van, "PUT", f"{here}/stemmen/inwoner", stemming(van))
    await _change(van, "POST", f"/v1/duidingssessies/{van.ids['sessie_id']}/vaststelling", None)


async def _change(van: Merken, method: str, path: str, body: Any) -> None:
    answer = await van.gemeente.beheer.request(method, path, json=body, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


async def _plan(van: Merken) -> None:
    """A plan that is a concept, and one with an actie by aanbieder `een` that was done and measured."""
    beheer = van.gemeente.beheer
    for name in ("concept_plan_id", "plan_id"):
        van.ids[name] = (await post(beheer, "/v1/verbeterplannen", verbeterplan(van)))["id"]
    here, van.ids["actie_code"] = f"/v1/verbeterplannen/{van.ids['plan_id']}", f"{van.een}-actie"
    await post(beheer, f"{here}/acties", verbeteractie(van) | {"code": van.ids["actie_code"]})
    actie = f"{here}/acties/{van.ids['actie_code']}"
    for path, naar in ((here, "vastgesteld"), (here, "in-uitvoering"), (actie, "bezig"), (actie, "uitgevoerd")):
        await _step(van, f"{path}/overgangen", {"naar": naar})
    await _step(van, f"{actie}/effectmeting", None)


async def _step(van: Merken, path: str, body: dict[str, str] | None) -> None:
    headers = {"If-Match": "*", "Idempotency-Key": str(uuid4())}
    answer = await van.gemeente.beheer.post(path, json=body, headers=headers)
    assert answer.status_code == 201, answer.text


async def _tell(van: Merken) -> None:
    """A story that may be read by aanbieder `een`, and one that nobody has read over yet."""
    beheer = van.gemeente.beheer
    for name in ("verhaal_id", "vrij_verhaal_id"):
        van.ids[name] = (await post(beheer, "/v1/verhalen", verhaal(van)))["id"]
    released = await beheer.post(f"/v1/verhalen/{van.ids['vrij_verhaal_id']}/vrijgave", headers={"If-Match": "*"})
    assert released.status_code == 200, released.text
