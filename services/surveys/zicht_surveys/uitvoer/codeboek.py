"""What each column of an export means. Pure; made from the published definitions alone."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from pydantic import Field

from zicht_shared.schemas import Schema
from zicht_surveys.resultaten.velden import GeslotenSoort, in_dutch, label_of
from zicht_surveys.uitvoer.variabelen import Variabele, variabelen_of
from zicht_surveys.vragenlijsten.schemas import Taal, Tekst, Vragenlijst


class Codering(Schema):
    """Een antwoord, en het getal dat daarvoor in de uitvoer staat."""

    waarde: str
    getal: int
    label: dict[Taal, str]


class Codeboekvariabele(Schema):
    naam: str = Field(description="De naam van de kolom.")
    vraag: str
    optie: str | None = Field(description="Bij een vraag met meer antwoorden: de optie waar deze kolom over gaat.")
    soort: GeslotenSoort = Field(description="De rij van een matrix is een vraag op zichzelf, van soort likert5.")
    tekst: dict[Taal, str]
    optietekst: dict[Taal, str] | None
    varianten: list[str] = Field(description="De varianten die deze vraag stellen.")
    waarden: list[Codering]


class Apart(Schema):
    """Een vraag die niet in de uitvoer staat: woorden en telefoonnummers staan nooit naast andere antwoorden."""

    vraag: str
    soort: str
    tekst: dict[Taal, str]
    varianten: list[str]


class Herkomst(Schema):
    variant: str
    bron: str = Field(description="Waar de tekst vandaan komt, en wat er van Zicht zelf is.")
    talen: list[Taal]
    nagekeken: list[Taal] = Field(description="De talen waarvan een mens de tekst heeft gelezen.")


class Codeboek(Schema):
    """Alle variabelen van de uitvoer van een meting."""

    meting_id: UUID
    vragenlijst: str
    versie: int
    titel: dict[Taal, str]
    herkomst: list[Herkomst]
    variabelen: list[Codeboekvariabele]
    apart: list[Apart]


def make_codeboek(meting_id: UUID, code: str, versie: int, varianten: Sequence[Vragenlijst]) -> Codeboek:
    """varianten: at least one definition, all of this code and version."""
    return Codeboek(
        meting_id=meting_id,
        vragenlijst=code,
        versie=versie,
        titel=varianten[0].titel,
        herkomst=[
            Herkomst(
                variant=definition.variant,
                bron=definition.bron,
                talen=list(definition.talen),
                nagekeken=list(definition.nagekeken),
            )
            for definition in varianten
        ],
        variabelen=[_described(variabele) for variabele in variabelen_of(varianten)],
        apart=list(_apart(varianten)),
    )


def as_rows(codeboek: Codeboek) -> Iterator[list[str | int | None]]:
    """The codebook as a table with a header row: a row for each value of each variable, in Dutch."""
    bronnen = {herkomst.variant: herkomst.bron for herkomst in codeboek.herkomst}
    yield [
        "variabele", "vraag", "optie", "soort", "varianten", "tekst", "getal", "waarde", "label", "vragenlijst",
        "versie", "bron",
    ]  # fmt: skip
    for variabele in codeboek.variabelen:
        tekst = " ".join(in_dutch(part) for part in (variabele.tekst, variabele.optietekst) if part)
        bron = " / ".join(dict.fromkeys(bronnen[variant] for variant in variabele.varianten))
        for codering in variabele.waarden:
            yield [
                variabele.naam, variabele.vraag, variabele.optie, variabele.soort, ", ".join(variabele.varianten),
                tekst, codering.getal, codering.waarde, in_dutch(codering.label), codeboek.vragenlijst,
                codeboek.versie, bron,
            ]  # fmt: skip


def _described(variabele: Variabele) -> Codeboekvariabele:
    codes = variabele.codes()
    optietekst: Tekst | None = None if variabele.optie is None else label_of(variabele.veld, variabele.optie)
    return Codeboekvariabele(
        naam=variabele.naam,
        vraag=variabele.veld.code,
        optie=variabele.optie,
        soort=variabele.veld.soort,
        tekst=variabele.veld.tekst,
        optietekst=optietekst,
        varianten=list(variabele.varianten),
        waarden=[
            Codering(waarde=codes.get(getal, str(getal)), getal=getal, label=tekst)
            for getal, tekst in variabele.getallen.items()
        ],
    )


def _apart(varianten: Sequence[Vragenlijst]) -> Iterator[Apart]:
    seen: dict[str, Apart] = {}
    for definition in varianten:
        for vraag in definition.vragen:
            if vraag.soort not in ("open", "telefoon", "ja-nee-want"):
                continue
            veld = vraag.velden[-1]
            apart = seen.setdefault(veld, Apart(vraag=veld, soort=vraag.soort, tekst=vraag.tekst, varianten=[]))
            apart.varianten.append(definition.variant)
    yield from seen.values()
