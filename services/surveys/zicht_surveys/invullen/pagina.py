"""The residents' pages: from a questionnaire and answers to HTML.

What a page shows is settled here, in plain values; the templates only lay it out. No script, no style in the page.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, Self

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from zicht_surveys.invullen.antwoorden import Answer, Answers, Fault, is_visible
from zicht_surveys.invullen.stappen import step_before, steps
from zicht_surveys.invullen.taal import GEEN_VOORKEUR, Taalkeuze
from zicht_surveys.invullen.teksten import EIGEN_NAAM, NAGEKEKEN, RICHTING, TALEN, TEKSTEN, datum, duur
from zicht_surveys.invullen.vragen import fault_lines, fault_text, question_view, value_texts
from zicht_surveys.vragenlijsten.schemas import Onderdeel, Taal, Vraag, Vragenlijst

Melding = Literal["gebruikt", "gesloten", "onbekend", "geweigerd", "te_veel", "te_vaak", "storing"]
Uitleg = Literal["privacy", "toegankelijkheid"]
Herkomst = Literal["vragen", "controle"]
Bestemming = int | Literal["controle"]

_HERE = Path(__file__).parent
_SECONDS_CLOSED, _SECONDS_ROW, _SECONDS_OPEN = 20, 10, 60
# The parts of the pages that explain, and the day on which the statement about accessibility was last looked at.
_PARTS: Final[Mapping[Uitleg, tuple[str, ...]]] = {
    "privacy": ("wie", "anoniem", "tekst", "telefoon", "concept", "cookies"),
    "toegankelijkheid": ("doel", "norm", "status", "melden"),
}
_VERKLAARD_OP: Final = date(2026, 11, 22)


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
class Afzender:
    """Whose pages these are. huisstijl: the address of the gemeente's own look, when it has one.

    terugkoppeling: the address of the page that tells what was done with the answers, once it is known to which.
    """

    naam: str | None = None
    huisstijl: str | None = None
    terugkoppeling: str | None = None

    @property
    def gemeente(self) -> str | None:
        # 'Gemeente Waddinxveen', whether or not the name was registered with that word.
        return self.naam if self.naam is None or self.naam.lower().startswith("gemeente") else f"Gemeente {self.naam}"


ONBEKEND: Final = Afzender()


@dataclass(frozen=True, slots=True)
class Formulier:
    """One link, opened: what is asked, by whom, until when, and where the pages stand (`pad`: `/i/<token>`).

    voorbeeld: these are pages to look at, on which nothing is kept; they say so.
    """

    definition: Vragenlijst
    pad: str
    gemeente: str
    tot: date
    huisstijl: str | None = None
    keuze: Taalkeuze = GEEN_VOORKEUR
    voorbeeld: bool = False
    terugkoppeling: str | None = None

    @property
    def taal(self) -> Taal:
        return self.keuze.uit(self.definition.talen)

    @property
    def afzender(self) -> Afzender:
        return Afzender(self.gemeente, self.huisstijl, self.terugkoppeling)

    def in_taal(self, keuze: Taalkeuze) -> Self:
        return replace(self, keuze=keuze)

    def adres(self, plek: Bestemming | str | None = None, **query: str) -> str:
        """The address of one of its pages, in the language that was asked for."""
        return self.keuze.adres(f"{self.pad}/{plek}" if plek else self.pad, **query)


class _Taallink(NamedTuple):
    taal: Taal
    naam: str
    richting: str
    adres: str


def start_page(formulier: Formulier, verder: Bestemming | None) -> str:
    """What this is and who asks; verder: the page where someone who began before goes on, or None."""
    taal, definition = formulier.taal, formulier.definition
    t, titel = TEKSTEN[taal], definition.titel[taal]
    return _page(
        formulier,
        "start.html",
        titel,
        kop=titel,
        inleiding=definition.inleiding[taal],
        wie=t["start_wie"].format(gemeente=formulier.afzender.gemeente),
        eerste=formulier.adres(1),
        verder=verder and formulier.adres(verder),
        weetjes=[
            t["start_duur"].format(duur=duur(minutes(definition), taal)),
            t["start_anoniem"],
            t["start_vrijwillig"],
            t["start_later"],
            t["start_tot"].format(datum=datum(formulier.tot, taal)),
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
    taal = formulier.taal
    t, onderdeel = TEKSTEN[taal], formulier.definition.onderdelen[stap - 1]
    filled = sent if sent is not None else _as_form(answers)
    per_field = {fault.veld: fault_text(fault, taal) for fault in faults}
    vragen = [question_view(vraag, filled, per_field, taal) for vraag in onderdeel.vragen if is_visible(vraag, answers)]
    way = steps(formulier.definition, answers, stap)
    positie = way.index(stap) + 1
    voortgang = t["stap"].format(stap=positie, stappen=len(way) + 1)
    kop = onderdeel.titel[taal]
    titel = f"{kop} – {voortgang}"
    nakijken = van == "controle"
    herkomst: dict[str, str] = {"van": van} if nakijken else {}
    return _page(
        formulier,
        "stap.html",
        t["fout_titel"].format(titel=titel) if faults else titel,
        herkomst,
        kop=kop,
        toelichting=onderdeel.toelichting[taal] if onderdeel.toelichting else None,
        voortgang=voortgang,
        positie=positie,
        stappen=len(way) + 1,
        vragen=vragen,
        fouten=fault_lines(vragen),
        actie=formulier.adres(stap, **herkomst),
        terug=formulier.adres("controle" if nakijken else step_before(formulier.definition, answers, stap)),
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
        actie=formulier.adres("verzenden"),
        terug=formulier.adres(way[-1]),
    )


def thanks_page(formulier: Formulier) -> str:
    """The answers have been received."""
    t, kop = TEKSTEN[formulier.taal], TEKSTEN[formulier.taal]["bedankt_kop"]
    vervolg = t["bedankt_vervolg"].format(gemeente=formulier.afzender.gemeente)
    alineas = [t["bedankt_tekst"], vervolg, *_and_then(formulier.afzender, t), t["sluiten"]]
    return _page(formulier, "melding.html", kop, kop=kop, alineas=alineas, gelukt=True)


def privacy_page(formulier: Formulier) -> str:
    """What happens to the answers to this questionnaire, in plain words."""
    taal = formulier.taal
    kop, delen = TEKSTEN[taal]["privacy_kop"], _parts("privacy", taal, formulier.afzender)
    return _page(formulier, "uitleg.html", kop, kop=kop, delen=delen, slot=None, terug=formulier.adres())


def message_page(melding: Melding, keuze: Taalkeuze, afzender: Afzender = ONBEKEND) -> str:
    """Why there is nothing to fill in here. afzender: once it is known whose link it is."""
    taal = keuze.uit(TALEN)
    t, kop = TEKSTEN[taal], TEKSTEN[taal][f"{melding}_kop"]
    alineas = [t[f"{melding}_tekst"], *_and_then(afzender, t)]
    return own_page("melding.html", kop, keuze, afzender, alineas=alineas, gelukt=melding == "gebruikt")


def explanation_page(uitleg: Uitleg, keuze: Taalkeuze) -> str:
    """What happens to answers, or for whom the pages work; for whoever asks, with or without a link."""
    taal = keuze.uit(TALEN)
    t = TEKSTEN[taal]
    slot = (
        t["toegankelijkheid_datum"].format(datum=datum(_VERKLAARD_OP, taal)) if uitleg == "toegankelijkheid" else None
    )
    delen = _parts(uitleg, taal, ONBEKEND)
    return own_page("uitleg.html", t[f"{uitleg}_kop"], keuze, ONBEKEND, delen=delen, slot=slot, terug=None)


def _and_then(afzender: Afzender, t: Mapping[str, str]) -> list[str]:
    """What comes of the answers can be read; the link to it stands below."""
    return [t["terugkoppeling_uitleg"]] if afzender.terugkoppeling else []


def minutes(definition: Vragenlijst) -> int:
    """How long filling in takes someone who reads slowly."""
    return ceil(sum(_seconds(vraag) for vraag in definition.vragen) / 60)


def _seconds(vraag: Vraag) -> int:
    if vraag.rijen:
        return _SECONDS_ROW * len(vraag.rijen)
    return _SECONDS_CLOSED if vraag.waarden else _SECONDS_OPEN


def _parts(uitleg: Uitleg, taal: Taal, afzender: Afzender) -> list[dict[str, str]]:
    t = TEKSTEN[taal]
    delen = [{"kop": t[f"{uitleg}_{deel}_kop"], "tekst": t[f"{uitleg}_{deel}"]} for deel in _PARTS[uitleg]]
    if uitleg == "privacy":
        wie = t["privacy_wie"].format(gemeente=afzender.gemeente) if afzender.naam else t["privacy_wie_algemeen"]
        delen[0]["tekst"] = wie
    return delen


def _check_part(formulier: Formulier, stap: int, onderdeel: Onderdeel, answers: Answers) -> dict[str, Any]:
    asked = [vraag for vraag in onderdeel.vragen if is_visible(vraag, answers)]
    return {
        "stap": stap,
        "titel": onderdeel.titel[formulier.taal],
        "adres": formulier.adres(stap, van="controle"),
        "groepen": list(_check_groups(asked, answers, formulier.taal)),
    }


def _check_groups(vragen: Sequence[Vraag], answers: Answers, taal: Taal) -> Iterator[dict[str, Any]]:
    """The questions with their answers in words; the rows of a matrix together under its text."""
    regels: list[dict[str, Any]] = []
    for vraag in vragen:
        if not vraag.rijen:
            antwoorden = [text for veld in vraag.velden for text in value_texts(vraag, veld, answers, taal)]
            regels.append({"vraag": vraag.tekst[taal], "antwoorden": antwoorden})
            continue
        if regels:
            yield {"kop": None, "regels": regels}
        regels = [
            {"vraag": rij.tekst[taal], "antwoorden": value_texts(vraag, rij.code, answers, taal)} for rij in vraag.rijen
        ]
        yield {"kop": vraag.tekst[taal], "regels": regels}
        regels = []
    if regels:
        yield {"kop": None, "regels": regels}


def _as_form(answers: Answers) -> dict[str, list[str]]:
    def values(given: Answer) -> list[str]:
        return [given] if isinstance(given, str) else given

    return {veld: values(given) for veld, given in answers.items()}


@lru_cache(maxsize=1024)
def _language_choice(
    talen: tuple[Taal, ...], taal: Taal, query: tuple[tuple[str, str], ...], *, opened: bool
) -> Markup:
    """The same page in each of these languages; nothing when there is but one. Kept: it is on every page."""
    if len(talen) < 2:
        return Markup()
    links = [
        # Relative: right on whatever path the page stands.
        _Taallink(other, EIGEN_NAAM[other], RICHTING.get(other, "ltr"), Taalkeuze(other).adres("", **dict(query)))
        for other in TALEN
        if other in talen
    ]
    template = _templates.get_template("talen.html")
    return Markup(  # noqa: S704 - the template escapes what it is given, as on every page
        template.render(talen=links, taal=taal, taalnaam=EIGEN_NAAM[taal], t=TEKSTEN[taal], open=opened)
    )


def _page(
    formulier: Formulier, template: str, titel: str, query: Mapping[str, str] | None = None, **values: Any
) -> str:
    definition, taal = formulier.definition, formulier.taal
    # Where someone begins, the languages are there to be seen; further on they are one press away.
    opened = template == "start.html"
    return _render(
        template,
        taal,
        titel,
        formulier.afzender,
        talen=_language_choice(definition.talen, taal, tuple((query or {}).items()), opened=opened),
        vertaald=taal not in definition.nagekeken,
        voorbeeld=formulier.voorbeeld,
        privacy=formulier.adres("privacy"),
        toegankelijkheid=formulier.keuze.adres("/toegankelijkheid"),
        terugkoppeling=formulier.terugkoppeling and formulier.keuze.adres(formulier.terugkoppeling),
        **values,
    )


def own_page(template: str, kop: str, keuze: Taalkeuze, afzender: Afzender, **values: Any) -> str:
    """A page without a questionnaire: in every language that Zicht itself speaks."""
    taal = keuze.uit(TALEN)
    return _render(
        template,
        taal,
        kop,
        afzender,
        kop=kop,
        talen=_language_choice(TALEN, taal, (), opened=True),
        vertaald=taal not in NAGEKEKEN,
        voorbeeld=False,
        privacy=keuze.adres("/privacy"),
        toegankelijkheid=keuze.adres("/toegankelijkheid"),
        terugkoppeling=afzender.terugkoppeling and keuze.adres(afzender.terugkoppeling),
        **values,
    )


def _render(template: str, taal: Taal, titel: str, afzender: Afzender, **values: Any) -> str:
    return _templates.get_template(template).render(
        taal=taal,
        richting=RICHTING.get(taal, "ltr"),
        t=TEKSTEN[taal],
        titel=titel,
        gemeente=afzender.gemeente,
        huisstijl=afzender.huisstijl,
        **values,
    )
