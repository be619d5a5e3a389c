"""The radio that is a WebSocket, with the `websockets` package's own client."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from elaas.lock.command import main
from elaas.lock.folder import assemble
from elaas.lock.journal import PowerLost
from elaas.lock.program import Lock
from elaas.lock.radio import ws
from elaas.protocol.receipt import Outcome
from elaas.protocol.session import PhoneSession
from tests.commands import free_port
from tests.lock.door import PHONE, Door, credential


@pytest.fixture
def port() -> int:
    """A port that nobody uses."""
    return free_port()


@asynccontextmanager
async def listening(lock: Lock, port: int) -> AsyncIterator[tuple[str, "asyncio.Task[None]"]]:
    """The lock's address while it listens, and the task that does."""
    ready = asyncio.Event()
    task = asyncio.create_task(ws.listening(lock, ("127.0.0.1", port), ready.set))
    async with asyncio.timeout(20):  # rather a failed test than one without end
        await ready.wait()
        yield f"ws://127.0.0.1:{port}", task
    task.cancel()
    await asyncio.wait([task])


async def ask(peer: ClientConnection, line: str) -> str:
    """One line there and one back."""
    await peer.send(line)
    answer = await peer.recv()
    assert isinstance(answer, str)
    return answer


async def why_closed(peer: ClientConnection) -> str:
    """The reason given when the other end hung up."""
    with pytest.raises(ConnectionClosed) as closed:
        await peer.recv()
    assert closed.value.rcvd is not None
    return closed.value.rcvd.reason


@pytest.fixture
def awake(door: Door) -> Door:
    """A claimed door that somebody has knocked on."""
    door.core.surroundings.knock()
    door.lock.disconnect()
    return door


def test_a_visit_in_text_messages_opens_the_door(awake: Door, port: int) -> None:
    phone = PhoneSession(key=PHONE, lock_id="L-0042", lock_key=awake.key)

    async def visit() -> Outcome:
        async with listening(awake.lock, port) as (url, _), connect(url) as peer:
            frame_02 = bytes.fromhex(await ask(peer, phone.message_1().hex()))
            frame_03 = phone.command_0(frame_02, credential(), "open")
            answer = await ask(peer, frame_03.hex())
            assert await ask(peer, "zz") == "att 80"
            assert await ask(peer, "disconnect") == "ok"
            await peer.send(b"\x01")
            assert await peer.recv() == "att 80"
        return phone.reply(bytes.fromhex(answer))[0]

    assert asyncio.run(visit()) is Outcome.DONE
    assert awake.bolt == "open"


def test_a_second_peer_is_told_that_the_lock_is_busy_until_the_first_has_left(
    awake: Door, port: int
) -> None:
    hello = PhoneSession(key=PHONE, lock_id="L-0042", lock_key=awake.key).message_1().hex()

    async def meet() -> None:
        async with listening(awake.lock, port) as (url, _), connect(url) as first:
            assert (await ask(first, hello))[:2] == "02"
            async with connect(url) as second:
                assert await ask(second, hello) == "att 81"
                assert await ask(second, "disconnect") == "ok"
                assert await ask(first, "05") == "att 80"
                await first.close()
                await first.wait_closed()
                while await ask(second, hello) == "att 81":
                    await asyncio.sleep(0)

    asyncio.run(meet())


def test_a_sleeping_lock_hangs_up_at_once(door: Door, port: int) -> None:
    async def meet() -> str:
        async with listening(door.lock, port) as (url, _), connect(url) as peer:
            return await why_closed(peer)

    assert asyncio.run(meet()) == "asleep: knock first"


def test_a_lock_that_fell_asleep_ends_its_connection_and_takes_no_other(
    awake: Door, port: int
) -> None:
    async def meet() -> list[str]:
        async with listening(awake.lock, port) as (url, _), connect(url) as peer:
            assert await ask(peer, "05") == "att 80"
            (awake.folder / "knock").write_text("0")
            assert await ask(peer, "05") == "att 80"
            async with connect(url) as late:
                told = await why_closed(late)
            assert await ask(peer, "disconnect") == "ok"
            return [told, await why_closed(peer)]

    assert asyncio.run(meet()) == ["asleep: knock first"] * 2


def test_silence_ends_the_connection(awake: Door, port: int) -> None:
    began = iter([0.0])
    awake.core.clock.ticks = lambda: next(began, 9.99)  # as if nearly ten seconds had passed

    async def meet() -> str:
        async with listening(awake.lock, port) as (url, _), connect(url) as peer:
            return await why_closed(peer)

    assert "silence" in asyncio.run(meet())
    awake.lock.connect()  # nobody is connected


def test_failing_flash_stops_the_radio(awake: Door, port: int) -> None:
    (awake.folder / "clock-0").mkdir()  # the lock looks for orders before every answer

    async def meet() -> None:
        async with listening(awake.lock, port) as (url, task):
            async with connect(url) as one, connect(url) as other:
                await asyncio.gather(one.send("01"), other.send("01"))
                await asyncio.wait([task])
            await task

    with pytest.raises(PowerLost):
        asyncio.run(meet())


def test_a_port_in_use_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], door: Door
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        where = f"ws:127.0.0.1:{taken.getsockname()[1]}"

        assert main(["run", str(door.folder), "--radio", where]) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("elaas lock: Cannot listen on 127.0.0.1:")


def test_on_the_command_line_it_listens_once_it_says_so(
    awake: Door, port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(lock: Lock, address: tuple[str, int], ready: Callable[[], None]) -> None:
        ready()
        assert address == ("::1", port)
        raise KeyboardInterrupt

    async def listen(lock: Lock, address: tuple[str, int], ready: Callable[[], None]) -> None:
        interrupted(lock, address, ready)

    monkeypatch.setattr(ws, "listening", listen)

    assert main(["run", str(awake.folder), "--radio", f"ws:[::1]:{port}", "--awake"]) == 0
    assert capsys.readouterr().out == "ready\n"
    assert assemble(awake.folder, always_awake=True).surroundings.awake
