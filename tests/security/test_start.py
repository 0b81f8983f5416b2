"""What the application refuses to start with, each with a sentence for the operator."""

from __future__ import annotations

import base64
import re
import secrets
from pathlib import Path

import pytest

from app.config import ConfigError, Environment, load_settings
from tests.support.databases import KEY, SETTINGS
from tests.support.source import ROOT, tracked_files

GOOD = {
    "KENES_ENV": "production",
    "SECRET_KEY": "9fKq2xVd7Lr0TgZw4YbN8mHs1JcP6uEa",
    "SEALING_KEYS": f"1:{KEY}",
    "BASE_URL": "https://kenes.example",
    "CONTACT_EMAIL": "people@kenes.example",
    "TRUSTED_PROXIES": "1",
}
SAME_BYTES = base64.b64encode(b"k" * 32).decode()
SHORT = base64.b64encode(b"0123456789abcdef").decode()


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    return {**GOOD, "KENES_INSTANCE": str(tmp_path)}


def test_good_settings_start(place: dict[str, str]) -> None:
    assert load_settings(place).environment is Environment.PRODUCTION


@pytest.mark.attack("C01")
@pytest.mark.parametrize(
    "change",
    [
        {"SECRET_KEY": ""},
        {"SECRET_KEY": "short"},
        {"SECRET_KEY": "a" * 64},
        {"SECRET_KEY": "abababababababababababababababababab"},
        {"SECRET_KEY": "please-change-me-9fKq2xVd7Lr0TgZw4YbN8"},
        {"SECRET_KEY": SETTINGS["SECRET_KEY"]},
        {"SEALING_KEYS": ""},
        {"SEALING_KEYS": f"1:{SHORT}"},
        {"SEALING_KEYS": f"1:{SAME_BYTES}"},
        {"SEALING_KEYS": "1:no base64"},
        {"SEALING_KEYS": KEY},
    ],
    ids=str,
)
def test_a_missing_short_or_well_known_key_stops_the_start(
    place: dict[str, str], change: dict[str, str]
) -> None:
    with pytest.raises(ConfigError, match=next(iter(change))):
        load_settings({**place, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"FLASK_DEBUG": "1"},
        {"FLASK_DEBUG": "true"},
        {"LOG_LEVEL": "DEBUG"},
        {"RATE_LIMITS": "off"},
        {"CONTACT_EMAIL": ""},
        {"BASE_URL": "http://kenes.example"},
        {"TRUSTED_PROXIES": "0"},
        {"TRUSTED_PROXIES": "many"},
        {"HOST": "0.0.0.0"},
        {"HOST": "::"},
        {"PROXY_NETWORKS": "0.0.0.0/0"},
        {"PROXY_NETWORKS": "::/0"},
        {"PROXY_NETWORKS": "10.0.0.1/8"},
    ],
    ids=str,
)
def test_what_is_only_good_enough_for_development_stops_the_start(
    place: dict[str, str], change: dict[str, str]
) -> None:
    with pytest.raises(ConfigError, match=next(iter(change))):
        load_settings({**place, **change})


@pytest.mark.attack("A06", "D11")
@pytest.mark.parametrize(
    "address",
    [
        "https://*",
        "https://*.kenes.example",
        "https://kenes.example/path",
        "https://kenes.example; script-src *",
        "https://kenes.example\nSet-Cookie: a=b",
        "https://kenes.example https://evil.example",
        "https://kenes.example@evil.example",
        "https://kenes.example?x",
        "https://кеңес.example",
    ],
)
def test_the_address_of_the_site_is_one_plain_origin(place: dict[str, str], address: str) -> None:
    with pytest.raises(ConfigError, match="BASE_URL"):
        load_settings({**place, "BASE_URL": address})


@pytest.mark.attack("D11")
@pytest.mark.parametrize("name", ["MAIL_FROM", "CONTACT_EMAIL"])
def test_addresses_carry_no_second_header(place: dict[str, str], name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load_settings({**place, name: "people@kenes.example\nBcc: all@kenes.example"})


def keys_in(text: str) -> list[str]:
    """Return what looks like a key of ours written into a file: a name, an equals sign and 32 random characters."""
    pattern = r"(?:SECRET_KEY|SEALING_KEYS|PASSWORD)\W{1,6}((?:\d:)?[A-Za-z0-9+/=_-]{32,})"
    return [found for found in re.findall(pattern, text) if len(set(found)) > 20]


@pytest.mark.attack("C01")
def test_no_key_lies_in_the_tree() -> None:
    own = Path(__file__).resolve()
    files = (path for path in tracked_files() if path != own)
    named = {path.relative_to(ROOT).as_posix(): keys_in(path.read_text("utf-8", "replace")) for path in files}
    assert {name: found for name, found in named.items() if found} == {}


def test_a_key_that_does_is_found() -> None:
    assert keys_in(f"SECRET_KEY={secrets.token_urlsafe(48)}")
    assert keys_in(f'SEALING_KEYS = "1:{base64.b64encode(secrets.token_bytes(32)).decode()}"')
