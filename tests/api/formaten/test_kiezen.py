import pytest

from zicht_api.formaten.kiezen import CSV, FORMATEN, JSON, NietAanvaardbaar, choose
from zicht_shared.errors import InvoerOngeldig


@pytest.mark.parametrize(
    ("accept", "naam"),
    [
        (None, "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("text/*;q=0.5, application/json;q=0.4", "csv"),
        ("application/json;q=0.2, application/vnd.apache.parquet;q=0.9", "parquet"),
        ("application/json-stat+json", "json-stat"),
        ("application/vnd.json-stat+json, */*;q=0.1", "json-stat"),
        ("*/*, application/json;q=0", "csv"),
        ("text/csv;header=present, application/json;q=0.9", "csv"),
        ("text/csv;q=nan, application/json;q=0.1", "json"),
        ("text/csv;q=7, application/json;q=0.1", "json"),
        # What browsers, Excel's Power Query and pandas send.
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "json"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ],
)
def test_the_header_accept_says_which_format(accept: str | None, naam: str) -> None:
    assert choose(accept, None).naam == naam


def test_a_name_goes_before_the_header() -> None:
    assert [choose("application/json", formaat.naam) for formaat in FORMATEN] == list(FORMATEN)


def test_what_there_is_not_is_refused_with_what_there_is() -> None:
    with pytest.raises(NietAanvaardbaar) as unwanted:
        choose("image/png, application/json;q=0", None, (JSON, CSV))
    assert unwanted.value.detail == "Vraag met de header Accept om application/json of text/csv."
    with pytest.raises(InvoerOngeldig) as unknown:
        choose(None, "xlsx", (JSON, CSV))
    [fault] = unknown.value.fouten
    assert (fault.pointer, fault.code, fault.reason) == ("?formaat", "onbekende-waarde", "Kies uit: json, csv.")
