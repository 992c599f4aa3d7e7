"""Hostile values, by kind: what may stand where a member of a body, a parameter, a part of a path or a header stands.

Every text holds SPOOR, so that whoever repeats what was sent gives itself away.
"""

from collections.abc import Iterator
from typing import Any, Final

SPOOR: Final = "zqspoor7f3a"
# As a number it must not come back either.
GETAL: Final = 918273645546372819

# What PostgreSQL, a browser, a shell, a spreadsheet, a template or a resolver would read otherwise than as text.
_SPRINGERS: Final = {
    "sql": ["'; DROP TABLE aanbieders; -- {}", "' OR '1'='1{}", "{}'); SELECT pg_sleep(9); --", '{}" OR 1=1', "{}%_\\"],
    "formule": ['=HYPERLINK("http://{}")', "+{}", "-2+3+cmd|' /C {}'!A0", "@SUM(1){}", "\t={}"],
    "xss": ["<script>alert('{}')</script>", '"><img src=x onerror={}>', "javascript:{}", "{{{{7*7}}}}{}", "${{7*7}}{}"],
    "crlf": ["{}\r\nX-Kwaad: 1", "{}\nSet-Cookie: a=b", "{}\r\n\r\n<html>", "{}\u2028x", "{}\u0085x"],
    "pad": ["../../../../etc/passwd{}", "..\\..\\{}", "/etc/passwd{}", "file:///etc/{}", "{}/../../v1/sleutels", "."],
    "ssrf": [
        "http://169.254.169.254/{}",
        "https://127.0.0.1/{}",
        "https://[::ffff:7f00:1]/{}",
        "https://0x7f.1/{}",
        "https://localhost./{}",
        "https://a@10.0.0.1/{}",
        "gopher://10.0.0.1/{}",
        "https://metadata.google.internal/{}",
    ],
    "opmaak": ["%s%n%x{}", "{{0.__class__}}{}", "{}" + "%00", "%2e%2e%2f{}", "$(id){}", "`id`{}"],
}
_UNICODE: Final = [
    "\u202e{}",
    "{}\u200b",
    "\u200d{}",
    "\ufeff{}",
    "ехаmple{}",
    "\ufdfa" * 20 + "{}",
    "😀" * 40 + "{}",
    "{}\uffff",
    "e" + "\u0301" * 200 + "{}",
    "\u2066{}\u2069",
    "İ{}ı",
    "ß{}ẞ",
    "\U000e0041{}",
    "１２３{}",
    "{}\u00a0",
    "\u3000{}",
]
_MOMENTEN: Final = [
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-02-30",
    "2026-00-00",
    "-2026-01-01",
    "2016-12-31T23:59:60Z",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:00:00+99:99",
    "0000",
    "9999",
    "0000-K1",
    "9999-12",
    "9999-W53",
    "2026-W00",
    "2026-W53",
    "2025-W53",
    "2026-13",
    "2026-K5",
    "٢٠٢٦",
    "1e3",
    "2026..0001",
    "0001..9999",
    "9999-12..9999-12",
    "2026-01-01T00:00:00.000000000000001Z",
]
_GETALLEN: Final = [
    "1e999999",
    "-1e999999",
    "1e-999999",
    "1" + "0" * 400,
    "-1" + "0" * 400,
    "0." + "1" * 400,
    "1e400",
    "-0",
    "-0.0",
    "32768",
    "2147483648",
    "-2147483649",
    "9223372036854775808",
    "1.5",
    "1e3",
    "0.1",
    "-1",
    "1e28",
    str(GETAL),
]


def texts() -> Iterator[tuple[str, str]]:
    """Kind and text: of what may stand in any place that takes a text."""
    for soort, forms in _SPRINGERS.items():
        yield from ((soort, form.format(SPOOR)) for form in forms)
    yield from (("unicode", form.format(SPOOR)) for form in _UNICODE)
    yield from (("moment", text) for text in _MOMENTEN)
    yield from (("getal", text) for text in _GETALLEN)
    yield from (("leeg", text) for text in ("", " ", "\t", "null", "undefined", "NaN", "true", "[]", "{}"))
    yield "lang", SPOOR * 500
    yield "besturing", f"{SPOOR}\x01\x1b[31m\x7f"
    yield "nul", f"{SPOOR}\x00"


def fragments(value: Any) -> Iterator[tuple[str, bytes]]:
    """Kind and JSON text: of what may stand in a body instead of this value, which would be right."""
    yield from ((soort, _quoted(text)) for soort, text in texts())
    yield from (("getal", number.encode()) for number in _GETALLEN)
    yield from (
        ("geen-json", text) for text in (b"NaN", b"Infinity", b"-Infinity", b"'a'", b"01", b"0x1", b"+1", b".5")
    )
    yield from (
        ("half", text) for text in (b'"\\ud800"', b'"\\udc00\\ud800"', b'"\xed\xa0\x80"', b'"\xff\xfe"', b'"\\u12"')
    )
    yield from (
        ("soort", text) for text in (b"null", b"true", b"[]", b"{}", b"[null]", b'[[["a"]]]', b'{"":{"":""}}', b"0")
    )
    yield "dubbel", b'{"a":1,"a":2}'
    yield "diep", b"[" * 40 + b"]" * 40
    yield "veel", b"[" + b",".join([b'"%s"' % SPOOR.encode()] * 300) + b"]"
    yield "veel", b"[" + b",".join([b"{}"] * 300) + b"]"
    if isinstance(value, str):
        near = (value.upper(), value.swapcase(), f" {value}", f"{value} ", f"{value}\n", f"{value}\u00a0", value * 40)
        yield from (("bijna", _quoted(text)) for text in near)
    if isinstance(value, list) and value:
        yield "bijna", b"[" + b",".join([b"0"] * 2000) + b"]"


def _quoted(text: str) -> bytes:
    escaped = "".join(f"\\u{ord(sign):04x}" if sign < " " or sign in '"\\' else sign for sign in text)
    return f'"{escaped}"'.encode("utf-8", "surrogatepass")


# Name of a header, and what to send in it: bytes, as they go over the line.
KOPPEN: Final[list[tuple[str, str, bytes]]] = [
    *(
        ("kop", name, value)
        for name in (
            "If-Match",
            "If-None-Match",
            "Idempotency-Key",
            "Accept",
            "Accept-Language",
            "Accept-Encoding",
            "Prefer",
            "Range",
            "Cookie",
            "Origin",
            "Sec-Fetch-Site",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "Forwarded",
            "X-Http-Method-Override",
            "OData-MaxVersion",
            "If-Modified-Since",
        )
        for value in (
            SPOOR.encode(),
            SPOOR.encode() * 400,
            b"",
            b"\xff\xfe" + SPOOR.encode(),
            f'"{SPOOR}", W/"1"'.encode(),
            b"*, *",
            b"," * 2000,
            b";q=" * 1000,
            f'{SPOOR}="\\"; \xe9'.encode("latin-1"),
            b"text/html;q=1e999, */*;q=nan",
        )
    ),
]
# Content types with what they would make of a body.
SOORTEN: Final[list[tuple[str, bytes]]] = [
    ("application/json; charset=utf-16", '{"naam": "a"}'.encode("utf-16")),
    ("application/json; charset=utf-7", b"+AHsAIgBuAGEAYQBtACIAOgAxAH0-"),
    ("application/json", b"\xef\xbb\xbf{}"),
    ("application/json", '{"naam": "a"}'.encode("utf-32")),
    ("application/json", b"{} {}"),
    ("application/json", b"{}garbage"),
    ("application/json;" + "a" * 4000, b"{}"),
    ("application/x-www-form-urlencoded", b"naam=a"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=naam\r\n\r\na\r\n--x--"),
    ("text/plain", b"{}"),
    ("application/merge-patch+json", b"{}"),
    ("APPLICATION/JSON", b"[]"),
]
# Members that no sender decides about.
VREEMD: Final = [
    ("gemeenteId", "00000000-0000-4000-8000-000000000000"),
    ("gemeente_id", "00000000-0000-4000-8000-000000000000"),
    ("gemeente", "GM0001"),
    ("rol", "beheer"),
    ("id", "00000000-0000-4000-8000-000000000000"),
    ("aangemaaktOp", "2026-01-01T00:00:00Z"),
    ("__proto__", {"rol": "beheer"}),
    ("__class__", "x"),
    ("geheimHash", "x"),
    ("versieVan", "2000-01-01T00:00:00Z"),
    ("sleutelId", "x"),
]
