"""What the columns of a session hold, as it goes over the wire. Pure."""

import json

from zicht_api.duiding.models import Duidingssessie
from zicht_api.duiding.overeenstemming import rank
from zicht_api.duiding.schemas import (
    Perspectief,
    Sessieuitkomst,
    Stem,
    Stemming,
    TopAanbeveling,
    VastOnderwerp,
)


def onderwerpen_of(row: Duidingssessie) -> list[VastOnderwerp]:
    return [VastOnderwerp.model_validate(onderwerp) for onderwerp in row.onderwerpen]


def uitkomst_of(row: Duidingssessie) -> Sessieuitkomst:
    return Sessieuitkomst.model_validate(row.uitkomst or {"conclusies": [], "aanbevelingen": []})


def stemming_of(row: Duidingssessie, perspectief: Perspectief) -> Stemming:
    given = row.stemmen.get(perspectief, {})
    return Stemming(stemmen=[Stem(aanbeveling=code, stemmen=stemmen) for code, stemmen in given.items()])


def top_of(row: Duidingssessie) -> list[TopAanbeveling]:
    """The recommendations with the most votes."""
    by_code = {aanbeveling.code: aanbeveling for aanbeveling in uitkomst_of(row).aanbevelingen}
    return [
        TopAanbeveling(
            plaats=found.plaats,
            gelijk=found.gelijk,
            code=found.aanbeveling,
            tekst=by_code[found.aanbeveling].tekst,
            onderwerp=by_code[found.aanbeveling].onderwerp,
            stemmen=found.stemmen,
        )
        for found in rank(list(by_code), row.stemmen.values())
    ]


def opzet_json(row: Duidingssessie) -> str:
    """What was prepared, for the audit trail."""
    return json.dumps(
        {
            "naam": row.naam,
            "datum": row.datum.isoformat(),
            "periode": row.periode,
            "monitorcyclus": row.monitorcyclus,
            "dataversie": row.dataversie,
            "dag": row.dag.isoformat(),
            "onderwerpen": row.onderwerpen,
            "deelnemers": row.deelnemers,
        }
    )
