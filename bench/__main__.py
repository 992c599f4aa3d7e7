"""`make bench`: each path beside the raw limit of the database, in the same run, as a table; and what each page of a
resident weighs and takes. `make bench-miljoenen`: a gemeente among ten million contacten beside the same one alone
(`python -m bench miljoenen`, --deel 0.01 for a part).

Every row is measured in pairs (limit, ours, limit, ours), because a machine's speed drifts; the median ratio counts.
"""

from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from statistics import median

from rich.console import Console
from rich.table import Table

from bench import indicatoren, ophalen, push, submit, visit
from bench.installatie import Installatie, installation
from zicht_surveys.vragenlijsten.schemas import Vragenlijst

ROUNDS = 3


def main() -> None:
    parser = ArgumentParser(prog="python -m bench")
    metingen = parser.add_subparsers(dest="meting")
    miljoenen = metingen.add_parser("miljoenen", help="a gemeente among ten million contacten, against it alone")
    miljoenen.add_argument("--deel", type=float, default=1.0, help="which part of all sizes to make, such as 0.01")
    gevraagd = parser.parse_args()
    if gevraagd.meting == "miljoenen":
        indicatoren.main(gevraagd.deel)
    else:
        limits()


def limits() -> None:
    table = Table("path", "limit", "ours", "ratio", "at least")
    pages = visit.Pages()
    with installation() as installatie:
        table.add_row(f"push {push.ROWS:,} contacten (NDJSON over HTTP)", *_measured(installatie, _push), "0.6")
        table.add_row(f"send HOEWijzer kort, {submit.AT_ONCE} at once", *_measured(installatie, _submit), "0.3")
        opgehaald = _pull(installatie, table)
        # As on a server of a gemeente: a worker for each core.
        installatie.diensten.stop("surveys")
        installatie.diensten.start("surveys", workers=visit.CORES)
        for name, lijst, page_times, at_least in (
            ("6 questions on one page", visit.OP_EEN_BLAD, visit.Pages(), "150/s"),
            ("Putten, three pages", visit.PUTTEN, pages, ""),
        ):
            visited = _measured(installatie, partial(_visit, lijst=lijst, pages=page_times))
            table.add_row(f"visit, {visit.AT_ONCE} at once: {name}, check, send", *visited, at_least)
    bladen = Table("page of a visit, from the click", "requests", "bytes", "p95", "at most")
    for row in pages.rows():
        bladen.add_row(*row)
    bladen.add_row("all", "", "", f"{pages.p95():.0f} ms", "70 ms")
    Console(width=120).print(table, opgehaald, bladen)


def _measured(installatie: Installatie, measure: Callable[[Installatie], tuple[float, float]]) -> tuple[str, str, str]:
    """The medians of the limit, of ours, and of what ours is of the limit."""
    pairs = [measure(installatie) for _ in range(ROUNDS)]
    limit, ours = (median(column) for column in zip(*pairs, strict=True))
    return f"{limit:,.0f}/s", f"{ours:,.0f}/s", f"{median(ours / limit for limit, ours in pairs):.2f}"


def _pull(installatie: Installatie, table: Table) -> Table:
    """What BI tools ask: adds to the table of limits, and gives what was measured besides."""
    bron = ophalen.prepare(installatie)
    # What it took to work them out is not what it takes to pull them.
    installatie.diensten.stop("api")
    installatie.diensten.start("api")
    pid = installatie.diensten.processes["api"].pid
    ophalen.settle(pid)
    besides = Table("pull", "measured", "at most")
    with ophalen.geheugen(pid) as geheugen:
        csv = _measured(installatie, lambda installatie: (ophalen.csv_limit(installatie, bron), ophalen.csv_ours(bron)))
    table.add_row(f"{bron.rijen:,} figures as CSV", *csv, "0.7")
    besides.add_row("CSV: memory more than before", f"{geheugen.meer:.0f} MB", "100 MB")
    with ophalen.geheugen(pid) as geheugen:
        per_second = ophalen.odata_ours(bron)
    besides.add_row("OData, page by page: memory more than before", f"{geheugen.meer:.0f} MB", "100 MB")
    besides.add_row("OData, page by page", f"{per_second:,.0f} rows/s", "")
    unchanged = _measured(
        installatie,
        lambda _: (
            ophalen.unchanged_limit(ophalen.VRAGEN),
            ophalen.feed(bron, ophalen.FEED, known=True)[0].per_second,
        ),
    )
    table.add_row(f"unchanged feed, {ophalen.AT_ONCE} at once", *unchanged, "0.5")
    antwoorden, size = ophalen.feed(bron, ophalen.BLAD, known=False)
    besides.add_row(
        f"one indicator of {size:,} bytes, {ophalen.AT_ONCE} at once: p95", f"{antwoorden.p95:.1f} ms", "5 ms"
    )
    return besides


def _push(installatie: Installatie) -> tuple[float, float]:
    """Rows a second: the limit, and ours."""
    rijen = push.contacten()
    limit = push.limit(installatie, push.prepare(installatie)[0], rijen)
    ours = push.ours(installatie, push.prepare(installatie)[1], push.ndjson(rijen))
    return len(rijen) / limit, len(rijen) / ours


def _submit(installatie: Installatie) -> tuple[float, float]:
    """Sends a second: the limit, and ours."""
    return submit.limit(installatie), submit.ours(submit.links(installatie))


def _visit(installatie: Installatie, lijst: Vragenlijst, pages: visit.Pages) -> tuple[float, float]:
    """Whole visits a second: the limit, and ours."""
    return visit.limit(installatie, lijst), visit.ours(visit.links(installatie, lijst), lijst, pages)


if __name__ == "__main__":
    main()
