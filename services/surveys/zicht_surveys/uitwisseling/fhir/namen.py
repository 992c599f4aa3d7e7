"""The addresses by which FHIR tells extensions and code systems apart, and Zicht's own among them."""

from typing import Final

_FHIR: Final = "http://hl7.org/fhir/StructureDefinition"
_ZICHT: Final = "https://zicht.example/fhir/StructureDefinition"

TRANSLATION: Final = f"{_FHIR}/translation"
ITEM_CONTROL: Final = f"{_FHIR}/questionnaire-itemControl"
ITEM_CONTROLS: Final = "http://hl7.org/fhir/questionnaire-item-control"
# R5's name for what R4 calls ordinalValue: the number that a choice stands for.
WEIGHT: Final = f"{_FHIR}/itemWeight"
HIDDEN: Final = f"{_FHIR}/questionnaire-hidden"
ENABLE_WHEN_EXPRESSION: Final = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"

ZICHT_SOORT: Final = f"{_ZICHT}/soort"
ZICHT_VARIANT: Final = f"{_ZICHT}/variant"
ZICHT_BRON: Final = f"{_ZICHT}/bron"
ZICHT_NAGEKEKEN: Final = f"{_ZICHT}/nagekeken"

ADDRESS: Final = "https://zicht.example/fhir/Questionnaire"
# Extensions of an item that say how it looks, or that are read where they matter.
PLAIN: Final = frozenset((ITEM_CONTROL, HIDDEN, ENABLE_WHEN_EXPRESSION, ZICHT_SOORT))
