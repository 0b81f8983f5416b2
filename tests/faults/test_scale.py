"""The scaled installation as deploy/ describes it: nginx before two processes that share Redis and PostgreSQL.

`make scale` runs this and the protocol tests through it.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app import create_app
from app.core.clock import now
from app.extensions import db
from app.web.headers import HEADERS
from tests.integration.chat.live import Person, Service
from tests.staying_client import StayingClient
from tests.support import needs
from tests.support.scaled import NGINX, Scaled

pytestmark = [pytest.mark.faults, pytest.mark.postgres, pytest.mark.slow]
CHANNEL = "flask-socketio"


@pytest.fixture(scope="module")
def scaled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scaled]:
    installation = Scaled(tmp_path_factory.mktemp("scaled"))
    yield installation
    installation.stop()


@pytest.fixture(scope="module")
def served(scaled: Scaled) -> Iterator[Service]:
    live = scaled.as_live_server()
    app = create_app(live.env)
    service = Service(live, app)
    yield service
    service.close_windows()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def service(served: Service) -> Iterator[Service]:
    yield served
    served.close_windows()


def stay(service: Service, person: Person, ticket: Any, **options: Any) -> StayingClient:
    client = StayingClient(service.url, person.cookie, ticket.number, **options)
    client.first_pause = 0.5
    client.open()
    service.windows.append(client)
    return client.stay()


def test_many_windows_on_both_processes_hear_the_same(service: Service) -> None:
    room = service.room()
    asker, worker = service.person(room.asker), service.person(room.lawyer)
    kinds = [["websocket"], ["polling"], ["polling", "websocket"], ["websocket"]]
    windows = [asker.window(room.ticket, transports=kind) for kind in kinds]
    windows += [worker.window(room.ticket, transports=kind) for kind in kinds]
    for number, window in enumerate(windows):
        window.send(f"{'abcdefgh'[number]}")
    for window in windows:
        window.wait_for(lambda window=window: len(window.texts()) == len(windows))
        assert window.texts() == list("abcdefgh")


def test_a_rolling_restart_loses_nothing_and_everybody_comes_back(service: Service, scaled: Scaled) -> None:
    room = service.room()
    people = [service.person(room.asker), service.person(room.asker), service.person(room.lawyer)]
    windows = [stay(service, person, room.ticket) for person in people for _ in range(3)]
    finished = threading.Event()
    sent: dict[int, int] = {0: 0, 3: 0, 6: 0}

    def talk(number: int) -> None:
        while not finished.is_set() or sent[number] < 5:
            windows[number].send(f"{'abc'[number // 3]} {sent[number]}", attempts=60)
            sent[number] += 1
            time.sleep(0.1)

    talkers = [threading.Thread(target=talk, args=(number,)) for number in sent]
    for talker in talkers:
        talker.start()
    for name in ("one", "two"):
        scaled.restart(name)
    finished.set()
    for talker in talkers:
        talker.join(60)
    for window in windows:
        window.wait_for(lambda window=window: len(window.texts()) == sum(sent.values()), seconds=30)
        for number, count in sent.items():
            own = [text for text in window.texts() if text.startswith("abc"[number // 3])]
            assert own == [f"{'abc'[number // 3]} {each}" for each in range(count)]
    assert sum(window.comebacks for window in windows) >= len(windows)
    assert all(window.over is None for window in windows)


def test_a_poisoned_message_in_the_queue_is_ignored(service: Service, scaled: Scaled) -> None:
    class Poison:
        def __reduce__(self) -> Any:
            return (Path(scaled.folder / "poisoned").touch, ())

    room = service.room()
    windows = [service.person(room.asker).window(room.ticket) for _ in range(4)]
    queue = redis.Redis.from_url(scaled.redis_url)
    odd: list[Any] = [
        42,
        "text",
        [],
        ["method"],
        {"method": "emit"},
        {"method": "disconnect", "sid": {}},
        None,
    ]
    odd += [{"method": "emit", "event": 1, "data": {}, "room": [], "host_id": "x"}, {"method": "enter_room"}]
    for message in [pickle.dumps(Poison()), b"\x80\x04", b"{", *map(json.dumps, odd)]:
        queue.publish(CHANNEL, message)
    queue.close()
    worker = service.person(room.lawyer).window(room.ticket)
    worker.send("бәрі жақсы")
    for window in windows:
        window.wait_for(lambda window=window: window.texts() or window.join())
    assert not (scaled.folder / "poisoned").exists()


def test_the_queue_is_closed_to_whoever_has_no_password_and_to_other_channels(scaled: Scaled) -> None:
    port = scaled.recipes["redis"].port
    stranger = redis.Redis(port=port)
    with pytest.raises(redis.exceptions.AuthenticationError):
        stranger.publish(CHANNEL, "x")
    stranger.close()
    own = redis.Redis.from_url(scaled.redis_url)
    for forbidden in (("CONFIG", "GET", "*"), ("FLUSHALL",), ("GET", "foreign"), ("PUBLISH", "other", "x")):
        with pytest.raises(redis.exceptions.NoPermissionError):
            own.execute_command(*forbidden)
    own.close()


def test_headers_come_once_and_the_log_names_nobody(service: Service, scaled: Scaled) -> None:
    room = service.room()
    person = service.person(room.asker)
    page = person.get(f"/t/{room.ticket.number}?before=SECRET", Referer="http://127.0.0.1/SECRET")
    person.get("/ru/invitation/secret-of-a-link")
    answer = requests.get(f"{service.url}/socket.io/?EIO=4&transport=polling&q=SECRET", timeout=10)
    for raw in (page.raw.headers, answer.raw.headers):
        for name in HEADERS:
            assert len(raw.getlist(name)) == 1, name
    log = scaled.folder / "kenes.log"
    deadline = time.monotonic() + 5
    while "/socket.io/" not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    text = log.read_text()
    assert "GET /t/- 200" in text
    assert "GET /ru/invitation/- " in text
    for secret in (room.ticket.number, "?", "127.0.0.1", "kenes-client", "python-requests", "secret-of"):
        assert secret not in text


def test_a_forged_address_and_host_are_not_believed(service: Service) -> None:
    forged = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "Origin": "https://evil.example",
    }
    answer = requests.get(f"{service.url}/socket.io/?EIO=4&transport=polling", headers=forged, timeout=10)
    assert answer.status_code == 400


def test_the_whole_configuration_of_nginx_is_valid(scaled: Scaled) -> None:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now()).not_valid_after(now() + timedelta(days=1))
    (scaled.folder / "fullchain.pem").write_bytes(
        builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    (scaled.folder / "privkey.pem").write_bytes(private)
    whole = (NGINX / "kenes.conf").read_text(encoding="utf-8")
    whole = whole.replace("/etc/letsencrypt/live/kenes.example", str(scaled.folder))
    path = scaled.write_nginx(whole, "whole.conf")
    command = [needs.program("nginx"), "-t", "-p", str(scaled.folder), "-c", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr
