"""What comes in, and over the line."""

from typing import Final

from tests.chaos.verdedigingen.soort import Verdediging

_PROTOCOL: Final = "cli/zicht_cli/protocol.py"
_JSON: Final = "shared/zicht_shared/json.py"
_ONTVANGST: Final = "services/api/zicht_api/aanleveringen/ontvangst.py"

VERDEDIGINGEN: Final = (
    # What comes in.
    Verdediging(
        "mass assignment: een veld dat er niet is",
        "shared/zicht_shared/schemas.py",
        'model_config = ConfigDict(extra="forbid", str_max_length=4000)',
        'model_config = ConfigDict(extra="ignore", str_max_length=4000)',
        ("architecture/test_http.py",),
    ),
    Verdediging(
        "dubbele namen in JSON",
        _JSON,
        "catch_duplicate_keys=True",
        "catch_duplicate_keys=False",
        ("architecture/test_http.py",),
    ),
    Verdediging("NaN in JSON", _JSON, "allow_inf_nan=False", "allow_inf_nan=True", ("architecture/test_http.py",)),
    Verdediging("diepe JSON", _JSON, "if depth > MAX_DEPTH:", "if False:", ("architecture/test_http.py",)),
    Verdediging("NUL in een tekst", _JSON, 'texts=b"\\\\u0000" in body', "texts=False", ("architecture/test_http.py",)),
    Verdediging(
        "honderdduizenden waarden in een kleine inhoud",
        _JSON,
        "if len(value) > (most := MAX_MEMBERS if isinstance(value, dict) else MAX_ITEMS):",
        "if (most := 0) > len(value):",
        ("shared/test_json.py",),
    ),
    Verdediging("zip-bom", _ONTVANGST, "if size > MAX_BODY:", "if False:", ("api/aanleveringen/test_router.py",)),
    Verdediging(
        "iets achter de ingepakte inhoud",
        _ONTVANGST,
        "if decompressor is not None and (not decompressor.eof or decompressor.unused_data):",
        "if False:",
        ("api/aanleveringen", "vijandig/test_lezers.py"),
    ),
    Verdediging(
        "een formule in een CSV",
        "services/api/zicht_api/formaten/cellen.py",
        "return as_safe_text(value)",
        "return value",
        ("api/formaten/test_cellen.py", "api/waarden"),
    ),
    Verdediging(
        "een formule in de uitvoer van een meting",
        "services/surveys/zicht_surveys/uitvoer/schrijven.py",
        "[as_safe_text(cell) if isinstance(cell, str) else cell for cell in row]",
        "list(row)",
        ("surveys/uitvoer",),
    ),
    Verdediging(
        "SQL in een filter",
        "services/api/zicht_api/odata/filter.py",
        'return _Term(literal(node.val, Text), "tekst", leeg=False)',
        """return _Term(__import__("sqlalchemy").literal_column(f"'{node.val}'", Text), "tekst", leeg=False)""",
        ("api/odata/test_filter.py",),
    ),
    Verdediging(
        "een filter dat te diep gaat",
        "services/api/zicht_api/odata/filter.py",
        "if depth > MAX_DIEPTE:",
        "if False:",
        ("api/odata/test_filter.py",),
    ),
    Verdediging(
        "een burgerservicenummer",
        "shared/zicht_shared/schemas.py",
        "if contains_bsn(value):",
        "if False:",
        ("api/verbeterplannen/test_router.py",),
    ),
    Verdediging(
        "een verbetering die niet aankomt",
        "services/api/zicht_api/contacten/laden.py",
        "(c.datum, c.soort, c.client, c.duur_minuten, c.leefgebieden, c.doelgroep, c.gebied_nr, c.vorm, c.verwijzer,",
        "(c.datum, c.soort, c.client, c.duur_minuten, c.leefgebieden, c.doelgroep, c.gebied_nr, r.vorm, c.verwijzer,",
        ("api/aanleveringen",),
    ),
    # The line.
    Verdediging(
        "Host: een link naar een ander",
        "shared/zicht_shared/pagination.py",
        "return f\"{request.app.state.public_url}{request.scope['path']}?",
        "return f\"{request.url.scheme}://{request.headers['host']}{request.scope['path']}?",
        ("architecture/test_http.py",),
    ),
    Verdediging(
        "twee keer Host",
        _PROTOCOL,
        "if (self._hosts != 1 and not (old and self._hosts == 0)) or (old and self._chunked):",
        "if old and self._chunked:",
        ("end_to_end/test_protocol.py",),
    ),
    Verdediging(
        "een vloed van headers",
        _PROTOCOL,
        "if self._head > _HEAD_BYTES or len(self.headers) > _HEADERS:",
        "if False:",
        ("end_to_end/test_protocol.py",),
    ),
    Verdediging(
        "headers na de inhoud",
        _PROTOCOL,
        "        if not self._reading_head:\n            # After",
        "        if False:\n            # After",
        ("end_to_end/test_protocol.py",),
    ),
    Verdediging(
        "verzoeken ver vooruit",
        _PROTOCOL,
        "if len(self.pipeline) >= _AHEAD:",
        "if False:",
        ("end_to_end/test_protocol.py",),
    ),
    Verdediging(
        "een inhoud die druppelt",
        "shared/zicht_shared/geduld.py",
        "patience = _SILENCE_SECONDS + min(0.0, self._bytes / _BYTES_PER_SECOND - (now - self._begun))",
        "patience = _SILENCE_SECONDS",
        ("shared/test_grenzen.py",),
    ),
)
