"""Which groups may be shown beside their total. Pure."""

from collections.abc import Mapping
from typing import Literal, TypeVar

Group = TypeVar("Group")
Reden = Literal["minder-dan-drempel", "af-te-leiden"]


def suppressed(sizes: Mapping[Group, int], drempel: int) -> dict[Group, Reden]:
    """The groups to hide, with the reason, when the total of all of them is shown elsewhere.

    sizes: respondents per group. A group below the drempel is hidden. When all that is hidden is together still below
    the drempel, it would follow from the total: then the smallest of the others is hidden with it.
    """
    hidden: dict[Group, Reden] = {group: "minder-dan-drempel" for group, size in sizes.items() if size < drempel}
    shown = [group for group in sizes if group not in hidden]
    if hidden and shown and sum(sizes[group] for group in hidden) < drempel:
        hidden[min(shown, key=lambda group: sizes[group])] = "af-te-leiden"
    return hidden
