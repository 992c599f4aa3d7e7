"""The residents' pages: from a questionnaire and answers to HTML.

What a page shows is settled here, in plain values; the templates only lay it out. No script, no style in the page.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any, Final, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from zicht_surveys.invullen.antwoorden import Answer, Answers, Fault, is_visible
from zicht_surveys.invullen.stappen import step_before, steps
from zicht_surveys.invullen.teksten import MAANDEN, RICHTING, TEKSTEN
from zicht_surveys.invullen.vragen import fault_line, question_view, value_texts
from zicht_surveys.vragenlijsten.schemas import Onderdeel, Taal, Vragenlijst

Melding = Literal["gebruikt", "gesloten", "onbekend", "geweigerd", "te_veel", "storing"]
Herkomst = Literal["vragen", "controle"]
Bestemming = int | Literal["controle"]

_HERE = Path(__file__).parent
_SECONDS_CLOSED, _SECONDS_OPEN = 20, 60
_PRIVACY: Final = ("wie", "anoniem", "tekst", "telefoon", "concept", "cookies")


def _static_name(path: Path) -> str:
    # With the hash in its name a file may be kept by the browser for good, and a new one is seen at once.
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return f"{path.stem}.{digest}{path.suffix}"


STATIC: Final[dict[str, bytes]] = {_static_name(path): path.read_bytes() for path in (_HERE / "statisch").iterdir()}
_ADDRESS: Final = {Path(name).suffix: f"/statisch/{name}" for name in STATIC}

_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals |= {"stijl": _ADDRESS[".css"], "icoon": _ADDRESS[".svg"]}
for _name in _templates.list_templates():
    _templates.get_template(_name)


@dataclass(frozen=True, slots=True)
class Formulier:
    """One link, opened: what is asked, by whom, until when, and where the pages stand (`pad`: `/i/<token>`)."""

    definition: Vragenlijst
    pad: str
    gemeente: str
    tot: date
    taal: Taal = "nl"


def start_page(formulier: Formulier, verder: Bestemming | None) -> str:
    """What this is and who asks; verder: the page where someone who began before goes on, or None."""
    t, definition = TEKSTEN[formulier.taal], formulier.definition
    tot = f"{formulier.tot.day} {MAANDEN[formulier.taal][formulier.tot.month - 1]} {formulier.tot.year}"
    titel = definition.titel[formulier.taal]
    return _page(
        formulier,
        "start.html",
        titel,
        kop=titel,
        inleiding=definition.inleiding[formulier.taal],
        wie=t["start_wie"].format(gemeente=_gemeente(formulier.gemeente)),
        verder=verder,
        weetjes=[
            t["start_duur"].format(minuten=minutes(definition)),
            t["start_anoniem"],
            t["start_vrijwillig"],
            t["start_later"],
            t["start_tot"].format(datum=tot),
        ],
    )


def step_page(
    formulier: Formulier,
    stap: int,
    answers: Answers,
    *,
    sent: Mapping[str, Sequence[str]] | None = None,
    faults: Sequence[Fault] = (),
    van: Herkomst = "vragen",
) -> str:
    """One page with questions.

    answers: what is kept so far. sent: what was just sent and could not all be used, shown again with its faults.
    van: where the resident came from, and goes back to.
    """
    t, taal = TEKSTEN[formulier.taal], formulier.taal
    onderdeel = formulier.definition.onderdelen[stap - 1]
    filled = sent if sent is not None else _as_form(answers)
    per_field = dict(faults)
    vragen = [question_view(vraag, filled, per_field, taal) for vraag in onderdeel.vragen if is_visible(vraag, answers)]
    way = steps(formulier.definition, answers, stap)
    positie = way.index(stap) + 1
    voortgang = t["stap"].format(stap=positie, stappen=len(way) + 1)
    kop = onderdeel.titel[taal]
    titel = f"{kop} – {voortgang}"
    nakijken = van == "controle"
    back = "controle" if nakijken else step_before(formulier.definition, answers, stap)
    return _page(
        formulier,
        "stap.html",
        t["fout_titel"].format(titel=titel) if faults else titel,
        kop=kop,
        toelichting=onderdeel.toelichting[taal] if onderdeel.toelichting else None,
        voortgang=voortgang,
        positie=positie,
        stappen=len(way) + 1,
        vragen=vragen,
        fouten=[fault_line(vraag, fault) for fault in faults for vraag in vragen if fault.veld in vraag.velden],
        actie=f"{formulier.pad}/{stap}{'?van=controle' if nakijken else ''}",
        terug=f"{formulier.pad}/{back}" if back else formulier.pad,
        knop=t["naar_controle"] if nakijken else t["verder"],
        uitleg=None if nakijken else t["bewaard_uitleg"],
    )


def check_page(formulier: Formulier, answers: Answers) -> str:
    """Every answer once more, before it is sent."""
    t, definition = TEKSTEN[formulier.taal], formulier.definition
    way = steps(definition, answers, len(definition.onderdelen) + 1)
    voortgang = t["stap"].format(stap=len(way) + 1, stappen=len(way) + 1)
    return _page(
        formulier,
        "controle.html",
        f"{t['controle_kop']} – {voortgang}",
        voortgang=voortgang,
        stappen=len(way) + 1,
        onderdelen=[_check_part(formulier, stap, definition.onderdelen[stap - 1], answers) for stap in way],
        terug=f"{formulier.pad}/{way[-1]}",
    )


def thanks_page(formulier: Formulier) -> str:
    """The answers have been received."""
    t, kop = TEKSTEN[formulier.taal], TEKSTEN[formulier.taal]["bedankt_kop"]
    vervolg = t["bedankt_vervolg"].format(gemeente=_gemeente(formulier.gemeente))
    alineas = [t["bedankt_tekst"], vervolg, t["sluiten"]]
    return _page(formulier, "melding.html", kop, kop=kop, alineas=alineas, gelukt=True)


def message_page(melding: Melding, gemeente: str | None = None, taal: Taal = "nl") -> str:
    """Why there is nothing to fill in here. gemeente: its name, once it is known whose link it is."""
    t, kop = TEKSTEN[taal], TEKSTEN[taal][f"{melding}_kop"]
    naam = _gemeente(gemeente) if gemeente else None
    gelukt = melding == "gebruikt"
    return _render("melding.html", taal, kop, naam, kop=kop, alineas=[t[f"{melding}_tekst"]], gelukt=gelukt)


def privacy_page(formulier: Formulier) -> str:
    """What happens to the answers, in plain words."""
    t = TEKSTEN[formulier.taal]
    delen = [
        {"kop": t[f"privacy_{deel}_kop"], "tekst": t[f"privacy_{deel}"].format(gemeente=_gemeente(formulier.gemeente))}
        for deel in _PRIVACY
    ]
    return _page(formulier, "privacy.html", t["privacy_kop"], kop=t["privacy_kop"], delen=delen)


def minutes(definition: Vragenlijst) -> int:
    """How long filling in takes someone who reads slowly."""
    seconds = sum(_SECONDS_CLOSED if vraag.waarden else _SECONDS_OPEN for vraag in definition.vragen)
    return ceil(seconds / 60)


def _check_part(formulier: Formulier, stap: int, onderdeel: Onderdeel, answers: Answers) -> dict[str, Any]:
    return {
        "stap": stap,
        "titel": onderdeel.titel[formulier.taal],
        "regels": [
            {"vraag": vraag.tekst[formulier.taal], "antwoorden": value_texts(vraag, answers, formulier.taal)}
            for vraag in onderdeel.vragen
            if is_visible(vraag, answers)
        ],
    }


def _as_form(answers: Answers) -> dict[str, list[str]]:
    def values(given: Answer) -> list[str]:
        return [given] if isinstance(given, str) else given

    return {veld: values(given) for veld, given in answers.items()}


def _gemeente(naam: str) -> str:
    # 'Gemeente Waddinxveen', whether or not the name was registered with that word.
    return naam if naam.lower().startswith("gemeente") else f"Gemeente {naam}"


def _page(formulier: Formulier, template: str, titel: str, **values: Any) -> str:
    return _render(template, formulier.taal, titel, _gemeente(formulier.gemeente), pad=formulier.pad, **values)


def _render(template: str, taal: Taal, titel: str, gemeente: str | None, **values: Any) -> str:
    return _templates.get_template(template).render(
        taal=taal, richting=RICHTING.get(taal, "ltr"), t=TEKSTEN[taal], titel=titel, gemeente=gemeente, **values
    )
