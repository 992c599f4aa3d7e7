"""Names of people in a text, by how names are written in Dutch. Pure.

There is no list of names in it, and no model: what was tried is too heavy for a service or nobody keeps it up. So a
name is found by the word before it, or by a capital letter where Dutch has none. It finds many names, and also places
and organisations, which may tell who somebody is just as well. It does not find: a first name by itself at the start
of a sentence, a name without a capital in a text without cues, a name in a script without capitals.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# What stands between a first name and a surname, or in front of a surname.
_INTERFIXES: Final = _words("van von de den der het 't ten ter te el al ben bin ibn da di du la le op in uit dos")
# After these a word with a capital is a name.
_TITLES: Final = _words(
    """mevrouw mevr mw meneer mijnheer heer dhr mej juffrouw juf meester dokter dr drs zuster broeder oom tante opa oma
    begeleider begeleidster begeleiders consulent consulente ondersteuner ondersteunster clientondersteuner
    cliëntondersteuner hulpverlener hulpverleenster zoon dochter man vrouw partner broer zus buurvrouw buurman vriend
    vriendin moeder vader coach vrijwilliger vrijwilligster wijkverpleegkundige verpleegkundige collega medewerker
    medewerkster casemanager huisarts psycholoog therapeut werker ambtenaar mantelzorger met aan door bij namens
    mrs mr ms miss sister brother son daughter husband wife doctor"""
)
# After these a word is a name, with or without a capital.
_CALLED: Final = _words("heet heette heten genaamd genoemd called named")
_NO_NAME: Final = _words(
    """ik het dat dit de een niet welkom me mij u je jij we wij zo ook nu hier daar van mijn wie hoe wat dan en of maar
    was is ben heb had heel erg zij hij zou kan wordt werd als voor naar om ze die er met bij in op aan te"""
)
# Words that Dutch writes with a capital in the middle of a sentence, and that name nobody.
_KNOWN: Final = _words(
    """ik u wmo jeugdwet wlz zvw participatiewet nederland nederlands nederlandse engels engelse arabisch arabische
    turks turkse pools poolse oekraïens oekraïense marokkaans marokkaanse syrisch syrische duits duitse frans franse
    god allah corona covid whatsapp facebook internet google teams zoom digid uwv svb cak ciz ggz ggd pgb kerst pasen
    ramadan europa europese i bsn iban tel"""
)
_LONGEST_ABBREVIATION: Final = 4
_SENTENCE_END: Final = '.!?:;\n\r"“”„()[]*•…'


class _Word(NamedTuple):
    start: int
    end: int
    text: str

    @property
    def low(self) -> str:
        return self.text.lower()

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def find_names(text: str) -> Iterator[tuple[int, int]]:
    """Where there may be a name: start and end of each."""
    words = [_Word(match.start(), match.end(), match.group()) for match in _WORD.finditer(text)]
    shouted = _is_shouted(words)
    place = 0
    while place < len(words):
        end = _name_end(text, words, place, shouted)
        if end > place:
            yield words[place].start, words[end - 1].end
        place = max(end, place + 1)


def _name_end(text: str, words: Sequence[_Word], place: int, shouted: bool) -> int:
    """After which word the name that begins with this word ends; `place` itself when it is no name."""
    before = words[place - 1].low if place and _adjacent(text, words[place - 1], words[place]) else ""
    if before in _CALLED or (before in {"is", "was"} and place > 1 and words[place - 2].low in {"naam", "name"}):
        return _called(text, words, place)
    begin = place
    while begin < len(words) and words[begin].low in _INTERFIXES and before in _TITLES:
        begin += 1
    if begin == len(words) or not _may_be_name(words[begin]):
        return place
    if before in _TITLES:
        return _run(text, words, begin + 1)
    if begin > place or shouted or _is_abbreviation(words[place]):
        return place
    end = _run(text, words, place + 1)
    # At the start of a sentence any word has a capital: only a surname behind it tells.
    return end if end > place + 1 or not _opens_sentence(text, words[place]) else place


def _called(text: str, words: Sequence[_Word], place: int) -> int:
    """Where the name ends that this word begins: with capitals, or up to a second word that closes the sentence."""
    if words[place].low in _NO_NAME:
        return place
    end = _run(text, words, place + 1)
    if end == place + 1 < len(words) and _adjacent(text, words[place], words[end]):
        surname = words[end]
        after = text[surname.end :].lstrip()
        if surname.low not in _NO_NAME and (not after or after[0] in _SENTENCE_END + ","):
            return end + 1
    return end


def _run(text: str, words: Sequence[_Word], place: int) -> int:
    """Where a name ends that goes on with surnames, and with what stands in front of those."""
    end = place
    while place < len(words) and _adjacent(text, words[place - 1], words[place]):
        if _may_be_name(words[place]):
            end = place + 1
        elif words[place].low not in _INTERFIXES:
            break
        place += 1
    return end


def _may_be_name(word: _Word) -> bool:
    # Wmo-loket is as well known as Wmo.
    known = word.low.split("-")[0] in _KNOWN
    return word.capital and not known and word.low not in _NO_NAME and word.low not in _TITLES


def _is_abbreviation(word: _Word) -> bool:
    return word.text.isupper() and 1 < len(word.text) <= _LONGEST_ABBREVIATION


def _adjacent(text: str, one: _Word, other: _Word) -> bool:
    between = text[one.end : other.start]
    return len(between) <= 3 and between.strip(" .") == ""


def _opens_sentence(text: str, word: _Word) -> bool:
    before = text[: word.start].rstrip(" \t'‘’-")
    return not before or before[-1] in _SENTENCE_END


def _is_shouted(words: Sequence[_Word]) -> bool:
    """Whether capitals say nothing here."""
    return sum(word.text.isupper() for word in words) > len(words) / 2
