"""Each operation of both documents, with examples, edge cases and noise, each case in every way; and sequences of
operations in which one names what another made. Started by `tests.chaos.schema`: too long for the suite."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from schemathesis.generation.stateful.state_machine import APIStateMachine

from tests.architecture.conftest import gevuld, with_benchmarkgroep
from tests.architecture.document import API, CHECKS, SURVEYS, Diensten, diensten, pad_of
from zicht_shared.migrations import Service

__all__ = ["diensten", "gevuld", "with_benchmarkgroep"]

MANY = settings(
    max_examples=int(os.environ.get("ZICHT_SCHEMA_VOORBEELDEN", "40")),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
LONG = settings(MANY, stateful_step_count=8)
# schemathesis itself takes chances with `random` while it makes a case.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")


@API.parametrize()
@MANY
def test_the_core_answers_as_its_document_says(case: Any, diensten: Diensten) -> None:
    diensten.check("api", case)


@pytest.mark.filterwarnings("ignore:Skipped test cases with unsupported payload media types")
@SURVEYS.parametrize()
@MANY
def test_surveys_answers_as_its_document_says(case: Any, diensten: Diensten) -> None:
    diensten.check("surveys", case)


@pytest.mark.parametrize("service", ["api", "surveys"])
@pytest.mark.filterwarnings("ignore:Skipped test cases with unsupported payload media types")
def test_no_sequence_of_operations_makes_a_service_fall_over(service: Service, diensten: Diensten) -> None:
    machine: type[APIStateMachine] = (API if service == "api" else SURVEYS).as_state_machine()

    class Reeks(machine):  # type: ignore[misc, valid-type]
        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {
                "base_url": diensten.base_url(service),
                "headers": diensten.headers(case, pad_of(service, case), als_aanbieder=False),
                "session": diensten.session,
            }

        def validate_response(self, response: Any, case: Any, **_: Any) -> None:
            case.validate_response(response, checks=CHECKS)

    Reeks.run(settings=LONG)
