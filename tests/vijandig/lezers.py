"""Everything that reads what others wrote, as functions of bytes: whatever comes is read, or refused as a fault of
the sender's. For fuzz.py, and for the suite over what was found."""

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
from fastapi import Request

from zicht_api.aanleveringen.beoordelen import judge
from zicht_api.aanleveringen.lezen import read_rows
from zicht_api.aanmelden.terug import safe_return
from zicht_api.contacten.rijen import KOLOMMEN as CONTACTKOLOMMEN
from zicht_api.contacten.rijen import ContactRij
from zicht_api.dashboard.vraag import Vraag
from zicht_api.formaten.kiezen import choose
from zicht_api.formules.taal import FormuleFout, Onberekenbaar, parse
from zicht_api.gebeurtenissen.volgen import unseal_plek
from zicht_api.odata.csdl import OBSERVATIONS
from zicht_api.odata.filter import parse_filter, translate
from zicht_api.odata.paginas import read_token
from zicht_api.odata.queries import tafel_of_rows
from zicht_api.odata.vorm import check_version, choose_json, page_size
from zicht_api.odata.vraag import find_bron, read_opties
from zicht_api.peildatum import read_peildatum
from zicht_api.perioden import Periode, parse_reeks
from zicht_api.tellingen.rijen import KOLOMMEN as TELLINGKOLOMMEN
from zicht_api.tellingen.rijen import TellingRij
from zicht_api.uitgaand.adressen import check_url
from zicht_shared.auth import credential_of
from zicht_shared.crypto import Keyring
from zicht_shared.errors import Fout, Probleem
from zicht_shared.huisstijl.kleuren import is_readable_colour
from zicht_shared.json import parse_json
from zicht_shared.pagination import decode_cursor, moment, small_number
from zicht_shared.privacy import contains_bsn
from zicht_shared.screening import screen
from zicht_shared.spreadsheet import as_safe_text
from zicht_shared.tenancy import gemeente_code_of_token
from zicht_surveys.uitnodigingen.invoer import read_csv, read_json
from zicht_surveys.uitwisseling import eigen, fhir, surveyjs, xlsform

_KEYRING: Final = Keyring(["een-geheim-om-mee-te-vijandig-te-lezen-x"])
_VELDEN: Final = tafel_of_rows(OBSERVATIONS, []).velden
_GEMEENTE: Final = UUID(int=1)


def _text(data: bytes) -> str:
    """As a server gives a query: no half characters in it but those that surrogateescape makes are left out."""
    return data.decode("utf-8", "replace")


def _rows(kolommen: Any, rij_type: type[msgspec.Struct]) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        # The first byte says in which notation.
        kind = ("application/json", "application/x-ndjson", "text/csv")[data[0] % 3] if data else "text/csv"
        for stuk in read_rows(io.BytesIO(data[1:]), kind, kolommen):
            stuk.typed(rij_type)
            for raw in stuk.rows():
                judge(raw, rij_type, _no_more_rules)

    return read


def _no_more_rules(_: Any) -> list[Fout]:
    return []


def _filter(data: bytes) -> None:
    translate(parse_filter(_text(data)), _VELDEN)


def _vraag(data: bytes) -> None:
    path, _, rest = _text(data).partition("?")
    read_opties(
        find_bron(path), [(name, value) for name, _, value in (part.partition("=") for part in rest.split("&"))]
    )


def _koppen(data: bytes) -> None:
    text = data.decode("latin-1")
    check_version(text)
    page_size(text)
    choose_json(text, None)
    choose(text, None)


def _periode(data: bytes) -> None:
    text = _text(data)
    for read in (Periode.parse, parse_reeks):
        with suppress(ValueError):
            read(text)
    read_peildatum(text, "?peildatum")


def _formule(data: bytes) -> None:
    try:
        formule = parse(_text(data))
    except FormuleFout:
        return
    for value in (Decimal(0), Decimal("1e20"), None):
        with suppress(Onberekenbaar):
            formule.bereken(dict.fromkeys(formule.verwijzingen, value))


def _cursor(data: bytes) -> None:
    decode_cursor(_text(data), [moment, UUID])
    decode_cursor(_text(data), [small_number, date.fromisoformat, str])


def _merk(data: bytes) -> None:
    unseal_plek(_KEYRING, _GEMEENTE, _text(data))


def _skiptoken(data: bytes) -> None:
    read_token(_KEYRING, _text(data), "x", date(2026, 1, 1))


def _sleutel(data: bytes) -> None:
    name, _, value = data.partition(b":")
    scope = {"type": "http", "query_string": b"", "headers": [(name.lower(), value), (b"authorization", data)]}
    credential = credential_of(Request(scope))
    assert credential.gemeente is None or len(credential.gemeente) == 6


def _uitnodigingen(data: bytes) -> None:
    read_csv(data, {"metingId": str(_GEMEENTE), "qr": "geen"})
    read_json(data)


def _tekst(data: bytes) -> None:
    text = _text(data)
    screen(text)
    as_safe_text(text)
    contains_bsn(text)


def _adres(data: bytes) -> None:
    text = _text(data)
    assert safe_return(text, "GM0001").startswith("/dashboard/GM0001")
    Vraag.read({"periode": text, "gebied": text, "peildatum": text})
    gemeente_code_of_token(text)
    for check in (lambda each: check_url(each, loopback=False), is_readable_colour):
        with suppress(ValueError):
            check(text)


def _vragenlijst(lezen: Callable[..., Any]) -> Callable[[bytes], None]:
    return lambda data: lezen(data, "nl")


_LEZERS: Final[dict[str, Callable[[bytes], Any]]] = {
    "json": parse_json,
    "contacten": _rows(CONTACTKOLOMMEN, ContactRij),
    "tellingen": _rows(TELLINGKOLOMMEN, TellingRij),
    "filter": _filter,
    "odata-vraag": _vraag,
    "koppen": _koppen,
    "periode": _periode,
    "formule": _formule,
    "cursor": _cursor,
    "gebeurtenissen": _merk,
    "skiptoken": _skiptoken,
    "sleutel": _sleutel,
    "uitnodigingen": _uitnodigingen,
    "tekst": _tekst,
    "adres": _adres,
    "zicht-json": _vragenlijst(eigen.lezen),
    "surveyjs": _vragenlijst(surveyjs.lezen),
    "fhir": _vragenlijst(fhir.lezen),
    "xlsform-csv": _vragenlijst(xlsform.lezen_csv),
    "xlsform-xlsx": _vragenlijst(xlsform.lezen_xlsx),
}
LEZERS: Final = tuple(_LEZERS)

# What they read, to begin with: it is far from noise to a form that is nearly right.
ZAAD: Final[dict[str, list[bytes]]] = {
    "json": [b'{"a":[1,2.5e3,null,true,"\\u00e9\\ud83d\\ude00"],"b":{"c":""}}'],
    "contacten": [
        b'\x00[{"bronId":"a-1","datum":"2025-01-01","soort":"gesprek","duurMinuten":5,"leefgebieden":["wonen"]}]',
        b'\x01{"bronId":"a","verwijderd":true}\n{"bronId":"b","afgesloten":null}',
        b'\x02bronId;datum;duurMinuten;leefgebieden;verwijderd\n"a;1";01-02-2025;7;wonen|werk;ja\n',
        b"\x02bronId,datum\n\x80\x93,2025-01-01\n",
    ],
    "tellingen": [
        b'\x00[{"maatstaf":"a","periode":"2025-K1","waarde":1.50}]',
        b"\x02maatstaf;periode;waarde\na;2025;1,5",
    ],
    "filter": [
        b"Measure eq 'a' and (Value gt 3.5 or not contains(Gebieden,'x'))",
        b"year(Date) in (1,2)",
        b"Value add 1 div 0 eq null",
        b"round(Value) mod 2 ne -1 and startswith(tolower(Measure),'a') eq true",
        b"Value lt 1e5",
    ],
    "odata-vraag": [
        b"/Observations?$filter=Value gt 1&$orderby=Value desc&$top=5",
        b"/GM0001/cijfers-2025-01-01/MeasureCodes('a''b')?$select=*",
    ],
    "koppen": [b"application/json;odata.metadata=full;q=0.5, */*;q=0", b"maxpagesize=10", b"4.01"],
    "periode": [b"2025-K1", b"2025-01..2025-12", b"2025-W53", b"9999-12", b"2026-03-31T12:00:00Z", b"0001-01-01"],
    "formule": [b"([a] + 2,5) / max([b-c], 1) * -als([a] >= 3, rond([a], 2), abs(-1))"],
    "cursor": [b"WyIyMDI2LTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwgIjAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMCJd"],
    "sleutel": [
        b"x-api-key:0001-" + b"x" * 32 + b".geheim",
        b"basic MDAwMS14Ong=",
        b"bearer eyJhbGciOiJub25lIn0.eyJhdWQiOiJ4In0.",
    ],
    "uitnodigingen": [
        b"contactmomenten;aanbieder;email\n3;wegwijs;a@b.nl\n",
        b'{"metingId":"x","uitnodigingen":[{"contactmomenten":1}]}',
    ],
    "tekst": [b"Bel Jan de Vries op 06-12345678 of mail jan(at)x punt nl, NL91 ABNA 0417 1643 00, 1234 AB, 111222333"],
    "adres": [b"/dashboard/GM0001/rapport/2025?gebied=a", b"https://a.example/b?c", b"rgb(0 0 0 / 50%)", b"2025-K1"],
    "surveyjs": [
        b'{"pages":[{"elements":[{"type":"rating","name":"a","visibleIf":"{b} = 1","choices":[1,'
        b'{"value":2,"text":{"nl":"x"}}]}]}]}'
    ],
    "fhir": [
        b'{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"choice","text":"a","answerOption":[{"valueString":"x"}]}]}'
    ],
    "xlsform-csv": [b"survey\n,type,name,label\n,select_one a,b,C\nchoices\n,list_name,name,label\n,a,1,Een\n"],
}


def read(lezer: str, data: bytes) -> None:
    """Raises only what is a fault of ours."""
    with suppress(Probleem):
        _LEZERS[lezer](data)
