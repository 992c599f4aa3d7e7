"""What is kept of the texts of a story."""

from hypothesis import given
from hypothesis import strategies as st

from tests.api.verhalen.gegevens import verhaal
from tests.conftest import SECRET
from zicht_api.verhalen.inhoud import find_citaat_faults, list_masked, screen_verhaal, seal, unseal
from zicht_api.verhalen.schemas import Inhoud, VerhaalGegevens
from zicht_shared.crypto import Keyring

TEKST = "Ik sprak met Fatima Yilmaz en\n  dat hielp. Mijn zoon. Teun belde 06 12 34 56 78 elke week, Teun is lief."
GEHEIM = ("Fatima", "Yilmaz", "Teun", "12 34")


def screened(tekst: str = TEKST, **fields: object) -> tuple[Inhoud, set[str]]:
    """What is kept, and what is wrong with the passage."""
    gegevens = VerhaalGegevens.model_validate(verhaal(tekst=tekst, **fields))
    inhoud = screen_verhaal(gegevens)
    return inhoud, {fault.code for fault in find_citaat_faults(gegevens, inhoud)}


def test_a_passage_is_kept_as_it_stands_in_what_is_kept_of_the_text() -> None:
    for typed, kept in (
        ("dat hielp.", "dat hielp."),
        ("met Fatima Yilmaz en dat hielp", "met ⟨naam⟩ en dat hielp"),
        ("met ⟨naam⟩ en\ndat", "met ⟨naam⟩ en dat"),
    ):
        inhoud, faults = screened(citaat=typed)
        assert (inhoud.citaat, faults) == (kept, set())


def test_a_name_that_only_the_text_before_it_gives_away_does_not_get_out_through_the_passage() -> None:
    typed = "Teun belde"
    assert "Teun" in (screened(tekst=typed)[0].delen[0].tekst), "by itself nothing says that this is a name"
    inhoud, faults = screened(citaat=typed)
    assert (inhoud.citaat, faults) == (None, {"gescreend"})
    assert screened(citaat="dat hielp niet")[1] == {"staat-er-niet"}


@given(st.integers(0, len(TEKST)), st.integers(1, len(TEKST)))
def test_no_passage_of_a_text_holds_what_was_taken_out_of_it(begin: int, lengte: int) -> None:
    passage = TEKST[begin : begin + lengte]
    if passage.strip():
        inhoud, faults = screened(citaat=passage)
        assert not any(secret in (inhoud.citaat or "") for secret in GEHEIM)
        assert (inhoud.citaat is None) is bool(faults)


def test_all_texts_are_screened_and_it_is_said_where() -> None:
    delen = [
        {"onderwerp": "expertise", "stap": "bellen met 0612345678", "tekst": "Ging goed."},
        {"onderwerp": "bejegening", "stap": "intake", "tekst": "Mail mij: anna@post.nl of Kerkstraat 12."},
    ]
    inhoud, _ = screened(herkomst="klantreis", titel="Het verhaal van mevrouw Bos", delen=delen)
    assert {one.pointer: one.soorten for one in list_masked(inhoud)} == {
        "/titel": ["naam"],
        "/delen/0/stap": ["telefoonnummer"],
        "/delen/1/tekst": ["e-mailadres", "adres"],
    }
    # What comes back as it was read is the same, and still says what was taken out.
    again, _ = screened(**inhoud.model_dump(include={"titel", "delen"}), herkomst="klantreis")
    assert again == inhoud


def test_texts_are_kept_sealed() -> None:
    inhoud, _ = screened(tekst="Een zin die nergens leesbaar staat.")
    sealed = seal(Keyring([SECRET]), inhoud)
    assert b"leesbaar" not in sealed
    assert unseal(Keyring(["x" * 32, SECRET]), sealed) == inhoud
