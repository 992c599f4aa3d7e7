"""`make bench`: each path beside the raw limit of the database, in the same run, as a table. `make bench-miljoenen`: a
gemeente among ten million contacten beside the same one alone (`python -m bench miljoenen`, --deel 0.01 for a part).

Every row is measured in pairs (limit, ours, limit, ours), because a machine's speed drifts; the median ratio counts.
"""

from argparse import ArgumentParser
from collections.abc import Callable
from statistics import median

from rich.console import Console
from rich.table import Table

from bench import indicatoren, push, submit
from bench.installatie import Installatie, installation

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
    with installation() as installatie:
        for name, at_least, measure in ROWS:
            pairs = [measure(installatie) for _ in range(ROUNDS)]
            ratio = median(ours / limit for limit, ours in pairs)
            limit, ours = (median(column) for column in zip(*pairs, strict=True))
            table.add_row(name, f"{limit:,.0f}/s", f"{ours:,.0f}/s", f"{ratio:.2f}", at_least)
    Console(width=120).print(table)


def _push(installatie: Installatie) -> tuple[float, float]:
    """Rows a second: the limit, and ours."""
    rijen = push.contacten()
    limit = push.limit(installatie, push.prepare(installatie)[0], rijen)
    ours = push.ours(installatie, push.prepare(installatie)[1], push.ndjson(rijen))
    return len(rijen) / limit, len(rijen) / ours


def _submit(installatie: Installatie) -> tuple[float, float]:
    """Sends a second: the limit, and ours."""
    return submit.limit(installatie), submit.ours(submit.links(installatie))


ROWS: list[tuple[str, str, Callable[[Installatie], tuple[float, float]]]] = [
    (f"push {push.ROWS:,} contacten (NDJSON over HTTP)", "0.6", _push),
    (f"send HOEWijzer kort, {submit.AT_ONCE} at once", "0.3", _submit),
]

if __name__ == "__main__":
    main()
