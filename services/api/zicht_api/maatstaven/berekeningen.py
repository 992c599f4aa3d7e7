"""The fixed ways in which a maatstaf follows from contacten, as SQL over rows `c` of contacten.

`c.wie` is the client. `c.vragen` is how many leefgebied questions a row stands for: all of a contact's
leefgebieden, or one when the rows are taken apart by leefgebied (see waarden/registratie.py).
"""

from dataclasses import dataclass

from zicht_api.codelijsten.lijsten import SoortContact

CLIENTEN = "clienten"

_GESPREKKEN = (
    SoortContact.gesprek,
    SoortContact.huisbezoek,
    SoortContact.chat,
    SoortContact.inloopspreekuur,
    SoortContact.keukentafelgesprek,
)


@dataclass(frozen=True, slots=True)
class Berekening:
    """som: what each contact adds, a whole number; None: what is counted is the different people behind them.

    basis: the contacts that it rests on. The figure is the sum / deler. telt: whether it is a number of things that
    happened.
    """

    som: str | None
    basis: str = "true"
    deler: int = 1
    telt: bool = False


BEREKENINGEN: dict[str, Berekening] = {
    "contacten": Berekening("1", telt=True),
    "gesprekken": Berekening("1", f"c.soort IN ({', '.join(str(int(soort)) for soort in _GESPREKKEN)})", telt=True),
    # Minutes are added up and divided once: an hour is never rounded per contact.
    "uren": Berekening("c.duur_minuten", "c.duur_minuten > 0", deler=60),
    "doorverwijzingen": Berekening("1", "c.doorverwezen_naar IS NOT NULL", telt=True),
    "verwijzerscontacten": Berekening("1", f"c.soort = {int(SoortContact.verwijzerscontact)}", telt=True),
    "telefonische-vragen": Berekening("1", f"c.soort = {int(SoortContact.telefonisch)}", telt=True),
    CLIENTEN: Berekening(None, "c.wie IS NOT NULL", telt=True),
    "afgesloten-contacten": Berekening("1", "c.afgesloten IS NOT NULL", telt=True),
    "doorlooptijddagen": Berekening("c.afgesloten - c.datum", "c.afgesloten IS NOT NULL"),
    "leefgebiedvragen": Berekening("c.vragen", "c.vragen > 0"),
}
