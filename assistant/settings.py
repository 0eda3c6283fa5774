"""Which choices does the person who runs Krisplan make, and what are they if nothing is said?"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import AssistantError
from assistant.language import Language

SETTINGS_FILE = "KRISPLAN_SETTINGS"


class Settings(BaseSettings):
    """Read from `KRISPLAN_*` variables, else from the one file that `KRISPLAN_SETTINGS` names."""

    model_config = SettingsConfigDict(env_prefix="KRISPLAN_", env_ignore_empty=True, extra="ignore", frozen=True)

    data: Path = Field(default=Path("krisplan-data"), description="The data folder: database and search index.")
    host: str = Field(
        default="127.0.0.1", description="Address to listen on; any but loopback needs people and a public address."
    )
    port: int = Field(default=7860, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    language: Language = Field(default="sv", description="Language of the command line: sv or en.")
    timezone: str = Field(default="Europe/Stockholm", description="Time zone of clocks and dates on screen.")
    profile: Literal["company", "public_body", "listed"] = Field(
        default="company", description="Kind of organisation; switches extra rules on."
    )
    company: str = Field(default="", description="The organisation's name, as replies are signed.")
    single_operator: bool = Field(
        default=False, description="One-person organisation: own texts may be approved, labelled self-approved."
    )

    public_url: str = Field(default="", description="The address people use, for example https://krisplan.example.com.")
    proxy: str = Field(default="", description="Address of the reverse proxy whose X-Forwarded headers are believed.")
    idle_minutes: int = Field(default=120, ge=5, le=1440, description="A session ends after this long without use.")
    session_hours: int = Field(default=12, ge=1, le=168, description="A session ends after this long, used or not.")
    sso_issuer: str = Field(default="", description="OpenID Connect issuer for single sign-on; empty means none.")
    sso_client: str = Field(default="", description="The client id that the issuer knows Krisplan by.")
    sso_secret: SecretStr = Field(default=SecretStr(""), description="The client secret that belongs to it.")
    sso_claim: str = Field(default="groups", description="The claim that lists a person's groups.")
    sso_roles: dict[str, str] = Field(default={}, description='Which role a group gives, as JSON: {"group": "role"}.')
    sso_private: bool = Field(default=False, description="The issuer may have a private or loopback address.")
    hook_secrets: tuple[SecretStr, ...] = Field(
        default=(), description="Secrets that sign incoming webhooks, as a JSON list; two while one is replaced."
    )

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (KeyError, OSError) as error:
            raise ValueError("no such time zone") from error

    @property
    def database_path(self) -> Path:
        return self.data / "krisplan.db"

    @property
    def index_folder(self) -> Path:
        return self.data / "index"


class _Spoken(BaseSettings):
    """The language alone, so that an error about any other setting is told in it."""

    model_config = SettingsConfigDict(env_prefix="KRISPLAN_", env_ignore_empty=True, extra="ignore")
    language: Language = "sv"


def language_setting() -> Language:
    """The language to speak even when some other setting, or the settings file itself, is wrong."""
    for file in (os.environ.get(SETTINGS_FILE), None):
        with suppress(ValidationError, OSError, UnicodeDecodeError):
            return _Spoken(_env_file=file, _env_file_encoding="utf-8").language  # type: ignore[call-arg]
    return "sv"


def load_settings(**overrides: object) -> Settings:
    """The settings in force; `overrides` come from command-line flags and win. Raises AssistantError."""
    file = os.environ.get(SETTINGS_FILE)
    if file and not Path(file).is_file():
        raise AssistantError(
            sv=f"Inställningsfilen {file} finns inte. Rätta {SETTINGS_FILE} eller ta bort variabeln.",
            en=f"The settings file {file} does not exist. Correct {SETTINGS_FILE} or unset it.",
        )
    try:
        return Settings(_env_file=file, _env_file_encoding="utf-8", **overrides)  # type: ignore[call-arg, arg-type]
    except ValidationError as error:
        raise _unusable(str(error.errors()[0]["loc"][0])) from error
    except (OSError, UnicodeDecodeError) as error:
        raise AssistantError(
            sv=f"Inställningsfilen {file} går inte att läsa. Spara den som text i UTF-8 och kontrollera rättigheterna.",
            en=f"The settings file {file} cannot be read. Save it as UTF-8 text and check its permissions.",
        ) from error


def _unusable(name: str) -> AssistantError:
    default = Settings.model_fields[name].default
    variable, otherwise = f"KRISPLAN_{name.upper()}", "" if default == "" else f" ({default})"
    return AssistantError(
        sv=f"Inställningen {variable} har ett värde som inte går att använda. "
        f"Rätta den, eller ta bort den så gäller förvalet{otherwise}.",
        en=f"The setting {variable} has a value that cannot be used. "
        f"Correct it, or remove it and the default applies{otherwise}.",
    )
