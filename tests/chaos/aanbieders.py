"""Scenes at the core: contacten are delivered, periods closed, and webhooks told."""

from functools import partial
from uuid import UUID, uuid4

from tests.chaos.schrijven import strike_while_writing
from tests.chaos.toneel import Stage, Tally, attempt, new_name, soon
from tests.contacten import as_csv, contact
from zicht_shared.tenancy import gemeente_id

RIJEN = 300
BERICHTEN = 2
_PADEN = ("/trouw", "/wispelturig")
_TOLD = """
    SELECT g.id::text, g.onderwerp FROM gebeurtenissen g
    WHERE g.gemeente_id = $1 AND g.soort = 'aanlevering.ontvangen' AND g.onderwerp = ANY($2)
"""


def pushing(stage: Stage, times: int) -> Tally:
    """Contacten are delivered, and after the strike once more with the same key."""
    gemeente, api = stage.gemeente, stage.owners["api"]
    run, mine = new_name(), gemeente_id(stage.gemeente.code)

    def push(begin: int, key: str) -> int:
        rijen = [
            contact(nummer, bronId=f"{run}-{nummer}", datum="2025-03-05") for nummer in range(begin, begin + RIJEN)
        ]
        bewijs = gemeente.push(as_csv(rijen), **{"Idempotency-Key": key}).raise_for_status().json()
        stage.boek.note(bewijs["id"])
        number: int = bewijs["nieuw"]
        return number

    def pushed() -> int:
        return api.number("SELECT count(*) FROM contacten WHERE gemeente_id = $1 AND bron_id ~ $2", mine, f"^{run}")

    tally = strike_while_writing(stage, times, RIJEN, push, pushed)
    # Of each delivery one receipt, and each was told of once.
    receipts = stage.boek.noted()
    told = [row["onderwerp"] for row in api.rows(_TOLD, mine, list(receipts))]
    tally.lost += len(receipts - set(told)) + times - len(receipts)
    tally.doubled += len(told) - len(set(told))
    return tally


def closing(stage: Stage, times: int) -> Tally:
    """Periods are closed: a closing, its data version and its line in the trail are there together or not at all."""
    gemeente, api = stage.gemeente, stage.owners["api"]
    mine = gemeente_id(gemeente.code)

    before = api.number("SELECT count(*) FROM afsluitingen WHERE gemeente_id = $1", mine)

    def close(nummer: int, _: str) -> int:
        # Those that another scene closed are closed already.
        jaar, maand = divmod(before + nummer, 12)
        periode = f"{2000 + jaar}-{maand + 1:02d}"
        answer = gemeente.beheer.put(f"/v1/perioden/{periode}/afsluiting", json={"reden": "Verantwoord"})
        stage.boek.note(answer.raise_for_status().json()["periode"])
        return 1

    def closed() -> int:
        return api.number("SELECT count(*) FROM afsluitingen WHERE gemeente_id = $1", mine) - before

    tally = strike_while_writing(stage, times, 1, close, closed)
    for beside in (
        "SELECT count(*) FROM auditregels WHERE gemeente_id = $1 AND actie = 'periode.afgesloten'",
        "SELECT count(*) FROM dataversies WHERE gemeente_id = $1 AND oorzaak = 'afsluiting'",
    ):
        tally.torn += api.number(beside, mine) != before + tally.kept
    return tally


def telling(stage: Stage, times: int) -> Tally:
    """Each delivery is told to two receivers, of which one cuts the line each first time."""
    tally, gemeente, api = Tally(), stage.gemeente, stage.owners["api"]
    mine, run = gemeente_id(gemeente.code), new_name()
    haken = [_add_webhook(stage, pad) for pad in _PADEN]

    def push(nummer: int, key: str) -> None:
        rijen = [contact(nummer, bronId=f"{run}-{nummer}", datum="2025-03-05")]
        answer = gemeente.push(as_csv(rijen), **{"Idempotency-Key": key}).raise_for_status()
        stage.boek.note(answer.json()["id"])

    for keer in range(times):
        keys = {nummer: str(uuid4()) for nummer in range(keer * BERICHTEN, (keer + 1) * BERICHTEN)}
        stage.begin(1 + keer % stage.passages)
        for nummer, key in keys.items():
            attempt(partial(push, nummer, key))
        tally.struck += stage.is_struck()
        stage.go_on()
        for nummer, key in keys.items():
            push(nummer, key)
        tally.sent += BERICHTEN

    waiting = "SELECT count(*) FROM webhookbezorgingen WHERE gemeente_id = $1 AND status <> 'bezorgd'"

    def wait() -> int:
        stage.look_again()
        return api.number(waiting, mine)

    tally.lost = soon(wait, lambda number: number == 0, pause=0.5)
    receipts = stage.boek.noted()
    events = {row["id"]: row["onderwerp"] for row in api.rows(_TOLD, mine, list(receipts))}
    tally.acknowledged, tally.kept = len(receipts), len(events)
    tally.lost += len(receipts - set(events.values()))
    tally.doubled = len(events) - len(set(events.values()))
    known = {str(UUID(row["id"].hex)) for row in api.rows("SELECT id FROM gebeurtenissen WHERE gemeente_id = $1", mine)}
    for pad in _PADEN:
        came = stage.ontvanger.came(pad)
        tally.lost += len(events.keys() - came.keys())
        tally.again += sum(len(came[event]) - 1 for event in events.keys() & came.keys())
        # Each time the same message, and none of what never was.
        tally.torn += sum(len(set(came[event])) > 1 for event in events.keys() & came.keys())
        tally.torn += len(came.keys() - known)
    for haak in haken:
        gemeente.beheer.delete(haak, headers={"If-Match": "*"}).raise_for_status()
    return tally


def _add_webhook(stage: Stage, pad: str) -> str:
    """Where it stands."""
    url = stage.ontvanger.http + pad
    haak = {"url": url, "omschrijving": pad, "gebeurtenissen": ["aanlevering.ontvangen"]}
    made = stage.gemeente.beheer.post("/v1/webhooks", json=haak, headers={"Idempotency-Key": str(uuid4())})
    return f"/v1/webhooks/{made.raise_for_status().json()['id']}"
