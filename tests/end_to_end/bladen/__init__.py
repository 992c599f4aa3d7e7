"""`python -m tests.end_to_end.bladen`: every kind of page of running services, given to pa11y and to the Nu checker."""
