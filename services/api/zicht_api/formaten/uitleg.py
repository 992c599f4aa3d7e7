"""What stands beside the figures wherever there is room for it: on what they rest, and what a gap means. Pure."""

from zicht_api.formaten.tabel import Tabel

# By what a row says in `reden`.
REDENEN = {
    "te-weinig": "onderdrukt: er staan te weinig mensen achter, of achter een cijfer dat hieruit zou volgen",
    "geen-gegevens": "over deze periode is niets aangeleverd",
    "noemer-nul": "er valt niets te delen",
}


def explain(tabel: Tabel) -> list[tuple[str, str]]:
    """Subjects, and what there is to say of each."""
    return [
        ("titel", tabel.titel),
        ("peildatum", tabel.dag.isoformat()),
        ("dataversie", f"{tabel.dataversie}"),
        ("drempel", f"{tabel.drempel}: een cijfer waar minder mensen achter staan, wordt niet getoond."),
        (
            "onderdrukt",
            "Het cijfer is leeg omdat er te weinig mensen achter staan, of omdat een ander cijfer er anders uit zou "
            "volgen. Welk van beide zeggen we niet. Een lege cel is dus geen nul.",
        ),
        *(("reden", f"{code}: {what}.") for code, what in REDENEN.items()),
        *(("uitleg", zin) for zin in tabel.uitleg),
        *((f"kolom {kolom.naam}", kolom.titel) for kolom in tabel.kolommen),
    ]
