"""Which target holds for a period. Pure: its test is a table."""

from decimal import Decimal

from zicht_api.indicatoren.models import Indicator
from zicht_api.perioden import Periode


def streefwaarde_voor(indicator: Indicator, periode: Periode) -> Decimal | None:
    """The target of the shortest period with one that holds all of this period, else the one for always; None: none."""
    eigen = [Periode.parse(code) for code in indicator.streefwaarden]
    om_deze = [kandidaat for kandidaat in eigen if kandidaat.contains(periode)]
    if not om_deze:
        return indicator.streefwaarde
    kortste = min(om_deze, key=lambda kandidaat: kandidaat.eind - kandidaat.begin)
    return indicator.streefwaarden[kortste.code]
