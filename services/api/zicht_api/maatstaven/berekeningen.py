"""The fixed ways in which a maatstaf follows from contacten, as SQL over rows `c` of contacten.

`c.vragen` is how many leefgebied questions a row stands for: all of a contact's leefgebieden, or one when the rows are
taken apart or chosen by leefgebied (see waarden/queries.py).
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
    """som: an aggregate over whole numbers. basis: the contacts that it rests on. The figure is som / deler."""

    som: str
    basis: str = "true"
    deler: int = 1


BEREKENINGEN: dict[str, Berekening] = {
    "contacten": Berekening("count(*)"),
    "gesprekken": Berekening("count(*)", f"c.soort IN ({', '.join(str(int(soort)) for soort in _GESPREKKEN)})"),
    # Minutes are added up and divided once: an hour is never rounded per contact.
    "uren": Berekening("sum(c.duur_minuten)", "c.duur_minuten > 0", deler=60),
    "doorverwijzingen": Berekening("count(*)", "c.doorverwezen_naar IS NOT NULL"),
    "verwijzerscontacten": Berekening("count(*)", f"c.soort = {int(SoortContact.verwijzerscontact)}"),
    "telefonische-vragen": Berekening("count(*)", f"c.soort = {int(SoortContact.telefonisch)}"),
    CLIENTEN: Berekening("count(DISTINCT c.client)", "c.client IS NOT NULL"),
    "afgesloten-contacten": Berekening("count(*)", "c.afgesloten IS NOT NULL"),
    "doorlooptijddagen": Berekening("sum(c.afgesloten - c.datum)", "c.afgesloten IS NOT NULL"),
    "leefgebiedvragen": Berekening("sum(c.vragen)", "c.vragen > 0"),
}
