"""Settings from the environment; every one may also come from a file named by `<NAME>_FILE` (for secrets)."""

import os
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict


class _FromFiles(PydanticBaseSettingsSource):
    """Reads `PREFIX_NAME_FILE` as the path of a file that holds the value."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{self.config.get('env_prefix', '')}{field_name}_FILE".upper())
        return (Path(path).read_text(encoding="utf-8").strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


class ServiceSettings(BaseSettings):
    """What both services need."""

    # An error about one setting must not show the others: database_url holds a password.
    # An empty variable is one that was not given: docker-compose passes on what may be left out as such.
    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True, env_ignore_empty=True)

    database_url: str = Field(description="PostgreSQL, logged in as the service's own role.")
    geheimen: Annotated[list[str], NoDecode] = Field(
        min_length=1, description="Secret keys of at least 32 characters, newest first, separated by commas."
    )
    public_url: str = Field(description="The address under which the outside sees this service.")
    pool_size: int = Field(default=10, ge=1, le=200)
    metrics_port: int | None = Field(default=None, description="Internal port for Prometheus; none: no metrics.")
    log_level: str = "INFO"

    @field_validator("geheimen", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _FromFiles(settings_cls)
