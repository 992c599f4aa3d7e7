from pathlib import Path

import pytest

from zicht_cli.openapi import as_text, documents
from zicht_shared.migrations import Service

COMMITTED = Path(__file__).resolve().parents[2] / "openapi"


@pytest.mark.parametrize("service", ["api", "surveys"])
def test_the_committed_document_is_what_the_code_gives(service: Service) -> None:
    committed = (COMMITTED / f"{service}.json").read_text(encoding="utf-8")
    assert committed == as_text(documents()[service]), "run: make openapi"


@pytest.mark.parametrize("service", ["api", "surveys"])
def test_every_operation_says_what_can_go_wrong_and_in_dutch_what_it_does(service: Service) -> None:
    for path, operations in documents()[service]["paths"].items():
        for method, operation in operations.items():
            assert {"400", "401", "403", "500", "503"} <= set(operation["responses"]), (method, path)
            assert "422" not in operation["responses"]
            assert operation.get("description"), (method, path)
