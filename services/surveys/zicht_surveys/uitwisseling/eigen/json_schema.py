"""The JSON Schema of Zicht's own form: what other programs hold a questionnaire against before they send it."""

import json
from functools import cache
from typing import Final

from zicht_surveys.vragenlijsten.schemas import Vragenlijst

_ADDRESS: Final = "https://zicht.example/schemas/vragenlijst"
_WHAT_A_SCHEMA_CANNOT_SAY: Final = (
    "Een vragenlijst van Zicht. Buiten dit schema geldt: elke tekst staat er in alle talen van 'talen' en in geen "
    "andere; elke vraag en elke rij heeft een eigen code; een voorwaarde ('als') verwijst naar een keuzevraag of rij "
    "op een eerdere pagina en naar antwoorden die daar bestaan; opties, rijen en schaallabels horen bij de soort."
)


@cache
def as_json() -> bytes:
    """The schema (draft 2020-12), made from the model that the service itself reads with."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": _ADDRESS,
        **Vragenlijst.model_json_schema(by_alias=True),
        "description": _WHAT_A_SCHEMA_CANNOT_SAY,
    }
    return json.dumps(schema, ensure_ascii=False).encode()
