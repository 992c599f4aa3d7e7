"""Each operation of both documents, with its examples and edge cases: no 5xx, and only what the document says.

Noise and sequences, and every case in every way, are `tests.chaos.schema`.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from tests.architecture.document import API, SURVEYS, Diensten, diensten

__all__ = ["diensten"]

# Only what is laid down beforehand: the examples, and the edges of each parameter and member.
EDGES = settings(
    max_examples=1, deadline=None, database=None, phases=[Phase.explicit], suppress_health_check=list(HealthCheck)
)


@API.parametrize()
@EDGES
def test_the_core_answers_as_its_document_says(case: schemathesis.Case, diensten: Diensten) -> None:
    diensten.check_in_turn("api", case)


# Workbooks are sent in tests/surveys/uitwisseling; noise that is none is refused there too.
@pytest.mark.filterwarnings("ignore:Skipped test cases with unsupported payload media types")
@SURVEYS.parametrize()
@EDGES
def test_surveys_answers_as_its_document_says(case: schemathesis.Case, diensten: Diensten) -> None:
    diensten.check_in_turn("surveys", case)
