"""Settings from the environment; every one may also come from a file named by `<NAME>_FILE` (for secrets)."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import DirectoryPath, Field, field_validator
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
    metrics_host: str = Field(default="127.0.0.1", description="Address of that port; never one that is public.")
    traces_url: str | None = Field(
        default=None, description="Where traces go, over OTLP/HTTP, as http://collector:4318/v1/traces; none: nowhere."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    afbouwen_seconden: float = Field(
        default=0,
        ge=0,
        le=300,
        description="How long to go on after SIGTERM while /gezondheid/gereed says 503 already.",
    )
    lezen_per_minuut: int = Field(
        default=6_000, ge=0, description="How many times a credential may read in a minute, per worker; 0: no limit."
    )
    schrijven_per_minuut: int = Field(
        default=3_000, ge=0, description="How many times a credential may write in a minute, per worker; 0: no limit."
    )
    aanleveren_mb_per_minuut: int = Field(
        default=2_048, ge=0, description="How much a credential may deliver in a minute, per worker; 0: no limit."
    )
    uitvoeren_per_minuut: int = Field(
        default=120, ge=0, description="How many files a credential may have made in a minute, per worker; 0: no limit."
    )
    verkeerde_sleutels_per_minuut: int = Field(
        default=60, ge=1, description="How many wrong keys one address may send in a minute, per worker."
    )
    wisregister: DirectoryPath | None = Field(
        default=None, description="Folder, on another volume than the database, that says what was erased on purpose."
    )

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
