"""The post office of the service: where letters are handed in, and by which server they go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.crypto import Keyring
from zicht_surveys.post import queries
from zicht_surveys.post.queries import Brief

GEEN_MAILSERVER: Final = "Er is geen mailserver ingesteld (ZICHT_SURVEYS_SMTP_URL); laat email weg of vraag het beheer."
# scheme -> implicit TLS, STARTTLS (None: where the server offers it), port
_SCHEMES: Final[dict[str, tuple[bool, bool | None, int]]] = {
    "smtp": (False, None, 25),
    "smtp+starttls": (False, True, 587),
    "smtps": (True, False, 465),
}


@dataclass(frozen=True, slots=True)
class Mailserver:
    host: str
    port: int
    use_tls: bool
    start_tls: bool | None
    username: str | None
    password: str | None
    afzender: str


@dataclass(frozen=True, slots=True)
class Postkantoor:
    """server: None when nobody set one up; then no letter is taken in."""

    keyring: Keyring
    server: Mailserver | None

    @property
    def open(self) -> bool:
        return self.server is not None

    async def hand_in(
        self, db: AsyncSession, gemeente: UUID, meting_id: UUID, brieven: Sequence[tuple[UUID | None, Brief]]
    ) -> None:
        """Let these letters be sent after the commit, each with the invitation that hears what came of it, if any."""
        await queries.hand_in(db, self.keyring, gemeente, meting_id, brieven)


def mailserver(url: str, afzender: str) -> Mailserver:
    """The server at an address as `smtp+starttls://naam:wachtwoord@mail.example:587`. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise ValueError("an SMTP address begins with smtp://, smtp+starttls:// or smtps://, and names a host")
    use_tls, start_tls, port = _SCHEMES[parts.scheme]
    return Mailserver(
        host=parts.hostname,
        port=parts.port or port,
        use_tls=use_tls,
        start_tls=start_tls,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        afzender=afzender,
    )
