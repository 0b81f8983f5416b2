"""Attacks on a real server: bytes that no browser sends, crowds, and clients that never finish."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests
import websocket

from app import create_app
from tests.integration.chat.live import Service
from tests.protocol_client import PROTOCOL
from tests.support import databases
from tests.support.fixtures_server import new_database, serve


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("attacked")
    url = new_database("sqlite", databases.EMPTY, folder, "attacked")
    server = serve(url, folder, with_worker=False)
    served = Service(server, create_app(databases.environment(url, folder / "beside")))
    yield served
    served.stop()


def raw(service: Service, text: bytes, *, seconds: float = 5) -> bytes:
    """Send bytes as they are and return all that comes back until the server closes or falls silent."""
    with socket.create_connection(("127.0.0.1", service.server.port), timeout=seconds) as line:
        line.sendall(text)
        line.shutdown(socket.SHUT_WR)
        found = b""
        with suppress(TimeoutError, ConnectionError):
            while part := line.recv(65_536):
                found += part
    return found


SMUGGLED = b"GET /en/privacy HTTP/1.1\r\nHost: x\r\n\r\n"
HEAD = b"POST /en/sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"


@pytest.mark.attack("D07")
@pytest.mark.parametrize(
    "text",
    [
        HEAD + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        HEAD + b"Content-Length: 0\r\nContent-Length: 38\r\n\r\n" + SMUGGLED,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n",
        HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        HEAD + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        HEAD + b"Content-Length: +5\r\n\r\nabcde",
        HEAD + b"Content-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n b: c\r\n\r\n",
    ],
)
def test_a_request_that_can_be_read_in_two_ways_is_refused(service: Service, text: bytes) -> None:
    answer = raw(service, text)
    assert answer.count(b"HTTP/1.1 ") <= 1
    assert b" 200 " not in answer.split(b"\r\n")[0]
    assert b"<h1>privacy" not in answer.lower()


@pytest.mark.attack("A03")
@pytest.mark.parametrize("cookie", ["", "kenes=invented", "kenes=eyJfdXNlcl9pZCI6IngifQ.aaaa.bbbb"])
def test_without_a_session_no_socket_stays(service: Service, cookie: str) -> None:
    address = service.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    line = websocket.create_connection(address, timeout=5, origin=service.url, header={"Cookie": cookie})
    assert line.recv().startswith("0{")
    line.send(f'40{{"protocol": {PROTOCOL}}}')
    assert line.recv().startswith('44{"message":"session"')
    line.send('42["chat:join",{"ticket":"12345678","after":-1}]')
    assert {said for said in heard(line) if said} <= {"2", "41"}
    line.close()


def heard(line: websocket.WebSocket) -> Iterator[str]:
    """Yield what still comes until the server closes or two seconds have passed in silence."""
    line.settimeout(2)
    with suppress(websocket.WebSocketException, OSError):
        while said := line.recv():
            yield str(said)


@pytest.mark.attack("A10")
def test_announced_attachments_that_never_come_hold_nothing_up(service: Service) -> None:
    room = service.room()
    cookie = service.person(room.asker).cookie
    address = service.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    before = memory(service)
    for _ in range(4):
        line = websocket.create_connection(address, timeout=5, origin=service.url, header={"Cookie": cookie})
        line.recv()
        line.send(f'40{{"protocol": {PROTOCOL}}}')
        line.recv()
        with suppress(websocket.WebSocketException, OSError):
            line.send('451000-["chat:send",{"_placeholder":true,"num":0}]')
            for _ in range(50):
                line.send_binary(b"x" * 60_000)
        line.close(timeout=1)
    assert service.person(room.asker).window(room.ticket).send("сәлем")["kind"] == "message"
    assert memory(service) - before < 60_000_000


def memory(service: Service) -> int:
    """Return the resident memory of the server's processes in bytes."""
    total = 0
    pending = [service.server.web.process.pid]
    while pending:
        pid = pending.pop()
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
            total += int(fields[1]) * 4096
            for task in Path(f"/proc/{pid}/task").iterdir():
                pending += [int(child) for child in (task / "children").read_text(encoding="ascii").split()]
    return total


@pytest.mark.attack("A11", "C11")
def test_clients_that_never_finish_their_handshake_keep_nobody_out(service: Service) -> None:
    lines = []
    for _ in range(200):
        line = socket.create_connection(("127.0.0.1", service.server.port), timeout=5)
        line.sendall(b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        lines.append(line)
    started = time.monotonic()
    assert requests.get(service.url + "/healthz", timeout=10).status_code == 200
    threads = threads_of(service)
    for line in lines:
        line.close()
    assert time.monotonic() - started < 8
    assert threads < 100
    assert threading.active_count() < 200


def threads_of(service: Service) -> int:
    pids, pending = [], [service.server.web.process.pid]
    while pending:
        pid = pending.pop()
        with suppress(OSError):
            pids.append(len(list(Path(f"/proc/{pid}/task").iterdir())))
            for task in Path(f"/proc/{pid}/task").iterdir():
                pending += [int(child) for child in (task / "children").read_text(encoding="ascii").split()]
    return sum(pids)


@pytest.mark.attack("A16", "A20")
def test_neither_texts_nor_failures_write_words_into_the_servers_log(service: Service) -> None:
    room = service.room()
    window = service.person(room.asker).window(room.ticket)
    window.send("белгі-сөз-бір")
    for payload in (
        {"ticket": "белгі-сөз-екі"},
        {"ticket": room.ticket.number, "client_id": "x" * 9, "body": "белгі\x00сөз"},
    ):
        assert window.call("chat:send", payload)["ok"] is False
    assert "белгі" not in service.server.web.log.read_text(encoding="utf-8", errors="replace")
