"""Many clients of the room in one process, as cheap as they can be: they shall not be what is measured.

Reads a job (JSON) from the input, writes what was seen (JSON) to the output. Speaks the public protocol
over bare websockets: a client of the usual library costs more time than the relay it measures.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any

TEXT = "Учаскеге барғанда жеке куәлікті ұмытпаңыз, мекенжайыңыз тізімде болуы керек."
GREETING = '40{"protocol":1,"language":"kk"}'
PATIENCE = 30.0  # seconds until a message counts as lost


@dataclass
class Tally:
    """What one process of clients saw; delays are in seconds, from when a message was due to be sent."""

    sent: int = 0
    lost: int = 0
    refused: int = 0
    begun: float = 0.0
    ended: float = 0.0
    delivered: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)


class Wire(asyncio.Protocol):
    """One websocket. Frames are masked with zeros, as the protocol allows: that costs nothing."""

    def __init__(self, client: Client) -> None:
        self.client, self.buffer, self.is_open = client, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        head = [f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {self.client.host}"]
        head += ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
        head += ["Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="]
        head += [f"Cookie: {self.client.cookie}"] if self.client.cookie else []
        self.transport.write(("\r\n".join(head) + "\r\n\r\n").encode())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.is_open:
            head, mark, rest = self.buffer.partition(b"\r\n\r\n")
            if not mark:
                return
            if b" 101 " not in head:
                raise RuntimeError(head.decode("latin-1"))
            self.buffer, self.is_open = rest, True
        while (text := self._frame()) is not None:
            self.client.hear(text)

    def connection_lost(self, _error: Exception | None) -> None:
        self.client.closed.set()

    def _frame(self) -> str | None:
        buffer = self.buffer
        if len(buffer) < 2:
            return None
        length, start = buffer[1], 2
        if length == 126:
            length, start = int.from_bytes(buffer[2:4]), 4
        elif length == 127:
            length, start = int.from_bytes(buffer[2:10]), 10
        if len(buffer) < start or len(buffer) < start + length:
            return None
        self.buffer = buffer[start + length :]
        if buffer[0] & 0x0F == 8:
            self.transport.close()
            return ""
        return buffer[start : start + length].decode()

    def send(self, text: str) -> None:
        data = text.encode()
        if len(data) < 126:
            head = bytes((0x81, 0x80 | len(data)))
        else:
            head = bytes((0x81, 0x80 | 126)) + len(data).to_bytes(2)
        self.transport.write(head + b"\0\0\0\0" + data)


class Client:
    """One person's window: says hello, joins, answers pings, sends and hears."""

    def __init__(self, host: str, cookie: str, ticket: str) -> None:
        self.host, self.cookie, self.ticket = host, cookie, ticket
        self.greeted, self.closed = asyncio.Event(), asyncio.Event()
        self.acks: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.due: dict[str, float] = {}
        self.tally, self.calls, self.heard = Tally(), 0, 0

    async def open(self) -> None:
        name, _, port = self.host.partition(":")
        loop = asyncio.get_running_loop()
        _, self.wire = await loop.create_connection(lambda: Wire(self), name, int(port))
        await asyncio.wait_for(self.greeted.wait(), PATIENCE)

    async def join(self) -> None:
        joined = await self.call("chat:join", {"ticket": self.ticket, "after": 0})
        if not joined["ok"]:
            raise RuntimeError(str(joined))

    async def call(self, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        self.calls += 1
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.acks[self.calls] = answer
        self.wire.send(f"42{self.calls}" + json.dumps([event, payload], ensure_ascii=False))
        return await asyncio.wait_for(answer, PATIENCE)

    def hear(self, text: str) -> None:
        if text == "2":
            self.wire.send("3")
        elif text.startswith("0"):
            self.wire.send(GREETING)
        elif text.startswith("40"):
            self.greeted.set()
        elif text.startswith("43"):
            number, _, body = text[2:].partition("[")
            self.acks.pop(int(number)).set_result(json.loads("[" + body)[0])
        elif text.startswith('42["chat:entry"'):
            self.heard += 1
            client_id = json.loads(text[2:])[1]["client_id"]
            due = self.due.pop(client_id, None)
            if due is not None:
                self.tally.delivered.append(time.monotonic() - due)


class Pair:
    """One room: who writes, who listens."""

    def __init__(self, host: str, room: dict[str, str], tally: Tally) -> None:
        self.writer = Client(host, room["writer"], room["ticket"])
        self.listener = Client(host, room["listener"], room["ticket"])
        self.writer.tally = self.listener.tally = self.tally = tally
        self.number = 0

    async def open(self) -> None:
        for client in (self.listener, self.writer):
            await client.open()
            await client.join()

    async def say(self, due: float) -> None:
        self.number += 1
        key = f"{self.writer.ticket}-{os.getpid()}-{self.number:07}"
        self.listener.due[key] = due
        self.tally.sent += 1
        ack = await self.writer.call(
            "chat:send", {"ticket": self.writer.ticket, "client_id": key, "body": TEXT}
        )
        self.tally.acknowledged.append(time.monotonic() - due)
        if not ack["ok"]:
            self.tally.refused += 1
            self.listener.due.pop(key, None)


async def full_speed(pairs: list[Pair], until: float) -> None:
    """Each room sends its next message when the last one was acknowledged."""

    async def talk(pair: Pair) -> None:
        while time.monotonic() < until:
            await pair.say(time.monotonic())

    await asyncio.gather(*(talk(pair) for pair in pairs))


async def steady(pairs: list[Pair], until: float, rate: float) -> None:
    """Messages leave at fixed times, one room after the other, whatever became of the ones before."""
    tasks, due, number = [], time.monotonic(), 0
    while due < until:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        tasks.append(asyncio.create_task(pairs[number % len(pairs)].say(due)))
        number, due = number + 1, due + 1 / rate
    await asyncio.gather(*tasks)


async def run(job: dict[str, Any]) -> Tally:
    tally = Tally()
    pairs = [Pair(job["host"], room, tally) for room in job["rooms"]]
    for pair in pairs:
        await pair.open()
    _say({"ready": len(pairs)})
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    tally.begun = time.monotonic()
    until = tally.begun + job["seconds"]
    await (steady(pairs, until, job["rate"]) if job["rate"] else full_speed(pairs, until))
    tally.ended = time.monotonic()
    for _ in range(100):
        if not any(pair.listener.due for pair in pairs):
            break
        await asyncio.sleep(0.05)
    tally.lost = sum(len(pair.listener.due) for pair in pairs)
    return tally


async def idle(job: dict[str, Any]) -> dict[str, int]:
    """Open sockets that say nothing but hello and the name of their room, until told to end."""
    clients = [Client(job["host"], room["writer"], room["ticket"]) for room in job["rooms"]]
    for client in clients:
        await client.open()
        await client.join()
        if clients.index(client) % 100 == 99:
            _say({"opened": clients.index(client) + 1})
    _say({"ready": len(clients)})
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    return {"open": sum(not client.closed.is_set() for client in clients)}


def _say(line: object) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    wanted = json.loads(sys.stdin.readline())
    if wanted["kind"] == "idle":
        _say(asyncio.run(idle(wanted)))
    else:
        _say(asdict(asyncio.run(run(wanted))))
