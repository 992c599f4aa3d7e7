from pydantic_settings import SettingsConfigDict

from zicht_shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of the core, from `ZICHT_API_...`."""

    model_config = SettingsConfigDict(env_prefix="ZICHT_API_")
