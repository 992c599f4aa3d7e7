"""Taking rows back out of a part, after the database has said that they may not be written. Pure."""

from collections.abc import Collection

from zicht_api.aanleveringen.delen import Deel
from zicht_api.afsluitingen.dagen import fout_afgesloten


def refuse_vast(deel: Deel, eerste: int, plekken: Collection[int]) -> Deel:
    """The part with these rows among its faults.

    eerste: the number of the part's first row in the delivery. plekken: places in the columns, from 0. The columns hold
    the rows without faults, in order.
    """
    if not plekken or deel.parameters is None:
        return deel
    goed = [nummer for nummer in range(eerste, eerste + deel.ontvangen) if nummer not in deel.fouten]
    weg = set(plekken)
    fouten = {goed[plek]: [fout_afgesloten("/datum")] for plek in weg}
    columns = tuple([cel for plek, cel in enumerate(column) if plek not in weg] for column in deel.parameters)
    return Deel(deel.ontvangen, deel.fouten | fouten, columns if columns[0] else None)
