"""The library: the instruments that every gemeente can use as they stand."""

from functools import cache
from pathlib import Path

from zicht_surveys.vragenlijsten.schemas import Vragenlijst

_FOLDER = Path(__file__).parent / "bibliotheek"


@cache
def alle_vragenlijsten() -> tuple[Vragenlijst, ...]:
    """Every definition of the library, by code, variant and version. Raises when one of them is not sound."""
    definitions = [Vragenlijst.model_validate_json(path.read_bytes()) for path in _FOLDER.glob("*.json")]
    definitions.sort(key=_key)
    if len({_key(definition) for definition in definitions}) < len(definitions):
        raise ValueError("De bibliotheek bevat twee vragenlijsten met dezelfde code, variant en versie.")
    return tuple(definitions)


@cache
def vragenlijst(code: str, variant: str, versie: int | None = None) -> Vragenlijst:
    """The definition with this code and variant, in this version or else the newest; LookupError when there is none."""
    found = [
        definition
        for definition in alle_vragenlijsten()
        if (definition.code, definition.variant) == (code, variant) and versie in (None, definition.versie)
    ]
    if not found:
        raise LookupError(
            f"De bibliotheek heeft geen vragenlijst {code}, variant {variant}, versie {versie or 'nieuwste'}."
        )
    return found[-1]


def _key(definition: Vragenlijst) -> tuple[str, str, int]:
    return definition.code, definition.variant, definition.versie
