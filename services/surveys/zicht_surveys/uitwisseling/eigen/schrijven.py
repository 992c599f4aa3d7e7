"""A definition as Zicht itself keeps it."""

from zicht_surveys.vragenlijsten.schemas import Vragenlijst


def schrijven(definition: Vragenlijst) -> bytes:
    """The JSON of one definition; nothing is lost."""
    return definition.model_dump_json(by_alias=True, exclude_defaults=True, indent=2).encode()
