"""This service's own keys at the core, one for each gemeente (role `vragenlijsten`)."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from zicht_shared.auth import Credential

log = structlog.get_logger()


@dataclass
class Sleutelbos:
    """The keys in a file, read again when the file changes: a key is renewed without a restart."""

    path: Path
    _stamp: tuple[int, int] = (0, 0)
    _keys: dict[str, Credential] = field(default_factory=dict, repr=False)

    def of(self, gemeente: str) -> Credential | None:
        """The key for the gemeente with this code, e.g. `GM0627`; None when there is none (yet).

        A file that cannot be read leaves the keys as they were, so that a half written file stops nothing.
        """
        try:
            status = self.path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if stamp != self._stamp:
                self._keys = _parse(self.path.read_text(encoding="utf-8"))
                self._stamp = stamp
        except (OSError, ValueError, AttributeError) as fault:
            log.warning("keys_unreadable", fault=type(fault).__name__)
        return self._keys.get(gemeente)


def _parse(text: str) -> dict[str, Credential]:
    keys = {}
    for gemeente, sleutel in json.loads(text).items():
        sleutel_id, _, geheim = sleutel.partition(".")
        keys[gemeente] = Credential(sleutel_id, geheim)
    return keys
