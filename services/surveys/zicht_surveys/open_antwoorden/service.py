"""Reading what residents wrote, to learn from it.

A text is screened each time it is read, here, from the sealed text: what screening learns to find, it then finds in
texts that came before; and the release of the box, which is all SQL, needs no key. What is unsealed leaves this module
only screened.
"""

import asyncio
import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.audit import record
from zicht_shared.auth import Principal, check_leren
from zicht_shared.crypto import Keyring
from zicht_shared.screening import screen
from zicht_surveys.metingen.models import Meting
from zicht_surveys.open_antwoorden import queries
from zicht_surveys.open_antwoorden.schemas import OpenAntwoord
from zicht_surveys.resultaten import models


async def list_open_antwoorden(
    db: AsyncSession,
    caller: Principal,
    keyring: Keyring,
    meting: Meting,
    vraag: str | None,
    after: UUID | None,
    limit: int,
) -> list[OpenAntwoord]:
    """Screened texts, and a trace of who read them; none while fewer people than the drempel answered.

    Raises AlleenOmTeLeren.
    """
    check_leren(caller)
    if await queries.count_respondents(db, meting) < meting.drempel:
        return []
    rows = await queries.list_open_antwoorden(db, meting, vraag, after, limit)
    await record(db, caller, "open-antwoorden.gelezen", str(meting.id), na=json.dumps({"aantal": len(rows)}))
    # A thousand long texts take a second or so: others should not wait for that.
    return await asyncio.to_thread(_screened, keyring, rows)


def _screened(keyring: Keyring, rows: Sequence[models.OpenAntwoord]) -> list[OpenAntwoord]:
    answers = []
    for row in rows:
        screened = screen(keyring.unseal(models.OPEN_ANTWOORD, row.tekst).decode())
        answers.append(
            OpenAntwoord(id=row.id, vraag=row.vraag, tekst=screened.tekst, gemaskeerd=list(screened.gemaskeerd))
        )
    return answers
