"""The town's street: its locks, switched on, and the air between them and the phones.

The locks run on an event loop of their own, in a thread, so that the story can be told in order.
"""

import asyncio
import json
import threading
from collections.abc import Coroutine, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from elaas.demo.air import Air
from elaas.demo.bridge import bridged
from elaas.demo.town import Door
from elaas.gateways.radio import Radio, named
from elaas.lock.folder import running, show
from elaas.lock.identity import make_lock
from elaas.lock.radio.ble import serve_on
from elaas.lock.surroundings import Surroundings

T = TypeVar("T")
LOOK_EVERY = 0.2  # seconds


class Street:
    """Locks in `folder`, one for each door; a context manager that switches them on and off.

    `origin`: whose pages may use the bridge, the radio of browsers without Bluetooth.
    """

    def __init__(self, folder: Path, doors: Iterable[Door], *, origin: str = "") -> None:
        self._origin = origin
        self._folder = folder
        self._doors = {door.lock_id: door for door in doors}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._air = Air()
        self._locks: dict[str, asyncio.Task[None]] = {}
        self.radio_name = ""
        self.bridge = ""

    def __enter__(self) -> Self:
        self._thread.start()
        for door in self._doors.values():
            self._make(door)
        self.run(self._switch_on())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.run(self._switch_off())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, what: Coroutine[Any, Any, T]) -> T:
        """Do `what` on the street's loop, and answer what it answers."""
        return asyncio.run_coroutine_threadsafe(what, self._loop).result()

    @property
    def radio(self) -> Radio:
        """The radio of a phone in this street."""
        return named(self.radio_name)

    def label(self, lock_id: str) -> Path:
        """The file with the lock's label, as `elaas lock init` printed it."""
        return self._folder / f"{lock_id}.label.json"

    def door(self, lock_id: str) -> Surroundings:
        """What a person can do at the door: knock, turn the key, break things."""
        return Surroundings(self._folder / lock_id)

    def show(self, lock_id: str) -> dict[str, Any]:
        """The lock's own view of itself."""
        return show(self._folder / lock_id)

    def cut_power(self, lock_id: str) -> None:
        """Take the batteries out and put them in again."""
        self.run(self._cut_power(lock_id))

    def _make(self, door: Door) -> None:
        """Make a factory-new lock, unless it is there from another day."""
        if self.label(door.lock_id).exists():
            return
        label = make_lock(self._folder / door.lock_id, lock_id=door.lock_id, label=door.label)
        self.label(door.lock_id).touch(mode=0o600)
        self.label(door.lock_id).write_text(json.dumps(label))

    async def _switch_on(self) -> None:
        up: asyncio.Future[tuple[str, str]] = self._loop.create_future()
        self._air_served = asyncio.create_task(self._serve(up))
        self.radio_name, self.bridge = await up
        await asyncio.gather(*(self._start(lock_id) for lock_id in self._doors))
        self._power = asyncio.create_task(self._watch_power())

    async def _switch_off(self) -> None:
        tasks = asyncio.all_tasks(self._loop) - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _cut_power(self, lock_id: str) -> None:
        self._locks[lock_id].cancel()
        await asyncio.gather(self._locks[lock_id], return_exceptions=True)
        await self._start(lock_id)

    async def _watch_power(self) -> None:
        """Cut the power where somebody orders it at a door (demo/street_page.py)."""
        while True:
            for lock_id in self._doors:
                if self.door(lock_id).take_power_cut():
                    await self._cut_power(lock_id)
            await asyncio.sleep(LOOK_EVERY)

    async def _serve(self, up: "asyncio.Future[tuple[str, str]]") -> None:
        async with (
            self._air.served(0) as radio_name,
            bridged(radio_name, origin=self._origin) as bridge,
        ):
            up.set_result((radio_name, bridge))
            await asyncio.get_running_loop().create_future()

    async def _start(self, lock_id: str) -> None:
        """Switch one lock on; raises what stops it from starting."""
        ready = asyncio.Event()
        task = asyncio.create_task(self._run(lock_id, ready))
        self._locks[lock_id] = task
        started = asyncio.create_task(ready.wait())
        await asyncio.wait((task, started), return_when=asyncio.FIRST_COMPLETED)
        started.cancel()
        if task.done():
            task.result()

    async def _run(self, lock_id: str, ready: asyncio.Event) -> None:
        with running(self._folder / lock_id) as lock:
            async with self._air.endpoint(lock_id) as transport:
                await serve_on(lock, transport, ready.set)
