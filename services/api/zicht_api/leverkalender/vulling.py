"""How often a delivered field is filled, as a percentage that gives nobody away. Pure.

Who has no gebied or no doelgroep is a group too, and may be a small one. So a percentage is as coarse as it must be for
half a step of it, which is what 0 and 100 stand for, to be at least as many people as the drempel: no table of figures
can then be completed with it.
"""

_STAPPEN = (5, 10, 20, 25, 50)


def publish_vulling(gevuld: int, rijen: int, *, mensen: int, drempel: int) -> int | None:
    """The percentage of rows in which a field is filled, rounded to a step of 5 up to 50; None: too few people.

    mensen: how many different people stand behind the rows. rijen: more than 0 where mensen is.
    """
    stap = next((stap for stap in _STAPPEN if stap * mensen >= 200 * drempel), None)
    if stap is None:
        return None
    return stap * ((200 * gevuld + stap * rijen) // (2 * stap * rijen))
