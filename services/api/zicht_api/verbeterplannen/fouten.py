"""What can stand in the way of a step, each in words that help the one who reads them."""

from collections.abc import Iterable

from zicht_api.verbeterplannen.schemas import MAX_ACTIES
from zicht_shared.errors import Probleem


class OvergangKanNiet(Probleem):
    status, code, title = 409, "overgang-kan-niet", "Deze stap volgt niet op de vorige."

    def __init__(self, van: str, verder: Iterable[str]) -> None:
        options = " of ".join(sorted(verder)) or "niets meer"
        super().__init__(f"Na {van} volgt {options}.")


class PlanStaatVast(Probleem):
    status, code, title = 409, "plan-staat-vast", "Dit plan is afgerond of gestopt."

    def __init__(self) -> None:
        super().__init__("Er verandert niets meer aan. Leg voor wat er nog te doen is een nieuw plan vast.")


class ActieStaatVast(Probleem):
    status, code, title = 409, "actie-staat-vast", "Deze actie is afgesloten of vervallen."

    def __init__(self) -> None:
        super().__init__("Er verandert niets meer aan. Leg voor wat er nog te doen is een nieuwe actie vast.")


class MeetpuntStaatVast(Probleem):
    status, code, title = 409, "meetpunt-staat-vast", "Het meetpunt van een uitgevoerde actie verandert niet meer."

    def __init__(self) -> None:
        super().__init__("Wat u verwachtte en waar u het aan zou zien, lag vast voordat de actie was uitgevoerd.")


class PlanNietZoVer(Probleem):
    status, code, title = 409, "plan-niet-zo-ver", "Het plan is daarvoor niet zo ver."

    def __init__(self, statussen: Iterable[str]) -> None:
        super().__init__(f"Dit kan als het plan {' of '.join(sorted(statussen))} is.")


class PlanNietAf(Probleem):
    status, code, title = 409, "plan-niet-af", "Dit plan kan nog niet worden afgerond."

    def __init__(self, acties: Iterable[str]) -> None:
        open_acties = ", ".join(acties)
        super().__init__(
            f"Sluit eerst deze acties af, met hun gemeten effect, of laat ze vervallen: {open_acties}."
            if open_acties
            else "Er is geen actie afgesloten. Stop het plan, met een reden."
        )


class ActieWacht(Probleem):
    status, code, title = 409, "actie-wacht", "Deze actie wacht op een andere."

    def __init__(self, acties: Iterable[str]) -> None:
        super().__init__(f"Voer eerst deze acties uit, of haal ze weg uit hangtAfVan: {', '.join(acties)}.")


class NietUitgevoerd(Probleem):
    status, code, title = 409, "niet-uitgevoerd", "Deze actie is nog niet uitgevoerd."

    def __init__(self) -> None:
        super().__init__("Het effect is te meten als de actie is uitgevoerd.")


class EffectOntbreekt(Probleem):
    status, code, title = 409, "effect-ontbreekt", "Het effect van deze actie is nog niet bekend."

    def __init__(self) -> None:
        super().__init__(
            "Meet het effect als de periode erna voorbij is. Kan dat niet, of zijn er geen cijfers die getoond mogen "
            "worden, geef dan een reden."
        )


class TeVeelActies(Probleem):
    status, code, title = 409, "te-veel-acties", "Dit plan heeft te veel acties."

    def __init__(self) -> None:
        super().__init__(f"Een plan heeft hoogstens {MAX_ACTIES} acties. Leg een tweede plan vast.")
