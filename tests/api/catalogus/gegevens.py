"""A gemeente with figures, of which one is public."""

from typing import Any

from tests.contacten import contact
from tests.gemeente import Gemeente


async def change_indicator(gemeente: Gemeente, code: str, **fields: Any) -> None:
    """Change an indicator: fields as they are in JSON."""
    now = await gemeente.beheer.get(f"/v1/indicatoren/{code}")
    body = {name: value for name, value in now.json().items() if name != "code"} | fields
    changed = await gemeente.beheer.put(f"/v1/indicatoren/{code}", json=body, headers={"If-Match": now.headers["etag"]})
    assert changed.status_code == 200, changed.text


async def deliver(gemeente: Gemeente, aantal: int = 60) -> None:
    rijen = [contact(nummer, aanbieder="wegwijs") for nummer in range(aantal)]
    answer = await gemeente.beheer.post("/v1/aanleveringen?soort=contacten", json=rijen)
    assert answer.status_code == 201, answer.text
