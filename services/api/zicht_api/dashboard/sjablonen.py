"""The templates of all pages: those of a package, on the base that they share, with the words for figures and days."""

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from zicht_api.beelden.takken import SOORTWOORD
from zicht_api.dashboard.bestanden import address_of
from zicht_api.duiding.woorden import in_dag, in_getal, in_kort, in_periode, met_eenheid

_EIGEN: Final = Path(__file__).parent / "templates"


def make_sjablonen(folder: Path) -> Environment:
    """The templates in `folder`, which may extend `basis.html`.

    Filters: getal (1.250 or 33,3), eenheid(unit) (33,3%), dag (12 mei 2025), periode (het eerste kwartaal van 2025),
    kort (1e kwartaal 2025). Every template is read and compiled now, so that a fault in one stops the service.
    """
    folders = list(dict.fromkeys([folder, _EIGEN]))
    sjablonen = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sjablonen.globals |= {
        "stijl": address_of("zicht.css"),
        "icoon": address_of("icoon.svg"),
        "soortwoord": SOORTWOORD,
    }
    sjablonen.filters |= {
        "getal": in_getal,
        "eenheid": met_eenheid,
        "dag": in_dag,
        "periode": in_periode,
        "kort": in_kort,
    }
    for naam in sjablonen.list_templates():
        sjablonen.get_template(naam)
    return sjablonen
