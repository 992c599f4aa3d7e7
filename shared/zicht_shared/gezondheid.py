"""Whether a service lives, and whether it is ready; if not, what stands in the way and since when.

For whoever decides where requests go. So it is cheap (what was seen holds for a second, and one look is under way at
most), and it says no to what this service cannot work without, and to nothing else: residents go on answering while
the core is away, and a service of the version before goes on serving on a schema that is newer than it knows.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

import structlog
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from zicht_shared.db import Database
from zicht_shared.errors import TijdelijkNietBereikbaar, problem_json
from zicht_shared.http import NamedRoute

log = structlog.get_logger()

_KEEP_SECONDS: Final = 1.0
_KEEP_OTHERS_SECONDS: Final = 10.0
_PATIENCE_SECONDS: Final = 2.0
_MIGRATIONS: Final = Path(__file__).resolve().parents[2] / "migrations"
_REVISION: Final = re.compile(r'^(revision|down_revision) = "(\w+)"$', re.MULTILINE)

_LOOK = text("""
    SELECT to_regclass('alembic_version') IS NOT NULL AS gemigreerd, rolsuper OR rolbypassrls AS boven_de_regels
    FROM pg_roles WHERE rolname = current_user
""")
_VERSION = text("SELECT version_num FROM alembic_version")

Status = Literal["ok", "let-op", "fout"]


@dataclass(frozen=True, slots=True)
class Controle:
    """One thing that was looked at. sinds: since when it is not ok, as far as this process saw."""

    naam: str
    status: Status = "ok"
    opmerking: str | None = None
    sinds: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        members = {"naam": self.naam, "status": self.status, "opmerking": self.opmerking}
        sinds = {"sinds": self.sinds.isoformat(timespec="seconds")} if self.sinds else {}
        return {name: value for name, value in members.items() if value is not None} | sinds


def revisions_of(service: str) -> list[str]:
    """The migrations that this code knows, the first one first. Read as text: Alembic itself is for migrating."""
    after = {}
    for path in (_MIGRATIONS / service / "versions").glob("*.py"):
        names = dict(_REVISION.findall(path.read_text(encoding="utf-8")))
        after[names.get("down_revision")] = names["revision"]
    chain: list[str] = []
    while (following := after.get(chain[-1] if chain else None)) is not None:
        chain.append(following)
    return chain


def judge_revision(known: list[str], found: str | None) -> Controle:
    """Whether the code can work on a database at this revision. found None: on one without any table."""
    if found is None:
        return Controle("migraties", "fout", "De database is nog niet gemigreerd. Draai `zicht migrate`.")
    if found not in known:
        return Controle("migraties", "let-op", "De database is nieuwer dan deze versie van de dienst.")
    if found != known[-1]:
        return Controle(
            "migraties", "fout", "De database is ouder dan deze versie van de dienst. Draai `zicht migrate`."
        )
    return Controle("migraties")


@dataclass
class Gereedheid:
    """What one process of a service knows of its readiness. anderen: what is told but does not count, by name."""

    database: Database
    service: str
    anderen: dict[str, Callable[[], Awaitable[object]]] = field(default_factory=dict)
    _known: list[str] = field(init=False)
    _since: dict[str, datetime] = field(default_factory=dict, init=False)
    _seen: dict[str, tuple[float, list[Controle]]] = field(default_factory=dict, init=False)
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    def __post_init__(self) -> None:
        self._known = revisions_of(self.service)

    async def controles(self) -> list[Controle]:
        """All checks, of which the first that is `fout` makes the service not ready."""
        async with self._looking:
            own, *others = await asyncio.gather(
                self._kept("", _KEEP_SECONDS, self._look),
                *(
                    self._kept(naam, _KEEP_OTHERS_SECONDS, lambda naam=naam, ask=ask: _look_at(naam, ask))  # type: ignore[misc]
                    for naam, ask in self.anderen.items()
                ),
            )
        return [*own, *(controle for some in others for controle in some)]

    async def _kept(self, key: str, seconds: float, look: Callable[[], Awaitable[list[Controle]]]) -> list[Controle]:
        until, controles = self._seen.get(key, (0.0, []))
        if time.monotonic() < until:
            return controles
        controles = [self._with_since(controle) for controle in await look()]
        self._seen[key] = (time.monotonic() + seconds, controles)
        return controles

    def _with_since(self, controle: Controle) -> Controle:
        if controle.status == "ok":
            if self._since.pop(controle.naam, None):
                log.info("check_recovered", check=controle.naam)
            return controle
        if controle.naam not in self._since:
            self._since[controle.naam] = datetime.now(UTC)
            log.warning("check_failed", check=controle.naam, status=controle.status)
        return Controle(controle.naam, controle.status, controle.opmerking, self._since[controle.naam])

    async def _look(self) -> list[Controle]:
        found = None
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS), self.database.transaction(None) as db:
                row = (await db.execute(_LOOK)).one()
                if row.gemigreerd:
                    found = await db.scalar(_VERSION)
        except Exception as fault:
            log.info("database_not_seen", fault=type(fault).__name__)
            return [Controle("database", "fout", self._why_not())]
        rol = Controle("rol")
        if row.boven_de_regels:
            rol = Controle("rol", "fout", "De dienst is aangemeld als een rol die row-level security kan omzeilen.")
        return [Controle("database"), judge_revision(self._known, found), rol, *self._erased()]

    def _erased(self) -> list[Controle]:
        """Before what was erased is erased again, a database that was put back would show it."""
        if self.database.wisregister is None:
            return []
        if self.database.wisregister.uitgevoerd:
            return [Controle("wisregister")]
        return [Controle("wisregister", "fout", "Wat eerder is gewist, wordt eerst opnieuw gewist.")]

    def _why_not(self) -> str:
        pool = self.database.engine.pool
        busy = pool.checkedout() >= pool.size()  # type: ignore[attr-defined]
        return "Alle verbindingen met de database zijn bezet." if busy else "De database is niet bereikbaar."


async def _look_at(naam: str, ask: Callable[[], Awaitable[object]]) -> list[Controle]:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await ask()
    except Exception:
        return [Controle(naam, "let-op", "Niet bereikbaar. Deze dienst werkt door; wat daarheen moet, wacht.")]
    return [Controle(naam)]


async def _live(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _gereed(request: Request) -> Response:
    gereedheid: Gereedheid = request.app.state.gereedheid
    controles = await gereedheid.controles()
    members: Mapping[str, Any] = {"controles": [controle.as_json() for controle in controles]}
    wrong = next((controle for controle in controles if controle.status == "fout"), None)
    if wrong is not None:
        return problem_json(request, TijdelijkNietBereikbaar(wrong.opmerking or wrong.naam), **members)
    return JSONResponse({"status": "ok", **members})


ROUTES = [NamedRoute("/gezondheid/live", _live), NamedRoute("/gezondheid/gereed", _gereed)]
