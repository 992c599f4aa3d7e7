"""The scene that most others are: something is written under a key, and after the strike once more."""

from collections.abc import Callable
from functools import partial
from uuid import uuid4

from tests.chaos.toneel import Stage, Tally, attempt


def strike_while_writing(
    stage: Stage, times: int, size: int, write: Callable[[int, str], int], count: Callable[[], int]
) -> Tally:
    """write: sends `size` things, from this number on and with this key; tells how many of them are new.

    count: how many things are there.
    """
    tally = Tally()
    for begin in range(1, 1 + times * size, size):
        key = str(uuid4())
        if "surveys" not in stage.mortal:
            # What it asks of the core by itself could be struck instead.
            stage.lives["surveys"].end()
        stage.begin(1)
        heard = attempt(partial(write, begin, key))
        assert (heard is None) == (not stage.deed.startswith("delay"))
        tally.struck += stage.is_struck()
        there = count() - tally.acknowledged
        tally.unheard += there if heard is None else 0
        tally.torn += there not in {0, size}

        stage.go_on()
        assert write(begin, key) == size
        tally.sent += size
        tally.acknowledged += size
        tally.kept = count()
        tally.lost += max(0, tally.acknowledged - tally.kept)
        tally.doubled += max(0, tally.kept - tally.acknowledged)
    return tally
