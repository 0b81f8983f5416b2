"""Where sealed files lie: a folder, or a store that speaks S3; what lies there tells a finder nothing."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Any, Protocol

from flask import current_app

from app.config import Settings

_KEY = re.compile(r"[0-9a-f]{48}")
NOT_THERE = {"NoSuchKey", "404"}


class NotStored(Exception):
    """Nothing lies under this name."""


class FileStore(Protocol):
    """Keeps bytes under random names."""

    def put(self, key: str, content: bytes) -> None: ...

    def get(self, key: str) -> bytes: ...

    def delete(self, key: str) -> None: ...


def new_key() -> str:
    """Return a random name; it says nothing about the file, its ticket or its time."""
    return secrets.token_hex(24)


class FolderStore:
    """Files in a folder that only the service's user reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, key: str, content: bytes) -> None:
        """Write all or nothing, safe on the disk."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = path.with_suffix(".part")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)

    def get(self, key: str) -> bytes:
        """Return the bytes, or raise NotStored."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise NotStored from error

    def delete(self, key: str) -> None:
        """Remove the file; one that is not there is as good as removed."""
        path = self._path(key)
        path.unlink(missing_ok=True)
        path.with_suffix(".part").unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        _check(key)
        return self.folder / key[:2] / key


class S3Store:
    """Files in a bucket."""

    def __init__(self, settings: Settings) -> None:
        self.bucket = settings.files_s3_bucket
        self.client = _client(settings)

    def put(self, key: str, content: bytes) -> None:
        """Store the bytes; the store acknowledges only what is safe."""
        _check(key)
        self.client.put_object(Bucket=self.bucket, Key=key, Body=content)

    def get(self, key: str) -> bytes:
        """Return the bytes, or raise NotStored."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 - only where such a store is set

        _check(key)
        try:
            content: bytes = self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in NOT_THERE:
                raise NotStored from error
            raise
        return content

    def delete(self, key: str) -> None:
        """Remove the object; S3 does not mind if there is none."""
        _check(key)
        self.client.delete_object(Bucket=self.bucket, Key=key)


def file_store() -> FileStore:
    """Return the store of the running application, opened on first use."""
    store: FileStore | None = current_app.extensions.get("kenes_files")
    if store is None:
        settings: Settings = current_app.extensions["kenes_settings"]
        store = S3Store(settings) if settings.files_s3_bucket else FolderStore(settings.files_folder)
        current_app.extensions["kenes_files"] = store
    return store


def _client(settings: Settings) -> Any:
    import botocore.session  # noqa: PLC0415 - large, and needed only where such a store is set
    from botocore.config import Config  # noqa: PLC0415

    config = Config(
        signature_version="s3v4",
        connect_timeout=5,
        read_timeout=30,
        retries={"total_max_attempts": 3, "mode": "standard"},
        s3={"addressing_style": "path"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        proxies={},  # the store stands beside the service
    )
    return botocore.session.Session().create_client(
        "s3",
        endpoint_url=settings.files_s3_endpoint,
        region_name=settings.files_s3_region,
        aws_access_key_id=settings.files_s3_key,
        aws_secret_access_key=settings.files_s3_secret,
        config=config,
    )


def _check(key: str) -> None:
    if _KEY.fullmatch(key) is None:
        raise ValueError("not a name of a stored file")
