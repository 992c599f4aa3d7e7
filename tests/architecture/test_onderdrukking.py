"""Figures about residents leave through one module: nothing else can make what the routes answer with, nor what is kept
to be pulled.
"""

import ast
from pathlib import Path
from typing import Any

import asyncpg
import httpx

import zicht_api
from zicht_api.waarden import onderdrukking
from zicht_api.waarden.onderdrukking import Aantal, Cijfer, Waarde

PACKAGE = Path(zicht_api.__file__).parent
ONDERDRUKKING = PACKAGE / "waarden" / "onderdrukking.py"
PUBLISHED = {Waarde.__name__, Aantal.__name__}
# A figure as it is kept, in a Waarneming; the schema Cijfer only describes what PostgreSQL writes of those rows.
KEPT = {onderdrukking.Waarneming.__name__}
BEWAARD = PACKAGE / "waarnemingen" / "queries.py"
# What makes rows that are pulled: only from what `observe` gives.
AFLEIDEN = PACKAGE / "waarnemingen" / "service.py"
TABELLEN = ("waarnemingen", "publicaties")
MODELS = "zicht_api.waarnemingen.models"
MAKERS = {"model_construct", "model_validate", "model_validate_json", "model_copy", "__new__"}
# How answers name a number that rests on residents.
TELWOORDEN = {"waarde", "teller", "noemer", "n", "aantal"}
# What an official enters by hand follows from no fact that Zicht holds: who enters it answers for it.
INGEVOERD = {"HandmatigeWaarde", "HandmatigeWaardeGegevens"}


def makes_a_published_figure(node: ast.AST) -> bool:
    """Calls of Waarde(...), Waarde.model_construct(...), and subclasses of it, under any name that ends so."""
    if isinstance(node, ast.ClassDef):
        return any(name_of(base) in PUBLISHED for base in node.bases)
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr in MAKERS:
        return name_of(node.func.value) in PUBLISHED
    return name_of(node.func) in PUBLISHED


def name_of(node: ast.AST) -> str | None:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
    return None


def places(path: Path) -> list[int]:
    return [node.lineno for node in ast.walk(ast.parse(path.read_text())) if makes_a_published_figure(node)]  # type: ignore[attr-defined]


def test_only_onderdrukking_makes_a_published_figure() -> None:
    assert len(places(ONDERDRUKKING)) >= 3, "the test no longer recognises how a figure is made"
    others = {path: places(path) for path in PACKAGE.rglob("*.py") if path != ONDERDRUKKING}
    assert {path.relative_to(PACKAGE): lines for path, lines in others.items() if lines} == {}


def test_nobody_imports_a_published_figure_under_another_name() -> None:
    renamed = [
        (path.relative_to(PACKAGE), node.lineno)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and any(alias.name in PUBLISHED and alias.asname for alias in node.names)
    ]
    assert renamed == []


def is_number(schema: Any) -> bool:
    """Whether a schema, or any part of it, is a number."""
    if isinstance(schema, list):
        return any(map(is_number, schema))
    if not isinstance(schema, dict):
        return False
    kinds = schema.get("type", [])
    return bool({"number", "integer"} & set(kinds if isinstance(kinds, list) else [kinds])) or any(
        is_number(part) for part in schema.values()
    )


async def test_no_answer_holds_a_figure_that_did_not_come_from_there(api: httpx.AsyncClient) -> None:
    schemas = (await api.get("/v1/openapi.json")).json()["components"]["schemas"]
    with_figures = {
        name
        for name, schema in schemas.items()
        if any(is_number(member) for word, member in schema.get("properties", {}).items() if word in TELWOORDEN)
    }
    assert with_figures - INGEVOERD == PUBLISHED | {Cijfer.__name__}


async def test_a_route_of_figures_answers_with_published_ones(api: httpx.AsyncClient) -> None:
    document = (await api.get("/v1/openapi.json")).json()
    answer = document["paths"]["/indicatoren/{code}/waarden"]["get"]["responses"]["200"]["content"]["application/json"]
    waarden = document["components"]["schemas"][answer["schema"]["$ref"].rpartition("/")[2]]
    assert waarden["properties"]["waarden"]["items"]["$ref"].rpartition("/")[2] == Waarde.__name__


def imports_of(tree: ast.AST, module: str, names: set[str]) -> set[str]:
    """What a module calls these names of another one."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == module
        for alias in node.names
        if alias.name in names
    }


def calls(tree: ast.AST, names: set[str]) -> list[int]:
    """Where something is made under one of these names, however it is made."""
    made = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            func = node.func
            if isinstance(func, ast.Attribute) and func.attr in MAKERS | {"_make", "_replace"}:
                func = func.value
            if name_of(func) in names:
                made.append(node.lineno)
    return made


def test_only_onderdrukking_makes_a_figure_that_is_kept() -> None:
    assert calls(ast.parse(ONDERDRUKKING.read_text()), KEPT), "the test no longer recognises how one is made"
    others = {}
    for path in PACKAGE.rglob("*.py"):
        if path != ONDERDRUKKING:
            tree = ast.parse(path.read_text())
            names = imports_of(tree, onderdrukking.__name__, KEPT | {Cijfer.__name__})
            others[path.relative_to(PACKAGE)] = calls(tree, names)
    assert {path: lines for path, lines in others.items() if lines} == {}


def test_a_row_that_is_kept_is_made_in_one_place_of_what_onderdrukking_gives() -> None:
    """There each row takes its figure, unread, from `Rekening.observe`; and that gives what `observe` made."""
    made = {path: calls(ast.parse(path.read_text()), {"Rij"}) for path in PACKAGE.glob("waarnemingen/*.py")}
    assert [path for path, lines in made.items() if lines] == [AFLEIDEN]
    [line] = made[AFLEIDEN]
    assert AFLEIDEN.read_text().splitlines()[line - 1].strip().endswith("cijfer)")
    rekening = (PACKAGE / "waarden" / "rekening.py").read_text()
    assert rekening.count("observe(getal, streefwaarde, status)") == 1


def statements(path: Path) -> list[str]:
    """Every text in a module that changes one of the tables of what is kept."""
    texts = [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
    words = ("INSERT INTO ", "UPDATE ", "COPY ", "MERGE INTO ")
    return [
        text
        for text in texts
        if isinstance(text, str) and any(f"{word}{tabel}" in text for word in words for tabel in TABELLEN)
    ]


def test_only_one_module_writes_what_is_kept() -> None:
    writers = {path for path in PACKAGE.rglob("*.py") if statements(path)}
    assert writers == {BEWAARD}
    # Not past the statements either: by the tables themselves.
    by_table = {
        path.relative_to(PACKAGE): lines
        for path in PACKAGE.rglob("*.py")
        if (lines := calls(ast.parse(path.read_text()), imports_of(ast.parse(path.read_text()), MODELS, KEPT)))
    }
    assert by_table == {}


async def test_what_is_kept_is_never_changed_afterwards(api_owner: asyncpg.Connection) -> None:
    for tabel in TABELLEN:
        may = await api_owner.fetchval("SELECT has_table_privilege('zicht_api', $1, 'UPDATE')", tabel)
        assert may is False, tabel
