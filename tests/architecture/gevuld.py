"""A gemeente in which everything that there can be is there, all of it marked: whoever sees a mark sees its data."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
from starlette.applications import Starlette

from tests.architecture.routes import Pad
from tests.conftest import SECRET
from tests.contacten import contact
from tests.gemeente import Gemeente, make_gemeente
from tests.surveys.definities import vraag
from tests.surveys.meting import nieuwe_meting
from tests.surveys.vragenlijst import save, step, variant_of
from zicht_api.perioden import Periode, PeriodeSoort
from zicht_shared.auth import Rol
from zicht_shared.crypto import Keyring
from zicht_surveys.outbox.queries import enqueue
from zicht_surveys.resultaten.models import CONTACTVERZOEK, Contactverzoek

# A group that gemeenten may take part in: what it is, is no secret of any of them.
BENCHMARKGROEP = "vergelijkbaar"
# What comes in more than one form is asked for in each of them.
IN_VORMEN = {
    "/vragenlijsten/{code}/versies/{versie}/verschil": [{"met": "1"}],
    # Not as Excel or SPSS: those hold the moment they were made, and answers are laid side by side.
    "/vragenlijsten/{code}/versies/{versie}/uitvoer": [{"formaat": "json"}, {"formaat": "fhir"}],
    "/metingen/{meting_id}/uitvoer": [{"formaat": "csv"}],
    "/metingen/{meting_id}/codeboek": [{}, {"formaat": "csv"}],
}
# Each of these asks for a draft that is just so far; the other routes are about one that was published.
LIJST_VOOR = {
    "POST /vragenlijsten/{code}/concept/aanbieding": "vragenlijst_concept",
    "POST /vragenlijsten/{code}/concept/goedkeuring": "vragenlijst_goed",
    "POST /vragenlijsten/{code}/concept/afwijzing": "vragenlijst_af",
}
ROLLEN = ("beheer", "beleid", "bi", "vragenlijsten")


@dataclass
class Gevuld:
    """A filled gemeente. The codes and names of aanbieder `een` hold `een`, those of the gemeente only `merk`."""

    gemeente: Gemeente
    ids: dict[str, str] = field(default_factory=dict)
    link: str = ""

    @property
    def merk(self) -> str:
        return f"kanarie{self.gemeente.code.lower()}"

    @property
    def een(self) -> str:
        return f"{self.merk}-een"

    @property
    def twee(self) -> str:
        return f"{self.merk}-twee"

    @property
    def wie(self) -> list[str]:
        """Every credential: the roles, and both aanbieders."""
        return [*ROLLEN, f"aanbieder:{self.een}", f"aanbieder:{self.twee}"]

    @property
    def marks(self) -> set[str]:
        """What nobody outside the gemeente may find in an answer."""
        return {self.merk, *self.ids.values()} - {BENCHMARKGROEP}

    @property
    def marks_of_een(self) -> set[str]:
        """What the other aanbieder may not find in an answer."""
        names = ("aanbieder_id", "aanlevering_id", "leverafspraak_id", "signaal_id", "uitnodiging_id", "open_link_id")
        return {self.een, *(self.ids[name] for name in names)}

    def client(self, pad: Pad, wie: str) -> httpx.AsyncClient:
        return self.gemeente.at_api(wie) if pad.service == "api" else self.gemeente.at_surveys(wie)

    def address(self, pad: Pad) -> str:
        """The path with the ids of this gemeente filled in."""
        codes = {
            "gebieden": f"{self.merk}-wijk",
            "maatstaven": f"{self.merk}-maatstaf",
            "indicatoren": f"{self.merk}-indicator",
            "vragenlijsten": self.ids.get(LIJST_VOOR.get(str(pad), "vragenlijst"), ""),
        }
        code = codes.get(pad.path.split("/")[1], "")
        # What can be deleted has its code among the ids: who walks with other ids must leave it.
        if "/handmatige-waarden" in pad.path:
            code = self.ids["handmatig"]
        if str(pad) == "DELETE /indicatoren/{code}":
            code = self.ids["overbodig"]
        if pad.path.endswith("/vergelijking"):
            code = "gesprekken-per-client"
        # What is delivered lies in 2025; of the periods one before it is closed.
        periode = "2024-12" if pad.path.startswith("/perioden") else "2025"
        return "/v1" + pad.path.format(**{"code": code, "periode": periode, "versie": "1", **self.ids})

    def queries(self, pad: Pad) -> list[dict[str, str]]:
        """With what a GET is asked: at least once, and with filters that name what belongs to this gemeente."""
        match pad.path:
            case "/uitnodigingen" | "/open-links":
                return [{"metingId": self.ids["meting_id"]}]
            case "/contacten":
                return [{}, {"aanbieder": self.een}, {"gebied": f"{self.merk}-wijk"}, {"bronId": f"{self.een}-1"}]
            case "/indicatoren/{code}/prognose":
                return [{"perioden": "8"}]
            case "/aanleverstatus":
                return [{"periode": "2025"}, {"periode": "2025-03", "aanbieder": self.een}]
            case "/registratiedruk":
                return [{"periode": "2025"}]
            case "/indicatoren/{code}/waarden":
                return [{"periode": "2025", "per": "gebied,aanbieder"}, {"periode": "2025", "aanbieder": self.een}]
            case "/indicatoren/{code}/vergelijking":
                return [{"periode": "2025", "groep": BENCHMARKGROEP}]
            case "/doelenbomen/{doelenboom_code}/realisatie":
                return [{"periode": "2025"}, {"periode": "2025", "gebied": f"{self.merk}-wijk"}]
            case "/metingen/{meting_id}/resultaten":
                return [{}, {"per": "aanbieder"}, {"per": "gebied"}]
        return IN_VORMEN.get(pad.path, [{}])

    def body(self, pad: Pad) -> Any:
        """A body that would be right from this gemeente's own beheer, and that names what is this gemeente's."""
        nieuw = f"nieuw-{uuid4().hex[:8]}"  # unmarked: who may make it, has it as its own
        aanbieder = {"naam": nieuw, "vorm": "formeel"}
        gebied = {"naam": nieuw, "soort": "buurt", "ouder": f"{self.merk}-wijk"}
        bodies: dict[str, Any] = {
            "POST /sleutels": {"rol": "aanbieder", "omschrijving": nieuw, "aanbieder": self.een},
            "PUT /gemeente": {"drempel": 8, "reden": nieuw},
            "POST /aanbieders": aanbieder | {"code": nieuw},
            "PUT /aanbieders/{aanbieder_id}": aanbieder,
            "POST /gebieden": gebied | {"code": nieuw},
            "PUT /gebieden/{code}": gebied | {"ouder": None},
            "POST /aanleveringen": [self._contact("een", 99)],
            "PATCH /signalen/{signaal_id}": {"status": "besproken", "toelichting": nieuw},
            "POST /webhooks": self._webhook,
            "PUT /webhooks/{webhook_id}": self._webhook,
            "POST /leverafspraken": self._leverafspraak | {"aanbieder": self.een, "vanaf": "2024-01", "tot": "2024-12"},
            "PUT /leverafspraken/{leverafspraak_id}": self._leverafspraak,
            "PUT /perioden/{periode}/afsluiting": {"reden": nieuw},
            "POST /perioden/{periode}/heropening": {"reden": nieuw},
            "POST /maatstaven": {"code": nieuw, "naam": nieuw, "eenheid": "stuks"},
            "POST /indicatoren": self._indicator | {"code": nieuw},
            "PUT /indicatoren/{code}": self._indicator,
            "PUT /indicatoren/{code}/handmatige-waarden/{periode}": {"waarde": 4, "toelichting": nieuw},
            "POST /doelenbomen": self._doelenboom | {"code": nieuw},
            "PUT /doelenbomen/{doelenboom_code}": self._doelenboom,
            "POST /doelenboompakketten": {
                "schemaversie": 1,
                "doelenboom": self._doelenboom | {"code": nieuw},
                "indicatoren": [self._indicator | {"code": f"{self.merk}-indicator"}],
            },
            "PUT /vragenlijstresultaten/{resultaat_id}": self._resultaat | {"versie": 9},
            "PUT /benchmarkdeelnames/{groep}": {"akkoord": True},
            "PUT /huisstijl": {"tokens": {"utrecht-link-color": "#003865"}},
            "POST /vragenlijsten": {"code": nieuw, "vanuit": self.ids["vragenlijst"]},
            "POST /vragenlijsten/invoer": {**self._variant, "code": nieuw, "versie": 1},
            "PUT /vragenlijsten/{code}/concept": {"varianten": [self._variant]},
            "POST /vragenlijsten/{code}/concept/afwijzing": {"reden": nieuw},
            "POST /vragenlijsten/{code}/voorbeelden": {"van": 1, "variant": "standaard"},
            "POST /metingen": nieuwe_meting(naam=nieuw, aanbieders=[self.een]),
            "PUT /metingen/{meting_id}": {
                name: value
                for name, value in nieuwe_meting(naam=nieuw, aanbieders=[self.een, self.twee]).items()
                if name in {"naam", "eindigtOp", "aanbieders"}
            },
            "POST /uitnodigingen": self._uitnodigingen("een"),
            "POST /uitnodigingen/intrekking": {
                "metingId": self.ids["meting_id"],
                "ids": [self.ids["uitnodiging_id"]],
            },
            "POST /metingen/{meting_id}/herinneringen": {"herinneringen": [{"link": self.link}]},
            "POST /open-links": self._open_link,
        }
        return bodies.get(str(pad))

    async def send(
        self, client: httpx.AsyncClient, pad: Pad, body: Any = None, key: str | None = None
    ) -> httpx.Response:
        """A write on this gemeente's things, as good as it can be made. body, key: what to send instead of our own."""
        return await client.request(
            pad.method,
            self.address(pad),
            params={"soort": "contacten"} if pad.path == "/aanleveringen" else {},
            headers={"If-Match": "*", "Idempotency-Key": key or str(uuid4())},
            json=self.body(pad) if body is None else body,
        )

    def _contact(self, wie: str, nummer: int) -> dict[str, Any]:
        code = f"{self.merk}-{wie}"
        return contact(
            nummer, bronId=f"{code}-{nummer}", aanbieder=code, gebied=f"{self.merk}-wijk", datum="2025-03-03"
        )

    def _uitnodigingen(self, wie: str) -> dict[str, Any]:
        uitnodiging = {"contactmomenten": 1, "aanbieder": f"{self.merk}-{wie}"}
        return {"metingId": self.ids["meting_id"], "qr": "geen", "uitnodigingen": [uitnodiging]}

    @property
    def _open_link(self) -> dict[str, Any]:
        wie = {"metingId": self.ids["meting_id"], "aanbieder": self.een, "variant": "kort"}
        return {**wie, "soort": "poster", "maximum": 3}

    @property
    def _indicator(self) -> dict[str, Any]:
        return {
            "naam": f"{self.merk} indicator",
            "omschrijving": f"{self.merk} omschrijving",
            "pijler": "bereik",
            "soort": "output",
            "eenheid": "stuks",
            "rekenwijze": "maatstaf",
            "teller": f"{self.merk}-maatstaf",
            "doelen": ["leren"],
        }

    @property
    def _variant(self) -> dict[str, Any]:
        return variant_of([vraag("hulp")], titel={"nl": f"{self.merk} vragenlijst"})

    @property
    def _doelenboom(self) -> dict[str, Any]:
        knoop = {"code": "top", "soort": "maatschappelijk-resultaat", "naam": f"{self.merk} knoop"}
        indicatoren = [{"code": f"{self.merk}-indicator"}]
        return {"naam": f"{self.merk} boom", "knopen": [knoop | {"indicatoren": indicatoren}], "verbindingen": []}

    @property
    def _webhook(self) -> dict[str, Any]:
        return {"url": f"https://{self.merk}.example/signalen", "omschrijving": f"{self.merk} webhook"}

    @property
    def _leverafspraak(self) -> dict[str, Any]:
        return {"soort": "contacten", "periodesoort": "maand", "termijn": 14, "vanaf": "2025-01"}

    @property
    def _resultaat(self) -> dict[str, Any]:
        uitslag = {"variant": "kort", "vraag": "welkom", "aanbieder": self.een, "antwoorden": {"5": 30}}
        return {
            "versie": 1,
            "naam": f"{self.merk} resultaat",
            "vragenlijst": "hoewijzer",
            "periode": "2025-K1",
            "ontvangen": {"kort": 30},
            "uitslagen": [uitslag],
        }

    async def fill(self) -> None:
        gemeente, api = self.gemeente, self.gemeente.beheer
        await _post(api, "/v1/maatstaven", {"code": f"{self.merk}-maatstaf", "naam": self.merk, "eenheid": "stuks"})
        wijk = {"code": f"{self.merk}-wijk", "naam": f"{self.merk} wijk", "soort": "wijk"}
        await _post(api, "/v1/gebieden", wijk)
        await _post(api, "/v1/indicatoren", self._indicator | {"code": f"{self.merk}-indicator"})
        await self._enter()
        self.ids["groep"] = BENCHMARKGROEP
        joined = await api.put(f"/v1/benchmarkdeelnames/{BENCHMARKGROEP}", json={"akkoord": True})
        assert joined.status_code == 200, joined.text
        self.ids["doelenboom_code"] = f"{self.merk}-boom"
        await _post(api, "/v1/doelenbomen", self._doelenboom | {"code": self.ids["doelenboom_code"]})
        for code in (self.een, self.twee):
            aanbieder = {
                "code": code,
                "naam": f"{code} Stichting",
                "vorm": "formeel",
                "tellingenVoor": [f"{self.merk}-maatstaf"],
            }
            made = await _post(api, "/v1/aanbieders", aanbieder)
            self.ids.setdefault("aanbieder_id", made["id"])
            gemeente.sleutels[f"aanbieder:{code}"] = await gemeente.add_sleutel(Rol.aanbieder, aanbieder=code)
        made = await _post(api, "/v1/leverafspraken", self._leverafspraak | {"aanbieder": self.een})
        self.ids["leverafspraak_id"] = made["id"]
        closed = await api.put("/v1/perioden/2024-12/afsluiting", json={"reden": f"{self.merk} reden"})
        assert closed.status_code == 200, closed.text
        await self._deliver()
        await self._notice()
        nieuw = {"rol": "bi", "omschrijving": f"{self.merk} sleutel"}
        self.ids["sleutel_id"] = (await _post(api, "/v1/sleutels", nieuw))["id"]
        self.ids["resultaat_id"] = str(uuid4())
        resultaat = await gemeente.at_api("vragenlijsten").put(
            f"/v1/vragenlijstresultaten/{self.ids['resultaat_id']}", json=self._resultaat
        )
        assert resultaat.status_code == 200, resultaat.text
        await self._write()
        await self._ask()

    async def _write(self) -> None:
        """Questionnaires of its own: one that was published, and drafts that are written and offered by a colleague."""
        gemeente = self.gemeente
        gemeente.sleutels["schrijver"] = await gemeente.add_sleutel(Rol.beheer)
        names = {"vragenlijst": "lijst", "vragenlijst_concept": "concept", "vragenlijst_goed": "goed"}
        for name, short in (names | {"vragenlijst_af": "af"}).items():
            self.ids[name] = code = f"{self.merk}-{short}"
            await _post(gemeente.at_surveys("schrijver"), "/v1/vragenlijsten", {"code": code})
            await save(gemeente, self._variant, code=code, wie="schrijver")
            if short != "concept":
                await step(gemeente, "aanbieding", code=code, wie="schrijver")
        approved = await step(gemeente, "goedkeuring", code=self.ids["vragenlijst"])
        assert approved.status_code == 201, approved.text

    async def _notice(self) -> None:
        """What aanbieder `een` was to deliver in the last year is not there: a signal, and a message about it."""
        self.ids["webhook_id"] = (await _post(self.gemeente.beheer, "/v1/webhooks", self._webhook))["id"]
        await _post(self.gemeente.beheer, "/v1/signaleringen", None)
        found = await self.gemeente.aanbieder(self.een).get("/v1/signalen", params={"soort": "aanlevering"})
        self.ids["signaal_id"] = found.json()["items"][0]["id"]

    async def _enter(self) -> None:
        """An indicator with a figure that was entered by hand, and one that may go."""
        self.ids |= {name: f"{self.merk}-{name}" for name in ("handmatig", "overbodig")}
        handmatig = self._indicator | {"rekenwijze": "handmatig", "teller": None}
        for name in ("handmatig", "overbodig"):
            await _post(self.gemeente.beheer, "/v1/indicatoren", handmatig | {"code": self.ids[name]})
        entered = await self.gemeente.beheer.put(
            f"/v1/indicatoren/{self.ids['handmatig']}/handmatige-waarden/2025",
            json={"waarde": 3, "toelichting": f"{self.merk} toelichting"},
        )
        assert entered.status_code == 201, entered.text

    async def _deliver(self) -> None:
        for wie in ("een", "twee"):
            client = self.gemeente.aanbieder(f"{self.merk}-{wie}")
            rijen = [self._contact(wie, nummer) for nummer in range(1, 21)]
            wrong = [self._contact(wie, 21) | {"datum": "gisteren"}]
            made = await _post(client, "/v1/aanleveringen?soort=contacten&bijFouten=goede-regels", rijen + wrong)
            self.ids.setdefault("aanlevering_id", made["id"])
            telling = {
                "aanbieder": f"{self.merk}-{wie}",
                "maatstaf": f"{self.merk}-maatstaf",
                "periode": "2025-03",
                "waarde": 40,
                "gebied": f"{self.merk}-wijk",
            }
            await _post(client, "/v1/aanleveringen?soort=tellingen", [telling])
            reeks = [telling | {"periode": periode} for periode in _last_months(8)]
            await _post(client, "/v1/aanleveringen?soort=tellingen", reeks)

    async def _ask(self) -> None:
        surveys = self.gemeente.at_surveys("beheer")
        naam = f"{self.merk} meting"
        meting = await _post(surveys, "/v1/metingen", nieuwe_meting(naam=naam, aanbieders=[self.een, self.twee]))
        self.ids["meting_id"] = meting["id"]
        for wie in ("een", "twee"):
            links = await _post(surveys, "/v1/uitnodigingen", self._uitnodigingen(wie))
            self.ids.setdefault("uitnodiging_id", links["items"][0]["id"])
        # Of this one only the sender knows the link, and it is not withdrawn.
        self.link = (await _post(surveys, "/v1/uitnodigingen", self._uitnodigingen("een")))["items"][0]["url"]
        self.ids["open_link_id"] = (await _post(surveys, "/v1/open-links", self._open_link))["id"]
        state = self.gemeente.surveys_app.state
        self.ids["contactverzoek_id"] = str(uuid4())
        async with state.db.transaction(self.gemeente.id) as transaction:
            transaction.add(
                Contactverzoek(
                    gemeente_id=self.gemeente.id,
                    id=UUID(self.ids["contactverzoek_id"]),
                    meting_id=UUID(meting["id"]),
                    telefoon=Keyring([SECRET]).seal(CONTACTVERZOEK, b"0612345678"),
                    verwijderen_na=datetime.now(UTC).date() + timedelta(days=30),
                )
            )
        db = state.db
        # As the release of a full ballot box does.
        async with db.transaction(self.gemeente.id) as transaction:
            await enqueue(transaction, self.gemeente.id, [UUID(meting["id"])])


def _last_months(aantal: int) -> list[str]:
    """The last months that are over: what a forecast follows from."""
    periode = Periode.containing(PeriodeSoort.maand, datetime.now(UTC).date())
    return [(periode := periode.previous()).code for _ in range(aantal)]


async def _post(client: httpx.AsyncClient, path: str, body: Any) -> dict[str, Any]:
    answer = await client.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def make_gevuld(api_app: Starlette, surveys_app: Starlette, clients: AsyncExitStack) -> Gevuld:
    gevuld = Gevuld(await make_gemeente(api_app, surveys_app, clients))
    await gevuld.fill()
    return gevuld


Rows = dict[str, set[str]]


async def rows_of(gemeente: UUID | None, *owners: asyncpg.Connection) -> Rows:
    """Every row of a gemeente in every table (of all gemeenten: None), as the owner of the databases sees them.

    The moment at which a key was last used is left out: that a key is used may show.
    """
    found: Rows = {}
    for owner in owners:
        database = await owner.fetchval("SELECT current_database()")
        for table, column in await tenant_tables(owner):
            rows = await owner.fetch(
                f"SELECT (to_jsonb(t) - 'laatst_gebruikt_op')::text AS rij FROM {table} t "
                f"WHERE $1::uuid IS NULL OR {column} = $1::uuid",
                gemeente,
            )
            found[f"{database}.{table}"] = {row["rij"] for row in rows}
    return found


async def tenant_tables(owner: asyncpg.Connection) -> list[tuple[str, str]]:
    """Every table with rows of a gemeente, and the column that says of which."""
    rows = await owner.fetch("""
        SELECT table_name, CASE table_name WHEN 'gemeenten' THEN 'id' ELSE 'gemeente_id' END AS tenant
        FROM information_schema.columns
        WHERE table_schema = 'public'
          AND (column_name = 'gemeente_id' OR (table_name = 'gemeenten' AND column_name = 'id'))
        ORDER BY table_name
    """)
    return [(row["table_name"], row["tenant"]) for row in rows]
