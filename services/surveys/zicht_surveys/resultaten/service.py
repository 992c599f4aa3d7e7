"""What a gemeente may see of the answers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.auth import Principal, check_leren
from zicht_surveys.metingen.models import Meting
from zicht_surveys.resultaten import queries
from zicht_surveys.resultaten.cijfers import distribution, figures, response
from zicht_surveys.resultaten.onderdrukking import suppressed
from zicht_surveys.resultaten.queries import Per
from zicht_surveys.resultaten.schemas import Responscijfer, Resultaten, Uitslag
from zicht_surveys.resultaten.velden import Veld, in_dutch, velden_of
from zicht_surveys.vragenlijsten.schemas import WEET_NIET, Vragenlijst
from zicht_surveys.vragenlijsten.service import load_familie

Sizes = dict[str, dict[str | None, int]]
Hidden = dict[str, set[str | None]]


async def get_resultaten(db: AsyncSession, caller: Principal, meting: Meting, per: Per) -> Resultaten:
    """The counts and figures of a meting, small groups hidden. Raises AlleenOmTeLeren."""
    check_leren(caller)
    velden = {definition.variant: velden_of(definition) for definition in await load_varianten(db, meting)}
    invited = _by_variant(await queries.count_invited(db, meting, per))
    received = _by_variant(await queries.count_received(db, meting, per))
    hidden = hidden_groups(received, meting.drempel)
    uitslagen = [
        uitslag
        for variant, vraag, rows in _by_question(await queries.count_answers(db, meting, per), velden)
        for uitslag in _uitslagen(rows, per, meting.drempel, hidden[variant], velden.get(variant, {}).get(vraag))
    ]
    totals = {variant: sum(groups.values()) for variant, groups in received.items()}
    return Resultaten(
        meting_id=meting.id,
        versie=meting.resultaat_versie,
        drempel=meting.drempel,
        uitgenodigd=sum(aantal for groups in invited.values() for aantal in groups.values()),
        ontvangen={variant: total for variant, total in totals.items() if total >= meting.drempel},
        respons=list(_respons(invited, received, hidden, per)),
        uitslagen=uitslagen,
    )


async def load_varianten(db: AsyncSession, meting: Meting) -> Sequence[Vragenlijst]:
    """The definitions that this meting asks, one for each variant."""
    familie = await load_familie(db, meting.gemeente_id, meting.vragenlijst, meting.vragenlijst_versie)
    return familie.varianten if familie else []


def hidden_groups(received: Sizes, drempel: int) -> Hidden:
    """By variant the groups of which nothing may be shown, because too few people are in them."""
    return defaultdict(set, {variant: suppressed(groups, drempel) for variant, groups in received.items()})


def _by_variant(rows: Iterable[Row[Any]]) -> Sizes:
    sizes: Sizes = defaultdict(dict)
    for row in rows:
        sizes[row.variant][row.deel] = row.aantal
    return sizes


def _by_question(
    rows: Iterable[Row[Any]], velden: Mapping[str, Mapping[str, Veld]]
) -> Iterator[tuple[str, str, list[Row[Any]]]]:
    """Variant, vraag and the rows of its groups, in the order of the pages."""
    questions: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        questions[row.variant, row.vraag].append(row)
    places = {(variant, code): place for variant, known in velden.items() for place, code in enumerate(known)}
    for variant, vraag in sorted(questions, key=lambda key: (key[0], places.get(key, len(places)), key[1])):
        yield variant, vraag, questions[variant, vraag]


def _uitslagen(
    rows: Sequence[Row[Any]], per: Per, drempel: int, small: set[str | None], veld: Veld | None
) -> Iterator[Uitslag]:
    hidden = suppressed({row.deel: row.n for row in rows}, drempel, also=small)
    for row in rows:
        uitslag = Uitslag(
            variant=row.variant,
            vraag=row.vraag,
            soort=veld.soort if veld else None,
            tekst=in_dutch(veld.tekst) if veld else None,
            aanbieder=row.deel if per == "aanbieder" else None,
            gebied=row.deel if per == "gebied" else None,
            n=None,
            weet_niet=None,
            antwoorden=None,
            verdeling=None,
            cijfers=[],
            onderdrukt="te-weinig" if row.deel in hidden else None,
        )
        yield uitslag if row.deel in hidden else _with_counts(uitslag, row, drempel, veld)


def _with_counts(uitslag: Uitslag, row: Row[Any], drempel: int, veld: Veld | None) -> Uitslag:
    weet_niet = row.antwoorden.get(WEET_NIET, 0)
    n = row.n - weet_niet
    counts = {"n": n, "weet_niet": weet_niet, "antwoorden": row.antwoorden}
    if veld is not None and n >= drempel:
        counts |= {
            "verdeling": distribution(veld, row.antwoorden, n),
            "cijfers": figures(veld, row.antwoorden, n),
        }
    return uitslag.model_copy(update=counts)


def _respons(invited: Sizes, received: Sizes, hidden: Hidden, per: Per) -> Iterator[Responscijfer]:
    for variant in sorted({*invited, *received}):
        for deel in sorted({*invited.get(variant, {}), *received.get(variant, {})}, key=lambda deel: deel or ""):
            uitgenodigd = invited.get(variant, {}).get(deel, 0)
            ontvangen = received.get(variant, {}).get(deel, 0)
            is_hidden = deel in hidden[variant]
            yield Responscijfer(
                variant=variant,
                aanbieder=deel if per == "aanbieder" else None,
                gebied=deel if per == "gebied" else None,
                uitgenodigd=uitgenodigd,
                ontvangen=None if is_hidden else ontvangen,
                respons=None if is_hidden else response(ontvangen, uitgenodigd),
                onderdrukt="te-weinig" if is_hidden else None,
            )
