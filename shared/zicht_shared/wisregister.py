"""What was erased or withdrawn on purpose, kept outside the database: a backup that is put back knows nothing of it.

The register is a folder, on another volume than the database. Each process appends to a file of its own in it, so that
processes need no lock, on one machine or on several. A line holds ids and hashes: no content, no person, no hour.

A line is written in the transaction that erases, before its commit. If that commit fails, the line stays, and the next
round carries it out: somebody who may do so asked for it, and nobody told them that it would not happen.
"""

import asyncio
import errno
import json
import os
import socket
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

log = structlog.get_logger()

# Where a session has the register, if its database has one.
REGISTER: Final = "wisregister"


class Wisregister:
    """What was erased, in the files of a folder that exists.

    uitgevoerd: whether this process saw to it that nothing of it is in the database (wisronde.py).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.uitgevoerd = False

    def write(self, gemeente: UUID, soort: str, ids: Iterable[str]) -> None:
        """Add a line, and wait until it is on the disk. Raises OSError."""
        path = self._folder / f"{socket.gethostname()}-{os.getpid()}.jsonl"
        line = json.dumps(
            {"op": datetime.now(UTC).date().isoformat(), "gemeente": str(gemeente), "soort": soort, "ids": list(ids)}
        )
        is_new = not path.exists()
        # For all to read, as far as the folder lets them: what an operator withdraws, the service must find.
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            # A line end before it too: what was torn off when a disk was full spoils only itself.
            whole = f"\n{line}\n".encode()
            if os.write(file, whole) < len(whole):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file)
        finally:
            os.close(file)
        if is_new:
            _sync_folder(self._folder)

    def read(self) -> dict[UUID, dict[str, list[str]]]:
        """All ids by gemeente and kind. What cannot be read is left out, and said in the log. Raises OSError."""
        found: dict[UUID, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for gemeente, soort, ids in self._lines():
            found[gemeente][soort].update(ids)
        return {gemeente: {soort: sorted(ids) for soort, ids in kinds.items()} for gemeente, kinds in found.items()}

    def _lines(self) -> Iterator[tuple[UUID, str, list[str]]]:
        for path in sorted(self._folder.glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                if not line:
                    continue
                try:
                    entry: dict[str, Any] = json.loads(line)
                    yield UUID(entry["gemeente"]), entry["soort"], entry["ids"]
                except (ValueError, KeyError, TypeError):
                    log.warning("wisregister_line_unreadable", file=path.name)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def with_version(object_id: UUID | str, versie: int | str) -> str:
    """How the register writes an id that goes with a version or a moment."""
    return f"{object_id} {versie}"


async def remember_erased(db: AsyncSession, gemeente: UUID, soort: str, *ids: UUID | str) -> None:
    """Keep, outside the database, that these were erased or withdrawn in this transaction.

    A register that cannot be written stops nobody: a stolen key must be withdrawn at once. It is said in the log.
    """
    register: Wisregister | None = db.info.get(REGISTER)
    if register is None or not ids:
        return
    try:
        await asyncio.to_thread(register.write, gemeente, soort, [str(each) for each in ids])
    except OSError as fault:
        log.error("wisregister_unwritable", soort=soort, fault=type(fault).__name__)  # noqa: TRY400  no paths in the log
