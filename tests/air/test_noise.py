"""Locks that talk too much, not at all, or in bad faith: a phone is rid of each of them in time."""

import asyncio
import os
import select
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve

from elaas.gateways import radio as radios
from elaas.gateways.radio import LinkLost, NoRadio, OutOfRange, pipe
from elaas.gateways.radio.lines import LONGEST_LINE, parse
from elaas.protocol.air import MAX_VALUE
from tests.air import rig

MESSAGE_2 = "02" + "00" * 45
ESCAPES = "\x1b[31mred\x1b]0;title\x07\u202e"


def command(script: str) -> str:
    """The RADIO of a lock that runs this Python."""
    return f"pipe:{shlex.join([sys.executable, '-c', script])}"


def visited(radio: str, *, requests: int) -> list[bytes]:
    """The responses to so many requests, once everything has been closed again."""

    async def visit() -> list[bytes]:
        async with radios.connect(radio, "0042") as link:
            return [await link.request(b"\x01") for _ in range(requests)]

    return asyncio.run(asyncio.wait_for(visit(), rig.PATIENCE))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phone that gives a command little time to end."""
    monkeypatch.setattr(pipe, "LAST_SECONDS", 0.1)


def test_a_lock_that_never_stops_talking_is_left() -> None:
    noisy = f"print('ready')\nwhile True: print('{MESSAGE_2}')"

    assert visited(command(noisy), requests=2) == [bytes.fromhex(MESSAGE_2)] * 2


@pytest.mark.usefixtures("impatient")
def test_a_lock_that_neither_answers_nor_ends_is_left() -> None:
    deaf = "import time; print('ready', flush=True); time.sleep(600)"

    assert visited(command(deaf), requests=0) == []


@pytest.fixture
def alive(tmp_path: Path) -> Iterator[int]:
    """The reading end of `tmp_path / "alive"`: its end comes with that of all who write to it."""
    os.mkfifo(tmp_path / "alive")
    descriptor = os.open(tmp_path / "alive", os.O_RDONLY | os.O_NONBLOCK)
    yield descriptor
    os.close(descriptor)


def test_what_a_lock_leaves_behind_ends_with_it(tmp_path: Path, alive: int) -> None:
    script = (
        f"import os, time; held = open({str(tmp_path / 'alive')!r}, 'w'); "
        "print('ready', flush=True); os.fork() or time.sleep(600)"
    )

    assert visited(command(script), requests=0) == []

    assert select.select([alive], [], [], rig.PATIENCE)[0]
    assert os.read(alive, 1) == b""


def test_a_lock_that_stops_listening_before_it_ends_is_lost() -> None:
    script = "import os, time; os.close(0); print('ready', flush=True); time.sleep(0.2)"

    with pytest.raises(LinkLost, match="has closed"):
        visited(command(script), requests=1)


def test_an_endless_line_is_no_response() -> None:
    script = "print('ready', flush=True); input(); print('ab' * 5_000_000)"

    with pytest.raises(LinkLost, match="says more than a lock does"):
        visited(command(script), requests=1)


def test_a_response_has_at_most_512_bytes() -> None:
    longest = "00" * MAX_VALUE
    assert len(longest) < LONGEST_LINE
    assert len(parse(longest)) == MAX_VALUE

    with pytest.raises(LinkLost, match="513 bytes"):
        parse(longest + "00")


def test_nothing_that_a_terminal_obeys_is_repeated_from_a_pipe() -> None:
    unready = command(f"print({ESCAPES!r}, flush=True)")
    garbled = command(f"print('ready', flush=True); input(); print({ESCAPES!r}, flush=True)")

    with pytest.raises(OutOfRange) as said:
        visited(unready, requests=0)
    assert str(said.value).isprintable()
    with pytest.raises(LinkLost) as answered:
        visited(garbled, requests=1)
    assert str(answered.value).isprintable()
    with pytest.raises(LinkLost) as refused:
        parse("att \x1b")
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("answer", ["00" * 513, "ready", "\x1b[2J"])
def test_a_websocket_is_not_believed_more_than_a_pipe(answer: str) -> None:
    async def lock(peer: ServerConnection) -> None:
        await peer.recv()
        await peer.send(answer)
        await peer.send(answer)
        await peer.close(reason=ESCAPES)

    async def visit() -> None:
        async with serve(lock, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            async with radios.connect(f"ws:127.0.0.1:{port}", "0042") as link:
                await link.request(b"\x01")

    with pytest.raises(LinkLost) as lost:
        asyncio.run(asyncio.wait_for(visit(), rig.PATIENCE))
    assert str(lost.value).isprintable()


def test_the_reason_why_a_websocket_closes_is_shown_without_escapes() -> None:
    async def lock(peer: ServerConnection) -> None:
        await peer.close(reason=ESCAPES)

    async def visit() -> None:
        async with serve(lock, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            async with radios.connect(f"ws:127.0.0.1:{port}", "0042") as link:
                await link.request(b"\x01")

    with pytest.raises(LinkLost, match="red") as lost:
        asyncio.run(asyncio.wait_for(visit(), rig.PATIENCE))
    assert str(lost.value).isprintable()


@pytest.mark.parametrize(
    "radio", ["ws:127.0.0.1:99999", "ws:[", f"ws:{'a' * 64}:1", "ws:127.0.0.1:\u0661", "ws:"]
)
def test_an_address_that_is_none_is_said_to_be_none(radio: str) -> None:
    with pytest.raises(NoRadio, match="is not ws:HOST:PORT"):
        visited(radio, requests=0)


def test_streams_that_are_no_pipes_lead_to_no_lock(tmp_path: Path) -> None:
    async def run() -> tuple[int | None, bytes]:
        with (tmp_path / "file").open("w+b") as file:
            script = (
                "import asyncio; from elaas.gateways.radio import connect; "
                "asyncio.run(connect('pipe', '0042').__aenter__())"
            )
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                script,
                stdin=file,
                stdout=file,
                stderr=asyncio.subprocess.PIPE,
            )
            _, said = await asyncio.wait_for(process.communicate(), rig.PATIENCE)
        return process.returncode, said

    assert b"NoRadio: Standard input and output are not pipes" in asyncio.run(run())[1]
