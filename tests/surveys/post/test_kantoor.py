from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.conftest import SECRET
from zicht_surveys.post.kantoor import mailserver
from zicht_surveys.settings import Settings

AFZENDER = "vragenlijsten@gemeente.example"


@pytest.mark.parametrize(
    ("url", "port", "use_tls", "start_tls"),
    [
        ("smtp://mail.example", 25, False, None),
        ("smtp+starttls://mail.example", 587, False, True),
        ("smtps://mail.example", 465, True, False),
        ("smtps://mail.example:2465", 2465, True, False),
    ],
)
def test_the_address_of_a_mail_server_says_how_it_is_spoken_to(
    url: str, port: int, use_tls: bool, start_tls: bool | None
) -> None:
    server = mailserver(url, AFZENDER)
    assert (server.host, server.port, server.use_tls, server.start_tls) == ("mail.example", port, use_tls, start_tls)
    assert (server.username, server.password) == (None, None)


def test_a_password_may_hold_any_sign() -> None:
    server = mailserver("smtps://naam%40gemeente:p%3A%2Fw%40rd@mail.example", AFZENDER)
    assert (server.username, server.password) == ("naam@gemeente", "p:/w@rd")


def settings(tmp_path: Path, **post: Any) -> Settings:
    return Settings(
        database_url="postgresql://x",
        geheimen=[SECRET],
        public_url="http://x",
        core_url="http://x",
        sleutels_file=tmp_path / "x.json",
        **post,
    )


@pytest.mark.parametrize(
    "post",
    [
        {"smtp_url": "smtps://naam:geheim-woord@mail.example"},
        {"afzender": AFZENDER},
        {"smtp_url": "https://naam:geheim-woord@mail.example", "afzender": AFZENDER},
        {"smtp_url": "smtp://", "afzender": AFZENDER},
    ],
)
def test_half_a_mail_server_is_refused_at_the_start_without_showing_its_password(
    tmp_path: Path, post: dict[str, str]
) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(tmp_path, **post)
    assert "geheim-woord" not in str(refused.value)


def test_the_address_of_the_server_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "smtp"
    secret.write_text("smtps://naam:geheim-woord@mail.example\n")
    monkeypatch.setenv("ZICHT_SURVEYS_SMTP_URL_FILE", str(secret))
    found = settings(tmp_path, afzender=AFZENDER)
    assert found.mailserver is not None
    assert found.mailserver.password == "geheim-woord"
    assert "geheim-woord" not in repr(found)
    assert settings(tmp_path, smtp_url=None, afzender=None).mailserver is None
