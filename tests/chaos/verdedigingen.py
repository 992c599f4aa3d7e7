"""Defences, each with what it is without it, and the tests that then must fail (docs/bedreigingsmodel.md)."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Verdediging:
    """tegen: what it is there for. van: a text that stands once in bestand; naar: what stands there without it.

    toetsen: as pytest is asked for them, from tests/.
    """

    tegen: str
    bestand: str
    van: str
    naar: str
    toetsen: tuple[str, ...]


_FORMULIEREN: Final = "shared/zicht_shared/formulieren.py"
_ADRESSEN: Final = "services/api/zicht_api/uitgaand/adressen.py"
_TOKEN: Final = "services/api/zicht_api/toegang/token.py"
_OIDC: Final = "services/api/zicht_api/aanmelden/oidc.py"
_ACCOUNT: Final = "services/api/zicht_api/aanmelden/account.py"
_PROTOCOL: Final = "cli/zicht_cli/protocol.py"
_AFBOUWEN: Final = "cli/zicht_cli/afbouwen.py"
_JSON: Final = "shared/zicht_shared/json.py"
_ONTVANGST: Final = "services/api/zicht_api/aanleveringen/ontvangst.py"
_HTTP: Final = "shared/zicht_shared/http.py"

VERDEDIGINGEN: Final = (
    # Pages.
    Verdediging(
        "CSRF: een formulier van een andere site",
        _FORMULIEREN,
        'if site not in ("same-origin", "none"):',
        "if False:",
        ("vijandig/test_paginas.py", "surveys/invullen/test_router.py"),
    ),
    Verdediging(
        "CSRF: een andere site, browser zonder Sec-Fetch-Site",
        _FORMULIEREN,
        "if urlsplit(origin).netloc not in own:",
        "if False:",
        ("vijandig/test_paginas.py", "surveys/invullen/test_router.py"),
    ),
    Verdediging(
        "CSRF: aanmelden in andermans browser",
        "services/api/zicht_api/aanmelden/sessie.py",
        "return token is not None and hmac.compare_digest(",
        "return token is not None or hmac.compare_digest(",
        ("api/aanmelden/test_sleutel.py",),
    ),
    Verdediging(
        "CSRF: een andere site begint een aanmelding",
        _ACCOUNT,
        'if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):',
        "if False:",
        ("api/aanmelden/test_account.py",),
    ),
    Verdediging(
        "een reis zonder state",
        _ACCOUNT,
        'if not hmac.compare_digest(_once(request, "state").encode(), reis.weg.state.encode()):',
        "if False:",
        ("api/aanmelden/test_account.py",),
    ),
    Verdediging(
        "open redirect na aanmelden",
        "services/api/zicht_api/aanmelden/terug.py",
        "if found is None or found[1] != gemeente_code or found[2].startswith(_HERE):",
        "if False:",
        ("api/aanmelden/test_sleutel.py",),
    ),
    Verdediging(
        "script leest het cookie",
        "services/api/zicht_api/aanmelden/koekjes.py",
        "httponly=True",
        "httponly=False",
        ("api/aanmelden/test_sleutel.py",),
    ),
    Verdediging(
        "XSS: opmaak in een antwoord van een inwoner",
        "services/surveys/zicht_surveys/invullen/pagina.py",
        "autoescape=True",
        "autoescape=False",
        ("surveys/invullen/test_pagina.py",),
    ),
    Verdediging(
        "XSS: opmaak in wat op de pagina's van de kern staat",
        "services/api/zicht_api/dashboard/sjablonen.py",
        "autoescape=True",
        "autoescape=False",
        ("api/dashboard/test_router.py", "vijandig/test_paginas.py"),
    ),
    Verdediging(
        "XSS: opmaak in drukwerk",
        "shared/zicht_shared/drukwerk.py",
        "autoescape=True",
        "autoescape=False",
        ("surveys/drukwerk", "api/duiding/test_bladen.py"),
    ),
    Verdediging(
        "CSP: script op een pagina",
        _HTTP,
        "\"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \"",
        "\"script-src *; style-src 'self'; img-src 'self'; form-action 'self'; \"",
        ("vijandig/test_paginas.py", "architecture/test_http.py", "surveys/invullen/test_router.py"),
    ),
    Verdediging(
        "clickjacking",
        _HTTP,
        "\"base-uri 'none'; frame-ancestors 'none'\"",
        "\"base-uri 'none'\"",
        ("architecture/test_http.py", "surveys/invullen/test_router.py"),
    ),
    # What Zicht itself asks of others.
    Verdediging(
        "SSRF: een intern adres",
        _ADRESSEN,
        "return inner.is_global and handed_out and not refused and not any(inner in network for network in _REFUSED)",
        "return True",
        ("api/uitgaand/test_adressen.py", "api/webhooks/test_router.py"),
    ),
    Verdediging(
        "SSRF: een intern adres in een adres verpakt",
        _ADRESSEN,
        "inner = _unwrap(address)",
        "inner = address",
        ("api/uitgaand/test_adressen.py",),
    ),
    Verdediging(
        "DNS rebinding: een naam die bij het verbinden ergens anders heen wijst",
        "services/api/zicht_api/uitgaand/verbinding.py",
        "connect_tcp(address, port, timeout, local_address, socket_options)",
        "connect_tcp(host, port, timeout, local_address, socket_options)",
        ("api/webhooks/test_router.py",),
    ),
    Verdediging(
        "DNS rebinding: een naam met een intern adres erbij",
        _ADRESSEN,
        'if "%" in address or not is_allowed(ip_address(address), loopback=loopback):',
        "if False:",
        ("api/uitgaand/test_adressen.py",),
    ),
    Verdediging(
        "een uitgever zonder eind aan zijn antwoord",
        "services/api/zicht_api/uitgaand/ophalen.py",
        "if len(body) > MAX_BYTES:",
        "if False:",
        ("api/aanmelden/test_aanmelddienst.py",),
    ),
    # Who calls.
    Verdediging(
        "een sleutel met een ander geheim",
        "services/api/zicht_api/sleutels/service.py",
        "if not hmac.compare_digest(expected, sha256(credential.geheim)) or row is None:",
        "if row is None:",
        ("architecture/test_http.py", "api/sleutels", "api/grenzen/test_router.py"),
    ),
    Verdediging(
        "timing: een sleutelnummer dat er niet is",
        "services/api/zicht_api/sleutels/service.py",
        "if not hmac.compare_digest(expected, sha256(credential.geheim)) or row is None:",
        "if row is None or expected != sha256(credential.geheim):",
        ("api/sleutels/test_sleutels.py",),
    ),
    Verdediging(
        "een sleutel in het webadres",
        "shared/zicht_shared/auth.py",
        "if any(name.lower() in _IN_QUERY for name in request.query_params):",
        "if False:",
        ("architecture/test_http.py",),
    ),
    Verdediging(
        "een token voor een ander",
        _TOKEN,
        "if audience not in (meant_for if isinstance(meant_for, list) else [meant_for]):",
        "if False:",
        ("api/toegang/test_vijandig.py",),
    ),
    Verdediging(
        "een token van een andere uitgever",
        _TOKEN,
        'if claims.get("iss") != issuer:',
        "if False:",
        ("api/toegang/test_vijandig.py",),
    ),
    Verdediging(
        "een token dat niet meer geldt",
        _TOKEN,
        "if now >= expires + SKEW_SECONDS:",
        "if False:",
        ("api/toegang/test_vijandig.py", "api/toegang/test_uitgever.py"),
    ),
    Verdediging(
        "een token met een zwak algoritme",
        _OIDC,
        'ALGORITMEN: Final = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")',
        'ALGORITMEN: Final = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519", "HS256", "none")',
        ("api/toegang/test_vijandig.py", "api/aanmelden/test_id_token.py"),
    ),
    Verdediging(
        "wie via een systeem inlogt, is dat systeem niet",
        "services/api/zicht_api/toegang/controle.py",
        'if each["client_id"] == client and (each["sub"] or each["client_id"]) == subject),',
        'if each["client_id"] == client),',
        ("api/toegang/test_tokens.py",),
    ),
    Verdediging(
        "een budget dat een ander opmaakt",
        "shared/zicht_shared/grenzen.py",
        "    try:\n        async with state.sleutelrem.turn(address):",
        "    state.grenzen.charge(request.scope, credential.sleutel_id, Werk.lezen)\n"
        "    try:\n        async with state.sleutelrem.turn(address):",
        ("api/grenzen/test_router.py",),
    ),
    # Whose it is.
    Verdediging(
        "IDOR: contacten van een andere aanbieder",
        "services/api/zicht_api/contacten/queries.py",
        'return f"{mine} AND c.aanbieder_nr = :eigen" if caller.rol is Rol.aanbieder else mine',
        "return mine",
        ("architecture/test_toegang.py",),
    ),
    Verdediging(
        "IDOR: een andere aanbieder",
        "services/api/zicht_api/aanbieders/queries.py",
        "return mine.where(Aanbieder.nr == caller.aanbieder_nr) if caller.rol is Rol.aanbieder else mine",
        "return mine",
        ("architecture/test_toegang.py",),
    ),
    Verdediging(
        "een bewaard antwoord voor een andere sleutel (gedeelde cache)",
        "services/api/zicht_api/onveranderd.py",
        'HEADERS: Final = {"Cache-Control": "private, no-cache", "Vary": "Accept, Authorization, X-Api-Key"}',
        'HEADERS: Final = {"Cache-Control": "public, max-age=60", "Vary": "Accept"}',
        ("architecture/test_http.py",),
    ),
    Verdediging(
        "een bewaard antwoord voor een andere aanbieder (in het geheugen)",
        "services/api/zicht_api/onveranderd.py",
        '        caller.aanbieder or "",\n',
        "",
        ("architecture/test_toegang.py", "api/waarden", "api/waarnemingen"),
    ),
    Verdediging(
        "een Idempotency-Key van een ander",
        "shared/zicht_shared/idempotency.py",
        '"sleutel_hash": sha256(f"{caller.sleutel_id}\\n{key}")}',
        '"sleutel_hash": sha256(key)}',
        ("architecture/test_herhaling.py",),
    ),
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
        "SQL en patronen in een filter",
        "services/api/zicht_api/odata/filter.py",
        "MAX_DIEPTE: Final = 30",
        "MAX_DIEPTE: Final = 30_000",
        ("api/odata/test_filter.py",),
    ),
    Verdediging(
        "een burgerservicenummer",
        "shared/zicht_shared/schemas.py",
        "if contains_bsn(value):",
        "if False:",
        ("api/aanleveringen/test_router.py", "api/aanbieders/test_router.py"),
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
    # Stopping.
    Verdediging(
        "stoppen: wie al aan de deur stond",
        _AFBOUWEN,
        "late.append(door.accept()[0])",
        "door.accept()[0].close()",
        ("end_to_end/test_storing.py",),
    ),
    Verdediging(
        "stoppen: eerst zeggen dat men gaat",
        _AFBOUWEN,
        "await asyncio.sleep(self.root.state.afbouwen_seconden)",
        "",
        ("end_to_end/test_storing.py",),
    ),
    Verdediging(
        "stoppen: een open verbinding die net een verzoek krijgt",
        _AFBOUWEN,
        'MutableHeaders(scope=message)["Connection"] = "close"',
        "pass",
        ("end_to_end/test_storing.py",),
    ),
    # What stays behind.
    Verdediging(
        "de database noemt het verzoek dat zij niet kon doen",
        "shared/zicht_shared/db.py",
        "hide_parameters=True",
        "hide_parameters=False",
        ("end_to_end/test_kanaries.py", "shared/test_logging.py", "architecture/test_database.py"),
    ),
)
