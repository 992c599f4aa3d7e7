"""Where everything about a gemeente's figures stands, as whole addresses."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from zicht_api.waarden.dimensies import Dimensie

_UITSPLITSING: Final = f"uitsplitsing={','.join(Dimensie)}"


@dataclass(frozen=True, slots=True)
class Adressen:
    """basis: the public address of the service, without a slash at its end. gemeente: its code."""

    basis: str
    gemeente: str

    @property
    def api(self) -> str:
        return f"{self.basis}/v1"

    @property
    def openapi(self) -> str:
        return f"{self.basis}/v1/openapi.json"

    @property
    def odata(self) -> str:
        return f"{self.basis}/odata/v4/"

    @property
    def odata_metadata(self) -> str:
        return f"{self.basis}/odata/v4/$metadata"

    @property
    def dashboard(self) -> str:
        return f"{self.basis}/dashboard/{self.gemeente}"

    @property
    def begrippen(self) -> str:
        return f"{self.dashboard}/begrippen"

    @property
    def catalogus(self) -> str:
        return f"{self.dashboard}/catalogus.jsonld"

    def begrip(self, code: str) -> str:
        """What an indicator means, on the page with definitions."""
        return f"{self.begrippen}#{anchor_of(code)}"

    def waarden(self, formaat: str, code: str | None, *, openbaar: bool) -> str:
        """All figures of an indicator, or of all of them together. What is public is found without a key.

        formaat: as in `formaat=`.
        """
        only = "" if code is None else f"indicator={quote(code)}&"
        where = f"{self.dashboard}/gegevens?{only}" if openbaar else f"{self.api}/waarden?{only}{_UITSPLITSING}&"
        return f"{where}formaat={formaat}"


def anchor_of(code: str) -> str:
    """The id of an indicator within the page with definitions."""
    return f"indicator-{code}"
