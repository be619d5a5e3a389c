"""The embedded cluster starts, stops, recovers and is shared."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from elaas.database import Cluster, Unavailable
from elaas.database.place import account_for
from tests.database.ask import is_running, server_process, words, write

HOLD = """
import sys
from pathlib import Path
from elaas.database import Cluster
from tests.database.ask import write
with Cluster(Path(sys.argv[1]), durable=False).running() as parameters:
    write(parameters, sys.argv[2])
    print("ready", flush=True)
    sys.stdin.read()
"""


def hold(cluster: Cluster, word: str) -> subprocess.Popen[str]:
    """A process that writes `word` and then uses the cluster until its standard input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(cluster.folder), word],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_until_ready(process: subprocess.Popen[str]) -> None:
    """Wait for a holder's word that it uses the cluster."""
    assert process.stdout
    assert process.stdout.readline() == "ready\n"


def test_what_was_written_is_there_after_a_restart(folder: Path) -> None:
    cluster = Cluster(folder / "postgres", durable=False)
    with cluster.running() as parameters:
        write(parameters, "før")

    with cluster.running() as parameters:
        assert words(parameters) == ["før"]


def test_the_last_one_out_stops_the_server(folder: Path) -> None:
    cluster = Cluster(folder / "postgres", durable=False)
    with cluster.running():
        assert is_running(cluster)

    assert not is_running(cluster)


def test_the_server_stays_for_the_second_user_when_the_first_leaves(folder: Path) -> None:
    cluster = Cluster(folder / "postgres", durable=False)
    with ExitStack() as second:
        with cluster.running():
            parameters = second.enter_context(cluster.running())
        write(parameters, "fortsatt her")

        assert words(parameters) == ["fortsatt her"]
    assert not is_running(cluster)


def test_processes_that_start_at_once_share_one_server(folder: Path) -> None:
    cluster = Cluster(folder / "postgres", durable=False)
    names = ["a", "b", "c"]
    holders = [hold(cluster, name) for name in names]
    for holder in holders:
        wait_until_ready(holder)

    with cluster.running() as parameters:
        assert words(parameters) == names
    for holder in holders:
        holder.communicate(timeout=60)
    assert [holder.returncode for holder in holders] == [0, 0, 0]
    assert not is_running(cluster)


def test_a_killed_user_does_not_keep_the_server_for_ever(folder: Path) -> None:
    cluster = Cluster(folder / "postgres", durable=False)
    with hold(cluster, "a") as holder:
        wait_until_ready(holder)
        holder.kill()
    assert is_running(cluster)

    with cluster.running() as parameters:
        assert words(parameters) == ["a"]

    assert not is_running(cluster)


def test_a_killed_server_comes_back_with_everything_committed(folder: Path) -> None:
    cluster = Cluster(folder / "postgres")
    with cluster.running() as parameters:
        write(parameters, "lagret")
        os.kill(server_process(cluster), signal.SIGKILL)
        # Our own dead child is a zombie now, and its number still stands in postmaster.pid.
        with cluster.running() as again:
            assert words(again) == ["lagret"]


def test_a_killed_server_comes_back_when_a_stranger_has_its_process_id(folder: Path) -> None:
    cluster = Cluster(folder / "postgres")
    with cluster.running() as parameters:
        write(parameters, "lagret")
        os.kill(server_process(cluster), signal.SIGKILL)
    account = account_for(cluster.folder)
    stranger = subprocess.Popen(["/usr/bin/tail", "-f", "/dev/null"], **account.switch())
    file = cluster.folder / "cluster" / "postmaster.pid"
    _, _, rest = file.read_text().partition("\n")
    file.write_text(f"{stranger.pid}\n{rest}")

    with cluster.running() as parameters:
        assert words(parameters) == ["lagret"]

    assert stranger.poll() is None
    stranger.terminate()
    stranger.wait()


def test_two_clusters_run_side_by_side(folder: Path) -> None:
    for name in ("nord", "sør"):
        (folder / name).mkdir()
    north = Cluster(folder / "nord" / "postgres", durable=False)
    south = Cluster(folder / "sør" / "postgres", durable=False)
    with north.running() as here, south.running() as there:
        write(here, "nord")
        write(there, "sør")

        assert (words(here), words(there)) == (["nord"], ["sør"])


def test_data_of_a_version_that_is_not_installed_is_left_alone(folder: Path) -> None:
    cluster = folder / "postgres" / "cluster"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("7\n")

    with (
        pytest.raises(Unavailable, match=r"made by PostgreSQL 7, which is not installed"),
        Cluster(folder / "postgres").running(),
    ):
        pass

    assert [path.name for path in cluster.iterdir()] == ["PG_VERSION"]


def test_a_server_that_gives_up_says_why(folder: Path) -> None:
    cluster = Cluster(folder / "postgres", durable=False)
    with cluster.running():
        pass
    (cluster.folder / "cluster" / "postgresql.conf").write_text("no_such_setting = 1\n")

    with pytest.raises(Unavailable, match="PostgreSQL did not start: "), cluster.running():
        pass
