"""Keys at the core: which run out soon, and which nobody ever used."""

from collections import Counter
from typing import Final

from sqlalchemy import text

from zicht_api.gemeenten.werklijst import load_werklijst
from zicht_cli.doctor.bevinding import Bevinding
from zicht_shared.db import Database

_KEYS: Final = text("""
    SELECT count(*) FILTER (WHERE verloopt_op BETWEEN now() AND now() + interval '14 days') AS verloopt,
        count(*) FILTER (WHERE laatst_gebruikt_op IS NULL AND aangemaakt_op < now() - interval '30 days'
            AND coalesce(verloopt_op > now(), true)) AS ongebruikt,
        count(*) FILTER (WHERE coalesce(verloopt_op > now(), true)) AS geldig
    FROM sleutels WHERE gemeente_id = :gemeente AND ingetrokken_op IS NULL
""")
_ADVIES: Final = {
    "verloopt": ("verloopt binnen veertien dagen", "Vervang haar op tijd: POST /v1/sleutels/{id}/vervanging."),
    "ongebruikt": ("is nooit gebruikt", "Trek in wat niemand nodig heeft: DELETE /v1/sleutels/{id}."),
}


async def check_keys(database: Database) -> list[Bevinding]:
    """Counted per gemeente, as row-level security has it; told for all of them, by code."""
    per: dict[str, Counter[str]] = {"verloopt": Counter(), "ongebruikt": Counter(), "geldig": Counter()}
    try:
        async with database.transaction(None) as db:
            gemeenten = await load_werklijst(db)
        for gemeente in gemeenten:
            async with database.transaction(gemeente.id) as db:
                row = (await db.execute(_KEYS, {"gemeente": gemeente.id})).one()
            for wat, counter in per.items():
                counter[gemeente.code] = getattr(row, wat)
    except Exception as fault:
        return [Bevinding("sleutels", f"niet te lezen ({type(fault).__name__})", "niet te zien")]
    found = [
        Bevinding("sleutels", f"{per[wat].total()} {tekst}, van {_codes(per[wat])}", "let op", advies)
        for wat, (tekst, advies) in _ADVIES.items()
        if per[wat].total()
    ]
    return [Bevinding("sleutels", f"{per['geldig'].total()} geldig, van {len(gemeenten)} gemeenten"), *found]


def _codes(counter: Counter[str]) -> str:
    codes = [code for code, aantal in counter.most_common() if aantal]
    return ", ".join(codes[:5]) + (f" en {len(codes) - 5} andere" if len(codes) > 5 else "")
