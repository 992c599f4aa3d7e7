"""How a figure follows from the answers to one question, as SQL over rows `u` of uitslagen.

Answers outside the scale, such as `weet-niet`, are no answer to the question and do not count as respondents.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Maat:
    """telt_mee: which answers count. punten: what one adds. The figure is the mean of the points × factor."""

    telt_mee: str
    punten: str
    factor: Decimal


MATEN: dict[str, Maat] = {
    "top2": Maat(
        "u.antwoord IN ('1', '2', '3', '4', '5')", "CASE WHEN u.antwoord IN ('4', '5') THEN 1 ELSE 0 END", Decimal(100)
    ),
    "gemiddelde": Maat(
        "u.antwoord ~ '^[0-9]{1,3}$'",
        # PostgreSQL may compute this before it looks at telt_mee.
        "CASE WHEN u.antwoord ~ '^[0-9]{1,3}$' THEN u.antwoord::integer END",
        Decimal(1),
    ),
    "nps": Maat(
        "u.antwoord IN ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10')",
        "CASE WHEN u.antwoord IN ('9', '10') THEN 1 WHEN u.antwoord IN ('7', '8') THEN 0 ELSE -1 END",
        Decimal(100),
    ),
    "ja": Maat("u.antwoord IN ('ja', 'nee')", "CASE WHEN u.antwoord = 'ja' THEN 1 ELSE 0 END", Decimal(100)),
}
