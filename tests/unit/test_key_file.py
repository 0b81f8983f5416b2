"""The key file: read only when nobody else can, and only when it says exactly what is meant."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from app.config import ConfigError, load_settings, read_key_file

ONE = base64.b64encode(bytes(range(32))).decode()
TWO = base64.b64encode(bytes(range(32, 64))).decode()


def key_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "sealing.keys"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_a_key_file_has_one_key_on_each_line(tmp_path: Path) -> None:
    path = key_file(tmp_path, f"# made in November\n1:{ONE}\n\n2:{TWO}\n")
    assert read_key_file(path) == {1: bytes(range(32)), 2: bytes(range(32, 64))}


def test_the_key_file_counts_instead_of_the_variable(tmp_path: Path) -> None:
    path = key_file(tmp_path, f"3:{TWO}\n")
    source = {"SECRET_KEY": "k" * 40, "SEALING_KEYS": f"1:{ONE}", "SEALING_KEY_FILE": str(path)}
    settings = load_settings({**source, "KENES_INSTANCE": str(tmp_path)})
    assert (settings.sealing_keys, settings.sealing_key_file) == ({3: bytes(range(32, 64))}, path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o620, 0o610])
def test_a_key_file_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(ConfigError, match="chmod 600"):
        read_key_file(key_file(tmp_path, f"1:{ONE}\n", mode))


@pytest.mark.parametrize(
    "text",
    ["", "1:short\n", f"0:{ONE}\n", f"256:{ONE}\n", f"1:{ONE}\n1:{TWO}\n", "1:" + "A" * 43 + "=\n", "key\n"],
)
def test_a_key_file_that_says_something_else_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError):
        read_key_file(key_file(tmp_path, text))


def test_a_missing_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no file"):
        read_key_file(tmp_path / "nothing")
