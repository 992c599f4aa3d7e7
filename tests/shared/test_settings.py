from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict

from zicht_shared.settings import ServiceSettings


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="ZICHT_PROEF_")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZICHT_PROEF_DATABASE_URL", "postgresql://uit-de-omgeving")
    monkeypatch.setenv("ZICHT_PROEF_PUBLIC_URL", "https://zicht.example")
    monkeypatch.setenv("ZICHT_PROEF_GEHEIMEN", "nieuw, oud ,")


def test_settings_come_from_the_environment_and_secrets_newest_first() -> None:
    settings = Settings()
    assert settings.database_url == "postgresql://uit-de-omgeving"
    assert settings.geheimen == ["nieuw", "oud"]


def test_a_setting_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret, url = tmp_path / "geheimen", tmp_path / "url"
    secret.write_text("uit-een-bestand\n")
    url.write_text("postgresql://uit-een-bestand\n")
    monkeypatch.delenv("ZICHT_PROEF_GEHEIMEN")
    monkeypatch.delenv("ZICHT_PROEF_DATABASE_URL")
    monkeypatch.setenv("ZICHT_PROEF_GEHEIMEN_FILE", str(secret))
    monkeypatch.setenv("ZICHT_PROEF_DATABASE_URL_FILE", str(url))
    settings = Settings()
    assert (settings.geheimen, settings.database_url) == (["uit-een-bestand"], "postgresql://uit-een-bestand")


def test_the_environment_itself_goes_before_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://uit-een-bestand")
    monkeypatch.setenv("ZICHT_PROEF_DATABASE_URL_FILE", str(tmp_path / "url"))
    assert Settings().database_url == "postgresql://uit-de-omgeving"


def test_a_file_that_is_not_there_stops_the_service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZICHT_PROEF_GEHEIMEN_FILE", str(tmp_path / "weg"))
    with pytest.raises(FileNotFoundError):
        Settings()


@pytest.mark.parametrize("name", ["DATABASE_URL", "PUBLIC_URL", "GEHEIMEN"])
def test_a_service_does_not_start_without(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(f"ZICHT_PROEF_{name}")
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_a_service_does_not_start_with_empty_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZICHT_PROEF_GEHEIMEN", " , ")
    with pytest.raises(ValidationError, match="geheimen"):
        Settings()
