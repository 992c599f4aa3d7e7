from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from zicht_shared.settings import ServiceSettings
from zicht_surveys.post.kantoor import Mailserver, mailserver


class Settings(ServiceSettings):
    """Settings of the survey service, from `ZICHT_SURVEYS_...`."""

    model_config = SettingsConfigDict(env_prefix="ZICHT_SURVEYS_")

    core_url: str = Field(description="Where the core API is, seen from here.")
    sleutels_file: Path = Field(
        description='JSON file with this service\'s key at the core for each gemeente: {"GM0627": "id.geheim"}.'
    )
    vergelijken_elke: float = Field(
        default=3600, gt=0, description="After how many seconds it is asked again what the core has of the results."
    )
    vrijgave_seconden: float = Field(default=15, gt=0, description="How often the ballot box is looked at.")
    onbekende_links_per_minuut: int = Field(
        default=30, ge=1, description="How many links that do not exist one address may try in a minute, per worker."
    )
    smtp_url: SecretStr | None = Field(
        default=None, description="Mail server, as smtp+starttls://name:password@host:587; none: no e-mail is sent."
    )
    afzender: str | None = Field(
        default=None, description="The address that e-mail comes from, and to which refusals that come later go."
    )

    @model_validator(mode="after")
    def _post(self) -> Self:
        if (self.smtp_url is None) != (self.afzender is None):
            raise ValueError("smtp_url and afzender go together")
        if self.smtp_url is not None and self.afzender is not None:
            mailserver(self.smtp_url.get_secret_value(), self.afzender)
        return self

    @property
    def mailserver(self) -> Mailserver | None:
        if self.smtp_url is None or self.afzender is None:
            return None
        return mailserver(self.smtp_url.get_secret_value(), self.afzender)
