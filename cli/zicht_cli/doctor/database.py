"""The database of a service, as the service itself may see it."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_cli.doctor.bevinding import Bevinding, boven, omvang
from zicht_cli.doctor.migraties import expected
from zicht_shared.db import Database
from zicht_shared.gezondheid import judge_revision, revisions_of
from zicht_shared.migrations import Service

_OUDSTE: Final = 15
_ROLE = text("""
    SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
        EXISTS (SELECT FROM pg_class WHERE relowner = r.oid) AS bezit,
        EXISTS (SELECT FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
            WHERE relnamespace = 'public'::regnamespace AND o.oid <> r.oid
                AND pg_has_role(r.oid, o.oid, 'MEMBER')) AS lid
    FROM pg_roles r WHERE rolname = current_user
""")
_GRANTS = text("""
    SELECT relname, upper(privilege_type) AS recht FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS acl
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND (grantee = 0 OR pg_has_role(current_user, grantee, 'USAGE'))
""")
_SECURED = text("""
    SELECT relname, relrowsecurity, relforcerowsecurity,
        (SELECT count(*) FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname) AS regels,
        (SELECT count(*) FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname
            AND p.qual LIKE '%zicht.gemeente%' AND p.with_check LIKE '%zicht.gemeente%') AS goede
    FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
""")
_SETTINGS = text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)")
# Each with what it must not be, and why. A setting that this server does not have is left out.
_SAFE: Final[Mapping[str, tuple[set[str], str, str]]] = {
    "fsync": ({"on"}, "fout", "Bij stroomuitval raakt kwijt wat is bevestigd. Zet fsync aan."),
    "full_page_writes": ({"on"}, "fout", "Bij stroomuitval kan de database stuk zijn. Zet full_page_writes aan."),
    "log_statement": ({"none", "ddl"}, "let op", "PostgreSQL schrijft opdrachten op. Zet log_statement op none."),
    "log_error_verbosity": ({"terse"}, "let op", "PostgreSQL kan rijen citeren in zijn logboek. Zet haar op terse."),
    "log_parameter_max_length": ({"0"}, "let op", "PostgreSQL kan waarden in zijn logboek schrijven. Zet haar op 0."),
    "log_parameter_max_length_on_error": ({"0"}, "let op", "Idem, bij een fout. Zet haar op 0."),
}


async def check_database(service: Service, database: Database) -> list[Bevinding]:
    """Everything about one database; only that it cannot be reached, when it cannot."""
    try:
        async with database.transaction(None) as db:
            await db.execute(text("SET TRANSACTION READ ONLY"))
            found = await _version(db) + await _clock(db) + await _role(service, db)
            revision = await _revision(db)
            found.append(_as_bevinding(service, revision))
            if revision in revisions_of(service):
                found += await _rights(service, db, revision)
            return found + await _server(db) + await _size(db)
    except Exception as fault:
        # The text of a fault may hold the address, and with it the password.
        advies = "Draait PostgreSQL, en kloppen adres, rol en wachtwoord in DATABASE_URL?"
        return [Bevinding("database", f"niet bereikbaar ({type(fault).__name__})", "fout", advies)]


async def _version(db: AsyncSession) -> list[Bevinding]:
    version = int(await db.scalar(text("SELECT current_setting('server_version_num')"))) // 10_000
    recovering = await db.scalar(text("SELECT pg_is_in_recovery()"))
    if recovering:
        return [Bevinding("database", "dit is een replica", "fout", "Hier kan niets worden geschreven.")]
    if version < _OUDSTE:
        return [Bevinding("database", f"PostgreSQL {version}", "fout", f"Zicht vraagt {_OUDSTE} of nieuwer.")]
    return [Bevinding("database", f"bereikbaar, PostgreSQL {version}")]


async def _clock(db: AsyncSession) -> list[Bevinding]:
    before = time.time()
    theirs: datetime = await db.scalar(text("SELECT clock_timestamp()"))
    ours = (before + time.time()) / 2
    return [judge_clock("de database", ours - theirs.astimezone(UTC).timestamp())]


def judge_clock(van: str, verschil: float) -> Bevinding:
    """verschil: seconds by which our clock is ahead of theirs."""
    ernst = boven(abs(verschil), 2, 60)
    wat = f"verschilt {abs(verschil):.0f} seconden van die van {van}"
    if ernst == "ok":
        return Bevinding("klok", f"gelijk met {van}")
    return Bevinding("klok", wat, ernst, "Zet op alle machines de tijd gelijk (NTP): termijnen en tokens gaan erop af.")


async def _role(service: Service, db: AsyncSession) -> list[Bevinding]:
    role = (await db.execute(_ROLE)).one()
    above = [name for name in ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb") if getattr(role, name)]
    advies = f"Laat de dienst inloggen als zicht_{service}, een rol die niets bezit."
    if above:
        return [Bevinding("rol", f"{role.rolname} mag te veel ({', '.join(above)})", "fout", advies)]
    if role.bezit or role.lid:
        return [Bevinding("rol", f"{role.rolname} bezit tabellen, of hoort bij wie ze bezit", "fout", advies)]
    return [Bevinding("rol", f"{role.rolname} bezit niets en staat nergens boven")]


async def _revision(db: AsyncSession) -> str | None:
    if await db.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return None
    revision: str | None = await db.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _as_bevinding(service: Service, revision: str | None) -> Bevinding:
    known = revisions_of(service)
    controle = judge_revision(known, revision)
    if controle.status == "ok":
        return Bevinding("migraties", f"bij: {revision}")
    pending = f" ({len(known) - 1 - known.index(revision)} te gaan)" if revision in known else ""
    advies = "Werk de diensten bij." if controle.status == "let-op" else f"zicht migrate {service}, als eigenaar."
    return Bevinding(
        "migraties", (controle.opmerking or "") + pending, "let op" if controle.status == "let-op" else "fout", advies
    )


async def _rights(service: Service, db: AsyncSession, revision: str) -> list[Bevinding]:
    """What the role may do and which tables are closed, against what the migrations up to this revision say."""
    bedoeld = expected(service, revision)
    grants: dict[str, set[str]] = {}
    for table, recht in await db.execute(_GRANTS):
        grants.setdefault(table, set()).add(recht)
    found = []
    for table, rights in sorted(bedoeld.rights.items()):
        if missing := rights - grants.get(table, set()):
            advies = f"De dienst kan daar niet bij. GRANT {', '.join(sorted(missing))} ON {table} TO zicht_{service}"
            found.append(Bevinding("rechten", f"{table}: mag te weinig", "fout", advies))
    for table, rights in sorted(grants.items()):
        if extra := rights - bedoeld.rights.get(table, set()):
            advies = f"REVOKE {', '.join(sorted(extra))} ON {table} FROM zicht_{service} (of FROM PUBLIC)"
            found.append(Bevinding("rechten", f"{table}: mag te veel", "fout", advies))
    if not found:
        found = [Bevinding("rechten", f"op {len(grants)} tabellen, zoals de migraties ze geven")]
    secured = {row.relname: row for row in await db.execute(_SECURED)}
    open_ = [
        table
        for table in sorted(bedoeld.secured)
        if (row := secured.get(table)) is None
        or not (row.relrowsecurity and row.relforcerowsecurity and row.regels == row.goede == 1)
    ]
    advies = "Gemeenten kunnen hier bij elkaar. Stop de dienst, en herstel dit als eigenaar uit de migraties."
    found += [
        Bevinding("afscherming", f"{table}: row-level security is niet volledig", "fout", advies) for table in open_
    ]
    if not open_:
        found.append(Bevinding("afscherming", f"row-level security afgedwongen op {len(bedoeld.secured)} tabellen"))
    return found


async def _server(db: AsyncSession) -> list[Bevinding]:
    names = ["ssl", *_SAFE]
    settings = {row.name: row.setting for row in await db.execute(_SETTINGS, {"names": names})}
    found = [
        Bevinding("PostgreSQL", f"{name} is {settings[name]}", "fout" if ernst == "fout" else "let op", advies)
        for name, (good, ernst, advies) in _SAFE.items()
        if name in settings and settings[name] not in good
    ]
    return found or [Bevinding("PostgreSQL", "schrijft op schijf wat is bevestigd, en geen waarden in zijn logboek")]


async def _size(db: AsyncSession) -> list[Bevinding]:
    size = await db.scalar(text("SELECT pg_database_size(current_database())"))
    return [Bevinding("schijf", f"de database is {omvang(size)}")]
