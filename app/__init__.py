"""Kenes: an online legal-consultation help desk for young and first-time voters.

`create_app` is a table of contents: settings, extensions, doors, features.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from importlib import import_module

from flask import Flask

from app import extensions as ext
from app.config import Settings, flask_config, load_settings
from app.core.limits import build_limiter
from app.core.logs import configure_logging
from app.core.sealing import KeyRing
from app.features import register_features
from app.i18n import install_catalogues, select_language
from app.realtime.command import install_commands
from app.realtime.polling import SameBrowser
from app.realtime.queue import Queue
from app.realtime.wire_json import WireJson
from app.vault import bp as vault
from app.web.assets import install_assets
from app.web.error_pages import install_error_pages
from app.web.front_door import FrontDoor, OwnOrigin
from app.web.guards import check_declarations
from app.web.headers import install_headers
from app.web.health import bp as health
from app.web.jinja import install_jinja
from app.web.langmount import LanguageMount
from app.web.measure import install_measure
from app.web.origin import install_origin_check
from app.web.readable import install_readable_check
from app.web.uploads import MemoryRequest
from app.worker import register_worker


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """Build the application from an environment; raise ConfigError on a bad setting."""
    settings = load_settings(environ)
    settings.instance.mkdir(parents=True, exist_ok=True)
    configure_logging(settings.log_level)
    app = Flask(__name__, static_folder=None, instance_path=str(settings.instance.resolve()))
    app.request_class = MemoryRequest
    app.config.from_mapping(flask_config(settings))
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # a Kazakh letter takes two bytes, not six
    app.extensions["kenes_settings"] = settings
    app.extensions["kenes_key_ring"] = KeyRing(settings.sealing_keys)
    app.extensions["kenes_limiter"] = build_limiter(settings.redis_url or "memory://")
    install_measure(app)
    _bind_extensions(app)
    install_origin_check(app)
    install_readable_check(app)
    install_headers(app)
    install_error_pages(app)
    install_jinja(app)
    app.register_blueprint(health)
    app.register_blueprint(vault)
    register_features(app)
    register_worker(app)
    install_assets(app)
    app.wsgi_app = LanguageMount(app.wsgi_app)  # type: ignore[method-assign]
    _open_sockets(app, settings)
    app.wsgi_app = FrontDoor(app.wsgi_app, settings, SameBrowser(app))  # type: ignore[method-assign]
    check_declarations(app)
    return app


def _bind_extensions(app: Flask) -> None:
    ext.db.init_app(app)
    ext.migrate.init_app(app, ext.db, directory="migrations")
    ext.login_manager.init_app(app)
    ext.login_manager.session_protection = None  # the session row decides, not the address
    ext.csrf.init_app(app)
    ext.babel.init_app(app, locale_selector=select_language, default_translation_directories="translations")
    install_catalogues(app)
    ext.mail.init_app(app)
    ext.compress.init_app(app)


def _open_sockets(app: Flask, settings: Settings) -> None:
    import_module("app.realtime.handshake")
    ext.socketio.init_app(
        app,
        async_mode=settings.async_mode.value,
        client_manager=Queue(settings.redis_url) if settings.redis_url else None,
        cors_allowed_origins=OwnOrigin(settings),  # type: ignore[arg-type]  # a function may decide as well
        cors_credentials=False,
        cookie=None,
        manage_session=False,
        ping_interval=10,
        ping_timeout=10,
        max_http_buffer_size=65_536,
        json=WireJson,
        logger=False,
        engineio_logger=False,
    )
    install_commands(app)
    logging.getLogger("socketio").setLevel(logging.CRITICAL)
