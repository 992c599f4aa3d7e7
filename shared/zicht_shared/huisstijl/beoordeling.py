"""Whether a look will do, and what it comes to: anything will, as long as it can be read."""

from collections.abc import Iterable, Mapping

from zicht_shared.errors import Fout, Probleem
from zicht_shared.huisstijl.kleuren import Token, Verhouding, palette, ratios
from zicht_shared.huisstijl.schemas import Contrast, Huisstijl


class ContrastTeLaag(Probleem):
    status, code = 400, "contrast-te-laag"
    title = "Met deze kleuren zijn de pagina's niet voor iedereen te lezen."

    def __init__(self, tokens: Mapping[Token, str], unreadable: Iterable[Verhouding]) -> None:
        super().__init__(
            "Elk paar hieronder heeft meer contrast nodig (WCAG 2.2 AA: 4,5 voor tekst, 3 voor randen en knoppen).",
            fouten=[Fout(_pointer(tokens, paar), self.code, _reason(paar)) for paar in unreadable],
        )


def check_readable(tokens: Mapping[Token, str]) -> dict[str, str]:
    """Every colour that follows from these, by its name. Raises ContrastTeLaag, which names every pair at fault."""
    colours = palette(tokens)
    if unreadable := [paar for paar in ratios(colours) if not paar.voldoet]:
        raise ContrastTeLaag(tokens, unreadable)
    return colours


def describe_huisstijl(tokens: Mapping[Token, str], stijlblad: str | None) -> Huisstijl:
    """The look as it is answered; stijlblad: where its stylesheet stands, if it has one."""
    colours = palette(tokens)
    contrasten = [
        Contrast(voorgrond=paar.voor, achtergrond=paar.achter, contrast=paar.contrast, nodig=paar.nodig)
        for paar in ratios(colours)
    ]
    return Huisstijl(tokens=dict(tokens), kleuren=colours, contrasten=contrasten, stijlblad=stijlblad)


def _pointer(tokens: Mapping[Token, str], paar: Verhouding) -> str:
    """The colour of the two that was set; both, or neither: the one in front."""
    return f"/tokens/{paar.achter if paar.achter in tokens and paar.voor not in tokens else paar.voor}"


def _reason(paar: Verhouding) -> str:
    contrast, nodig = (f"{number:.2f}".replace(".", ",") for number in (paar.contrast, paar.nodig))
    return f"{paar.voor} op {paar.achter}: het contrast is {contrast}, nodig is {nodig}."
