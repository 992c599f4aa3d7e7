"""Figures about residents leave through one module: nothing else can make what the routes answer with."""

import ast
from pathlib import Path
from typing import Any

import httpx

import zicht_api
from zicht_api.waarden.onderdrukking import Aantal, Waarde

PACKAGE = Path(zicht_api.__file__).parent
ONDERDRUKKING = PACKAGE / "waarden" / "onderdrukking.py"
PUBLISHED = {Waarde.__name__, Aantal.__name__}
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
    assert with_figures - INGEVOERD == PUBLISHED


async def test_a_route_of_figures_answers_with_published_ones(api: httpx.AsyncClient) -> None:
    document = (await api.get("/v1/openapi.json")).json()
    answer = document["paths"]["/indicatoren/{code}/waarden"]["get"]["responses"]["200"]["content"]["application/json"]
    waarden = document["components"]["schemas"][answer["schema"]["$ref"].rpartition("/")[2]]
    assert waarden["properties"]["waarden"]["items"]["$ref"].rpartition("/")[2] == Waarde.__name__
