"""Every way to ask every GET: each query parameter that its document has, with what there is to ask for by name."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from starlette.applications import Starlette

from tests.architecture.adressen import queries_of
from tests.architecture.merken import Merken
from tests.architecture.routes import Pad

# Taken with everything else, or (in the walk over pages) with all that is there.
ELDERS: Final = {"cursor", "limit"}
# What needs others beside it to be right, or only changes how the same looks.
NOOIT_ALLEEN: Final = {
    "metingId",
    "groep",
    "perioden",
    "stappen",
    "met",
    "papier",
    "variant",
    "versie",
    "taal",
    "knoop",
    "breedte",
}


def named(van: Merken) -> dict[str, list[str]]:
    """What to ask for by name, for a gemeente's things of this name."""
    merk = van.merk
    return {
        "aanbieder": [f"{merk}-een"],
        "gebied": [f"{merk}-wijk"],
        "bronId": [f"{merk}-een-1"],
        "doelgroep": ["ouderen"],
        "leefgebied": ["wonen"],
        "vorm": ["formeel"],
        "indicator": [f"{merk}-indicator"],
        "per": ["aanbieder", "gebied"],
        "periode": ["2025", last_month()],
        "uitsplitsing": ["aanbieder", "gebied"],
        # Where it is no closed list, each form is asked for with the header Accept.
        "formaat": [],
        "thema": [f"{merk}-thema"],
        "doelenboom": ["ruimte-boom"],
        "monitorcyclus": [f"{merk}-cyclus"],
        "duidingssessie": [van.ids["sessie_id"]] if "sessie_id" in van.ids else [],
        "nr": ["1"],
        "tegenover": ["2024"],
        "peildatum": [van.ids["toen"]],
        "vanaf": ["2025-01-01"],
        "totEnMet": ["2025-12-31"],
        "vraag": ["waarom"],
        "soort": ["gesprek"],
        "actie": ["indicator.aangemaakt"],
        "objectId": [f"{merk}-indicator"],
        "sleutelId": ["opdrachtregel"],
        "tot": ["2099-01-01"],
    }


def last_month() -> str:
    today = datetime.now(UTC).date()
    return f"{today.year - (today.month == 1)}-{(today.month - 2) % 12 + 1:02d}"


class Vragen:
    """The queries of a service, by its own document."""

    def __init__(self, app: Starlette) -> None:
        self._document: dict[str, Any] = app.state.v1.openapi()

    def parameters(self, pad: Pad) -> dict[str, Any]:
        """Name -> schema of each query parameter of a GET."""
        found = self._document["paths"][pad.path]["get"].get("parameters", [])
        return {each["name"]: each["schema"] for each in found if each["in"] == "query"}

    def texts(self, pad: Pad) -> list[str]:
        """The media types in which there is something to read, to be asked for with Accept. The others of figures, and
        what must be asked for by name: test_uitgangen.py."""
        if self._choices(self.parameters(pad).get("formaat", {})):
            return []
        found = self._document["paths"][pad.path]["get"]["responses"]["200"].get("content", {})
        return [name for name in found if name.startswith("text/") or name.endswith(("json", "+xml"))]

    def queries(self, van: Merken, pad: Pad) -> Iterator[dict[str, str]]:
        """As usual, and then with each parameter in turn, with each of its values or with what is called `van` here."""
        usual = queries_of(van, pad)
        yield from usual
        for name, schema in self.parameters(pad).items():
            if name not in ELDERS | NOOIT_ALLEEN:
                values = self._choices(schema) or named(van).get(name)
                assert values is not None, f"say above what to ask for with `{name}`, or why not"
                for value in values:
                    if (query := usual[0] | {name: value}) not in usual:
                        yield query

    def _choices(self, schema: dict[str, Any]) -> list[str]:
        """The values of a closed list."""
        if "$ref" in schema:
            return self._choices(self._document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
        if schema.get("type") == "boolean":
            return ["true", "false"]
        within = [choice for part in schema.get("anyOf", []) for choice in self._choices(part)]
        return within or [value for value in schema.get("enum", []) if value is not None]


@cache
def vragen_of(app: Starlette) -> Vragen:
    return Vragen(app)
