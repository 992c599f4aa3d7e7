"""What every page says around its own content: whose it is, where one is, and who is looking."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from starlette.requests import Request

from zicht_api.aanmelden.bezoeker import Bezoeker

Plek = Literal["dashboard", "rapport", "raadsblad", "begrippen", "aanmelden", "fout"]


class Kruimel(NamedTuple):
    """A step on the way to this page; without adres it is this page."""

    tekst: str
    adres: str | None = None


class Menupunt(NamedTuple):
    tekst: str
    adres: str
    plek: Plek


@dataclass(frozen=True, slots=True)
class Pagina:
    """titel: without the gemeente. plek: which part of the site this is. hier: the address to come back to after
    signing in. code, gemeente: None where it is not known whose page this is."""

    titel: str
    plek: Plek
    kruimels: tuple[Kruimel, ...] = ()
    code: str | None = None
    gemeente: str | None = None
    aangemeld: bool = False
    naam: str | None = None
    csrf: str = ""
    hier: str = ""

    @property
    def adres(self) -> str:
        """Where the pages of this gemeente begin."""
        return f"/dashboard/{self.code}"

    @property
    def menu(self) -> tuple[Menupunt, ...]:
        return (
            Menupunt("Dashboard", self.adres, "dashboard"),
            Menupunt("Rapport", f"{self.adres}/rapport", "rapport"),
            Menupunt("Raadsblad", f"{self.adres}/raadsblad", "raadsblad"),
            Menupunt("Begrippen", f"{self.adres}/begrippen", "begrippen"),
        )


def pagina_of(
    request: Request, bezoeker: Bezoeker, titel: str, plek: Plek, kruimels: tuple[Kruimel, ...] = ()
) -> Pagina:
    """The surroundings of a page for this visitor."""
    caller = bezoeker.caller
    return Pagina(
        titel,
        plek,
        kruimels,
        code=caller.gemeente,
        gemeente=full_name(caller.gemeente_naam),
        aangemeld=bezoeker.aangemeld,
        naam=bezoeker.naam,
        csrf=bezoeker.csrf,
        hier=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
    )


def full_name(naam: str) -> str:
    """'Gemeente Waddinxveen', whether or not the name was registered with that word."""
    return naam if naam.lower().startswith("gemeente") else f"Gemeente {naam}"
