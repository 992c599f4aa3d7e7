"""The languages of a file, and its texts by our own names of them. What a language misses, the draft says itself."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from zicht_surveys.invullen.teksten import EIGEN_NAAM
from zicht_surveys.uitwisseling.namen import quoted, taal_of
from zicht_surveys.uitwisseling.ontwerp import Ontwerp, Ruw, Vast
from zicht_surveys.uitwisseling.schemas import VragenlijstNietTeLezen
from zicht_surveys.vragenlijsten.schemas import Taal

LONGEST_TEXT: Final = 2000


class Talen:
    """The languages of one file: `alle` are those that occur, in order; `hoofd` is that of texts without a language.

    Raises VragenlijstNietTeLezen when no text of the file is in a language that Zicht knows.
    """

    def __init__(self, ontwerp: Ontwerp, taal: Taal) -> None:
        self._ontwerp = ontwerp
        counts = Counter(tag for ruw in _texts(ontwerp) for tag, tekst in ruw.items() if tekst.strip())
        self._known = {tag: taal_of(tag) for tag in counts if tag}
        declared = taal_of(ontwerp.taal)
        named = Counter({known: counts[tag] for tag, known in self._known.items() if known})
        if declared and (declared in named or "" in counts):
            self.hoofd = declared
        elif named:
            self.hoofd = named.most_common(1)[0][0]
        elif "" in counts:
            self.hoofd = taal
        else:
            ontwerp.leave_out("vragenlijst", "Er staat geen tekst in een taal die Zicht kent.")
            raise VragenlijstNietTeLezen(ontwerp.weggelaten)
        order = [self.hoofd if tag == "" else self._known[tag] for tag in counts]
        self.alle: list[Taal] = list(dict.fromkeys(known for known in order if known))
        for tag, known in self._known.items():
            if known is None:
                ontwerp.leave_out("vragenlijst", f"De taal {quoted(tag)} kent Zicht niet.")
        if "" in counts and not declared:
            ontwerp.leave_out(
                "vragenlijst", f"Bij teksten staat geen taal; ze zijn gelezen als {EIGEN_NAAM[self.hoofd]}."
            )

    def tekst(self, plaats: str, ruw: Ruw) -> dict[Taal, str]:
        """A text by our own languages, cut where it is too long for us."""
        found: dict[Taal, str] = {}
        for tag, tekst in ruw.items():
            taal = self.hoofd if tag == "" else taal_of(tag)
            if taal is None or taal not in self.alle or not tekst.strip():
                continue
            if taal in found:
                self._ontwerp.leave_out(plaats, f"De tekst staat er twee keer in het {EIGEN_NAAM[taal]}.")
                continue
            if len(tekst) > LONGEST_TEXT:
                self._ontwerp.leave_out(plaats, f"De tekst is afgekapt na {LONGEST_TEXT} tekens ({taal}).")
            found[taal] = tekst[:LONGEST_TEXT]
        for tekst in list(found.values())[:1]:
            if not any(char.isalpha() for char in tekst):
                # A number is the same in every language.
                found = {taal: found.get(taal, tekst) for taal in self.alle}
        return found


def _texts(ontwerp: Ontwerp) -> Iterator[Ruw]:
    """Every text that the file brings itself, in order."""
    texts: list[Ruw] = [ontwerp.titel, ontwerp.inleiding]
    for pagina in ontwerp.paginas:
        texts += [pagina.titel, pagina.toelichting]
        for vraag in pagina.vragen:
            texts += [vraag.tekst, vraag.toelichting, *(vraag.eindlabels or ())]
            texts += [keuze.tekst for keuze in (*vraag.keuzes, *vraag.rijen)]
    return (ruw for ruw in texts if not isinstance(ruw, Vast))
