"""A bad network: a TCP proxy that cuts lines in the middle of a frame and swallows answers, by chance of a seed.

python -m tests.faults.campaign.proxy <seed> <counts.json> <listen:target> …
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from pathlib import Path

MEAN_CHUNKS = 400  # after so many pieces of data a line meets its fate, on average
SWALLOW = 0.6  # seconds during which nothing comes back before the line dies
FATES = ("torn", "swallowed", "dropped")


class Line:
    """One connection through the proxy."""

    def __init__(self, target: int, chance: random.Random, counts: dict[str, int]) -> None:
        self.target, self.chance, self.counts = target, chance, counts
        self.left = int(chance.expovariate(1 / MEAN_CHUNKS)) + 12  # long enough to say hello
        self.fate = chance.choice(FATES)
        self.is_deaf = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        self.ends = (writer, far_writer)
        await asyncio.gather(self._up(reader, far_writer), self._down(far_reader, writer))
        self._cut()

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65_536):
                self.left -= 1
                if self.left > 0 or self.is_deaf:
                    writer.write(data)
                    await writer.drain()
                    continue
                await self._meet_fate(data, writer)
        except OSError:
            pass
        self._cut()

    async def _meet_fate(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        self.counts[self.fate] += 1
        if self.fate == "torn":
            writer.write(data[: len(data) // 2])
        else:
            writer.write(data)
        if self.fate == "swallowed":
            self.is_deaf = True
            asyncio.get_running_loop().call_later(SWALLOW, self._cut)
            return
        await asyncio.sleep(0.002)
        self._cut()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65_536):
                if not self.is_deaf:
                    writer.write(data)
                    await writer.drain()
        except OSError:
            pass
        self._cut()

    def _cut(self) -> None:
        for end in self.ends:
            end.transport.abort()


async def main() -> None:
    seed, report = sys.argv[1], Path(sys.argv[2])
    counts = dict.fromkeys(FATES, 0)
    number = 0

    def door(target: int) -> object:
        async def enter(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal number
            number += 1
            await Line(target, random.Random(f"{seed}:{number}"), counts).serve(reader, writer)

        return enter

    for pair in sys.argv[3:]:
        listen, target = map(int, pair.split(":"))
        await asyncio.start_server(door(target), "127.0.0.1", listen)  # type: ignore[arg-type]
    while True:
        await asyncio.sleep(0.5)
        report.write_text(json.dumps(counts))  # noqa: ASYNC240 - a few bytes twice a second


if __name__ == "__main__":
    asyncio.run(main())
