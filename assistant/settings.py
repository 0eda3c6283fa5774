"""Which choices does the person who runs Krisplan make, and what are they if nothing is said?"""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import AssistantError
from assistant.language import Language

SETTINGS_FILE = "KRISPLAN_SETTINGS"


class Settings(BaseSettings):
    """Read from `KRISPLAN_*` variables, else from the one file that `KRISPLAN_SETTINGS` names."""

    model_config = SettingsConfigDict(env_prefix="KRISPLAN_", extra="ignore", frozen=True)

    data: Path = Field(default=Path("krisplan-data"), description="The data folder: database and search index.")
    host: str = Field(default="127.0.0.1", description="Address to listen on; loopback only until login exists.")
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

    @property
    def database_path(self) -> Path:
        return self.data / "krisplan.db"

    @property
    def index_folder(self) -> Path:
        return self.data / "index"


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
        name = ".".join(str(part) for part in error.errors()[0]["loc"]).upper()
        raise AssistantError(
            sv=f"Inställningen KRISPLAN_{name} har ett värde som inte går att använda.",
            en=f"The setting KRISPLAN_{name} has a value that cannot be used.",
        ) from error
