"""Real clients read all of Observations while deliveries come in: what the database held at the first page, no more."""

import json
import shutil
import subprocess
from pathlib import Path

import jsonschema_rs
import pytest

from tests.end_to_end.bi.bron import KOLOMMEN, Bron, comparable, deliveries
from tests.end_to_end.bi.lezers import CBS, GROOTSTE_PAGINA, LEZERS, PAGINA, PREFER, run_node

_CI = Path(__file__).parents[3] / ".ci" / "node_modules"
_SCHEMAS = _CI / "odata-csdl" / "schemas"


def needs_node(module: str) -> None:
    if shutil.which("node") is None or not (_CI / module).exists():
        pytest.skip(f"node or its module {module} is not installed (npm ci --prefix .ci)")


# sqlalchemy-odata was written for an older SQLAlchemy.
@pytest.mark.filterwarnings("ignore:The dbapi:sqlalchemy.exc.SADeprecationWarning")
@pytest.mark.parametrize("client", LEZERS)
def test_a_client_gets_what_there_was_at_its_first_page_though_deliveries_come_in(
    bron: Bron, client: str, tmp_path: Path
) -> None:
    if client.startswith("@"):
        needs_node(client)
    # Nobody has read what there is now.
    bron.deliver(5)
    before = bron.dataversie
    with deliveries(bron):
        rijen = LEZERS[client](bron, tmp_path)
    [versie], kept = bron.read_kept(since=before)
    # Figures came in after the first page, and none of them is among these.
    assert versie < bron.dataversie
    assert len(rijen) > 2 * GROOTSTE_PAGINA
    kolommen = [kolom for kolom in KOLOMMEN if kolom in {*rijen[0], "Verborgen"}]
    assert set(kolommen) >= ({*CBS} & {*KOLOMMEN} if client == "cbsodata4" else {*KOLOMMEN})
    given = [rij | {"Verborgen": rij["ValueAttribute"] == "Confidential"} for rij in rijen]
    assert comparable(given, kolommen) == comparable(kept, kolommen)
    assert any(rij["Verborgen"] for rij in kept)
    assert len({rij["Id"] for rij in rijen}) == len(rijen)


def test_a_page_is_as_large_as_the_clients_wish(bron: Bron) -> None:
    page = bron.get("/Observations", **PREFER)
    assert page.headers["preference-applied"] == PREFER["Prefer"]
    assert len(page.json()["value"]) == PAGINA
    assert page.json()["@odata.nextLink"].startswith(f"{bron.odata}/Observations?")


def test_the_metadata_keeps_to_the_schemas_of_oasis(bron: Bron, tmp_path: Path) -> None:
    needs_node("odata-csdl")
    answer = bron.get("/$metadata")
    assert answer.headers["content-type"].startswith("application/xml")
    as_json = run_node("csdl.mjs", answer.text)
    schema = json.loads((_SCHEMAS / "csdl.schema.json").read_text())
    patterns = jsonschema_rs.RegexOptions(size_limit=50_000_000)
    jsonschema_rs.validator_for(schema, pattern_options=patterns).validate(as_json)
    if shutil.which("xmllint") is None:
        pytest.skip("xmllint is not installed (apt-get install libxml2-utils)")
    path = tmp_path / "metadata.xml"
    path.write_bytes(answer.content)
    command = ["xmllint", "--nonet", "--noout", "--schema", str(_SCHEMAS / "edmx.xsd"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
