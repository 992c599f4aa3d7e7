from uuid import UUID

import pytest

from zicht_shared.db import set_tenant_statement
from zicht_shared.tenancy import gemeente_code_of, gemeente_id, new_token


def test_the_id_of_a_gemeente_follows_from_its_code_and_stays_the_same() -> None:
    # Every row of this gemeente has this id: whoever changes how it is made loses all data.
    assert gemeente_id("GM0627") == UUID("869a30fa-566d-53b2-af62-63611441eefc")
    assert gemeente_id("GM0627") != gemeente_id("GM0628")


@pytest.mark.parametrize(
    "code", ["", "0627", "GM627", "GM06271", "gm0627", "GM０６２７", "GM0627\n", "GM062a", "BU0101"]
)
def test_what_is_no_code_of_a_gemeente_has_no_id(code: str) -> None:
    with pytest.raises(ValueError, match="gemeente"):
        gemeente_id(code)


def test_a_token_names_its_gemeente_and_is_never_the_same() -> None:
    tokens = {new_token("GM0627") for _ in range(100)}
    assert len(tokens) == 100
    assert {gemeente_code_of(token) for token in tokens} == {"GM0627"}
    # 24 random bytes, 6 bits a character.
    assert {len(token) for token in tokens} == {5 + 32}


@pytest.mark.parametrize(
    "token",
    ["", "0627", "0627-", "0627-kort", f"627-{'x' * 32}", f"0627-{'x' * 65}", f"0627-{'x' * 31}'", f"0627-{'x' * 32}\n",
     f" 0627-{'x' * 32}", f"０６２７-{'x' * 32}", f"0627-{'é' * 32}"],
)  # fmt: skip
def test_a_text_in_another_form_is_no_token(token: str) -> None:
    assert gemeente_code_of(token) is None


def test_the_tenant_of_a_transaction_is_a_literal_made_from_a_number() -> None:
    class Sly(UUID):
        def __str__(self) -> str:
            return "'; DROP TABLE gemeenten; --"

    tenant = gemeente_id("GM0627")
    assert set_tenant_statement(Sly(int=tenant.int)) == f"SET LOCAL zicht.gemeente = '{tenant}'"
