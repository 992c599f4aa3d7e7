"""The OpenAPI documents as the code gives them, without a database or a running service."""

import json
from typing import Any

import zicht_api.main
import zicht_api.settings
import zicht_surveys.main
import zicht_surveys.settings
from zicht_shared.migrations import Service

# Nothing connects while an app is only made: these are never used.
_NOWHERE = {"database_url": "postgresql://localhost/geen", "geheimen": ["x" * 32], "public_url": "http://localhost"}


def documents() -> dict[Service, dict[str, Any]]:
    """Each service's document, of its versioned API."""
    api = zicht_api.main.create_app(zicht_api.settings.Settings.model_validate(_NOWHERE))
    surveys_settings = zicht_surveys.settings.Settings.model_validate(
        {**_NOWHERE, "core_url": "http://localhost", "sleutels_file": "geen.json"}
    )
    surveys = zicht_surveys.main.create_app(surveys_settings)
    return {"api": api.state.v1.openapi(), "surveys": surveys.state.v1.openapi()}


def as_text(document: dict[str, Any]) -> str:
    """The text that is committed: stable, so that a difference is a change."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
