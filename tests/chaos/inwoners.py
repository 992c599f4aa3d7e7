"""Scenes at the survey service: residents send answers, people are invited, letters go out."""

import itertools
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx

from tests.chaos.schrijven import strike_while_writing
from tests.chaos.toneel import Stage, Tally, attempt, soon
from tests.end_to_end.gemeente import LopendeGemeente
from tests.end_to_end.test_hele_weg import ontvangen
from zicht_shared.crypto import sha256
from zicht_surveys.vragenlijsten.bibliotheek import vragenlijst

# At each strike: as many residents send at once (more than the core hides), as many invitations, as many letters.
AT_ONCE = 12
BRIEVEN = 3
_ONDERDELEN = vragenlijst("hoewijzer", "kort").onderdelen
_VRAGEN = [vraag.code for onderdeel in _ONDERDELEN for vraag in onderdeel.vragen]
_BALLOTS = f"""
    SELECT {", ".join(f"antwoorden ->> '{code}'" for code in _VRAGEN)}
      FROM (SELECT meting_id, antwoorden FROM stembus UNION ALL SELECT meting_id, antwoorden FROM antwoorden) AS alle
     WHERE meting_id = $1
"""
_COUNTED = """
    SELECT vraag, antwoord, sum(aantal)::integer AS aantal FROM uitslagen
    WHERE resultaat_id = $1 AND versie_tot IS NULL GROUP BY vraag, antwoord
"""


def sending(stage: Stage, times: int) -> Tally:
    """Residents send, each answers of their own, so that it can be seen whose answers were kept."""
    tally, gemeente = Tally(), stage.gemeente
    # A few more: a second passage does not always come.
    meting, links = gemeente.make_links((times + times // 4) * AT_ONCE)
    answers = dict(zip(links, itertools.product("12345", repeat=len(_VRAGEN)), strict=False))

    def send(link: str) -> None:
        """Keep in the book that the answer says that it was sent, now or before."""
        answer = attempt(lambda: gemeente.send(link))
        if answer is not None and answer.status_code in {httpx.codes.SEE_OTHER, httpx.codes.OK}:
            stage.boek.note(link)

    with ThreadPoolExecutor(AT_ONCE) as residents:
        list(residents.map(lambda link: _fill_in(gemeente, link, answers[link]), links))
        for mine in zip(*[iter(links)] * AT_ONCE, strict=True):
            if tally.struck == times:
                break
            stage.begin(1 + tally.struck % stage.passages)
            list(residents.map(send, mine))
            tally.struck += stage.is_struck()
            if not stage.deadly:
                # While the box is being emptied nobody can count what is in it.
                assert soon(lambda: _is_released(stage), bool)
            acknowledged = stage.boek.noted()
            kept = _count(stage, meting, answers, acknowledged, tally)
            tally.unheard += len(kept - acknowledged)

            stage.go_on()
            for link in set(mine) - acknowledged:
                # Who had sent already, is told so on a page; who had not, is led on to the thanks.
                assert gemeente.send(link).status_code == (200 if link in kept else 303)
                stage.boek.note(link)
            tally.sent += len(mine)
            assert soon(lambda: _is_released(stage), bool)

    gemeente.close(meting)
    acknowledged = stage.boek.noted()
    tally.acknowledged, tally.kept = len(acknowledged), len(_count(stage, meting, answers, acknowledged, tally))
    stage.look_again()
    arrived = soon(lambda: ontvangen(gemeente, meting), lambda number: number >= tally.sent, seconds=40)
    tally.lost += max(0, tally.sent - arrived)
    tally.doubled += max(0, arrived - tally.sent)
    counted = {
        (row["vraag"], row["antwoord"]): row["aantal"] for row in stage.owners["api"].rows(_COUNTED, UUID(meting))
    }
    given = Counter(answer for link in acknowledged for answer in zip(_VRAGEN, answers[link], strict=True))
    tally.torn += counted != given
    return tally


def _fill_in(gemeente: LopendeGemeente, link: str, answers: Sequence[str]) -> None:
    given = dict(zip(_VRAGEN, answers, strict=True))
    for stap, onderdeel in enumerate(_ONDERDELEN, start=1):
        page = {vraag.code: given[vraag.code] for vraag in onderdeel.vragen}
        assert gemeente.inwoner.post(f"{urlsplit(link).path}/{stap}", data=page).status_code == httpx.codes.SEE_OTHER


def _count(
    stage: Stage, meting: str, answers: dict[str, tuple[str, ...]], acknowledged: set[str], tally: Tally
) -> set[str]:
    """The links of which the answers are kept; adds to the tally what is wrong."""
    ballots = Counter(tuple(row) for row in stage.owners["surveys"].rows(_BALLOTS, UUID(meting)))
    marks = {row["token_hash"] for row in stage.owners["surveys"].rows("SELECT token_hash FROM gestemd")}
    used = {link for link in answers if _token_hash(link) in marks}
    kept = {link for link, given in answers.items() if ballots[given]}
    tally.torn += len(used ^ kept)
    tally.lost += len(acknowledged - kept)
    tally.doubled += ballots.total() - len(kept)
    return kept


def _token_hash(link: str) -> bytes:
    return sha256(urlsplit(link).path.removeprefix("/i/"))


def _is_released(stage: Stage) -> bool:
    return len(stage.owners["surveys"].rows("SELECT DISTINCT xmin::text FROM gestemd")) <= 1


def inviting(stage: Stage, times: int) -> Tally:
    """Invitations are asked for, and after the strike once more with the same key."""
    gemeente, surveys = stage.gemeente, stage.owners["surveys"]
    meting, _ = gemeente.make_links(1)
    wens = {"contactmomenten": 1, "aanbieder": "wegwijs"}
    body = {"metingId": meting, "qr": "geen", "uitnodigingen": [wens] * AT_ONCE}

    def invite(_: int, key: str) -> int:
        answer = gemeente.surveys.post("/v1/uitnodigingen", json=body, headers={"Idempotency-Key": key})
        links = [item["url"] for item in answer.raise_for_status().json()["items"]]
        for link in links:
            stage.boek.note(link)
        return len(links)

    def invited() -> int:
        return surveys.number("SELECT count(*) - 1 FROM uitnodigingen WHERE meting_id = $1", UUID(meting))

    tally = strike_while_writing(stage, times, AT_ONCE, invite, invited)
    known = {
        row["token_hash"]
        for row in surveys.rows("SELECT token_hash FROM uitnodigingen WHERE meting_id = $1", UUID(meting))
    }
    tally.lost += sum(_token_hash(link) not in known for link in stage.boek.noted())
    return tally


def mailing(stage: Stage, times: int) -> Tally:
    """People are invited by e-mail: each letter that was promised goes, and afterwards no address is left."""
    tally, gemeente, surveys = Tally(), stage.gemeente, stage.owners["surveys"]
    meting, _ = gemeente.make_links(1)

    def invite(adressen: Sequence[str], key: str) -> None:
        wensen = [{"contactmomenten": 1, "aanbieder": "wegwijs", "email": adres} for adres in adressen]
        body = {"metingId": meting, "qr": "geen", "uitnodigingen": wensen}
        answer = gemeente.surveys.post("/v1/uitnodigingen", json=body, headers={"Idempotency-Key": key})
        answer.raise_for_status()
        for adres in adressen:
            stage.boek.note(adres)

    def left() -> int:
        return surveys.number("SELECT count(*) FROM uitgaande_mail WHERE meting_id = $1", UUID(meting))

    for keer in range(times):
        key, adressen = str(uuid4()), [f"inwoner-{uuid4()}@voorbeeld.example" for _ in range(BRIEVEN)]
        stage.begin(1 + keer % stage.passages)
        attempt(partial(invite, adressen, key))
        tally.struck += stage.is_struck()
        stage.go_on()
        invite(adressen, key)
        tally.sent += BRIEVEN
        stage.look_again()
        tally.torn += soon(left, lambda letters: letters == 0)

    acknowledged, came = stage.boek.noted(), stage.ontvanger.came("post")
    told = "SELECT count(*) FROM uitnodigingen WHERE meting_id = $1 AND mail = 'verzonden'"
    tally.acknowledged, tally.kept = len(acknowledged), surveys.number(told, UUID(meting))
    tally.lost = len(acknowledged - came.keys()) + max(0, tally.acknowledged - tally.kept)
    tally.doubled = max(0, tally.kept - tally.acknowledged)
    tally.again = sum(len(came[adres]) - 1 for adres in acknowledged & came.keys())
    # Whoever gets a letter twice gets the same one.
    tally.torn += sum(len(set(came[adres])) > 1 for adres in acknowledged & came.keys())
    return tally
