"""Viewers of a page as their browsers behave towards the server, without the browsers: Streamlit's own messages.

A hundred browsers need 50 GB of memory; what the server does for them is the same here: a websocket each, the whole page
once, then every fragment at the interval that the page sets, and whatever reruns follow.
"""

import asyncio
import json
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

FAULT = re.compile(rb"stException|could not be shown")
LARGEST = 64 * 2**20


@dataclass
class Seen:
    """What viewers measured: seconds, and what went wrong.

    Attributes
    ----------
    opened
        From opening the page to its last element.
    refreshed
        From a fragment's turn to the end of its run, and of the rerun of the whole page where it led to one.
    reruns
        Those of `refreshed` that led to one.
    shown
        Marker (`marker=`) found on the page, viewer by viewer: marker to the times at which it was first seen.
    failures
        What went wrong, in words.
    """

    opened: list[float] = field(default_factory=list)
    refreshed: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    shown: dict[str, list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


class Viewer:
    """One viewer of a page.

    Parameters
    ----------
    address, page
        Of the server as `ws://127.0.0.1:8501`, and the name of the page in its address.
    query
        Query string of the address.
    seen
        Where to put what is measured.
    markers
        Gives the texts that are looked for on the page.
    """

    def __init__(self, address: str, page: str, *, query: str, seen: Seen, markers: Callable[[], list[str]]) -> None:
        self._place = (address, page, query)
        self._seen = seen
        self._markers = markers
        self._page_hash = ""
        self._turns: dict[str, float] = {}
        self._intervals: dict[str, float] = {}
        self._kept: set[str] = set()
        self._found: set[str] = set()

    async def watch(self, seconds: float) -> None:
        """Open the page and look at it for so long; a lost connection is a failure, and the end."""
        address, _, _ = self._place
        end = time.monotonic() + seconds
        try:
            async with connect(
                f"{address}/_stcore/stream", subprotocols=["streamlit"], max_size=LARGEST, ping_interval=None
            ) as socket:
                started = time.monotonic()
                await self._run(socket, None)
                self._seen.opened.append(time.monotonic() - started)
                await self._refresh(socket, end)
        except (WebSocketException, OSError, TimeoutError) as error:
            self._seen.failures.append(f"{type(error).__name__}: {error}")

    async def _refresh(self, socket: ClientConnection, end: float) -> None:
        while self._turns and (turn := min(self._turns.values())) < end:
            fragment = min(self._turns, key=self._turns.get)
            await asyncio.sleep(max(0.0, turn - time.monotonic()))
            started = time.monotonic()
            self._turns[fragment] = started + self._intervals[fragment]
            is_rerun = await self._run(socket, fragment)
            self._seen.refreshed.append(time.monotonic() - started)
            if is_rerun:
                self._seen.reruns.append(time.monotonic() - started)
        await asyncio.sleep(max(0.0, end - time.monotonic()))

    async def _run(self, socket: ClientConnection, fragment: str | None) -> bool:
        """Ask for a run and read until it ends; tell whether the whole page was run again for it."""
        await socket.send(self._question(fragment))
        is_rerun = False
        async with asyncio.timeout(120):
            while True:
                raw = await socket.recv()
                message = ForwardMsg.FromString(raw)
                self._take(message, raw)
                if message.WhichOneof("type") == "script_finished":
                    if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                        return is_rerun
                    is_rerun, self._turns, self._intervals, self._kept = True, {}, {}, set()

    def _question(self, fragment: str | None) -> bytes:
        _, page, query = self._place
        question = BackMsg()
        question.rerun_script.query_string = query
        question.rerun_script.page_name = "" if self._page_hash else page
        question.rerun_script.page_script_hash = self._page_hash
        question.rerun_script.cached_message_hashes.extend(self._kept)
        if fragment:
            question.rerun_script.fragment_id = fragment
            question.rerun_script.is_auto_rerun = True
        return question.SerializeToString()

    def _take(self, message: ForwardMsg, raw: bytes) -> None:
        if message.hash and message.metadata.cacheable:
            self._kept.add(message.hash)
        match message.WhichOneof("type"):
            case "navigation":
                self._page_hash = message.navigation.page_script_hash
            case "auto_rerun":
                every = message.auto_rerun.interval
                self._intervals[message.auto_rerun.fragment_id] = every
                self._turns.setdefault(message.auto_rerun.fragment_id, time.monotonic() + every)
            case "delta":
                self._look(raw)

    def _look(self, raw: bytes) -> None:
        for marker in self._markers():
            if marker not in self._found and marker.encode() in raw:
                self._found.add(marker)
                self._seen.shown.setdefault(marker, []).append(time.monotonic())
        if FAULT.search(raw):
            self._seen.failures.append("an element that says that the page could not be shown")


async def look_on(
    address: str, page: str, *, viewers: int, seconds: float, query: str = "", markers: Callable[[], list[str]] = list
) -> Seen:
    """Return what so many viewers of a page measured, who come one after the other within ten seconds."""
    seen = Seen()

    async def come(after: float) -> None:
        await asyncio.sleep(after)
        viewer = Viewer(address, page, query=query, seen=seen, markers=markers)
        await viewer.watch(seconds - after)

    chance = random.Random(418)
    await asyncio.gather(*(come(chance.uniform(0, min(10.0, seconds / 4))) for _ in range(viewers)))
    return seen


def as_json(seen: Seen) -> str:
    """Return what was measured as JSON."""
    return json.dumps(seen.__dict__)
