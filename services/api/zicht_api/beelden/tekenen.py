"""Drawing: by Vega in a process beside this one (vega.py), and each picture once as long as it is kept."""

import asyncio
import atexit
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Timer
from typing import Final

from cachetools import LRUCache

from zicht_api.beelden import vega
from zicht_api.beelden.beeld import Beeld
from zicht_api.beelden.opschonen import frame

# In characters: thousands of pictures of a dashboard, or a hundred of the largest trees.
_RUIMTE: Final = 16 * 1024 * 1024
# In seconds: longer than the largest tree takes on a busy machine.
_GEDULD: Final = 60
# None of the secrets of this process.
_OMGEVING: Final = {
    "PYTHONPATH": os.pathsep.join(sys.path),
    "FONTCONFIG_FILE": str(Path(__file__).with_name("lettertypen.conf")),
}


class TekenenMislukt(Exception):
    """The process that draws could not draw this, or is gone; a next picture gets a new one."""


async def as_svg(beeld: Beeld, sleutel: str) -> str:
    """The picture as SVG, to stand in a page or by itself. sleutel: makes its ids unique there (letters, digits, -)."""
    return frame(await _drawing_of(beeld), sleutel, beeld.titel, beeld.beschrijving)


async def as_png(beeld: Beeld, *, breedte: int) -> bytes:
    """The picture as PNG, so many pixels wide."""
    schaal = vega.SCHAAL.pack(breedte / beeld.breedte)
    svg = await _drawing_of(beeld)
    return await _in_line(vega.PNG, schaal + svg.encode())


async def _drawing_of(beeld: Beeld) -> str:
    specificatie = json.dumps(beeld.specificatie, ensure_ascii=False, separators=(",", ":")).encode()
    sleutel = sha256(specificatie).digest()
    svg = _BEWAARD.get(sleutel)
    if svg is None:
        svg = (await _in_line(vega.SVG, specificatie)).decode()
        _BEWAARD[sleutel] = svg
    return svg


async def _in_line(wat: bytes, inhoud: bytes) -> bytes:
    """Ask, when who came before has been answered."""
    return await asyncio.get_running_loop().run_in_executor(_RIJ, _TEKENAAR.ask, wat, inhoud)


class Tekenaar:
    """The process that draws: begun at the first picture, and anew when it is gone. For one thread."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, wat: bytes, inhoud: bytes) -> bytes:
        """Raises TekenenMislukt."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        watch = Timer(_GEDULD, process.kill)
        watch.start()
        try:
            vega.write(process.stdin, wat, inhoud)
            answer = vega.read(process.stdout)
        except BrokenPipeError:
            answer = None
        finally:
            watch.cancel()
        if answer is None:
            self.stop()
            raise TekenenMislukt("the process that draws ended")
        found, uitkomst = answer
        if found == vega.FOUT:
            raise TekenenMislukt(uitkomst.decode())
        return uitkomst

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._process = subprocess.Popen(
                [sys.executable, "-m", vega.__name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # What Vega warns of may hold figures.
                stderr=subprocess.DEVNULL,
                env=_OMGEVING,
                # Who interrupts this process at a terminal does not interrupt that one.
                start_new_session=True,
            )
        return self._process


# By specification; the one that was asked for longest ago goes first.
_BEWAARD: Final[LRUCache[bytes, str]] = LRUCache(_RUIMTE, len)
_TEKENAAR: Final = Tekenaar()
# One picture at a time is drawn; who asks for more waits here, not on the loop.
_RIJ: Final = ThreadPoolExecutor(1, thread_name_prefix="beelden")
atexit.register(_TEKENAAR.stop)
