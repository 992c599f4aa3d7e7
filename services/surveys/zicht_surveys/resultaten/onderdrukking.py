"""Which groups may be shown beside their total. Pure."""

from collections.abc import Collection, Mapping
from typing import TypeVar

Group = TypeVar("Group")


def suppressed(sizes: Mapping[Group, int], drempel: int, also: Collection[Group] = ()) -> set[Group]:
    """The groups to hide when the total of all of them is shown elsewhere.

    sizes: people per group. also: groups that are hidden anyway, because they are hidden of all people together.
    A group below the drempel is hidden. What is hidden is at least two groups, together at least the drempel, for else
    it would follow from the total: the smallest of the others are hidden with it. Why a group is hidden is not said:
    to know which of them are small is to know half of it.
    """
    hidden = {group for group, size in sizes.items() if size < drempel or group in also}
    shown = sorted((group for group in sizes if group not in hidden), key=lambda group: sizes[group])
    while hidden and shown and (len(hidden) < 2 or sum(sizes[group] for group in hidden) < drempel):
        hidden.add(shown.pop(0))
    return hidden
