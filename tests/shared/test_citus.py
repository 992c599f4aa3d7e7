"""Spreading over a Citus cluster: what becomes of each table. No cluster is at hand here: docs/decisions/0033."""

import asyncio

import pytest
from sqlalchemy import MetaData

import zicht_api.models
import zicht_surveys.models
from tests.conftest import Databases
from zicht_shared.citus import GeenCitus, Verdeling, distribute, plan


@pytest.mark.parametrize("metadata", [zicht_api.models.Base.metadata, zicht_surveys.models.Base.metadata])
def test_what_a_foreign_key_points_at_is_spread_first_and_as_citus_asks(metadata: MetaData) -> None:
    """A foreign key may point at a table that is spread by the same column, if it holds it, or at one on every node."""
    place = {each.tabel: (nr, each.kolom) for nr, each in enumerate(plan(metadata))}
    assert set(place) == set(metadata.tables)
    for table in metadata.tables.values():
        nr, kolom = place[table.name]
        assert kolom is None or next(iter(table.primary_key.columns)).name == kolom, table.name
        for constraint in table.foreign_key_constraints:
            other_nr, other = place[constraint.referred_table.name]
            assert other_nr < nr, (table.name, constraint.referred_table.name)
            assert other is None or (other == kolom and kolom in constraint.column_keys), constraint


def test_a_table_of_gemeenten_is_spread_and_a_shared_list_is_on_every_node() -> None:
    found = plan(zicht_api.models.Base.metadata)
    assert Verdeling("contacten", "gemeente_id") in found
    assert Verdeling("gemeenten", "id") in found
    assert Verdeling("codes", None).statement == "SELECT create_reference_table('codes')"
    assert Verdeling("codes", None) in found
    assert Verdeling("x", "gemeente_id").statement == "SELECT create_distributed_table('x', 'gemeente_id')"


async def test_a_server_without_citus_is_told_apart(databases: Databases) -> None:
    with pytest.raises(GeenCitus, match="extensie citus"):
        await asyncio.to_thread(distribute, databases.api_owner, zicht_api.models.Base.metadata)
