"""Tests in this folder read the starter content: their databases are copies of a filled one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import databases
from tests.support.fixtures_app import worker_name


@pytest.fixture
def database_url(backend: str, tmp_path: Path) -> str:
    if backend == "postgresql":
        return databases.copy_postgres(databases.FULL, f"full_{worker_name()}")
    path = tmp_path / "kenes.sqlite"
    databases.copy_sqlite(databases.FULL, path)
    return f"sqlite:///{path}"
