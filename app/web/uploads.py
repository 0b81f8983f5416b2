"""Requests whose files never touch the disk: what somebody uploads is stored sealed or not at all."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import Request


class MemoryRequest(Request):
    """Keeps uploads in memory; MAX_CONTENT_LENGTH says how large a request may be."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        # The framework's own answer writes larger files to the folder for temporary files, as they are.
        return BytesIO()
