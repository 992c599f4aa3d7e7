"""The templates: trees that a gemeente can begin with."""

from functools import cache
from pathlib import Path

from zicht_api.doelenbomen.schemas import Doelenboomsjabloon

_FOLDER = Path(__file__).parent / "sjablonen"


@cache
def alle_sjablonen() -> dict[str, Doelenboomsjabloon]:
    """Every template by its code, in the order of the codes. Raises when one of them is not sound."""
    found = [Doelenboomsjabloon.model_validate_json(path.read_bytes()) for path in sorted(_FOLDER.glob("*.json"))]
    return {sjabloon.code: sjabloon for sjabloon in found}
