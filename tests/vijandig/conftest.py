"""Filled gemeenten, as the walks over all routes have them."""

from tests.architecture.conftest import ander, gevuld, with_benchmarkgroep

__all__ = ["ander", "gevuld", "with_benchmarkgroep"]
