"""Push of 100,000 contacten through HTTP, against COPY into a temp table and the same upsert."""

import asyncio
import io
import json
import re
import time
from datetime import UTC, datetime
from typing import Any

import asyncpg
import httpx
import msgspec

from bench.installatie import Installatie
from zicht_api.codelijsten.lijsten import LIJSTEN
from zicht_api.contacten import laden
from zicht_api.contacten.rijen import ContactRij, Omgeving
from zicht_shared.db import set_tenant_statement
from zicht_shared.tenancy import gemeente_id

ROWS = 100_000
_SOURCE = re.compile(r"FROM unnest\(.*?\)\s+AS r \(.*?\)", re.S)


def contacten(rows: int = ROWS) -> list[dict[str, Any]]:
    return [
        {
            "bronId": f"reg-{number:08d}",
            "datum": f"2025-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "soort": ("gesprek", "huisbezoek", "telefonisch")[number % 3],
            "clientPseudoniem": f"client-{number % 25_000:06d}",
            "duurMinuten": 15 + number % 60,
            "leefgebieden": ["wonen", "financien"] if number % 2 else ["welzijn"],
            "doelgroep": "ouderen",
            "gebied": f"WK{number % 10:02d}",
            "verwijzer": "huisarts",
        }
        for number in range(rows)
    ]


def prepare(installatie: Installatie) -> tuple[str, dict[str, str]]:
    """A gemeente with an aanbieder and ten gebieden: its code, and the headers of a key that may deliver for it."""
    code, sleutel = installatie.new_gemeente()
    base = installatie.omgeving.public_url("api")
    with httpx.Client(base_url=base, headers=sleutel.as_header()) as api:
        aanbieder = {"code": "wegwijs", "naam": "Wegwijs", "vorm": "formeel"}
        api.post("/v1/aanbieders", json=aanbieder).raise_for_status()
        for number in range(10):
            gebied = {"code": f"WK{number:02d}", "naam": f"Wijk {number}", "soort": "wijk", "ouder": None}
            api.post("/v1/gebieden", json=gebied).raise_for_status()
        wens = {"rol": "aanbieder", "aanbieder": "wegwijs", "omschrijving": "meting"}
        made = api.post("/v1/sleutels", json=wens, headers={"Idempotency-Key": f"bench-{code}"}).json()
    return code, {"X-Api-Key": f"{made['id']}.{made['geheim']}"}


def ours(installatie: Installatie, headers: dict[str, str], body: bytes) -> float:
    """Seconds for one delivery through HTTP, from the first byte sent until the receipt."""
    url = f"{installatie.omgeving.public_url('api')}/v1/aanleveringen?soort=contacten"
    begin = time.perf_counter()
    answer = httpx.post(url, content=body, headers={**headers, "Content-Type": "application/x-ndjson"}, timeout=120)
    seconds = time.perf_counter() - begin
    answer.raise_for_status()
    return seconds


def limit(installatie: Installatie, code: str, rijen: list[dict[str, Any]]) -> float:
    """Seconds for COPY into a temp table and the same upsert, by the same role under the same security."""
    columns = laden.Kolommen(_omgeving(), b"k" * 32)([_as_rij(rij) for rij in rijen])
    text = io.BytesIO(
        "".join("\t".join(cell or "\\N" for cell in row) + "\n" for row in zip(*columns, strict=True)).encode()
    )
    return asyncio.run(_copy_and_upsert(installatie.omgeving.service_url("api"), code, text))


async def _copy_and_upsert(url: str, code: str, text: io.BytesIO) -> float:
    connection = await asyncpg.connect(url)
    try:
        begin = time.perf_counter()
        async with connection.transaction():
            await connection.execute(set_tenant_statement(gemeente_id(code)))
            await connection.execute("""
                CREATE TEMP TABLE lading (
                    aanbieder_nr smallint, bron_id text, verwijderd boolean, datum date, soort smallint,
                    client text, duur_minuten integer, leefgebieden text, doelgroep smallint, gebied_nr integer,
                    vorm smallint, verwijzer smallint, doorverwezen_naar smallint, afgesloten date) ON COMMIT DROP
            """)
            await connection.copy_to_table("lading", source=text)
            await connection.execute("ANALYZE lading")
            statement = _SOURCE.sub("FROM lading r", laden.ADD)
            await connection.fetchrow(statement, gemeente_id(code), 1)
        return time.perf_counter() - begin
    finally:
        await connection.close()


def _omgeving() -> Omgeving:
    return Omgeving(
        codes={name: {code: nr for nr, (code, _) in enumerate(codes, 1)} for name, codes in LIJSTEN.items()},
        gebieden={f"WK{number:02d}": number + 1 for number in range(10)},
        aanbieders={"wegwijs": (1, 1)},
        eigen="wegwijs",
        vandaag=datetime.now(UTC).date(),
    )


def _as_rij(rij: dict[str, Any]) -> ContactRij:
    return msgspec.convert(rij, ContactRij)


def ndjson(rijen: list[dict[str, Any]]) -> bytes:
    return "\n".join(json.dumps(rij) for rij in rijen).encode()
