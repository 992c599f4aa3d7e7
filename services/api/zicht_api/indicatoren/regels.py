"""Which fields belong to which rekenwijze. Pure: its test is a table."""

from collections.abc import Mapping

from zicht_api.indicatoren.schemas import IndicatorGegevens
from zicht_api.maatstaven.berekeningen import CLIENTEN
from zicht_api.maatstaven.models import Maatstaf
from zicht_shared.errors import Fout

_BRON_VELDEN = ("teller", "noemer", "factor", "vragenlijst", "vraag", "maat", "formule")
_VERPLICHT: dict[str, set[str]] = {
    "maatstaf": {"teller"},
    "uniek": {"teller"},
    "verhouding": {"teller", "noemer"},
    "doorlooptijd": {"maat"},
    "vragenlijst": {"vragenlijst", "vraag", "maat"},
    "formule": {"formule"},
    "handmatig": set(),
}
_MAG_OOK: dict[str, set[str]] = {"verhouding": {"factor"}}
_MATEN: dict[str, set[str]] = {
    "doorlooptijd": {"mediaan", "gemiddelde"},
    "vragenlijst": {"top2", "gemiddelde", "nps", "ja"},
}


def find_faults(gegevens: IndicatorGegevens, maatstaven: Mapping[str, Maatstaf]) -> list[Fout]:
    """Every way in which the fields do not fit the rekenwijze. maatstaven: all of the gemeente, by code."""
    needed = _VERPLICHT[gegevens.rekenwijze]
    allowed = needed | _MAG_OOK.get(gegevens.rekenwijze, set())
    given = {veld for veld in _BRON_VELDEN if getattr(gegevens, veld) is not None}
    wijze = gegevens.rekenwijze
    faults = [
        Fout(f"/{veld}", "verplicht", f"Bij de rekenwijze {wijze} is dit veld verplicht.")
        for veld in _BRON_VELDEN
        if veld in needed - given
    ]
    faults += [
        Fout(f"/{veld}", "past-niet", f"Bij de rekenwijze {wijze} hoort dit veld niet.")
        for veld in _BRON_VELDEN
        if veld in given - allowed
    ]
    faults += [
        Fout(f"/{veld}", "onbekende-waarde", "Deze maatstaf kennen we niet.")
        for veld in ("teller", "noemer")
        if veld in given & allowed and getattr(gegevens, veld) not in maatstaven
    ]
    if gegevens.maat is not None and "maat" in allowed and gegevens.maat not in _MATEN[wijze]:
        reason = f"Bij de rekenwijze {wijze} is de maat {' of '.join(sorted(_MATEN[wijze]))}."
        faults.append(Fout("/maat", "past-niet", reason))
    if gegevens.nulmeting is not None and gegevens.nulmeting_periode is not None:
        reason = "Geef de nulmeting als waarde of als periode, niet allebei."
        faults.append(Fout("/nulmetingPeriode", "past-niet", reason))
    return faults + _faults_in_kind(gegevens, maatstaven)


def _faults_in_kind(gegevens: IndicatorGegevens, maatstaven: Mapping[str, Maatstaf]) -> list[Fout]:
    """Clients are counted once however often they come: that is another rekenwijze than adding up."""
    maatstaf = maatstaven.get(gegevens.teller or "")
    if maatstaf is None:
        return []
    telt_clienten = maatstaf.berekening == CLIENTEN
    if gegevens.rekenwijze == "maatstaf" and telt_clienten:
        return [Fout("/rekenwijze", "past-niet", "Deze maatstaf telt clienten; kies de rekenwijze uniek.")]
    if gegevens.rekenwijze == "uniek" and not telt_clienten:
        return [Fout("/teller", "past-niet", "Bij de rekenwijze uniek hoort een maatstaf die clienten telt.")]
    return []
