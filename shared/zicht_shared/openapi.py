"""The OpenAPI document by the NLGov REST API Design Rules, from what FastAPI makes of the routes."""

import json
import re
from typing import Any

from fastapi import FastAPI

_PROBLEM_SCHEMA = {
    "type": "object",
    "title": "Probleem",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string", "description": "Vaste code om op te programmeren."},
        "invalidParams": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "reason"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "reason")},
            },
        },
    },
}
_HEADERS = {
    "API-Version": {"description": "De volledige versie van deze API.", "schema": {"type": "string"}},
    "RateLimit": {
        "description": "Wat er per soort werk van het budget van uw sleutel over is (r), en over hoeveel seconden er "
        'meer is (t), als "lezen";r=5999;t=60.',
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": 'Hoe groot elk budget is (q), over hoeveel seconden (w), als "lezen";q=6000;w=60.',
        "schema": {"type": "string"},
    },
    "Retry-After": {"description": "Over hoeveel seconden u het opnieuw kunt proberen.", "schema": {"type": "integer"}},
}
_REASONS = {
    "400": "De invoer klopt niet.",
    "401": "U bent niet aangemeld.",
    "403": "Uw sleutel geeft hier geen toegang.",
    "404": "Niet gevonden.",
    "408": "Het verzoek kwam te langzaam binnen.",
    "409": "Dit botst met wat er al is.",
    "412": "Intussen gewijzigd.",
    "413": "Te groot.",
    "415": "Dit soort inhoud wordt niet aangenomen.",
    "428": "If-Match ontbreekt.",
    "429": "Er is te veel gevraagd in korte tijd.",
    "500": "Er ging bij ons iets mis.",
    "503": "Even niet bereikbaar.",
}


def install_openapi(app: FastAPI) -> None:
    """Replace the app's document by one that is lean, lintable and true to what the service answers."""

    def build() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = FastAPI.openapi(app)
            document["components"].setdefault("schemas", {})
            for name in ("HTTPValidationError", "ValidationError"):
                document["components"]["schemas"].pop(name, None)
            document["components"]["schemas"]["Probleem"] = _PROBLEM_SCHEMA
            document["components"]["headers"] = _HEADERS
            document["components"]["securitySchemes"] = {
                "basic": {"type": "http", "scheme": "basic"},
                "bearer": {"type": "http", "scheme": "bearer"},
                "sleutel": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
            }
            document["security"] = [{"basic": []}, {"bearer": []}, {"sleutel": []}]
            for path in document["paths"].values():
                for method, operation in path.items():
                    _complete(method, operation)
            app.openapi_schema = _nullable(_upper_camel(document))
        return app.openapi_schema

    app.openapi = build  # type: ignore[method-assign]


def _complete(method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    for status, response in responses.items():
        if status[0] in "23":
            _name_headers(response, "API-Version", "RateLimit", "RateLimit-Policy")
    parameters = operation.get("parameters", [])
    statuses = {"400", "401", "403", "429", "500", "503"}
    if any(parameter["in"] == "path" for parameter in parameters):
        statuses.add("404")
    if "requestBody" in operation:
        statuses |= {"408", "413", "415"}
    if method in {"post", "put"}:
        statuses.add("409")
    if any(parameter["name"].lower() == "if-match" for parameter in parameters):
        statuses |= {"412", "428"}
    for status in sorted(statuses):
        responses.setdefault(status, {"description": _REASONS[status]})
    for status, response in responses.items():
        if status[0] in "45" and "content" not in response:
            response["content"] = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Probleem"}}}
    _name_headers(responses["429"], "RateLimit", "RateLimit-Policy", "Retry-After")
    _name_headers(responses["503"], "Retry-After")
    operation["responses"] = dict(sorted(responses.items()))


def _name_headers(response: dict[str, Any], *names: str) -> None:
    response.setdefault("headers", {}).update({name: {"$ref": f"#/components/headers/{name}"} for name in names})


def _upper_camel(document: dict[str, Any]) -> dict[str, Any]:
    """`Pagina_Aanbieder_`, as pydantic names a generic, becomes `PaginaAanbieder`."""
    text = re.sub(r"\bPagina_(\w+?)_\b", r"Pagina\1", json.dumps(document))
    renamed: dict[str, Any] = json.loads(text)
    return renamed


def _nullable(node: Any) -> Any:
    """Write `anyOf: [{type: X}, {type: null}]` as `type: [X, null]`: a format then stays where linters look for it."""
    if isinstance(node, list):
        return [_nullable(part) for part in node]
    if not isinstance(node, dict):
        return node
    node = {name: _nullable(part) for name, part in node.items()}
    options = node.get("anyOf")
    if isinstance(options, list) and len(options) == 2 and options[1] == {"type": "null"} and "type" in options[0]:
        rest = {name: part for name, part in node.items() if name != "anyOf"}
        merged = {**options[0], **rest, "type": [options[0]["type"], "null"]}
        values = [merged.pop("const")] if "const" in merged else merged.get("enum")
        if values is not None:
            merged["enum"] = [*values, None]
        return merged
    return node
