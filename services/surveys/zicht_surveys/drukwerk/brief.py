"""Letters to print: one a sheet, each in its resident's own language, with the link as a QR code. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from markupsafe import Markup

from zicht_surveys.drukwerk.sjablonen import sjablonen
from zicht_surveys.drukwerk.teksten import datum, gemeente_naam, richting, teksten
from zicht_surveys.vragenlijsten.schemas import Taal

_BLAD: Final = sjablonen.get_template("blad.html")
_BRIEF: Final = sjablonen.get_template("brief.html")
Soort = Literal["uitnodiging", "herinnering"]
EINDE: Final = "</body>\n</html>\n"


@dataclass(frozen=True, slots=True)
class Afzender:
    """Who asks, what, and until when: the same in every letter of a meting. gemeente: its name; titel: per language."""

    gemeente: str
    titel: dict[Taal, str]
    tot: date


def letters_begin(papier: str) -> str:
    """What stands before the first letter; `EINDE` comes after the last one. papier: a4 or a5."""
    words = {"taal": "nl", "richting": "ltr", "titel": "Brieven", "papier": papier}
    return _BLAD.render(words)


def letter(
    afzender: Afzender, taal: Taal, url: str, qr: str, *, minuten: int | None = None, soort: Soort = "uitnodiging"
) -> str:
    """One letter. qr: the link as SVG text. minuten: how long answering takes, where that is known."""
    return _BRIEF.render(
        taal=taal,
        richting=richting(taal),
        t=teksten(taal),
        gemeente=gemeente_naam(afzender.gemeente),
        titel=afzender.titel[taal],
        datum=datum(afzender.tot, taal),
        url=url,
        qr=Markup(qr),  # noqa: S704  made by qr.py, of paths and numbers
        minuten=minuten,
        soort=soort,
    )
