"""Every setting, from the environment or from the home's ``settings.env``."""

import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AwareDatetime,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from scoreline.clock import Clock, clock_at
from scoreline.errors import ConfigurationError

SETTINGS_FILE: Final = "settings.env"
DEFAULT_HOME: Final = Path("~/.scoreline")


class Settings(BaseSettings):
    """Settings by name; the environment's ``SCORELINE_NAME`` wins over the home's file."""

    model_config = SettingsConfigDict(env_prefix="SCORELINE_", extra="ignore", frozen=True)

    home: Path = Field(default=Path("~/.scoreline"), description="The folder that holds all state.")
    database_url: str | None = Field(
        default=None,
        description="PostgreSQL as postgresql+psycopg://user@host/name;"
        " unset: scoreline.db in the home.",
    )
    broker_url: SecretStr | None = Field(
        default=None,
        description="The queue between many machines: redis://host:6379/0 or"
        " amqp://user:password@host/vhost; unset: one machine does everything.",
    )
    queue_name: str = Field(
        default="scoreline",
        pattern=r"^[a-z0-9_-]{1,40}$",
        description="What the queues' names begin with, where several homes share a broker.",
    )
    artefacts_url: str | None = Field(
        default=None,
        description="Where models are kept: a folder, s3://bucket/prefix, az://container/prefix or"
        " gs://bucket/prefix; unset: artefacts in the home.",
    )
    artefacts_endpoint: str | None = Field(
        default=None,
        description="Address of the server that has them, where it is not the cloud's own.",
    )
    as_of: AwareDatetime | None = Field(
        default=None,
        description="Makes the clock stand at this instant, like 2026-05-01T12:00:00Z.",
    )
    api_football_url: str = Field(
        default="https://v3.football.api-sports.io",
        description="Root of API-Football's third version: a folder or an address.",
    )
    api_football_key: SecretStr | None = Field(
        default=None, description="Your key for API-Football, which it does not answer without."
    )
    api_football_daily: int = Field(
        default=100, ge=0, description="How many requests a day your plan at API-Football allows."
    )
    clubelo_url: str = Field(
        default="http://api.clubelo.com",
        description="Root of clubelo.com's interface: a folder or an address.",
    )
    football_data_url: str = Field(
        default="https://www.football-data.co.uk",
        description="Root of football-data.co.uk: a folder or an address.",
    )
    openfootball_url: str = Field(
        default="https://raw.githubusercontent.com/openfootball/football.json/master",
        description="Root of openfootball's football.json: a folder or an address.",
    )
    understat_url: str = Field(
        default="https://understat.com",
        description="Root of understat.com: a folder or an address.",
    )
    http_pause: float = Field(
        default=1.0,
        ge=0,
        le=60,
        description="Seconds between two requests to one host, if it is not this machine.",
    )
    http_timeout: float = Field(
        default=30.0, gt=0, le=600, description="Seconds to wait for a host's next byte."
    )
    http_tries: int = Field(
        default=4, ge=1, le=10, description="How often an address is asked before giving up."
    )
    rate_address: int = Field(
        default=300,
        ge=0,
        description="Requests a minute that the service answers to one address; 0: any number.",
    )
    rate_key: int = Field(
        default=1200,
        ge=0,
        description="Requests a minute that the service answers to one key; 0: any number.",
    )
    session_hours: int = Field(
        default=12, ge=1, le=720, description="Hours until somebody has to log in again."
    )
    time_zone: str = Field(
        default="UTC", description="Whose days and hours the jobs keep, like Europe/London."
    )
    retrain: Literal["daily", "monthly", "never"] = Field(
        default="monthly", description="How often a new version is trained and activated."
    )
    retrain_seasons: int = Field(
        default=3, ge=1, le=50, description="The newest seasons that a retraining learns from."
    )
    tune_trials: int = Field(
        default=20,
        ge=0,
        le=500,
        description="Settings of each member that are tried every week; 0: none.",
    )
    sentiment_model: Path | None = Field(
        default=None,
        description="Folder of a transformer in ONNX that hears how news sound; none: the lexicon.",
    )
    notify_webhook: SecretStr | None = Field(
        default=None,
        description="Address that gets a message as JSON: a failed job, drift, a new table.",
    )
    notify_mail: str | None = Field(
        default=None, description="Who gets it by mail: addresses with commas between them."
    )
    notify_hourly: int = Field(
        default=20, ge=0, description="Messages an hour, at most; what is beyond is held back."
    )
    mail_from: str = Field(default="scoreline@localhost", description="The sender of mails.")
    smtp_url: SecretStr = Field(
        default=SecretStr("smtp://localhost:25"),
        description="The mail server: smtp://, smtp+tls:// or smtps://, user:password@host:port.",
    )
    job_lease: float = Field(
        default=120.0,
        ge=1,
        le=3600,
        description="Seconds without a sign of life after which a job's worker counts as gone.",
    )
    strong: float = Field(
        default=0.70, ge=0, le=1, description="Confidence from which a forecast is STRONG."
    )
    moderate: float = Field(
        default=0.55,
        ge=0,
        le=1,
        validate_default=True,
        description="Confidence from which a forecast is MODERATE; no more than SCORELINE_STRONG.",
    )
    seed: int = Field(default=42, ge=0, description="Seed of everything drawn at random.")

    @field_validator("as_of", mode="before")
    @classmethod
    def _written_out(cls, value: Any) -> Any:
        # Pydantic takes 2026 for seconds since 1970; nobody who writes it means that.
        if isinstance(value, str) and value.strip().isdigit():
            raise ValueError("write the instant out, like 2026-05-01T12:00:00Z")
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"no time zone '{value}'; write it like Europe/London") from error
        return value

    @field_validator("moderate")
    @classmethod
    def _not_above_strong(cls, value: float, info: ValidationInfo) -> float:
        if value > info.data.get("strong", 1):
            raise ValueError("it is above SCORELINE_STRONG")
        return value

    @property
    def database(self) -> str:
        """Return the database's URL."""
        if self.database_url:
            return self.database_url
        # In a URL they would begin its options and its escapes.
        path = str(self.home / "scoreline.db").replace("%", "%25").replace("?", "%3F")
        return f"sqlite:///{path}"

    @property
    def artefacts(self) -> Path:
        """Return the folder of model artefacts, where they are kept in the home."""
        return self.home / "artefacts"

    @property
    def backtests(self) -> Path:
        """Return the folder of the steps that backtests have taken."""
        return self.home / "backtests"

    @property
    def session(self) -> timedelta:
        """Return how long a session lasts."""
        return timedelta(hours=self.session_hours)

    @property
    def lease(self) -> timedelta:
        """Return how long a job's worker may be silent."""
        return timedelta(seconds=self.job_lease)

    @property
    def clock(self) -> Clock:
        """Return the clock: the machine's, or one that stands at ``as_of``."""
        return clock_at(self.as_of)


def load_settings(home: Path | None = None) -> Settings:
    """Read the settings of a home.

    Args:
        home: The folder; where not given, ``SCORELINE_HOME`` or its default.

    Raises:
        ConfigurationError: A setting has a value it cannot have.
    """
    chosen = Path(home or os.environ.get("SCORELINE_HOME") or DEFAULT_HOME).expanduser()
    try:
        return Settings(_env_file=chosen / SETTINGS_FILE, home=chosen)
    except ValidationError as error:
        first = error.errors()[0]
        name = "SCORELINE_" + "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigurationError(f"{name}: {first['msg']}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{chosen / SETTINGS_FILE} is not UTF-8: {error}") from error


def keep_setting(home: Path, name: str, value: str) -> None:
    """Write one setting into a home's file, leaving the others as they are.

    Quoted, so that a space or ``#`` in ``value`` is read back as it was. The file is replaced as
    a whole: whoever is killed in between leaves the old one.
    """
    path = home / SETTINGS_FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    kept = [line for line in lines if not line.startswith(f"{name}=")]
    home.mkdir(parents=True, exist_ok=True)
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    partial = path.with_name(f"{SETTINGS_FILE}.partial")
    partial.write_text("\n".join([*kept, f"{name}='{quoted}'"]) + "\n", encoding="utf-8")
    if path.exists():
        shutil.copymode(path, partial)
    partial.replace(path)
