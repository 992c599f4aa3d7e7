"""Room on the disks of this machine. Those of a database on another machine cannot be seen from here."""

import shutil
import tempfile
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from zicht_cli.doctor.bevinding import Bevinding, Ernst, omvang
from zicht_shared.settings import ServiceSettings

# A delivery is unpacked here, 512 MB at most, and several come at once.
_TIJDELIJK: Final = 2_000_000_000
_GEGEVENS: Final = 5_000_000_000
_HIER: Final = {"127.0.0.1", "localhost", "::1", None}


def check_disks(settings: list[ServiceSettings], gegevens: Path | None) -> list[Bevinding]:
    """gegevens: where the embedded server keeps its files; None when there is none."""
    found = [_room("tijdelijke map", Path(tempfile.gettempdir()), _TIJDELIJK)]
    if gegevens is not None:
        return [*found, _room("gegevens", gegevens, _GEGEVENS)]
    elsewhere = {urlsplit(each.database_url).hostname for each in settings} - _HIER
    wat = "de schijf van de databaseserver" if elsewhere else "waar de databaseserver zijn bestanden heeft"
    advies = "Bewaak haar op die machine zelf: vol is stil. Bij 80 % is het tijd."
    return [*found, Bevinding("schijf", wat, "niet te zien", advies)]


def _room(naam: str, map_: Path, wens: int) -> Bevinding:
    try:
        vrij = shutil.disk_usage(map_).free
    except OSError as fault:
        return Bevinding("schijf", f"{naam}: niet te lezen ({type(fault).__name__})", "niet te zien")
    ernst: Ernst = "fout" if vrij < wens / 4 else "let op" if vrij < wens else "ok"
    advies = "" if ernst == "ok" else f"Maak ruimte: er hoort minstens {omvang(wens)} vrij te zijn."
    return Bevinding("schijf", f"{naam}: {omvang(vrij)} vrij", ernst, advies)
