"""What every refused request looks like."""

from typing import Any

import httpx


def assert_probleem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The answer is this problem, with everything that RFC 9457 and our contract ask. Gives its body."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    body: dict[str, Any] = answer.json()
    assert body["code"] == code, body
    assert body["status"] == status
    assert body["type"].endswith(code)
    assert body["title"]
    assert body["detail"]
    assert body["instance"].startswith("urn:uuid:")
    assert answer.headers["api-version"]
    return body


def faults_of(body: dict[str, Any]) -> set[tuple[str, str]]:
    return {(fault["pointer"], fault["code"]) for fault in body["invalidParams"]}
