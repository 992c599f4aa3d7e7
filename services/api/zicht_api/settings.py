from pydantic import Field
from pydantic_settings import SettingsConfigDict

from zicht_shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of the core, from `ZICHT_API_...`."""

    model_config = SettingsConfigDict(env_prefix="ZICHT_API_")

    signaleren_elke: float = Field(
        default=300, ge=0, description="Seconds between looks at what stands out in changed figures; 0: never."
    )
    benchmark_elke: float = Field(
        default=3600, ge=0, description="Seconds between looks whether figures of a group are to be settled; 0: never."
    )
    webhooks_loopback: bool = Field(
        default=False, description="Whether a webhook may point at this machine itself, for tests and the demo."
    )
    aanmelddienst_loopback: bool = Field(
        default=False, description="Whether people may sign in at this machine itself, for tests and the demo."
    )
    aanmeldpogingen_per_minuut: int = Field(
        default=30, ge=1, description="How many wrong keys one address may try in a minute, per worker process."
    )
