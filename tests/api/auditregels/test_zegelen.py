"""The chain over what many write at once, and what becomes known of who tampers with it."""

import asyncio
import re
from typing import Any

import asyncpg
import pytest
from rich.console import Console

from tests.conftest import Databases
from tests.gemeente import Gemeente
from zicht_api.auditregels.taak import seal_sporen
from zicht_api.sleutels.service import operator
from zicht_cli import sporen
from zicht_shared.audit import record
from zicht_shared.sporen.keten import Kop
from zicht_shared.sporen.service import Spoor, seal, seal_overal

_INSERT = "INSERT INTO auditregels (gemeente_id, sleutel_id, actie, object_id) VALUES ($1, 'k', 'a.b', $2)"


@pytest.fixture
def spoor(gemeente: Gemeente) -> Spoor:
    return Spoor("api", gemeente.id, gemeente.code)


class Controleur:
    """Who goes over the chain from the command line."""

    def __init__(self, databases: Databases, gemeente: Gemeente) -> None:
        self._url, self._gemeente = databases.api, gemeente.code

    async def check(self, kop: str | None = None) -> tuple[bool, str]:
        console = Console(record=True, width=100, file=open("/dev/null", "w"))  # noqa: SIM115, ASYNC230
        found = await asyncio.to_thread(sporen.controleer, console, self._url, "api", self._gemeente, None, kop, False)
        console.file.close()
        return found, console.export_text()

    async def kop(self) -> str:
        whole, said = await self.check()
        assert whole, said
        found = re.search(r"kop: (\d+:[0-9a-f]{64})", said)
        assert found is not None
        return found[1]


@pytest.fixture
def controleur(databases: Databases, gemeente: Gemeente) -> Controleur:
    return Controleur(databases, gemeente)


async def test_what_eight_write_at_once_stands_in_one_chain(
    gemeente: Gemeente, spoor: Spoor, controleur: Controleur, api_owner: asyncpg.Connection
) -> None:
    """Fifty each, while three others are chaining all the time: no fork, and nothing lost."""
    caller, busy = operator(gemeente.code, gemeente.code), True

    async def write(wie: int) -> None:
        for nr in range(50):
            async with gemeente.db.transaction(gemeente.id) as db:
                await record(db, caller, "proef.gedaan", f"{wie}-{nr}")
                if nr % 10 == 3:
                    await asyncio.sleep(0.02)

    async def keep_sealing() -> None:
        while busy:
            await seal_overal(gemeente.db, [spoor])

    sealing = [asyncio.create_task(keep_sealing()) for _ in range(3)]
    await asyncio.gather(*(write(wie) for wie in range(8)))
    busy = False
    await asyncio.gather(*sealing)
    await seal_overal(gemeente.db, [spoor])

    assert await controleur.check() == (True, await said(controleur))
    chained = await api_owner.fetchval(
        "SELECT count(DISTINCT object_id) FROM auditketen k JOIN auditregels r ON r.gemeente_id = k.gemeente_id "
        "AND r.nr = k.regel WHERE k.gemeente_id = $1 AND actie = 'proef.gedaan'",
        gemeente.id,
    )
    assert chained == 400


async def said(controleur: Controleur) -> str:
    return (await controleur.check())[1]


async def test_a_row_that_is_committed_after_one_with_a_higher_number_comes_after_it(
    gemeente: Gemeente, spoor: Spoor, controleur: Controleur, databases: Databases, api_owner: asyncpg.Connection
) -> None:
    slow = await asyncpg.connect(databases.api_owner)
    transaction = slow.transaction()
    await transaction.start()
    await slow.execute(_INSERT, gemeente.id, "laat")
    await api_owner.execute(_INSERT, gemeente.id, "vroeg")
    await seal_overal(gemeente.db, [spoor])
    await transaction.commit()
    await slow.close()
    await seal_overal(gemeente.db, [spoor])
    order = await api_owner.fetch(
        "SELECT r.object_id FROM auditketen k JOIN auditregels r ON r.gemeente_id = k.gemeente_id AND r.nr = k.regel "
        "WHERE k.gemeente_id = $1 ORDER BY k.volgnr DESC LIMIT 2",
        gemeente.id,
    )
    assert [row["object_id"] for row in order] == ["laat", "vroeg"]
    assert (await controleur.check())[0]


async def test_the_version_before_this_one_goes_on_writing(
    gemeente: Gemeente, controleur: Controleur, api_owner: asyncpg.Connection
) -> None:
    """It knows of no chain; what it writes is chained all the same, also with what was there before there was one."""
    await api_owner.execute(_INSERT, gemeente.id, "vorige versie")
    whole, text = await controleur.check()
    assert whole
    assert "nog niet aan de keten" in text
    await seal_sporen(gemeente.db)
    whole, text = await controleur.check()
    assert whole
    assert "nog niet aan de keten" not in text


async def test_what_is_rolled_back_leaves_no_gap(gemeente: Gemeente, spoor: Spoor, controleur: Controleur) -> None:
    caller = operator(gemeente.code, gemeente.code)

    async def write(then: float) -> Kop | None:
        async with gemeente.db.transaction(gemeente.id) as db:
            await record(db, caller, "proef.gedaan", f"{then}")
            kop = await seal(db, spoor)
            assert 1 / then
        return kop

    with pytest.raises(ZeroDivisionError):
        await write(0)
    assert str(await write(1)) == await controleur.kop()


# What the owner of the database can do, past the services; $1: the gemeente. And what is said of it.
TAMPERED = {
    "another who": ("UPDATE auditregels SET sleutel_id = 'x' WHERE gemeente_id = $1 AND nr = $2", "veranderd"),
    "another what": ("UPDATE auditregels SET na = '{}' WHERE gemeente_id = $1 AND nr = $2", "veranderd"),
    "another when": (
        "UPDATE auditregels SET tijdstip = tijdstip - interval '1 microsecond' WHERE gemeente_id = $1 AND nr = $2",
        "veranderd",
    ),
    "no row": ("DELETE FROM auditregels WHERE gemeente_id = $1 AND nr = $2", "weg"),
    "no row and no link": (
        "WITH r AS (DELETE FROM auditregels WHERE gemeente_id = $1 AND nr = $2) "
        "DELETE FROM auditketen WHERE gemeente_id = $1 AND regel = $2",
        "ontbreekt iets tussen 4 en 6",
    ),
    "another hash": (
        "UPDATE auditketen SET hash = sha256('x') WHERE gemeente_id = $1 AND regel = $2",
        "veranderd",
    ),
    "another moment of chaining": (
        "UPDATE auditketen SET verzegeld_op = verzegeld_op - interval '1 day' WHERE gemeente_id = $1 AND regel = $2",
        "veranderd",
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
async def test_who_tampers_as_the_owner_of_the_database_is_found(
    gemeente: Gemeente, spoor: Spoor, controleur: Controleur, api_owner: asyncpg.Connection, how: str
) -> None:
    await seal_overal(gemeente.db, [spoor])
    kop = await controleur.kop()
    statement, what = TAMPERED[how]
    link = await a_link(gemeente, api_owner)
    await api_owner.execute(statement, gemeente.id, link["regel"])
    whole, text = await controleur.check(kop)
    assert not whole
    assert what in text
    assert "volgnummer 5" in text or "tussen 4 en 6" in text


async def a_link(gemeente: Gemeente, owner: asyncpg.Connection) -> Any:
    """One that has others before and after it."""
    return await owner.fetchrow(
        "SELECT volgnr, regel FROM auditketen WHERE gemeente_id = $1 AND volgnr = 5", gemeente.id
    )


async def test_rows_that_changed_places_are_found(
    gemeente: Gemeente, spoor: Spoor, controleur: Controleur, api_owner: asyncpg.Connection
) -> None:
    await seal_overal(gemeente.db, [spoor])
    one, other = [
        row["regel"]
        for row in await api_owner.fetch(
            "SELECT regel FROM auditketen WHERE gemeente_id = $1 AND volgnr IN (4, 6) ORDER BY 1", gemeente.id
        )
    ]
    for was, becomes in ((one, 0), (other, one), (0, other)):
        await api_owner.execute(
            "UPDATE auditketen SET regel = $3 WHERE gemeente_id = $1 AND regel = $2", gemeente.id, was, becomes
        )
    whole, text = await controleur.check()
    assert not whole
    assert [f"volgnummer {nr}" in text for nr in (4, 6)] == [True, True]


async def test_a_row_that_is_put_among_old_ones_is_not_chained_and_found(
    gemeente: Gemeente, spoor: Spoor, controleur: Controleur, api_owner: asyncpg.Connection
) -> None:
    """Below what was chained an hour ago no row can still come from a transaction of the services."""
    hole = await api_owner.fetchval("SELECT nextval(pg_get_serial_sequence('auditregels', 'nr'))")
    await api_owner.execute(_INSERT, gemeente.id, "later dan het gat")
    await seal_overal(gemeente.db, [spoor])
    await api_owner.execute(
        "UPDATE auditketen SET verzegeld_op = verzegeld_op - interval '2 hours' WHERE gemeente_id = $1", gemeente.id
    )
    await api_owner.execute(
        "INSERT INTO auditregels (gemeente_id, nr, sleutel_id, actie, object_id) OVERRIDING SYSTEM VALUE "
        "VALUES ($1, $2, 'k', 'a.b', 'ertussen')",
        gemeente.id,
        hole,
    )
    await seal_overal(gemeente.db, [spoor])
    whole, text = await controleur.check()
    assert not whole
    assert f"regel {hole} is er later tussen gezet" in text


async def test_a_tail_that_is_cut_off_is_found_by_who_noted_the_head(
    gemeente: Gemeente, spoor: Spoor, controleur: Controleur, api_owner: asyncpg.Connection
) -> None:
    """Also when something else has taken its place since."""
    await seal_overal(gemeente.db, [spoor])
    kop = await controleur.kop()
    for table, column in (("auditregels", "nr"), ("auditketen", "regel")):
        await api_owner.execute(
            f"DELETE FROM {table} WHERE gemeente_id = $1 AND {column} = "
            f"(SELECT max({column}) FROM {table} WHERE gemeente_id = $1)",
            gemeente.id,
        )
    assert (await controleur.check())[0], "by itself the rest is whole"
    whole, text = await controleur.check(kop)
    assert not whole
    assert "het einde is eraf" in text
    await api_owner.execute(_INSERT, gemeente.id, "in plaats daarvan")
    await seal_overal(gemeente.db, [spoor])
    whole, text = await controleur.check(kop)
    assert not whole
    assert "anders dan de genoteerde" in text


async def test_the_service_itself_cannot_take_anything_back(gemeente: Gemeente, databases: Databases) -> None:
    connection = await asyncpg.connect(databases.api)
    try:
        for table in ("auditregels", "auditketen"):
            for statement in (
                f"UPDATE {table} SET gemeente_id = gemeente_id",
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
    finally:
        await connection.close()
