from pathlib import Path

import asyncpg
from starlette.applications import Starlette

from tests.api.aanmelden.bezoek import SESSIE, Browser
from tests.gemeente import Gemeente
from tests.herstel import copy_rows, with_register
from zicht_api.herstel.wissen import WISSERS
from zicht_shared.auth import Rol
from zicht_shared.wisronde import Wisronde


async def test_who_signed_out_stays_so_when_a_backup_is_put_back(
    browser: Browser, gemeente: Gemeente, paginas: Starlette, api_owner: asyncpg.Connection, tmp_path: Path
) -> None:
    with with_register(paginas.state.db, tmp_path):
        await browser.sign_in(await gemeente.add_sleutel(Rol.bi))
        cookie = browser.sessie
        kopie = await copy_rows(api_owner, gemeente.id, "aanmeldsessies")
        await browser.sign_out()
        await kopie.put_back()
        browser.http.cookies.set(SESSIE, cookie or "", domain="zicht.test")
        assert (await browser.who()).aangemeld
        assert await Wisronde(paginas.state.db, WISSERS).work() == 1
        assert not (await browser.who()).aangemeld
