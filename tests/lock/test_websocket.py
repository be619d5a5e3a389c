"""The radio that is a WebSocket, with the `websockets` package's own client."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import serve as listen
from websockets.exceptions import ConnectionClosed

from elaas.lock import program
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


def test_a_peer_that_never_pauses_is_hung_up_on_when_its_time_is_over(
    awake: Door, port: int
) -> None:
    async def meet() -> str:
        async with listening(awake.lock, port) as (url, _), connect(url) as peer:
            assert await ask(peer, "05") == "att 80"
            began = awake.core.clock.ticks()
            awake.core.clock.ticks = lambda: began + 60
            await peer.send("05")
            return await why_closed(peer)

    assert "60 s in all" in asyncio.run(meet())


def test_a_peer_that_reads_nothing_does_not_hold_the_lock(
    awake: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    hello = PhoneSession(key=PHONE, lock_id="L-0042", lock_key=awake.key).message_1().hex()
    upgrade = (
        b"GET / HTTP/1.1\r\nHost: lock\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    line = bytes((0x81, 0x82, 0, 0, 0, 0)) + b"zz"  # a text frame, masked with zeros
    with socket.socket() as narrow, socket.socket() as deaf:
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        narrow.bind(("127.0.0.1", 0))
        monkeypatch.setattr(
            ws, "listen", lambda talk, *_, **rest: listen(talk, sock=narrow, **rest)
        )
        monkeypatch.setattr(program, "SILENCE", program.LONGEST)  # the one end that the clock sets
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)

        async def meet() -> None:
            async with listening(awake.lock, 0):
                began = awake.core.clock.ticks()
                deaf.connect(narrow.getsockname())
                _, writer = await asyncio.open_connection(sock=deaf)
                writer.write(upgrade)
                while not awake.lock.seconds_left:
                    await asyncio.sleep(0)
                awake.core.clock.ticks = lambda: began + program.LONGEST - 0.5
                writer.write(line * 50_000)
                async with connect(f"ws://127.0.0.1:{narrow.getsockname()[1]}") as other:
                    while await ask(other, hello) == "att 81":
                        await asyncio.sleep(0)
                writer.transport.abort()

        asyncio.run(asyncio.wait_for(meet(), 20))


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
