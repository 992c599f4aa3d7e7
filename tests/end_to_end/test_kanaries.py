"""Nothing that belongs to a person or opens a door turns up in a log, a figure, a trace, an error or a wrong column.

Both services as processes, the core with two workers, logging all they can, with figures and traces on. Also what only
a whole installation shows: that the figures of workers are added up, and that a trace runs from surveys to the core.
"""

import asyncio
import base64
import gzip
import json
import re
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode, urlsplit
from uuid import uuid4

import asyncpg
import httpx
import pytest
from bench.installatie import Installatie, free_port
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from prometheus_client.parser import text_string_to_metric_families
from typer.testing import CliRunner

from tests.api.verhalen.gegevens import verhaal
from tests.contacten import as_csv, contact
from tests.end_to_end.gemeente import LopendeGemeente, eventually, make_running
from tests.end_to_end.kanaries import Kanaries, maak
from zicht_cli.diensten import Diensten
from zicht_cli.main import app
from zicht_cli.omgeving import SERVICES, Omgeving
from zicht_shared.auth import Rol
from zicht_shared.migrations import Service


class Ontvanger:
    """A collector of traces: a real OTLP/HTTP receiver that keeps all that it gets."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        bodies = self.bodies

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                bodies.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1/traces"

    def spans(self) -> list[tuple[str, Span]]:
        """Every span, with the name of its service."""
        found = []
        for body in list(self.bodies):
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                [service] = [a.value.string_value for a in resource.resource.attributes if a.key == "service.name"]
                found += [(service, span) for scope in resource.scope_spans for span in scope.spans]
        return found

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Proef:
    """An installation that tells all it can. fouten: every answer of 400 and above, whole."""

    installatie: Installatie
    ontvanger: Ontvanger
    poorten: dict[Service, int]
    fouten: list[httpx.Response] = field(default_factory=list)

    def cijfers(self, service: Service) -> str:
        return httpx.get(f"http://127.0.0.1:{self.poorten[service]}/metrics").raise_for_status().text

    def logboeken(self) -> dict[str, bytes]:
        omgeving = self.installatie.omgeving
        assert omgeving.postgres is not None
        paths = {f"logboek van {service}": omgeving.folder / f"{service}.log" for service in SERVICES}
        paths["logboek van PostgreSQL"] = omgeving.postgres.data.with_name("server.log")
        return {naam: path.read_bytes() for naam, path in paths.items()}


@pytest.fixture(scope="module")
def proef() -> Iterator[Proef]:
    ontvanger = Ontvanger()
    poorten: dict[Service, int] = {"api": free_port(), "surveys": free_port()}
    with tempfile.TemporaryDirectory(prefix="zicht-kanaries-") as folder, ExitStack() as after:
        omgeving = Omgeving(Path(folder), {"api": free_port(), "surveys": free_port()})
        omgeving.sleutels_file.write_text("{}")
        omgeving.prepare()
        assert omgeving.postgres is not None
        after.callback(omgeving.postgres.remove)
        extra: dict[Service, dict[str, str]] = {
            service: {
                f"ZICHT_{service.upper()}_LOG_LEVEL": "DEBUG",
                f"ZICHT_{service.upper()}_TRACES_URL": ontvanger.url,
                f"ZICHT_{service.upper()}_METRICS_PORT": str(poorten[service]),
                "FORWARDED_ALLOW_IPS": "*",
                "OTEL_BSP_SCHEDULE_DELAY": "200",
            }
            for service in SERVICES
        }
        extra["surveys"] |= {
            "ZICHT_SURVEYS_VRIJGAVE_SECONDEN": "1",
            "ZICHT_SURVEYS_SMTP_URL": "smtp://127.0.0.1:1",
            "ZICHT_SURVEYS_AFZENDER": "zicht@gemeente.example",
        }
        diensten = Diensten(omgeving, extra)
        after.callback(ontvanger.close)
        after.callback(diensten.stop_all)
        with ThreadPoolExecutor() as at_once:
            starts = [at_once.submit(diensten.start, "api", workers=2), at_once.submit(diensten.start, "surveys")]
            for start in starts:
                start.result()
        yield Proef(Installatie(omgeving, diensten), ontvanger, poorten)


@pytest.fixture(scope="module")
def gemeente(proef: Proef) -> Iterator[LopendeGemeente]:
    with make_running(proef.installatie) as lopende:
        yield lopende


def test_a_trace_runs_from_surveys_to_the_core_by_the_names_of_routes(proef: Proef, gemeente: LopendeGemeente) -> None:
    # A key that surveys does not know yet: of one that it does, it does not ask the core.
    nieuw = gemeente.beheer.post(
        "/v1/sleutels", json={"rol": "beleid", "omschrijving": "Spoor"}, headers={"Idempotency-Key": str(uuid4())}
    ).json()
    key = {"Authorization": f"Bearer {nieuw['id']}.{nieuw['geheim']}"}
    assert gemeente.surveys.get("/v1/metingen", params={"limit": 7}, headers=key).status_code == 200

    def look() -> dict[tuple[str, str], Span]:
        spans = proef.ontvanger.spans()
        begin = [span for service, span in spans if (service, span.name) == ("zicht-surveys", "GET /metingen")]
        trace = begin[-1].trace_id if begin else None
        return {(service, span.name): span for service, span in spans if span.trace_id == trace}

    # Each service sends its spans when it likes to.
    ends = (("zicht-surveys", "GET /metingen"), ("zicht-surveys", "GET"), ("zicht-api", "GET /ik"))
    trace = eventually(look, lambda found: set(ends) <= set(found))
    begin, call, end = (trace[key] for key in ends)
    assert (begin.parent_span_id, call.parent_span_id, end.parent_span_id) == (b"", begin.span_id, call.span_id)
    assert {service for service, name in trace if name == "SELECT"} == {"zicht-api", "zicht-surveys"}
    names = {attribute.key for span in trace.values() for attribute in span.attributes}
    assert names <= {
        "http.request.method", "http.response.status_code", "http.route", "http.method", "http.status_code",
        "db.system", "db.statement",
    }  # fmt: skip
    assert not any(span.events or span.links or span.status.message or span.trace_state for span in trace.values())
    statements = [a.value.string_value for span in trace.values() for a in span.attributes if a.key == "db.statement"]
    assert statements
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", " ".join(statements))


def test_a_visitor_does_not_choose_the_trace_of_a_residents_service(proef: Proef, gemeente: LopendeGemeente) -> None:
    chosen = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    gemeente.inwoner.get("/i/onbekend", headers=chosen)
    found = eventually(
        lambda: [span for service, span in proef.ontvanger.spans() if span.name == "GET /i/{token}"],
        lambda spans: bool(spans),
    )
    assert found
    assert "0af7651916cd43dd8448eb211c80319c" not in {span.trace_id.hex() for span in found}


def test_the_figures_of_workers_are_added_up_and_say_what_waits(proef: Proef, gemeente: LopendeGemeente) -> None:
    def figures(service: Service) -> dict[tuple[str, str], float]:
        return {
            (
                sample.name,
                sample.labels.get("route") or sample.labels.get("task") or sample.labels.get("kind") or "",
            ): sample.value
            for family in text_string_to_metric_families(proef.cijfers(service))
            for sample in family.samples
            if sample.labels.get("status", "200") == "200"
        }

    before = figures("api").get(("zicht_request_seconds_count", "/gemeente"), 0.0)
    own = {"Authorization": gemeente.beheer.headers["authorization"]}
    # Each over a connection of its own, so that both workers get some.
    for _ in range(20):
        httpx.get(gemeente.beheer.base_url.join("/v1/gemeente"), headers=own).raise_for_status()
    after = figures("api")
    assert after["zicht_request_seconds_count", "/gemeente"] - before == 20
    assert after["zicht_pool_size", ""] == 20
    assert after["zicht_oldest_seconds", "webhooks"] == 0
    late = {task: value for (name, task), value in after.items() if name == "zicht_task_last_success_timestamp_seconds"}
    assert min(late.values()) > 0, late
    surveys = figures("surveys")
    kinds = {kind for name, kind in surveys if name == "zicht_waiting"}
    assert kinds == {"outbox", "post", "stembus", "stembus-gesloten"}
    assert surveys["zicht_pool_size", ""] == 10
    # Only where the internal network can ask for them.
    assert gemeente.beheer.get("/metrics").status_code == 404
    assert not re.search(r"GM\d{4}", proef.cijfers("api") + proef.cijfers("surveys"))


def test_the_doctor_finds_a_running_installation_well(
    proef: Proef, gemeente: LopendeGemeente, monkeypatch: pytest.MonkeyPatch
) -> None:
    diensten, omgeving = proef.installatie.diensten, proef.installatie.omgeving
    for service in SERVICES:
        for name, value in {**omgeving.environment(service), **diensten.extra[service]}.items():
            if name.startswith(f"ZICHT_{service.upper()}_"):
                monkeypatch.setenv(name, value)
    monkeypatch.setenv("ZICHT_FOLDER", str(omgeving.folder))
    done = CliRunner().invoke(app, ["doctor", "--json"])
    report = json.loads(done.stdout)
    assert [each for each in report["bevindingen"] if each["ernst"] == "fout"] == []
    assert done.exit_code == 0
    found = {(each["dienst"], each["onderdeel"], each["ernst"]) for each in report["bevindingen"]}
    assert {("api", "taken", "ok"), ("surveys", "taken", "ok"), ("surveys", "kern", "ok")} <= found
    # A key that the core does not know, and one of another.
    known = json.loads(omgeving.sleutels_file.read_text())
    omgeving.sleutels_file.write_text(
        json.dumps({**known, gemeente.code: f"{known[gemeente.code]}x", "GM9998": "geen"})
    )
    try:
        broken = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).stdout)
    finally:
        omgeving.sleutels_file.write_text(json.dumps(known))
    assert {each["wat"] for each in broken["bevindingen"] if each["ernst"] == "fout"} == {
        f"weigert de sleutel van {gemeente.code} (401)",
        "de sleutel van GM9998 heeft niet de vorm id.geheim",
    }


def test_no_canary_leaves_its_place(proef: Proef, gemeente: LopendeGemeente) -> None:
    kanaries = maak()
    with watched(proef, gemeente):
        for drive in (identity, addresses, bodies, residents, letters, broken_tables, without_database):
            drive(kanaries, proef, gemeente)
    assert {answer.status_code for answer in proef.fouten} >= {400, 401, 404, 409, 413, 415, 500, 503}
    columns = {service: asyncio.run(dump(proef, service)) for service in SERVICES}
    found = [
        *(hit for naam, inhoud in proef.logboeken().items() for hit in kanaries.zoek(naam, inhoud)),
        *(
            hit
            for service in SERVICES
            for hit in kanaries.zoek(f"cijfers van {service}", proef.cijfers(service).encode())
        ),
        *(hit for body in proef.ontvanger.bodies for hit in kanaries.zoek("sporen", body)),
        *(
            hit
            for answer in proef.fouten
            if not shows_own_form(answer)
            for hit in kanaries.zoek(f"fout {answer.status_code}", told(answer))
        ),
        *(hit for service in SERVICES for hit in kanaries.zoek_rijen(service, columns[service])),
    ]
    assert found == []
    # What is kept on purpose is found, so that the rest would be.
    assert list(kanaries.zoek("aanbieders", b"\n".join(columns["api"]["aanbieders.code"]))) == ["gewoon in aanbieders"]
    # And all of it was looked at: each place has something to say.
    assert all(b'"event":"request"' in log for naam, log in proef.logboeken().items() if "PostgreSQL" not in naam)
    assert b"violates check constraint" in proef.logboeken()["logboek van PostgreSQL"]


@pytest.mark.parametrize("plaats", range(3))
def test_a_canary_is_recognised_in_every_dress(plaats: int) -> None:
    kanaries = maak()
    for kanarie in kanaries.gemaakt.values():
        text = "x" * plaats + kanarie.waarde + " en meer"
        dressed = [
            text, quote(text), quote_plus(text), json.dumps(text), text.encode().hex(), urlencode({"a": text}),
            base64.b64encode(text.encode()).decode(), base64.urlsafe_b64encode(text.encode()).decode(),
        ]  # fmt: skip
        for each in dressed:
            assert f"{kanarie.naam} in x" in list(kanaries.zoek("x", each.encode())), (kanarie.naam, each)
    assert list(kanaries.zoek("x", b"niets van dit al, en ook geen 00000000 of kanarie-")) == []


def shows_own_form(answer: httpx.Response) -> bool:
    """Whether it is a resident's own form, at that resident's own link, with what was typed in it: to be mended."""
    return answer.status_code == 400 and answer.request.url.path.startswith("/i/") and "<form" in answer.text


def told(answer: httpx.Response) -> bytes:
    """Body and headers."""
    return answer.content + b"\n".join(name + b": " + value for name, value in answer.headers.raw)


@contextmanager
def watched(proef: Proef, gemeente: LopendeGemeente) -> Iterator[None]:
    """Every answer that is an error is kept, and every request comes from an address that is a canary's."""

    def keep(answer: httpx.Response) -> None:
        if answer.status_code >= 400:
            answer.read()
            proef.fouten.append(answer)

    clients = (gemeente.beheer, gemeente.aanbieder, gemeente.bi, gemeente.surveys, gemeente.inwoner)
    for client in clients:
        client.event_hooks["response"].append(keep)
    yield
    for client in clients:
        client.event_hooks["response"].remove(keep)


def headers(kanaries: Kanaries) -> dict[str, str]:
    """What a browser or a proxy sends along, all of it telling."""
    return {
        "X-Forwarded-For": kanaries["adres"],
        "Forwarded": f"for={kanaries['adres']}",
        "User-Agent": kanaries["agent"],
        "Referer": f"https://elders.example/{kanaries['verwijzer']}",
        "Cookie": f"__Host-zicht={kanaries['koekje']}",
        "X-Request-Id": kanaries["kopregel"],
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "tracestate": f"vendor={kanaries['spoorstaat']}",
        "baggage": f"userId={kanaries['bagage']}",
    }


def identity(kanaries: Kanaries, proef: Proef, gemeente: LopendeGemeente) -> None:
    """Keys in every form, right and wrong; signing in; tokens and codes of an issuer."""
    own = gemeente.beheer.headers["authorization"].removeprefix("Bearer ")
    sleutel_id, _, geheim = own.partition(".")
    kanaries.bewaar("sleutel-beheer", geheim)
    kanaries.bewaar("sleutel-aanbieder", gemeente.aanbieder.headers["authorization"].partition(".")[2])
    issued = gemeente.beheer.post(
        "/v1/sleutels", json={"rol": Rol.bi, "omschrijving": "proef"}, headers={"Idempotency-Key": str(uuid4())}
    ).json()
    kanaries.bewaar("sleutel-nieuw", issued["geheim"])
    fout = f"{sleutel_id}.{kanaries['vals-geheim']}"
    token = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "RS256", "kid": kanaries["token"]}, {"sub": kanaries["token"], "iss": kanaries["token"]})
    )
    ways = [
        way
        for key in (own, fout, f"{kanaries['vals-geheim']}.x", f"{token}.{kanaries['token']}")
        for way in (
            {"Authorization": f"Bearer {key}"},
            {"X-Api-Key": key, "Authorization": ""},
            {"Authorization": "Basic " + base64.b64encode(key.replace(".", ":", 1).encode()).decode()},
        )
    ]
    for client in (gemeente.beheer, gemeente.surveys):
        for way in ways:
            client.get("/v1/sleutels" if client is gemeente.beheer else "/v1/metingen", headers=headers(kanaries) | way)
        for name in ("sleutel", "access_token"):
            client.get("/v1/ik", params={name: kanaries["sleutel-in-adres"]}, headers=headers(kanaries))
    sign_in(kanaries, gemeente, sleutel_id, geheim)


def sign_in(kanaries: Kanaries, gemeente: LopendeGemeente, sleutel_id: str, geheim: str) -> None:
    huis = f"/dashboard/{gemeente.code}"
    with httpx.Client(base_url=gemeente.beheer.base_url, event_hooks=gemeente.beheer.event_hooks) as browser:
        page = browser.get(f"{huis}/aanmelden").text
        form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        for wrong, right in ((kanaries["vals-geheim"], False), (geheim, True)):
            answer = browser.post(f"{huis}/aanmelden", data=form | {"sleutel": sleutel_id, "geheim": wrong})
            assert (answer.status_code == 303) is right, answer.text
        [sessie] = [value for name, value in browser.cookies.items() if len(value) > 40 and "csrf" not in name][:1]
        kanaries.bewaar("sessie", sessie)
        assert browser.get(huis).status_code == 200
        browser.get(f"{huis}/aanmelden/antwoord", params={"code": kanaries["code"], "state": kanaries["state"]})
        browser.post(f"{huis}/aanmelden", data={"sleutel": kanaries["bsn"], "geheim": kanaries["lichaam"]})


def addresses(kanaries: Kanaries, proef: Proef, gemeente: LopendeGemeente) -> None:
    """Canaries in paths and queries, of what is there and what is not."""
    more = headers(kanaries)
    for client in (gemeente.beheer, gemeente.surveys, gemeente.inwoner):
        for path in ("/v1/aanbieders/{}", "/v1/metingen/{}", "/i/{}", "/o/{}", "/{}", "/v1/{}", "/dashboard/{}"):
            client.get(path.format(kanaries["pad"]), headers=more)
            client.request("DELETE", path.format(kanaries["pad"]), headers=more)
        client.get(f"/i/{gemeente.code[2:]}-{kanaries['link']}{'x' * 10}", headers=more)
        client.get(
            "/v1/aanbieders", params={"cursor": kanaries["zoekvraag"], "limit": kanaries["zoekvraag"]}, headers=more
        )
        client.get("/v1/verhalen", params={kanaries["zoekvraag"]: "x", "periode": kanaries["zoekvraag"]}, headers=more)
    for filter_ in (
        f"Measure eq '{kanaries['filter']}'",
        f"contains(Measure,'{kanaries['filter']}",
        kanaries["filter"],
    ):
        gemeente.bi.get("/odata/v4/Observations", params={"$filter": filter_}, headers=more)
    gemeente.beheer.get("/v1/gemeente", headers=more | {"If-None-Match": kanaries["etag"]})
    gemeente.beheer.put("/v1/gemeente", json={"drempel": 10}, headers=more | {"If-Match": f'"{kanaries["etag"]}"'})


def bodies(kanaries: Kanaries, proef: Proef, gemeente: LopendeGemeente) -> None:
    """Bodies that are refused for every reason there is, and deliveries with what nobody may send."""
    more = headers(kanaries)
    vertrouwelijk = {name: kanaries[name] for name in ("bsn", "naam", "telefoon", "lichaam")}
    for client, path in ((gemeente.beheer, "/v1/aanbieders"), (gemeente.surveys, "/v1/metingen")):
        json_type = more | {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
        for content in (
            json.dumps(vertrouwelijk),
            json.dumps({"code": kanaries["lichaam"] + "\u0000", "naam": kanaries["bsn"], "vorm": kanaries["lichaam"]}),
            json.dumps({"code": [kanaries["lichaam"]], "naam": {kanaries["lichaam"]: kanaries["naam"]}}),
            f'{{"a": "{kanaries["dubbel"]}", "a": "{kanaries["dubbel"]}"}}',
            f'{{"a": NaN, "{kanaries["lichaam"]}": ',
            "[" * 40 + f'"{kanaries["lichaam"]}"' + "]" * 40,
            f'"{kanaries["groot"] * 400_000}"',
        ):
            client.post(path, content=content, headers=json_type)
        client.post(path, content=kanaries["lichaam"], headers=more | {"Content-Type": "text/plain"})
    same = {"code": kanaries["gewoon"], "naam": "Tweemaal", "vorm": "formeel"}
    for _ in range(2):
        gemeente.beheer.post("/v1/aanbieders", json=same, headers=more | {"Idempotency-Key": str(uuid4())})
    rijen = [
        contact(1, clientPseudoniem=kanaries["client"]),
        contact(2, clientPseudoniem=kanaries["bsn"]),
        contact(3, bronId=kanaries["bsn"]),
        contact(4, soort=kanaries["lichaam"], leefgebieden=[kanaries["naam"]]),
        contact(5, datum=kanaries["telefoon"], duurMinuten=kanaries["lichaam"], gebied=kanaries["lichaam"]),
    ]
    taken = gemeente.push(as_csv(rijen), **more)
    assert taken.status_code == 201, taken.text
    assert (taken.json()["nieuw"], taken.json()["afgekeurd"]) == (1, 4)
    gemeente.push(f"bronId;datum\n{kanaries['lichaam']}", **more)
    told_ = gemeente.beheer.post(
        "/v1/verhalen",
        json=verhaal("duiding", tekst=f"Ik ben {kanaries['naam']}, {kanaries['bsn']}. {kanaries['verhaal']}"),
        headers=more | {"Idempotency-Key": str(uuid4())},
    )
    assert told_.status_code == 201, told_.text
    hook = {"url": "https://127.0.0.1/x", "omschrijving": "x"}
    gemeente.beheer.post("/v1/webhooks", json=hook, headers=more | {"Idempotency-Key": str(uuid4())})


def residents(kanaries: Kanaries, proef: Proef, gemeente: LopendeGemeente) -> None:
    """Five answer with words and a telephone number, one stops halfway; the box is emptied."""
    vandaag = datetime.now(UTC).date()
    meting = gemeente.surveys.post(
        "/v1/metingen",
        json={
            "naam": "NPS", "vragenlijst": "nps", "periode": vandaag.strftime("%Y-%m"),
            "begintOp": vandaag.isoformat(), "eindigtOp": (vandaag + timedelta(days=3)).isoformat(),
            "aanbieders": ["wegwijs"],
        },
        headers={"Idempotency-Key": str(uuid4())},
    ).json()  # fmt: skip
    made = gemeente.surveys.post(
        "/v1/uitnodigingen",
        json={"metingId": meting["id"], "uitnodigingen": [{"contactmomenten": 1, "aanbieder": "wegwijs"}] * 7},
        headers={"Idempotency-Key": str(uuid4())},
    ).json()
    paths = [urlsplit(item["url"]).path for item in made["items"]]
    for number, path in enumerate(paths):
        kanaries.bewaar(f"link {number}", path.rpartition("/")[2])
    more = headers(kanaries)
    for path in paths[:6]:
        fill_in(kanaries, gemeente, path)
    # What is refused: too long, no number, an unknown step, a form that is not ours.
    for data in ({"waarom": kanaries["open"] * 1000}, {"score": kanaries["open"]}, {kanaries["open"]: "1"}):
        gemeente.inwoner.post(f"{paths[6]}/1", data=data, headers=more)
    gemeente.inwoner.post(f"{paths[6]}/3", data={"telefoonnummer": kanaries["naam"]}, headers=more)
    gemeente.inwoner.post(f"{paths[6]}/9", data={"x": kanaries["open"]}, headers=more)
    gemeente.inwoner.post(f"{paths[6]}/1", data={"score": "8"}, headers=more | {"Origin": "https://elders.example"})
    for path in paths[:5]:
        assert gemeente.inwoner.post(f"{path}/verzenden", headers=more).status_code == 303
    gemeente.inwoner.get(paths[0], headers=more)
    released = eventually(
        lambda: gemeente.surveys.get(f"/v1/metingen/{meting['id']}/resultaten").json(),
        lambda body: "5" in json.dumps(body),
    )
    assert released
    assert gemeente.surveys.get(f"/v1/metingen/{meting['id']}/open-antwoorden", headers=more).status_code < 500
    assert gemeente.surveys.get("/v1/contactverzoeken", headers=more).status_code < 500


def fill_in(kanaries: Kanaries, gemeente: LopendeGemeente, path: str) -> None:
    more = headers(kanaries)
    words = f"{kanaries['open']} {kanaries['naam']} {kanaries['bsn']}"
    for stap, data in (
        (1, {"score": "8", "waarom": words}),
        (2, {"beter": kanaries["beter"], "terugbellen": "ja"}),
        (3, {"telefoonnummer": kanaries["telefoon"]}),
    ):
        answer = gemeente.inwoner.post(f"{path}/{stap}", data=data, headers=more)
        assert answer.status_code == 303, re.sub(r"<[^>]*>", "", answer.text)


def letters(kanaries: Kanaries, proef: Proef, gemeente: LopendeGemeente) -> None:
    """An invitation by e-mail, at a server that is not there."""
    meting, _ = gemeente.make_links(1)
    wens = {"contactmomenten": 1, "aanbieder": "wegwijs", "email": kanaries["mail"]}
    answer = gemeente.surveys.post(
        "/v1/uitnodigingen",
        json={"metingId": meting, "qr": "geen", "uitnodigingen": [wens, {**wens, "email": kanaries["naam"]}]},
        headers=headers(kanaries) | {"Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code == 400
    sent = gemeente.surveys.post(
        "/v1/uitnodigingen",
        json={"metingId": meting, "qr": "geen", "uitnodigingen": [wens]},
        headers=headers(kanaries) | {"Idempotency-Key": str(uuid4())},
    )
    assert sent.status_code == 201, sent.text


def broken_tables(kanaries: Kanaries, proef: Proef, gemeente: LopendeGemeente) -> None:
    """Statements that PostgreSQL refuses, of which the detail would quote the whole row."""
    tables: list[tuple[Service, str]] = [("api", "verhalen"), ("api", "contacten"), ("surveys", "concepten")]
    for service, table in tables:
        change = f"ALTER TABLE {table} {{}} CONSTRAINT kanarie"
        asyncio.run(as_owner(proef, service, change.format("ADD") + " CHECK (false) NOT VALID"))
    more = headers(kanaries) | {"Idempotency-Key": str(uuid4())}
    told_ = gemeente.beheer.post("/v1/verhalen", json=verhaal("duiding", tekst=kanaries["verhaal"]), headers=more)
    pushed = gemeente.push(as_csv([contact(9, clientPseudoniem=kanaries["client"])]), **more)
    _, [link] = gemeente.make_links(1)
    kanaries.bewaar("link van een dienst die stuk is", urlsplit(link).path.rpartition("/")[2])
    saved = gemeente.inwoner.post(f"{urlsplit(link).path}/1", data={"snel-contact": "4", "welkom": "4"}, headers=more)
    assert [told_.status_code, pushed.status_code, saved.status_code] == [500, 500, 500]
    for service, table in tables:
        asyncio.run(as_owner(proef, service, f"ALTER TABLE {table} DROP CONSTRAINT kanarie"))


def without_database(kanaries: Kanaries, proef: Proef, gemeente: LopendeGemeente) -> None:
    """The same requests while PostgreSQL is down, and then up again: what was asked for is kept for looking."""
    postgres = proef.installatie.omgeving.postgres
    assert postgres is not None
    port = postgres.port
    postgres.stop()
    more = headers(kanaries) | {"Idempotency-Key": str(uuid4())}
    told_ = gemeente.beheer.post("/v1/verhalen", json=verhaal("duiding", tekst=kanaries["verhaal"]), headers=more)
    resident = gemeente.inwoner.get(f"/i/{kanaries['link 6']}", headers=more)
    ready = gemeente.beheer.get("/gezondheid/gereed", headers=more)
    assert [told_.status_code, resident.status_code, ready.status_code] == [503, 503, 503]
    assert ready.json()["controles"][0]["naam"] == "database"
    postgres.start(settings={"port": str(port)})


async def as_owner(proef: Proef, service: Service, statement: str) -> None:
    connection = await asyncpg.connect(proef.installatie.omgeving.owner_url(service))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def dump(proef: Proef, service: Service) -> dict[str, list[bytes]]:
    """Every column of every table, as the owner sees it: text as it is, bytes as hexadecimals."""
    connection = await asyncpg.connect(proef.installatie.omgeving.owner_url(service))
    try:
        columns = await connection.fetch(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        )
        found = {}
        for table, column in columns:
            rows = await connection.fetch(
                f'SELECT DISTINCT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL'
            )
            found[f"{table}.{column}"] = [row[0].encode() for row in rows]
    finally:
        await connection.close()
    assert sum(map(len, found.values())) > 50
    return found
