"""Static files under a path that names their content, cached for a year."""

from __future__ import annotations

import hashlib
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, Response, current_app, request, send_from_directory
from whitenoise import WhiteNoise

from app.web.guards import public

STATIC = Path(__file__).resolve().parent.parent / "static"
ONE_YEAR = 31_536_000


def build_id(root: Path = STATIC) -> str:
    """Return a short digest of every static file's path and content."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix not in {".br", ".gz"}:
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def install_assets(app: Flask) -> None:
    """Serve app/static/ at /static/<build>/, precompressed files included."""
    build = build_id()
    app.config["ASSET_BUILD"] = build
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(STATIC),
        prefix=f"static/{build}/",
        max_age=ONE_YEAR,
        allow_all_origins=False,
        immutable_file_test=_always,
        add_headers_function=_harden,
    )
    app.add_url_rule("/static/<build>/<path:name>", "stale_asset", _stale_asset)


def _always(_path: str, _url: str) -> bool:
    return True


def _harden(headers: Headers, _path: str, _url: str) -> None:
    """Flask never sees these responses; the few headers that matter for a file."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


@public
def _stale_asset(build: str, name: str) -> Response:
    """Serve the present file under a former build's path: a page opened before an update lives on."""
    del build
    return send_from_directory(STATIC, name, max_age=60)


def asset(name: str) -> str:
    """Return the address of a static file, the same for every language."""
    root: str = request.environ.get("kenes.script_name", "")
    return f"{root}/static/{current_app.config['ASSET_BUILD']}/{name}"
