"""`elaas witness` as a process of its own: made once, run, killed, and run again."""

import contextlib
import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from elaas.tlog.cosignature import COSIGNATURE, cosigned_at
from elaas.tlog.note import Key, key_told, note_in
from tests.commands import ELAAS, PATIENCE, environment, run
from tests.witness.log import LOG, asked, checkpoint


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "witness"


def init(folder: Path) -> Key:
    made = run("witness", "init", "--name", "witness.example/w1", "--folder", folder)
    assert made.returncode == 0, made.stderr
    return key_told(made.stdout.strip(), kinds=(COSIGNATURE,))


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [*ELAAS, "witness", "run", "--log", str(LOG.key), "--port", "0"]
    with subprocess.Popen(
        [*command, "--folder", str(folder)], env=environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            says = process.stdout.readline()
            yield process, says.partition(" answers at ")[2].partition(" ")[0]
        finally:
            process.terminate()
            process.wait(PATIENCE)


def test_a_witness_is_made_once_and_its_key_is_nobody_else_s(folder: Path) -> None:
    key = init(folder)

    again = run("witness", "init", "--name", "other", "--folder", folder)

    assert again.returncode == 1
    assert "holds a witness already" in again.stderr
    assert key.name == "witness.example/w1"
    assert stat.S_IMODE((folder / "witness.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_it_cosigns_and_stops_when_told_to(folder: Path) -> None:
    key = init(folder)
    with running(folder) as (process, url):
        answer = httpx.post(url, content=asked(0, 7))
        second = run("witness", "run", "--log", LOG.key, "--port", 0, "--folder", folder)
        process.send_signal(signal.SIGTERM)

        assert process.wait(PATIENCE) == 0
    assert cosigned_at(note_in(checkpoint(7) + answer.content), key) > 1_700_000_000
    assert second.returncode == 1
    assert "runs in" in second.stderr


def test_killed_among_many_questions_it_remembers_all_it_has_cosigned(folder: Path) -> None:
    init(folder)
    cosigned = 0
    with (
        running(folder) as (process, url),
        contextlib.suppress(httpx.HTTPError),
        httpx.Client() as client,
    ):
        for new in range(1, 100):
            if new == 30:
                process.kill()  # while it answers, or has
            if client.post(url, content=asked(new - 1, new)).status_code == 200:
                cosigned = new
    assert cosigned >= 29

    with running(folder) as (_, url):
        answer = httpx.post(url, content=asked(0, cosigned, fork=True))

    assert answer.status_code == 409
    assert int(answer.content) >= cosigned


def test_what_cannot_be_run_says_why(folder: Path, tmp_path: Path) -> None:
    none = run("witness", "run", "--log", LOG.key, "--folder", folder)
    assert "make one by `elaas witness init`" in none.stderr
    assert run("witness", "run", "--log", "rubbish", "--folder", folder).returncode == 1
    assert run("witness", "init", "--name", "two words", "--folder", tmp_path / "x").returncode == 1

    init(folder)
    (folder / "witness.key").chmod(0o640)
    seen = run("witness", "run", "--log", LOG.key, "--folder", folder)
    assert "must have the mode 0600" in seen.stderr
    (folder / "witness.key").chmod(0o600)
    (folder / "logs").rename(folder / "gone")
    lost = run("witness", "run", "--log", LOG.key, "--folder", folder)
    assert "needs a new key" in lost.stderr
    assert not (tmp_path / "x").exists()
