"""Clients as their users write them down: each reads all of Observations, PAGINA rows at a time where it can say so."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cbsodata4
import httpx
import pytest
import requests
from odata import ODataService
from odatapy.client import EdmEnabledODataClient, HttpxTransport
from odatapy.client.auth import BasicAuth
from sqlalchemy import create_engine, text

from tests.end_to_end.bi.bron import DIMENSIES, Bron, Rij

PAGINA = 100
# What sqlalchemy-odata asks for.
GROOTSTE_PAGINA = 500
# What CBS publishes, and so what a client of CBS knows.
CBS = ("Id", "Measure", "ValueAttribute", "Value", *DIMENSIES)
PREFER = {"Prefer": f"odata.maxpagesize={PAGINA}"}
HIER = Path(__file__).parent

Lezer = Callable[[Bron, Path], list[Rij]]


def by_odatapy(bron: Bron, _: Path) -> list[Rij]:
    with HttpxTransport(auth=BasicAuth(*bron.login)) as transport:
        client = EdmEnabledODataClient(bron.odata, transport)
        found = client.iter_entities(client.entity_set_uri("Observations"), max_page_size=PAGINA)
        return [{str(each.name): each.value for each in entity.properties} for entity in found]


def by_python_odata(bron: Bron, _: Path) -> list[Rij]:
    with requests.Session() as session:
        session.auth = bron.login
        session.headers.update(PREFER)
        service = ODataService(bron.odata, session=session, reflect_entities=True, quiet_progress=True)
        found = service.query(service.entities["Observations"]).all()
        return [entity.__odata__.data for entity in found]


def by_sqlalchemy_odata(bron: Bron, _: Path) -> list[Rij]:
    """It asks for 500 rows, then for those from the 501st on, and so on: they are of one moment where that is said."""
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    place = bron.odata.replace("http://", f"odata://{':'.join(bron.login)}@")
    engine = create_engine(f"{place}/{bron.gemeente.code}/cijfers-{moment}")
    with engine.connect() as connection:
        found = [dict(row) for row in connection.execute(text('SELECT * FROM "Observations"')).mappings()]
    engine.dispose()
    return found


def by_cbsodata4(bron: Bron, folder: Path) -> list[Rij]:
    """It knows CBS, which asks nobody who he is: here it is given a client of httpx that says so."""

    def get(url: str) -> httpx.Response:
        return visitor.get(url, headers=PREFER if "/Observations" in url else {})

    with httpx.Client(auth=bron.login, timeout=30) as visitor, pytest.MonkeyPatch.context() as patch:
        patch.setattr("cbsodata4.httpx_client.httpx", SimpleNamespace(get=get, HTTPError=httpx.HTTPError))
        [dataset] = cbsodata4.get_datasets(base_url=bron.odata, catalog=None).to_dict("records")
        found = cbsodata4.get_observations(
            dataset["Identifier"],
            catalog=dataset["Catalog"],
            base_url=bron.odata,
            download_dir=folder / "cbs",
            # It guesses the type of each column from its first page, and stumbles where that page has nothing in it.
            select=CBS,
        )
        labels = cbsodata4.add_unit_column(cbsodata4.add_label_columns(found))
    assert not labels[["MeasureLabel", "PeriodenLabel", "GebiedenLabel", "VormenLabel", "Unit"]].isna().any().any()
    rijen: list[Rij] = found.to_dict("records")
    return rijen


def by_odata_client(bron: Bron, _: Path) -> list[Rij]:
    read = run_node("odata_client.mjs", {"root": bron.odata, "login": bron.login, "prefer": PREFER})
    assert read["aantal"] == len(bron.indicatoren)
    rijen: list[Rij] = read["rijen"]
    return rijen


def run_node(script: str, given: Any) -> Any:
    """What a script here makes of what it is given, both as JSON."""
    done = subprocess.run(
        ["node", str(HIER / script)], input=json.dumps(given), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


LEZERS: dict[str, Lezer] = {
    "odatapy": by_odatapy,
    "python-odata": by_python_odata,
    "sqlalchemy-odata": by_sqlalchemy_odata,
    "cbsodata4": by_cbsodata4,
    "@odata/client": by_odata_client,
}
