"""Settings: read once from the environment into one frozen object; a bad value stops the start."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
T = TypeVar("T")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class ConfigError(Exception):
    """A setting is wrong; the text says which one and why."""


class Environment(StrEnum):
    """Where the application runs."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class AsyncMode(StrEnum):
    """How sockets are served; see docs/decisions."""

    THREADING = "threading"
    GEVENT = "gevent"


class SecondFactor(StrEnum):
    """Whether staff must show more than a password."""

    REQUIRED = "required"
    OPTIONAL = "optional"


class MailBackend(StrEnum):
    """Where mail goes."""

    FILE = "file"
    SMTP = "smtp"
    MEMORY = "memory"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything an operator may decide. README.md holds the same list as a table."""

    environment: Environment
    secret_key: str
    sealing_keys: dict[int, bytes]
    sealing_key_file: Path | None
    instance: Path
    database_url: str
    redis_url: str | None
    async_mode: AsyncMode
    base_url: str
    trusted_proxies: int
    proxy_networks: tuple[Network, ...]
    organisation: dict[str, str]
    contact_email: str
    home_region: str
    mail_backend: MailBackend
    mail_from: str
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    smtp_tls: bool
    rate_limits: bool
    log_level: str
    silence_minutes: int
    sweep_seconds: int
    files_folder: Path
    files_s3_endpoint: str | None
    files_s3_bucket: str
    files_s3_region: str
    files_s3_key: str
    files_s3_secret: str
    file_megabytes: int
    files_per_ticket: int
    keep_unanswered_days: int
    keep_answered_days: int
    keep_station_days: int
    password_memory_kib: int
    second_factor: SecondFactor
    staff_idle_minutes: int
    staff_session_minutes: int
    asker_idle_minutes: int
    asker_session_minutes: int

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    @property
    def host(self) -> str:
        """Return the host name under which readers reach the site."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def is_secure(self) -> bool:
        """Tell whether readers reach the site through TLS."""
        return self.base_url.startswith("https://")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of `environ`, or of the process; raise ConfigError on a bad value."""
    source = dict(os.environ if environ is None else environ)
    environment = _enum(source, "KENES_ENV", Environment, Environment.DEVELOPMENT)
    instance = Path(source.get("KENES_INSTANCE") or ROOT / "instance")
    if environment is Environment.DEVELOPMENT:
        source = {**_read_secrets(instance / "secrets.env"), **source}
    settings = Settings(
        environment=environment,
        instance=instance,
        secret_key=_secret_key(source),
        sealing_keys=_sealing_keys(source),
        sealing_key_file=Path(source["SEALING_KEY_FILE"]) if source.get("SEALING_KEY_FILE") else None,
        database_url=_database_url(source, instance),
        redis_url=_url(source, "REDIS_URL", {"redis", "rediss", "unix"}),
        async_mode=_enum(source, "KENES_ASYNC", AsyncMode, AsyncMode.THREADING),
        base_url=_base_url(source),
        trusted_proxies=_integer(source, "TRUSTED_PROXIES", 0, 0, 5),
        proxy_networks=_networks(source, "PROXY_NETWORKS", "127.0.0.0/8,::1/128"),
        organisation={lang: source.get(f"ORGANISATION_{lang.upper()}", "") for lang in ("kk", "ru", "en")},
        contact_email=_address(source, "CONTACT_EMAIL"),
        home_region=source.get("HOME_REGION", "turkistan"),
        **_mail(source),
        rate_limits=_switch(source, "RATE_LIMITS", default=True),
        log_level=_one_of(source, "LOG_LEVEL", "INFO", {"DEBUG", "INFO", "WARNING", "ERROR"}),
        silence_minutes=_integer(source, "SILENCE_MINUTES", 10, 1, 1440),
        sweep_seconds=_integer(source, "SWEEP_SECONDS", 20, 1, 60),
        files_folder=Path(source.get("FILES_FOLDER") or instance / "files"),
        files_s3_endpoint=_url(source, "FILES_S3_ENDPOINT", {"http", "https"}),
        files_s3_bucket=source.get("FILES_S3_BUCKET", ""),
        files_s3_region=source.get("FILES_S3_REGION", "us-east-1"),
        files_s3_key=source.get("FILES_S3_KEY", ""),
        files_s3_secret=source.get("FILES_S3_SECRET", ""),
        file_megabytes=_integer(source, "FILE_MEGABYTES", 10, 1, 25),
        files_per_ticket=_integer(source, "FILES_PER_TICKET", 10, 1, 100),
        **_terms(source) | _sign_in(source),
    )
    if environment is Environment.PRODUCTION:
        from app.production import check_production  # noqa: PLC0415 - it knows these settings

        check_production(settings, source)
    return settings


def _mail(source: Mapping[str, str]) -> dict[str, Any]:
    """Return how mail leaves."""
    return {
        "mail_backend": _enum(source, "MAIL_BACKEND", MailBackend, MailBackend.FILE),
        "mail_from": _address(source, "MAIL_FROM") or "kenes@localhost",
        "smtp_host": source.get("SMTP_HOST", "localhost"),
        "smtp_port": _integer(source, "SMTP_PORT", 25, 1, 65535),
        "smtp_user": source.get("SMTP_USER", ""),
        "smtp_password": source.get("SMTP_PASSWORD", ""),
        "smtp_tls": _switch(source, "SMTP_TLS", default=False),
    }


def _terms(source: Mapping[str, str]) -> dict[str, Any]:
    """Return after how many days what is deleted."""
    return {
        "keep_unanswered_days": _integer(source, "KEEP_UNANSWERED_DAYS", 30, 1, 3650),
        "keep_answered_days": _integer(source, "KEEP_ANSWERED_DAYS", 90, 1, 3650),
        "keep_station_days": _integer(source, "KEEP_STATION_DAYS", 180, 1, 3650),
    }


def _sign_in(source: Mapping[str, str]) -> dict[str, Any]:
    """Return what signing in takes and how long it lasts."""
    return {
        "password_memory_kib": _integer(source, "PASSWORD_MEMORY_KIB", 65536, 64, 1048576),
        "second_factor": _enum(source, "SECOND_FACTOR", SecondFactor, SecondFactor.REQUIRED),
        "staff_idle_minutes": _integer(source, "STAFF_IDLE_MINUTES", 30, 5, 1440),
        "staff_session_minutes": _integer(source, "STAFF_SESSION_MINUTES", 480, 5, 10080),
        "asker_idle_minutes": _integer(source, "ASKER_IDLE_MINUTES", 120, 5, 10080),
        "asker_session_minutes": _integer(source, "ASKER_SESSION_MINUTES", 1440, 5, 43200),
    }


def flask_config(settings: Settings) -> dict[str, Any]:
    """Return what Flask and its extensions read from `app.config`."""
    cookie = "__Host-kenes" if settings.is_secure else "kenes"
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings),
        "SESSION_COOKIE_NAME": cookie,
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_SECURE": settings.is_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a text typed for an hour must be sendable
        "MAX_CONTENT_LENGTH": (settings.file_megabytes + 1) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "RATE_LIMITS": settings.rate_limits,
        "BABEL_DEFAULT_LOCALE": "kk",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Almaty",
        "MAIL_BACKEND": {"file": "app.core.mail", "smtp": "smtp", "memory": "locmem"}[settings.mail_backend],
        "MAIL_FILE_PATH": str(settings.instance / "outbox"),
        "MAIL_DEFAULT_SENDER": settings.mail_from,
        "MAIL_SERVER": settings.smtp_host,
        "MAIL_PORT": settings.smtp_port,
        "MAIL_USERNAME": settings.smtp_user or None,
        "MAIL_PASSWORD": settings.smtp_password or None,
        "MAIL_USE_TLS": settings.smtp_tls,
        "COMPRESS_MIMETYPES": ["text/html", "application/atom+xml", "application/xml", "application/json"],
        "COMPRESS_MIN_SIZE": 300,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 5,  # a tenth smaller than level 4 for about a millisecond
        "TESTING": settings.environment is Environment.TEST,
    }


def _engine_options(settings: Settings) -> dict[str, Any]:
    if not settings.is_sqlite:
        return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10}
    if settings.async_mode is AsyncMode.GEVENT:
        # One connection: SQLite blocks the whole process while it waits for a lock that
        # another greenlet of the same process holds.
        return {"pool_size": 1, "max_overflow": 0, "pool_timeout": 20}
    return {"pool_size": 5, "max_overflow": 20}


def _read_secrets(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def _base_url(source: Mapping[str, str]) -> str:
    """Return the one origin of this site: sockets, links and hosts are compared with it, so no pattern."""
    value = _url(source, "BASE_URL", {"http", "https"}) or _local_url(source)
    if re.fullmatch(r"https?://(?:[\w.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?", value, re.ASCII) is None:
        raise ConfigError(
            "BASE_URL must be one plain origin like https://kenes.example: no path, no pattern."
        )
    return value


def _secret_key(source: Mapping[str, str]) -> str:
    value = source.get("SECRET_KEY", "")
    if len(value) < 32:
        raise ConfigError("SECRET_KEY must be set and at least 32 characters long. `make run` makes one.")
    return value


def _sealing_keys(source: Mapping[str, str]) -> dict[int, bytes]:
    """Return the installation's keys by number: of the key file if one is named, else of SEALING_KEYS."""
    path = source.get("SEALING_KEY_FILE", "")
    return read_key_file(Path(path)) if path else _parsed_keys(source.get("SEALING_KEYS", ""), "SEALING_KEYS")


def read_key_file(path: Path) -> dict[int, bytes]:
    """Return the keys of a file with one "1:<base64>" on each line; only its owner may be able to read it."""
    name = "SEALING_KEY_FILE"
    if not path.is_file():
        raise ConfigError(f"{name}: there is no file {path}. Write 1:<32 random bytes in base64> into it.")
    if path.stat().st_mode & 0o077:
        raise ConfigError(f"{name}: others can read or change {path}. Run: chmod 600 {path}")
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return _parsed_keys(",".join(line for line in lines if not line.startswith("#")), name)


def _parsed_keys(value: str, name: str) -> dict[int, bytes]:
    """Parse "1:<base64>,2:<base64>"; the highest number seals, the others still open."""
    keys: dict[int, bytes] = {}
    for part in filter(None, value.split(",")):
        number, _, text = part.partition(":")
        try:
            version, key = int(number), base64.b64decode(text, validate=True)
        except (ValueError, binascii.Error) as error:
            raise ConfigError(f"{name} must look like 1:<32 bytes in base64>,2:<...>.") from error
        if version in keys:
            raise ConfigError(f"{name}: the number {version} stands there twice.")
        keys[version] = key
    if not keys:
        raise ConfigError(f"{name} must be set: texts are stored encrypted. `make run` makes one.")
    if any(len(key) != 32 or not 0 < number < 256 for number, key in keys.items()):
        raise ConfigError(f"{name}: every key has a number from 1 to 255 and exactly 32 bytes.")
    if any(len(set(key)) < 12 for key in keys.values()):
        raise ConfigError(f"{name}: a key repeats itself. Take 32 random bytes.")
    return keys


def _database_url(source: Mapping[str, str], instance: Path) -> str:
    value = source.get("DATABASE_URL") or f"sqlite:///{instance / 'kenes.sqlite'}"
    scheme = urlsplit(value).scheme
    if scheme in {"postgres", "postgresql"}:
        return "postgresql+psycopg://" + value.partition("://")[2]
    if scheme not in {"sqlite", "postgresql+psycopg"}:
        raise ConfigError(f"DATABASE_URL: only sqlite and postgresql are known, not “{scheme}”.")
    if value in {"sqlite://", "sqlite:///:memory:"}:
        raise ConfigError("DATABASE_URL: a database in memory would lose every question; name a file.")
    return value


def _local_url(source: Mapping[str, str]) -> str:
    port = _integer(source, "PORT", 5000, 1, 65535)
    host = source.get("HOST") or "127.0.0.1"
    return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104 - compared, not bound


def _enum(source: Mapping[str, str], name: str, kind: Callable[[str], T], default: T) -> T:
    value = source.get(name)
    if not value:
        return default
    try:
        return kind(value)
    except ValueError as error:
        known = ", ".join(str(item) for item in kind)  # type: ignore[attr-defined]
        raise ConfigError(f"{name} must be one of {known}, not “{value}”.") from error


def _one_of(source: Mapping[str, str], name: str, default: str, known: set[str]) -> str:
    value = source.get(name) or default
    if value not in known:
        raise ConfigError(f"{name} must be one of {', '.join(sorted(known))}, not “{value}”.")
    return value


def _integer(source: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = source.get(name)
    if not value:
        return default
    if not value.isdigit() or not low <= int(value) <= high:
        raise ConfigError(f"{name} must be a whole number from {low} to {high}, not “{value}”.")
    return int(value)


def _switch(source: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = (source.get(name) or ("on" if default else "off")).lower()
    if value not in {"on", "off"}:
        raise ConfigError(f"{name} must be on or off, not “{value}”.")
    return value == "on"


def _url(source: Mapping[str, str], name: str, schemes: set[str]) -> str | None:
    value = source.get(name)
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in schemes or not (parts.netloc or parts.path):
        raise ConfigError(f"{name} must be an address starting with {', '.join(sorted(schemes))}.")
    return value.rstrip("/")


def _networks(source: Mapping[str, str], name: str, default: str) -> tuple[Network, ...]:
    value = source.get(name) or default
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in value.split(","))
    except ValueError as error:
        raise ConfigError(f"{name} must be networks like 10.0.0.0/24, separated by commas.") from error


def _address(source: Mapping[str, str], name: str) -> str:
    value = source.get(name, "")
    if value and ("@" not in value or any(mark in value for mark in "\r\n ")):
        raise ConfigError(f"{name} must be an e-mail address, not “{value}”.")
    return value
