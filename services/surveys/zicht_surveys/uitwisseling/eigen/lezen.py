"""Zicht's own JSON as a definition."""

from pydantic import ValidationError

from zicht_shared.errors import InvoerOngeldig, fout_from_pydantic
from zicht_shared.json import parse_json
from zicht_surveys.uitwisseling.schemas import Ingelezen
from zicht_surveys.vragenlijsten.schemas import Inhoud, Taal, Vragenlijst


def lezen(inhoud: bytes, taal: Taal) -> Ingelezen:
    """The draft in a definition, of which every text names its own language. Raises InvoerOngeldig with every fault."""
    parse_json(inhoud)
    try:
        definition = Vragenlijst.model_validate_json(inhoud)
    except ValidationError as fault:
        raise InvoerOngeldig(fout_from_pydantic(error) for error in fault.errors()) from None
    content = Inhoud(**{name: getattr(definition, name) for name in Inhoud.model_fields})
    return Ingelezen(definition.code, definition.versie, content, [])
