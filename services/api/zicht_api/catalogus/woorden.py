"""What is kept as a code, in words for people."""

from collections.abc import Mapping, Sequence
from typing import Final

SOORTEN: Final[Mapping[str, str]] = {
    "input": "wat erin gaat (input)",
    "output": "wat er is gedaan (output)",
    "outcome": "wat het inwoners opleverde (outcome)",
    "ervaring": "wat inwoners ervan vonden (ervaring)",
}
FUNCTIES: Final[Mapping[str, str]] = {
    "signaleren": "signaleren",
    "leren-en-verbeteren": "leren en verbeteren",
    "sturen": "sturen",
    "verantwoorden": "verantwoorden",
    "voorspellen": "voorspellen",
}
RICHTINGEN: Final[Mapping[str, str]] = {
    "hoger": "Hoger is beter.",
    "lager": "Lager is beter.",
    "neutraal": "Hoger is niet beter of slechter dan lager.",
}
DOELEN: Final[Mapping[str, str]] = {
    "leren": "om van te leren",
    "verantwoorden": "om verantwoording mee af te leggen",
}


def opsomming(delen: Sequence[str]) -> str:
    """a, b en c."""
    return " en ".join(filter(None, [", ".join(delen[:-1]), delen[-1]]))
