"""Access tokens of a gemeente's own issuer: who they let in, and what they never do."""

import time
from datetime import datetime
from uuid import uuid4

import asyncpg
from joserfc.jwk import ECKey

from tests.api.toegang.tokens import Tokens
from tests.contacten import contact
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem
from tests.surveys.meting import nieuwe_meting

DROOGLOOP = "/v1/aanleveringen?soort=contacten&droogloop=true"


async def test_a_registration_system_delivers_with_a_token_that_it_got_with_its_own_key(
    gemeente: Gemeente, tokens: Tokens
) -> None:
    key = tokens.uitgever.register("registratie", tokens.audience)
    given = tokens.uitgever.token_of("registratie", key)
    assert given.status_code == 200, given.text
    systeem = tokens.client(given.json()["access_token"])
    ik = (await systeem.get("/v1/ik")).json()
    assert (ik["rol"], ik["aanbieder"]["code"], ik["doel"], ik["scopes"]) == (
        "aanbieder",
        "wegwijs",
        "leren",
        ["aanleveren"],
    )
    assert ik["id"].startswith("client:")
    assert abs(datetime.fromisoformat(ik["verlooptOp"]).timestamp() - time.time() - 300) < 30
    answer = await systeem.post(DROOGLOOP, json=[contact(1)])
    assert (answer.status_code, answer.json()["nieuw"]) == (200, 1), answer.text
    # For another aanbieder it does not, and it was narrowed to delivering.
    refused = await systeem.post(DROOGLOOP, json=[contact(1, aanbieder="buurvrouw")])
    assert (refused.json().get("nieuw"), refused.json().get("afgekeurd")) == (0, 1), refused.text
    assert_probleem(await systeem.get("/v1/waarden"), 403, "scope-ontbreekt")
    # With a key that is not its own there is no token, and a client that nobody named has no role.
    assert tokens.uitgever.token_of("registratie", ECKey.generate_key("P-256", auto_kid=True)).status_code != 200
    other = tokens.uitgever.token_of("onbekend", tokens.uitgever.register("onbekend", tokens.audience))
    assert_probleem(await tokens.ask(other.json()["access_token"]), 401, "niet-aangemeld")


async def test_somebody_of_the_gemeente_works_at_both_services_with_a_token(
    gemeente: Gemeente, tokens: Tokens, api_owner: asyncpg.Connection, surveys_owner: asyncpg.Connection
) -> None:
    token = tokens.token(roles=["team-beheer"], sub="jan.jansen@gemeente.example")
    kern, vragenlijsten = tokens.client(token), tokens.client(token, gemeente.surveys_app)
    ik = (await kern.get("/v1/ik")).json()
    assert (ik["gemeente"]["code"], ik["rol"], ik["aanbieder"]) == (gemeente.code, "beheer", None)
    assert ik["id"].startswith("persoon:")
    for path in ("/v1/waarden", "/odata/v4/MeasureCodes"):
        assert (await kern.get(path)).status_code == 200, path
    made = await kern.post("/v1/maatstaven", json={"code": f"m-{uuid4().hex[:6]}", "naam": "m", "eenheid": "stuks"})
    assert made.status_code == 201, made.text
    # Surveys asks the core for the codes of aanbieders in the caller's name.
    meting = await vragenlijsten.post("/v1/metingen", json=nieuwe_meting(), headers={"Idempotency-Key": str(uuid4())})
    assert meting.status_code == 201, meting.text
    for owner, actie in ((api_owner, "maatstaf.aangemaakt"), (surveys_owner, "meting.aangemaakt")):
        trail = await owner.fetch("SELECT * FROM auditregels WHERE gemeente_id = $1 AND actie = $2", gemeente.id, actie)
        assert [row["sleutel_id"] for row in trail] == [ik["id"]], actie
        assert "jansen" not in f"{trail}"
    # Issued by the same for the same person: the same name in the trail, whatever the token.
    assert (await tokens.ask(tokens.token(sub="jan.jansen@gemeente.example"))).json()["id"] == ik["id"]
    assert (await tokens.ask(tokens.token(sub="piet"))).json()["id"] != ik["id"]


async def test_a_role_comes_from_the_claim_and_the_first_that_fits_counts(tokens: Tokens) -> None:
    for claim, value, rol in (
        ("roles", ["x", "team-bi", "team-beleid"], "beleid"),
        ("roles", "team-bi", "bi"),
        ("scope", "openid team-bi", "bi"),
        ("scp", "team-beleid", "beleid"),
    ):
        await tokens.change(claim=claim)
        answer = await tokens.ask(tokens.token(**{"roles": None, claim: value}))
        assert (answer.status_code, answer.json().get("rol")) == (200, rol), claim
    await tokens.change(claim="groups")
    for value in (["team"], "openid team-bi", {"team-bi": 1}, 7, None, ["team-bi "]):
        assert_probleem(await tokens.ask(tokens.token(groups=value)), 401, "niet-aangemeld")


async def test_a_token_is_narrowed_as_its_role_says(tokens: Tokens) -> None:
    inkijk = tokens.client(tokens.token(roles=["team-inkijk"]))
    assert (await inkijk.get("/v1/sleutels")).status_code == 200
    assert_probleem(await inkijk.put("/v1/gemeente", json={}), 403, "scope-ontbreekt")


async def test_who_signs_in_through_a_system_is_not_that_system(tokens: Tokens) -> None:
    """By client and subject together: one of the two is not enough."""
    as_system = {"client_id": "registratie", "sub": "registratie", "roles": None}
    assert (await tokens.ask(tokens.token(**as_system))).status_code == 200
    for wrong in ({"sub": "persoon-1"}, {"client_id": "ander"}, {"client_id": None}, {"client_id": None, "azp": "x"}):
        assert_probleem(await tokens.ask(tokens.token(**as_system | wrong)), 401, "niet-aangemeld")
    # Where an issuer gives a system a subject of its own, that is said.
    await tokens.change(clients=[{"clientId": "registratie", "sub": "3f0c", "rol": "bi", "doel": "leren"}])
    assert_probleem(await tokens.ask(tokens.token(**as_system)), 401, "niet-aangemeld")
    keycloak = as_system | {"client_id": None, "azp": "registratie", "sub": "3f0c"}
    assert (await tokens.ask(tokens.token(**keycloak))).json()["rol"] == "bi"
