"""A cycle as the caller may see it. Pure: rows in, answers out."""

from collections.abc import Collection, Iterable

from zicht_api.monitorcycli.models import Monitorcyclus as MonitorcyclusRow
from zicht_api.monitorcycli.models import Monitorcyclusovergang
from zicht_api.monitorcycli.schemas import (
    Cyclusovergang,
    Kerngroeplid,
    Monitorcyclus,
    Situatievraag,
    TeZien,
)
from zicht_api.monitorcycli.situatie import VRAGEN
from zicht_api.monitorcycli.tijdvak import as_reeks, perioden_in
from zicht_shared.auth import Doel


def as_schema(
    row: MonitorcyclusRow,
    overgangen: Iterable[Monitorcyclusovergang],
    doel: Doel,
    *,
    boom_is_er: bool,
    indicatoren: Collection[str],
) -> Monitorcyclus:
    """indicatoren: those that the caller sees now. A credential for accounting is not told which are gone either: of
    what is gone nothing says whether it served that."""
    weg = [code for code in row.indicatoren if code not in indicatoren]
    vervallen = [f"/v1/indicatoren/{code}" for code in weg] if doel is Doel.leren else []
    if row.doelenboom is not None and not boom_is_er:
        vervallen.append(f"/v1/doelenbomen/{row.doelenboom}")
    return Monitorcyclus(
        code=row.code,
        naam=row.naam,
        doelenboom=row.doelenboom,
        begin=row.begin,
        eind=row.eind,
        functies=row.functies,
        indicatoren=[code for code in row.indicatoren if doel is Doel.leren or code in indicatoren],
        vervallen=vervallen,
        metingen=row.metingen,
        kerngroep=[Kerngroeplid.model_validate(lid) for lid in row.kerngroep],
        huidige_situatie=_as_situatie(row),
        verloop=[_as_overgang(overgang, doel) for overgang in overgangen],
        status=row.status,
        versie=row.versie,
    )


def _as_situatie(row: MonitorcyclusRow) -> list[Situatievraag]:
    """Every question, answered or not: together they are the guide."""
    antwoorden = {antwoord["vraag"]: antwoord["antwoord"] for antwoord in row.huidige_situatie}
    periode = as_reeks(perioden_in(row.begin, row.eind)[-1])
    return [
        Situatievraag(
            vraag=vraag.code,
            thema=vraag.thema,
            tekst=vraag.vraag,
            te_zien=[TeZien(uitleg=uitleg, pad=pad.format(periode=periode)) for uitleg, pad in vraag.te_zien],
            antwoord=antwoorden.get(vraag.code),
        )
        for vraag in VRAGEN
    ]


def _as_overgang(overgang: Monitorcyclusovergang, doel: Doel) -> Cyclusovergang:
    """What missed and why that was well was judged with all there is to learn from: it would tell of that."""
    return Cyclusovergang(
        naar=overgang.naar,
        tijdstip=overgang.tijdstip,
        dataversie=overgang.dataversie,
        dag=overgang.dag,
        door=overgang.sleutel_id,
        ontbrak=overgang.ontbrak if doel is Doel.leren else None,
        reden=overgang.reden if doel is Doel.leren else None,
    )
