"""What fills the survey service: questionnaires, a meting with its links, a resident who wants to be called back."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from tests.architecture.merken import Merken, post
from tests.architecture.verzoeken import open_link, uitnodigingen, variant
from tests.conftest import SECRET
from tests.surveys.meting import nieuwe_meting
from tests.surveys.vragenlijst import save, step
from zicht_shared.auth import Rol
from zicht_shared.crypto import Keyring
from zicht_surveys.outbox.queries import enqueue
from zicht_surveys.resultaten.models import CONTACTVERZOEK, Contactverzoek


async def fill_vragenlijsten(van: Merken) -> None:
    await _write(van)
    await _ask(van)


async def _write(van: Merken) -> None:
    """Questionnaires of its own: one that was published, and drafts that are written and offered by a colleague."""
    gemeente = van.gemeente
    gemeente.sleutels["schrijver"] = await gemeente.add_sleutel(Rol.beheer)
    names = {"vragenlijst": "lijst", "vragenlijst_concept": "concept", "vragenlijst_goed": "goed"}
    for name, short in (names | {"vragenlijst_af": "af"}).items():
        van.ids[name] = code = f"{van.merk}-{short}"
        await post(gemeente.at_surveys("schrijver"), "/v1/vragenlijsten", {"code": code})
        await save(gemeente, variant(van), code=code, wie="schrijver")
        if short != "concept":
            await step(gemeente, "aanbieding", code=code, wie="schrijver")
    approved = await step(gemeente, "goedkeuring", code=van.ids["vragenlijst"])
    assert approved.status_code == 201, approved.text


async def _ask(van: Merken) -> None:
    surveys = van.gemeente.at_surveys("beheer")
    naam = f"{van.merk} meting"
    meting = await post(surveys, "/v1/metingen", nieuwe_meting(naam=naam, aanbieders=[van.een, van.twee]))
    van.ids["meting_id"] = meting["id"]
    for wie in ("een", "twee"):
        links = await post(surveys, "/v1/uitnodigingen", uitnodigingen(van, wie))
        van.ids.setdefault("uitnodiging_id", links["items"][0]["id"])
    # Of this one only the sender knows the link, and it is not withdrawn.
    van.link = (await post(surveys, "/v1/uitnodigingen", uitnodigingen(van, "een")))["items"][0]["url"]
    van.ids["open_link_id"] = (await post(surveys, "/v1/open-links", open_link(van)))["id"]
    db = van.gemeente.surveys_app.state.db
    van.ids["contactverzoek_id"] = str(uuid4())
    async with db.transaction(van.gemeente.id) as transaction:
        transaction.add(
            Contactverzoek(
                gemeente_id=van.gemeente.id,
                id=UUID(van.ids["contactverzoek_id"]),
                meting_id=UUID(meting["id"]),
                telefoon=Keyring([SECRET]).seal(CONTACTVERZOEK, b"0612345678"),
                verwijderen_na=datetime.now(UTC).date() + timedelta(days=30),
            )
        )
    # As the release of a full ballot box does.
    async with db.transaction(van.gemeente.id) as transaction:
        await enqueue(transaction, van.gemeente.id, [UUID(meting["id"])])
