"""The fixed ways in which a maatstaf follows from contacten, as SQL over rows `c` of contacten.

`c.wie` is the number of the client. `c.vragen` is how many leefgebied questions a row stands for: all of a contact's
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
    """som: an aggregate over whole numbers. basis: the contacts that it rests on. The figure is som / deler.

    telt: whether it is a number of things that happened.
    """

    som: str
    basis: str = "true"
    deler: int = 1
    telt: bool = False


BEREKENINGEN: dict[str, Berekening] = {
    "contacten": Berekening("count(*)", telt=True),
    "gesprekken": Berekening(
        "count(*)", f"c.soort IN ({', '.join(str(int(soort)) for soort in _GESPREKKEN)})", telt=True
    ),
    # Minutes are added up and divided once: an hour is never rounded per contact.
    "uren": Berekening("sum(c.duur_minuten)", "c.duur_minuten > 0", deler=60),
    "doorverwijzingen": Berekening("count(*)", "c.doorverwezen_naar IS NOT NULL", telt=True),
    "verwijzerscontacten": Berekening("count(*)", f"c.soort = {int(SoortContact.verwijzerscontact)}", telt=True),
    "telefonische-vragen": Berekening("count(*)", f"c.soort = {int(SoortContact.telefonisch)}", telt=True),
    CLIENTEN: Berekening("count(DISTINCT c.wie)", "c.wie IS NOT NULL", telt=True),
    "afgesloten-contacten": Berekening("count(*)", "c.afgesloten IS NOT NULL", telt=True),
    "doorlooptijddagen": Berekening("sum(c.afgesloten - c.datum)", "c.afgesloten IS NOT NULL"),
    "leefgebiedvragen": Berekening("sum(c.vragen)", "c.vragen > 0"),
}
