"""Pages, and what Zicht asks of others."""

from typing import Final

from tests.chaos.verdedigingen.soort import Verdediging

_FORMULIEREN: Final = "shared/zicht_shared/formulieren.py"
_ADRESSEN: Final = "services/api/zicht_api/uitgaand/adressen.py"
_ACCOUNT: Final = "services/api/zicht_api/aanmelden/account.py"
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
)
