"""Which parts of a breakdown are drawn, and which only said. Pure."""

from collections.abc import Sequence

from zicht_api.dashboard.gegevens import Cijfers
from zicht_api.dashboard.tabellen import naam_van
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.onderdrukking import Waarde


def drawn_of(delen: Sequence[Waarde], dimensie: Dimensie, cijfers: Cijfers) -> list[Waarde]:
    """Those with somebody in them, or of which it is not said whether there is; of the gebieden only the next level:
    those below add up to them."""
    level = _next_level(cijfers)
    return [
        waarde
        for waarde in delen
        if not _is_empty(waarde)
        and (dimensie is not Dimensie.gebied or waarde.gebied is None or waarde.gebied in level)
    ]


def without_any(delen: Sequence[Waarde], dimensie: Dimensie, cijfers: Cijfers) -> str | None:
    """The parts with nobody in them, in a sentence."""
    namen = [
        naam_van(lid, cijfers.namen[dimensie])
        for waarde in delen
        if _is_empty(waarde) and (lid := getattr(waarde, dimensie)) is not None
    ]
    return f"Hier is niets geteld: {', '.join(namen)}." if namen else None


def is_broken_down(delen: Sequence[Waarde], dimensie: Dimensie) -> bool:
    """Whether anything is known of the parts: who answered a questionnaire may not have said where they live."""
    return any(getattr(waarde, dimensie) is not None and not _is_empty(waarde) for waarde in delen)


def _is_empty(waarde: Waarde) -> bool:
    return waarde.reden in ("geen-gegevens", "noemer-nul") or (waarde.waarde == 0 and not waarde.n)


def _next_level(cijfers: Cijfers) -> set[str]:
    """The gebieden directly below the one that is looked at; that one itself where there are none below it."""
    here = cijfers.vraag.gebied
    below = {gebied.code for gebied in cijfers.gebieden if gebied.ouder == here}
    return below or ({here} if here is not None else set())
