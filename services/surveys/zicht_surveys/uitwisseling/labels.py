"""What stands beside each choice of a question, in every language: what Zicht's pages say, for other programs."""

from collections.abc import Sequence

from zicht_surveys.invullen.teksten import TEKSTEN
from zicht_surveys.vragenlijsten.schemas import WEET_NIET, Taal, Tekst, Vraag


def choice_label(vraag: Vraag, waarde: str, talen: Sequence[Taal]) -> Tekst:
    """The words for one of the question's `waarden`; the number itself on a scale of numbers."""
    if waarde == WEET_NIET:
        return {taal: TEKSTEN[taal]["weet_niet"] for taal in talen}
    match vraag.soort:
        case "likert5" | "matrix":
            return vraag.schaallabels[int(waarde) - 1]
        case "ja-nee" | "ja-nee-want":
            return {taal: TEKSTEN[taal][waarde] for taal in talen}
        case "enkel" | "meer":
            return next(optie.tekst for optie in vraag.opties if optie.code == waarde)
        case _:
            return dict.fromkeys(talen, waarde)
