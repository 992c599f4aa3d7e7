"""Everything hostile against every route of both services as processes: `python -m tests.chaos.corpus [EACH_NTH]`.

All of it is more than two hundred thousand requests, of which one in EACH_NTH is sent (another one each time that
another number is given). Neither service may fall over, repeat what was sent, leave half of it, or keep memory.
"""

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import asyncpg
import httpx
from bench.installatie import Installatie, installation
from rich.console import Console
from rich.table import Table

from tests.architecture.gevuld import Gevuld, make_gevuld
from tests.architecture.merken import BENCHMARKGROEP
from tests.architecture.routes import MET_SLEUTEL
from tests.benchmarkgroep import make_groep
from tests.conftest import SECRET, Databases
from tests.gemeente import client_of
from tests.vijandig.groot import GROOT
from tests.vijandig.lopen import Uitslag, judge, stand_of, walk
from tests.vijandig.verzoeken import Aanval, aanvallen
from zicht_api.main import create_app as create_api
from zicht_api.settings import Settings as ApiSettings
from zicht_shared.migrations import Service
from zicht_surveys.main import create_app as create_surveys
from zicht_surveys.settings import Settings as SurveysSettings

MEEST: Final = 50
_SERVICES: Final[tuple[Service, ...]] = ("api", "surveys")


def megabytes(pid: int) -> float:
    """What a process really has in memory."""
    [line] = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


async def attack(installatie: Installatie, nth: int, console: Console) -> list[str]:
    """All of it; gives what went wrong."""
    omgeving = installatie.omgeving
    url = {service: omgeving.service_url(service) for service in _SERVICES}
    owners = [await asyncpg.connect(omgeving.owner_url(service)) for service in _SERVICES]
    await make_groep(Databases(*url.values(), *(omgeving.owner_url(service) for service in _SERVICES)), BENCHMARKGROEP)
    async with AsyncExitStack() as clients:
        gevuld, ander = await _fill(installatie, clients), await _fill(installatie, clients)
        real = {
            (service, wie): await clients.enter_async_context(
                httpx.AsyncClient(
                    base_url=omgeving.public_url(service), headers=gevuld.gemeente.sleutels[wie].as_header(), timeout=60
                )
            )
            for service in _SERVICES
            for wie in ("beheer", "vragenlijsten")
        }

        def klant(aanval: Aanval) -> httpx.AsyncClient:
            return real[aanval.pad.service, "beheer" if "beheer" in aanval.pad.toegang else "vragenlijsten"]

        async def go(each_nth: int) -> Uitslag:
            groups = (
                list(
                    aanvallen(
                        gevuld.gemeente.api_app if pad.service == "api" else gevuld.gemeente.surveys_app,
                        gevuld,
                        ander,
                        pad,
                    )
                )[nr % each_nth :: each_nth]
                for nr, pad in enumerate(MET_SLEUTEL)
            )
            return await walk(groups, klant, stand_of(gevuld.gemeente.id, *owners))

        # Everything once that is made at first use, so that what is measured is what stays behind.
        warm = await go(max(nth * 10, 300))
        await _send_large(gevuld, real)
        before = {service: megabytes(process.pid) for service, process in installatie.diensten.processes.items()}
        uitslag = await go(nth)
        after = {service: megabytes(process.pid) for service, process in installatie.diensten.processes.items()}
        wrong = await _send_large(gevuld, real)
        for owner in owners:
            await owner.close()
    table = Table("status", "antwoorden", title=f"{uitslag.aantal:,} vijandige verzoeken")
    for status, times in sorted(uitslag.gezien.items()):
        table.add_row(str(status), f"{times:,}")
    console.print(table)
    wrong += [*warm.fouten, *uitslag.fouten]
    for service in _SERVICES:
        console.print(f"{service}: {before[service]:.0f} MB, daarna {after[service]:.0f} MB")
        if after[service] - before[service] > MEEST:
            wrong.append(f"{service} kept {after[service] - before[service]:.0f} MB")
    return wrong


async def _fill(installatie: Installatie, clients: AsyncExitStack) -> Gevuld:
    """A gemeente with everything in it, in the databases of the processes, filled from this one."""
    omgeving = installatie.omgeving
    settings: dict[str, Any] = {"public_url": "http://zicht.test", "log_level": "ERROR"}
    api = create_api(
        ApiSettings(database_url=omgeving.service_url("api"), geheimen=[omgeving.secrets["sleutel_api"]], **settings)
    )
    surveys = create_surveys(
        SurveysSettings(
            database_url=omgeving.service_url("surveys"),
            geheimen=[SECRET],
            core_url="http://zicht.test",
            sleutels_file=omgeving.sleutels_file,
            **settings,
        ),
        core=client_of(api),
    )
    clients.push_async_callback(api.state.db.close)
    clients.push_async_callback(surveys.state.db.close)
    return await make_gevuld(api, surveys, clients)


async def _send_large(gevuld: Gevuld, real: dict[tuple[Service, str], httpx.AsyncClient]) -> list[str]:
    """What is large or unpacks to it; each must be refused, and soon."""
    wrong = []
    for groot in GROOT:
        headers = {"Idempotency-Key": str(uuid4()), "If-Match": "*", **groot.headers}
        answer = await real[groot.service, "beheer"].request(
            groot.method, groot.address, params=groot.params, content=groot.content(), headers=headers
        )
        if not answer.is_client_error or judge(answer):
            wrong.append(f"{groot.naam}: {answer.status_code} {judge(answer)}")
        if answer.elapsed.total_seconds() > groot.seconden:
            wrong.append(f"{groot.naam} took {answer.elapsed.total_seconds():.1f} s")
    return wrong


def main(nth: int) -> int:
    console = Console()
    with installation(surveys={"ZICHT_SURVEYS_GEHEIMEN": SECRET}) as installatie:
        wrong = asyncio.run(attack(installatie, nth, console))
    for each in wrong[:100]:
        console.print(each, markup=False)
    console.print(f"{len(wrong)} fouten")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
