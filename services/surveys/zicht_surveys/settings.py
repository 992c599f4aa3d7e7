from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from zicht_shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of the survey service, from `ZICHT_SURVEYS_...`."""

    model_config = SettingsConfigDict(env_prefix="ZICHT_SURVEYS_")

    core_url: str = Field(description="Where the core API is, seen from here.")
    sleutels_file: Path = Field(
        description='JSON file with this service\'s key at the core for each gemeente: {"GM0627": "id.geheim"}.'
    )
    vrijgave_seconden: float = Field(default=15, gt=0, description="How often the ballot box is looked at.")
