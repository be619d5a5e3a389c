"""The demo as a new user meets it: it tells its story, ends, goes on, and stops."""

import os
import re
import signal
import socket
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands import ELAAS, environment, free_port

PATIENCE = 120  # seconds for a whole story on a busy machine
OPENED = re.compile(r"Kari's phone: L-0007 opened at \d\d:\d\d, \d+ ms")


def demo(data: Path, port: int, *options: str) -> subprocess.Popen[str]:
    """The demo, started; its own group, so that Ctrl-C can be sent to all of it."""
    return subprocess.Popen(
        [*ELAAS, "demo", *options],
        env=environment(ELAAS_DATA=str(data), PORT=str(port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def story(process: subprocess.Popen[str]) -> str:
    """What it told; it must have gone well."""
    told, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (0, "")
    return told


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder that PostgreSQL's own user can reach."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    return tmp_path / "data"


def test_two_demos_side_by_side_tell_the_story_and_end(data: Path) -> None:
    told = [
        story(process)
        for process in [demo(data / name, free_port(), "--once") for name in ("one", "two")]
    ]

    for one in told:
        assert re.search(r"imported \d+ assignments", one)
        assert OPENED.search(one)
        assert "Ola's phone is refused: 0007: No assignment there now." in one
        assert "each chained to the one before" in one


def test_it_goes_on_with_the_same_data_and_ctrl_c_stops_all_of_it(data: Path) -> None:
    story(demo(data, free_port(), "--once"))
    port = free_port()

    with demo(data, port) as process:
        assert process.stdout is not None
        told = ""
        while "The town goes on" not in told:
            line = process.stdout.readline()
            assert line, told + process.communicate(timeout=PATIENCE)[1]
            told += line
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=PATIENCE)

    assert process.returncode == 0
    assert "is mounted at" not in told
    assert OPENED.search(told)
    assert not (data / "postgres" / "cluster" / "postmaster.pid").exists()
    socket.create_server(("127.0.0.1", port)).close()  # nobody listens there any more


def test_a_taken_port_is_said_in_one_sentence_and_nothing_is_started(data: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        process = demo(data, taken.getsockname()[1], "--once")
        told, errors = process.communicate(timeout=PATIENCE)

    assert (process.returncode, told) == (1, "")
    assert len(errors.splitlines()) == 1
    assert "PORT" in errors
    assert not data.exists()
