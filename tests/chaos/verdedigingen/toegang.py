"""Who calls, and whose it is."""

from typing import Final

from tests.chaos.verdedigingen.soort import Verdediging

_TOKEN: Final = "services/api/zicht_api/toegang/token.py"
_OIDC: Final = "services/api/zicht_api/aanmelden/oidc.py"

VERDEDIGINGEN: Final = (
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
)
