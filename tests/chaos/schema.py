"""schemathesis at its most thorough: `python -m tests.chaos.schema [EXAMPLES]`, so many for each operation.

Examples, coverage, fuzzing and stateful sequences; the suite has the first two (tests/architecture/test_schemathesis).
"""

import os
import sys
from pathlib import Path

import pytest


def main(examples: int) -> int:
    os.environ["ZICHT_SCHEMA_VOORBEELDEN"] = str(examples)
    place = str(Path(__file__).with_name("schema_grondig.py"))
    return int(pytest.main([place, "-q", "-n0", "-p", "no:randomly", "--timeout", "1800", "--show-capture=no"]))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 40))
