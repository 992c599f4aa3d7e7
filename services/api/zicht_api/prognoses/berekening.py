"""The trend drawn through, with its uncertainty. Pure, and the same series always gives the same forecast."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import inf, sqrt
from typing import Any

from zicht_api.getallen import round_published

MINSTE_PERIODEN = 8
MINSTE_SEIZOENEN = 2

# Of the largest figure in the series: what is smaller than this is no variation, but the last digits of a computation.
_GEEN_SPREIDING = 1e-9


class ReeksTeKort(Exception):
    """Too few periods to draw a trend from."""

    def __init__(self, nodig: int, aanwezig: int) -> None:
        super().__init__(f"{nodig} periods are needed, {aanwezig} are there")
        self.nodig = nodig
        self.aanwezig = aanwezig


@dataclass(frozen=True, slots=True)
class Stap:
    """One period ahead, in the unit of the series, on 4 decimals.

    onder, boven: the prediction intervals of 80 and 95 %; None: how much the series varies cannot be estimated.
    begrensd: something in it was cut off at what is possible at least or at most.
    """

    verwachting: Decimal
    onder_80: Decimal | None
    boven_80: Decimal | None
    onder_95: Decimal | None
    boven_95: Decimal | None
    begrensd: bool


@dataclass(frozen=True, slots=True)
class Prognose:
    """stappen: the coming periods in order. methode: in words, for whoever reads the forecast."""

    stappen: tuple[Stap, ...]
    methode: str


@dataclass(frozen=True, slots=True)
class _Model:
    """What a model expects. fouten: the standard error of each forecast, None: unknown. vrijheid: of its residuals."""

    verwachting: list[float]
    fouten: list[float] | None
    vrijheid: int
    methode: str


def minste_lengte(seizoen: int | None) -> int:
    """How many periods a series needs at least.

    No number is always enough (Hyndman and Kostenko 2007; Hyndman and Athanasopoulos, FPP3, 13.7): a series needs more
    periods than its model has parameters. 8 is two more than a damped trend has. A season has to be seen twice to be
    told from chance, and 2 more periods leave something to estimate the rest from.
    """
    return MINSTE_PERIODEN if seizoen is None else max(MINSTE_PERIODEN, MINSTE_SEIZOENEN * seizoen + 2)


def voorspel(
    reeks: Sequence[Decimal],
    *,
    stappen: int,
    seizoen: int | None,
    ondergrens: Decimal | None = None,
    bovengrens: Decimal | None = None,
) -> Prognose:
    """Forecast the coming periods of a series without gaps, oldest first.

    stappen: how many periods, at least 1. seizoen: after how many periods the season returns (4 quarters, 12 months,
    52 weeks), at least 2; None: no season. ondergrens, bovengrens: what the figure cannot be below or above (a count:
    0; a percentage: 0 and 100); expectation and intervals are cut off there. Raises ReeksTeKort.

    Exponential smoothing with additive errors, without a trend or with a damped one, whichever has the lower AICc
    (FPP3, 8.6). A season is estimated first, by STL, as one that stays the same, and added again afterwards (FPP3,
    5.7): smoothing a season of 12 or 52 states asks for longer series than gemeenten have. The intervals rest on the
    variance of the model (FPP3, 8.7) and of the season, on the residuals divided by the degrees of freedom that are
    left, and on Student's t: with the normal distribution they would be too narrow for series this short.
    """
    if stappen < 1 or (seizoen is not None and seizoen < 2):
        raise ValueError("stappen is at least 1, and seizoen at least 2")
    if len(reeks) < minste_lengte(seizoen):
        raise ReeksTeKort(minste_lengte(seizoen), len(reeks))
    # The optimiser expects figures of about 1.
    maat = max(abs(waarde) for waarde in reeks) or Decimal(1)
    with warnings.catch_warnings():
        # A search that ends early is no fault: the models are compared by what they explain, wherever they ended.
        warnings.simplefilter("ignore")
        model = _forecast([float(waarde / maat) for waarde in reeks], stappen, seizoen)
    uitkomst = tuple(_publish(model, nr, maat, ondergrens, bovengrens) for nr in range(stappen))
    methode = model.methode
    if any(stap.begrensd for stap in uitkomst):
        grenzen = " en ".join(f"{grens:f}" for grens in (ondergrens, bovengrens) if grens is not None)
        methode += f"; afgekapt op wat mogelijk is ({grenzen})"
    return Prognose(uitkomst, methode)


def _forecast(reeks: list[float], stappen: int, seizoen: int | None) -> _Model:
    # statsmodels takes seconds to import: whoever asks for no forecast should not wait for it.
    import pandas as pd
    from statsmodels.tsa.seasonal import STL

    rest = pd.Series(reeks)
    if seizoen is None:
        return _smooth(rest, stappen, 1)
    # Over a window far wider than the series the season stays the same: R's `s.window = "periodic"`.
    patroon = STL(rest, period=seizoen, seasonal=10 * len(reeks) + 1, seasonal_deg=0).fit().seasonal
    model = _smooth(rest - patroon, stappen, seizoen)
    laatste = patroon.tolist()[-seizoen:]
    return replace(
        model,
        verwachting=[waarde + laatste[nr % seizoen] for nr, waarde in enumerate(model.verwachting)],
        methode=f"{model.methode}; met een vast seizoen van {seizoen} perioden (STL)",
    )


def _smooth(reeks: Any, stappen: int, periode: int) -> _Model:
    """Exponential smoothing of a pandas series. periode: the length of the season taken out of it, 1: none."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    if reeks.max() - reeks.min() < _GEEN_SPREIDING:
        methode = "de reeks doorgetrokken; zij wijkt nergens af, dus een marge is niet te schatten"
        return _Model([reeks.iloc[-1]] * stappen, None, 0, methode)
    n = len(reeks)
    # A season that adds up to nothing has one parameter less than it has periods.
    seizoensparameters = periode - 1
    fits = [
        ETSModel(reeks, error="add", trend=trend, damped_trend=trend is not None).fit(disp=False)
        for trend in (None, "add")
    ]
    fit = min(fits, key=lambda fit: _aicc(fit.llf, int(fit.df_model) + seizoensparameters, n))
    vrijheid = n - len(fit.params) - seizoensparameters
    voorspelling = fit.get_prediction(start=n, end=n + stappen - 1)
    # Every period of the season was itself estimated, from n / periode values.
    seizoensfout = periode / n if seizoensparameters else 0
    return _Model(
        voorspelling.predicted_mean.tolist(),
        [sqrt(fit.sse / vrijheid * (v / fit.mse + seizoensfout)) for v in voorspelling.var_pred_mean],
        vrijheid,
        f"exponentiële effening (ETS) {'met gedempte' if fit.model.has_trend else 'zonder'} trend, gekozen op AICc",
    )


def _aicc(llf: float, k: int, n: int) -> float:
    """Akaike's criterion, corrected for short series; infinite where the series is too short for k parameters."""
    return inf if n - k - 1 <= 0 else -2 * llf + 2 * k + 2 * k * (k + 1) / (n - k - 1)


def _publish(model: _Model, nr: int, maat: Decimal, ondergrens: Decimal | None, bovengrens: Decimal | None) -> Stap:
    from scipy.special import stdtrit

    midden = model.verwachting[nr]
    punten = [midden]
    if model.fouten is not None:
        m80, m95 = (float(stdtrit(model.vrijheid, (1 + zeker) / 2)) * model.fouten[nr] for zeker in (0.80, 0.95))
        punten += [midden - m80, midden + m80, midden - m95, midden + m95]
    waarden = [round_published(Decimal(punt) * maat) for punt in punten]
    binnen = [_cut(waarde, ondergrens, bovengrens) for waarde in waarden]
    grenzen: list[Decimal | None] = [*binnen[1:]] or [None] * 4
    onder_80, boven_80, onder_95, boven_95 = grenzen
    return Stap(binnen[0], onder_80, boven_80, onder_95, boven_95, begrensd=binnen != waarden)


def _cut(waarde: Decimal, ondergrens: Decimal | None, bovengrens: Decimal | None) -> Decimal:
    if ondergrens is not None and waarde < ondergrens:
        return ondergrens
    if bovengrens is not None and waarde > bovengrens:
        return bovengrens
    return waarde
