"""A group to be compared in, as the operator makes it."""

from datetime import date

from tests.conftest import Databases
from zicht_api.benchmarkgroepen.schemas import NieuweGroep
from zicht_cli.beheer import make_benchmarkgroep


async def make_groep(databases: Databases, code: str, *, dag: date = date(2025, 1, 1)) -> None:
    """A group that compares from 2025 on. dag: on which it is made."""
    nieuw = NieuweGroep(code=code, naam=f"Groep {code}", omschrijving="Even groot.", vanaf=date(2025, 1, 1))
    assert await make_benchmarkgroep(databases.api_owner, nieuw, dag)
