"""Scenes in which something is destroyed because its time is over: all of it goes, and nothing else does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from tests.chaos.toneel import Stage, Tally, soon
from zicht_shared.migrations import Service
from zicht_shared.tenancy import gemeente_id

ROWS = 5


@dataclass(frozen=True)
class Opruiming:
    """plant: statements that make ROWS things of which the time is over, and ROWS that stay. over, stays: how many
    there are of each. In all of them $1 is the gemeente, and $2 a meting where `with_meting`.

    order: how many passages of the failpoint come before that of this gemeente.
    """

    service: Service
    plant: Sequence[str]
    over: str
    stays: str
    order: Callable[[Stage, UUID], int]
    with_meting: bool = False


def _in_the_core(stage: Stage, gemeente: UUID) -> int:
    return stage.owners["api"].number("SELECT count(*) FROM werklijst WHERE code < $1", stage.gemeente.code)


def _in_surveys(stage: Stage, gemeente: UUID) -> int:
    return stage.owners["surveys"].number("SELECT count(*) FROM gemeenten WHERE id < $1", gemeente)


def _once(stage: Stage, gemeente: UUID) -> int:
    return 0


def purging(wat: Opruiming, stage: Stage, times: int) -> Tally:
    tally, owner = Tally(), stage.owners[wat.service]
    mine = gemeente_id(stage.gemeente.code)
    meting = UUID(stage.gemeente.make_links(1)[0]) if wat.with_meting else None

    def rows(statement: str) -> list[asyncpg.Record]:
        return owner.rows(statement, *([mine, meting] if "$2" in statement else [mine]))

    def number(statement: str) -> int:
        found: int = rows(statement)[0][0]
        return found

    there = number(wat.stays)
    for keer in range(times):
        stage.end()
        for statement in wat.plant:
            rows(statement)
        assert number(wat.over) > 0
        stage.begin(wat.order(stage, mine) + 1 + keer % stage.passages)
        tally.struck += stage.is_struck()
        # Nothing that was to go comes back, and nothing that stays went along.
        tally.lost += there + ROWS * (keer + 1) - number(wat.stays)
        stage.go_on()
        tally.torn += soon(lambda: number(wat.over), lambda left: left == 0)
        tally.sent += ROWS
    tally.acknowledged, tally.kept = tally.sent, number(wat.stays) - there
    tally.lost += max(0, tally.acknowledged - tally.kept)
    tally.doubled = max(0, tally.kept - tally.acknowledged)
    return tally


_EVENT = f"""
    WITH teller AS (
        INSERT INTO gebeurtenistellers (gemeente_id, nr) VALUES ($1, {ROWS})
        ON CONFLICT (gemeente_id) DO UPDATE SET nr = gebeurtenistellers.nr + {ROWS} RETURNING nr
    )
    INSERT INTO gebeurtenissen (gemeente_id, nr, id, soort, tijdstip, onderwerp, pad, alleen_leren, gegevens)
    SELECT $1, teller.nr - volg, gen_random_uuid(), 'chaos', now() - {{}} * interval '1 day', 'chaos', '/v1', false,
           '{{{{}}}}'
    FROM teller, generate_series(0, {ROWS - 1}) AS volg
"""
_MESSAGE = f"""
    INSERT INTO webhookbezorgingen (gemeente_id, webhook_id, id, soort, onderwerp, inhoud, status, aangemaakt_op)
    SELECT $1, gen_random_uuid(), gen_random_uuid(), 'chaos', 'chaos', '{{{{}}}}', 'bezorgd',
           now() - {{}} * interval '1 day'
    FROM generate_series(1, {ROWS})
"""
_EVENTS = """
    SELECT (SELECT count(*) FROM gebeurtenissen WHERE gemeente_id = $1 AND soort = 'chaos' AND tijdstip {0})
         + (SELECT count(*) FROM webhookbezorgingen WHERE gemeente_id = $1 AND soort = 'chaos' AND aangemaakt_op {0})
"""
GEBEURTENISSEN = Opruiming(
    "api",
    [_EVENT.format(401), _MESSAGE.format(401), _EVENT.format(1)],
    _EVENTS.format("< now() - interval '400 days'"),
    _EVENTS.format("> now() - interval '400 days'"),
    lambda stage, gemeente: 2 * _in_the_core(stage, gemeente),
)

_STORY = f"""
    INSERT INTO verhalen (gemeente_id, id, status, herkomst, inhoud, themas, knopen, indicatoren, periode, begin, eind,
                          waarvoor, wijze, gegeven_op, tot)
    SELECT $1, gen_random_uuid(), 'vrijgegeven', 'dialooggesprek', '\\x00', '{{{{}}}}', '[]', '{{{{}}}}', '2025-K1',
           '2025-01-01', '2025-03-31', '{{{{duiding}}}}', 'mondeling', '2025-01-01', current_date + {{}}
    FROM generate_series(1, {ROWS})
"""
_STORIES = "SELECT count(*) FROM verhalen WHERE gemeente_id = $1 AND tot {} current_date"
VERHALEN = Opruiming(
    "api", [_STORY.format(-3), _STORY.format(30)], _STORIES.format("<"), _STORIES.format(">"), _in_the_core
)

_STATE = f"""
    INSERT INTO aanmeldstaten (gemeente_id, afdruk, gebruikt_op)
    SELECT $1, sha256(gen_random_uuid()::text::bytea), now() - {{}} * interval '1 day' FROM generate_series(1, {ROWS})
"""
_STATES = "SELECT count(*) FROM aanmeldstaten WHERE gemeente_id = $1 AND gebruikt_op {} now() - interval '1 day'"
AANMELDINGEN = Opruiming(
    "api", [_STATE.format(2), _STATE.format(0)], _STATES.format("<"), _STATES.format(">"), _in_the_core
)

_BLOCK = f"""
    INSERT INTO publicaties (gemeente_id, jaar, soort, indicator, dimensie, basis, versie, dag, id, aantal, gemaakt_op)
    SELECT $1, 2025, 'jaar', 'chaos' || nr, '', 1, (SELECT count(*) FROM publicaties), '2025-01-01', gen_random_uuid(),
           0, now() - interval '2 days'
    FROM generate_series(1, {ROWS}) AS nr
"""
_FOLLOWED = """
    SELECT count(*) FROM publicaties p WHERE gemeente_id = $1 AND indicator ~ '^chaos' AND {} (
        SELECT FROM publicaties n
        WHERE n.gemeente_id = $1 AND n.indicator = p.indicator AND (n.versie, n.id) > (p.versie, p.id)
    )
"""
# The newest of each stay, however often: so these five are planted anew each time, and replace those that were there.
WAARNEMINGEN = Opruiming(
    "api",
    ["UPDATE publicaties SET indicator = 'oud' || id WHERE gemeente_id = $1 AND indicator ~ '^chaos'", _BLOCK, _BLOCK],
    _FOLLOWED.format("EXISTS"),
    "SELECT count(*) FROM publicaties WHERE gemeente_id = $1 AND indicator ~ '^oud'"
    " OR gemeente_id = $1 AND indicator ~ '^chaos' AND NOT EXISTS (SELECT FROM publicaties n WHERE n.gemeente_id = $1"
    " AND n.indicator = publicaties.indicator AND (n.versie, n.id) > (publicaties.versie, publicaties.id))",
    _in_the_core,
)

# A meting that was closed more than thirty days ago, with invitations, marks and drafts; the same of the open one.
_COPY = "INSERT INTO {0} SELECT (jsonb_populate_record(NULL::{0}, to_jsonb(t) || {1})).* FROM {0} t"
_FORGOTTEN = "(SELECT id FROM metingen WHERE gemeente_id = $1 AND naam = 'vergeten')"
_MARKS = """
    SELECT (SELECT count(*) FROM concepten c JOIN uitnodigingen u USING (gemeente_id, token_hash)
            WHERE c.gemeente_id = $1 AND u.meting_id {0})
         + (SELECT count(*) FROM open_antwoorden WHERE gemeente_id = $1 AND vraag = 'chaos' AND verwijderen_na {1})
"""
VERGETEN = Opruiming(
    "surveys",
    [
        _COPY.format(
            "metingen",
            "jsonb_build_object('id', gen_random_uuid(), 'naam', 'vergeten', 'gesloten_op', "
            "now() - interval '31 days', 'opgeruimd', false)",
        )
        + " WHERE gemeente_id = $1 AND id = $2",
        f"""
        INSERT INTO uitnodigingen SELECT (jsonb_populate_record(NULL::uitnodigingen, to_jsonb(u) || jsonb_build_object(
            'id', gen_random_uuid(), 'token_hash', sha256(gen_random_uuid()::text::bytea),
            'aanbieder', 'chaos', 'meting_id', CASE WHEN nr > {ROWS} THEN m.id ELSE $2 END))).*
        FROM generate_series(1, {2 * ROWS}) AS nr
        CROSS JOIN (SELECT * FROM uitnodigingen WHERE gemeente_id = $1 AND meting_id = $2 LIMIT 1) u
        CROSS JOIN (SELECT id FROM metingen WHERE gemeente_id = $1 AND naam = 'vergeten' AND NOT opgeruimd) m
        """,
        """
        INSERT INTO concepten (gemeente_id, token_hash, inhoud)
        SELECT gemeente_id, token_hash, '\\x00' FROM uitnodigingen
        WHERE gemeente_id = $1 AND aanbieder = 'chaos' AND (meting_id = $2 OR meting_id IN (
            SELECT id FROM metingen WHERE gemeente_id = $1 AND naam = 'vergeten' AND NOT opgeruimd))
        ON CONFLICT DO NOTHING
        """,
        """
        INSERT INTO open_antwoorden (gemeente_id, id, meting_id, vraag, tekst, verwijderen_na)
        SELECT $1, gen_random_uuid(), $2, 'chaos', '\\x00', current_date - 1
        """,
    ],
    _MARKS.format(f"IN {_FORGOTTEN}", "<= current_date"),
    _MARKS.format("= $2", "> current_date"),
    _once,
    with_meting=True,
)

_HOURS = "SELECT count(*) FROM open_links WHERE gemeente_id = $1 AND in_uur {}"
UREN = Opruiming(
    "surveys",
    [
        f"""
        INSERT INTO open_links (gemeente_id, id, token_hash, meting_id, variant, aanbieder, soort, maximum, per_uur,
                                verloopt_op, zaad, uur, in_uur)
        SELECT $1, gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), $2, 'kort', 'wegwijs', 'kiosk', 10, 10,
               now() + interval '1 day', '\\x00', date_trunc('hour', now()) + uren * interval '1 hour', 5 + uren
        FROM generate_series(1, {ROWS}), unnest(ARRAY[-2, 1]) AS uren
        """
    ],
    _HOURS.format("= 3"),
    _HOURS.format("= 6"),
    _in_surveys,
    with_meting=True,
)
