"""What became of the rows: the five counts that always add up to what was received."""

from dataclasses import dataclass, field
from typing import Any

from zicht_shared.meters import DELIVERED_ROWS


@dataclass(frozen=True, slots=True)
class Uitkomst:
    nieuw: int = 0
    gewijzigd: int = 0
    ongewijzigd: int = 0
    verwijderd: int = 0
    afgekeurd: int = 0
    # The years of which facts changed.
    jaren: frozenset[int] = field(default=frozenset())

    @classmethod
    def of(cls, row: Any, *, rows: int) -> "Uitkomst":
        """From what an upsert returns. A row that neither added, changed nor removed anything left all as it was."""
        nieuw = row["toegevoegd"] - row["gewijzigd"]
        rest = rows - nieuw - row["gewijzigd"] - row["verwijderd"]
        return cls(nieuw, row["gewijzigd"], rest, row["verwijderd"], jaren=frozenset(row["jaren"] or ()))

    def __add__(self, other: "Uitkomst") -> "Uitkomst":
        return Uitkomst(
            self.nieuw + other.nieuw,
            self.gewijzigd + other.gewijzigd,
            self.ongewijzigd + other.ongewijzigd,
            self.verwijderd + other.verwijderd,
            self.afgekeurd + other.afgekeurd,
            self.jaren | other.jaren,
        )

    @property
    def changes(self) -> int:
        return self.nieuw + self.gewijzigd + self.verwijderd

    @property
    def ontvangen(self) -> int:
        return self.changes + self.ongewijzigd + self.afgekeurd


def count_delivered(uitkomst: Uitkomst) -> None:
    """For the figures of the service as a whole. Before the commit: what is lost after this counts too."""
    for name in ("nieuw", "gewijzigd", "ongewijzigd", "verwijderd", "afgekeurd"):
        DELIVERED_ROWS.labels(name).inc(getattr(uitkomst, name))
