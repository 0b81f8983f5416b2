"""What a real installation may not be started with; each refusal is a sentence for the operator."""

from __future__ import annotations

from collections.abc import Mapping

from app.config import ConfigError, SecondFactor, Settings

# What stands in examples, tutorials and tests: as good as no key at all.
KNOWN_SECRETS = (
    "secret",
    "change",
    "example",
    "default",
    "password",
    "development",
    "qwerty",
    "only the tests",
)
SLOW_ENOUGH_KIB = 65536
ANYWHERE = {"0.0.0.0", "::", "[::]", "*"}  # noqa: S104 - compared, not bound


def check_production(settings: Settings, source: Mapping[str, str]) -> None:
    """Raise ConfigError on the first setting that is only good enough for development."""
    if not settings.is_secure:
        raise ConfigError("BASE_URL must start with https:// in production: receipts travel over it.")
    if not settings.rate_limits:
        raise ConfigError("RATE_LIMITS cannot be off in production.")
    if not settings.contact_email:
        raise ConfigError("CONTACT_EMAIL must name who answers for the personal data kept here.")
    if source.get("FLASK_DEBUG", "0").lower() not in {"", "0", "false", "no", "off"}:
        raise ConfigError("FLASK_DEBUG cannot be on in production: its pages run code for whoever sees them.")
    if settings.log_level == "DEBUG":
        raise ConfigError("LOG_LEVEL cannot be DEBUG in production: libraries would log what people write.")
    if settings.second_factor is not SecondFactor.REQUIRED:
        raise ConfigError("SECOND_FACTOR must be required in production: a stolen password may open nothing.")
    if settings.password_memory_kib < SLOW_ENOUGH_KIB:
        raise ConfigError(f"PASSWORD_MEMORY_KIB must be at least {SLOW_ENOUGH_KIB} in production.")
    _check_secret(settings.secret_key)
    _check_proxies(settings, source)


def _check_secret(key: str) -> None:
    if len(set(key)) < 12 or any(word in key.casefold() for word in KNOWN_SECRETS):
        raise ConfigError("SECRET_KEY must be random in production, not words, a pattern or an example.")


def _check_proxies(settings: Settings, source: Mapping[str, str]) -> None:
    """Only a proxy speaks TLS, and what it says about the sender counts only if nobody else can say it."""
    if not settings.trusted_proxies:
        raise ConfigError("TRUSTED_PROXIES must be 1 or more in production: a proxy of yours ends TLS.")
    if (source.get("HOST") or "") in ANYWHERE:
        raise ConfigError("HOST must be an address only your proxy reaches, not every address.")
    if any(network.prefixlen == 0 for network in settings.proxy_networks):
        raise ConfigError("PROXY_NETWORKS must name your proxies, not everybody.")
