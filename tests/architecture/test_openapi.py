from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zicht_cli import gegevens
from zicht_cli.openapi import as_text, documents
from zicht_shared.migrations import Service

COMMITTED = Path(__file__).resolve().parents[2] / "openapi"


@pytest.mark.parametrize("service", ["api", "surveys"])
def test_the_committed_document_is_what_the_code_gives(service: Service) -> None:
    committed = (COMMITTED / f"{service}.json").read_text(encoding="utf-8")
    assert committed == as_text(documents()[service]), "run: make openapi"


def test_the_committed_list_of_what_is_stored_is_what_the_models_say() -> None:
    committed = (COMMITTED.parent / "docs" / "gegevens.md").read_text(encoding="utf-8")
    assert committed == gegevens.document(), "run: make openapi"


@pytest.mark.parametrize("service", ["api", "surveys"])
def test_every_operation_says_what_can_go_wrong_and_in_dutch_what_it_does(service: Service) -> None:
    for path, operations in documents()[service]["paths"].items():
        for method, operation in operations.items():
            assert {"400", "401", "403", "429", "500", "503"} <= set(operation["responses"]), (method, path)
            assert "422" not in operation["responses"]
            assert operation.get("description"), (method, path)


@pytest.mark.parametrize("service", ["api", "surveys"])
def test_what_may_be_null_has_null_among_its_values(service: Service) -> None:
    nullable = [each for each in schemas_in(documents()[service]) if "null" in each.get("type", ())]
    assert nullable
    assert [each for each in nullable if "const" in each or None not in each.get("enum", [None])] == []


def schemas_in(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document that may be a schema."""
    if isinstance(node, dict):
        yield node
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for part in parts:
        yield from schemas_in(part)
