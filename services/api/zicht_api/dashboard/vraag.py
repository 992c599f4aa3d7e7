"""What a visitor asks of the dashboard, as it stands in the address. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Self
from urllib.parse import urlencode

from pydantic import AfterValidator, StringConstraints, ValidationError

from zicht_api.perioden import Periode, PeriodeCode, PeriodeSoort
from zicht_shared.errors import Fout, InvoerOngeldig, fout_from_pydantic
from zicht_shared.schemas import Code, Invoer


def _as_in_address(fout: Fout) -> Fout:
    return replace(fout, pointer=f"?{fout.pointer.removeprefix('/')}")


def _is_shown(code: str) -> str:
    if Periode.parse(code).soort is PeriodeSoort.week:
        raise ValueError("Kies een jaar, een kwartaal of een maand, zoals 2026, 2026-K1 of 2026-03.")
    return code


class Vraag(Invoer):
    """periode: None is the last quarter with figures. cijfer: the indicator to look at closely. peildatum: as it was
    then, a day or a moment as it was written."""

    periode: Annotated[PeriodeCode, AfterValidator(_is_shown)] | None = None
    gebied: Code | None = None
    doelgroep: Code | None = None
    cijfer: Code | None = None
    peildatum: Annotated[str, StringConstraints(max_length=40)] | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """From the query of an address. A form sends what was left empty; what we do not know is not ours to judge.

        Raises InvoerOngeldig.
        """
        given = {name: value for name in cls.model_fields if (value := query.get(name))}
        try:
            return cls.model_validate(given)
        except ValidationError as fault:
            raise InvoerOngeldig(_as_in_address(fout_from_pydantic(error)) for error in fault.errors()) from None

    @property
    def filters(self) -> dict[str, str]:
        """What the figures are limited to."""
        found = {"gebied": self.gebied, "doelgroep": self.doelgroep}
        return {name: code for name, code in found.items() if code is not None}

    def adres(self, pad: str, **anders: str | None) -> str:
        """The same question at this path, with these parts otherwise; None leaves a part out."""
        asked = {**self.model_dump(), **anders}
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        return f"{pad}?{query}" if query else pad
