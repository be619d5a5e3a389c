"""The commands that every installation begins with, run as processes of their own."""

import os
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from elaas.database import Cluster
from elaas.protocol.cose import PrivateKey
from tests.commands import ELAAS, environment, free_port, run
from tests.database.ask import is_running


def test_a_new_database_is_migrated_once_and_stopped_again(folder: Path) -> None:
    first = run("migrate", ELAAS_DATA=str(folder))
    second = run("migrate", ELAAS_DATA=str(folder))

    assert (first.returncode, first.stderr) == (0, "")
    assert "ledger.0001_initial" in first.stdout.splitlines()
    assert second.stdout == "The database is up to date.\n"
    assert not is_running(Cluster(folder / "postgres"))


def test_the_secret_key_is_made_once_and_closed_to_others(folder: Path) -> None:
    key = folder / "keys" / "django-secret-key"
    run("migrate", ELAAS_DATA=str(folder))
    made = key.read_text()
    run("migrate", ELAAS_DATA=str(folder))

    assert key.read_text() == made
    assert len(made) >= 50
    assert key.stat().st_mode & 0o777 == 0o600


def test_the_server_answers_and_stops_with_its_database_on_ctrl_c(folder: Path) -> None:
    port = free_port()
    with subprocess.Popen(
        [*ELAAS, "serve"],
        env=environment(ELAAS_DATA=str(folder), PORT=str(port)),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as server:
        assert server.stdout
        assert server.stdout.readline().startswith(f"eLås answers at http://127.0.0.1:{port}/")
        address = f"http://127.0.0.1:{port}/static/elaas.css"
        with urllib.request.urlopen(address) as answer:
            assert answer.status == 200
        os.killpg(server.pid, signal.SIGINT)  # as a terminal does
        server.communicate(timeout=60)

    assert server.returncode == 0
    assert not is_running(Cluster(folder / "postgres"))


def test_a_port_somebody_listens_on_is_a_clear_error(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        refused = run("serve", ELAAS_DATA=str(folder), PORT=str(port))

    assert refused.returncode == 1
    assert refused.stderr == (
        f"elaas serve: 127.0.0.1 port {port} cannot be used: Address already in use. "
        "Choose another with PORT.\n"
    )


def test_settings_that_make_no_sense_are_named(folder: Path) -> None:
    senseless = {
        "PORT": "åtte",
        "ELAAS_SLACK_BEFORE": "-5",
        "ELAAS_DEMO": "ja",
        "ELAAS_PATROL_PHONE": "ring oss",
        "ELAAS_BOARDS": "spør",
        "ELAAS_BOARD_DAYS": "0",
    }
    for name, value in senseless.items():
        refused = run("serve", ELAAS_DATA=str(folder), **{name: value})

        assert refused.returncode == 1
        assert name in refused.stderr
        assert f"«{value}»" in refused.stderr
        assert refused.stderr.count("\n") == 1


def test_a_key_that_others_can_read_stops_the_server_before_it_starts(folder: Path) -> None:
    for name in ("authority.pem", "enrolment.pem"):
        key = folder / "keys" / name
        key.parent.mkdir(mode=0o700, exist_ok=True)
        key.write_bytes(PrivateKey.generate().to_pem())
        key.chmod(0o644)
        refused = run("serve", ELAAS_DATA=str(folder), PORT=str(free_port()))
        key.chmod(0o600)

        assert refused.returncode == 1
        assert refused.stderr == (
            f"elaas serve: {key} is readable by others (mode 644); it must be 0600.\n"
        )


def test_a_municipalitys_own_database_is_not_migrated_unasked(folder: Path) -> None:
    with Cluster(folder / "postgres", durable=False).running() as parameters:
        with psycopg.connect(make_conninfo(**parameters)) as session:
            session.execute("CREATE TABLE ledger_entry (id int)")
        url = make_conninfo(**parameters)
        refused = run("serve", ELAAS_DATABASE_URL=url, ELAAS_DATA=str(folder), PORT="8999")

        assert refused.returncode == 1
        assert "run `elaas migrate` first" in refused.stderr
        assert parameters["password"] not in refused.stderr


def test_an_empty_database_of_ones_own_is_filled_by_migrate(folder: Path) -> None:
    with Cluster(folder / "postgres", durable=False).running() as parameters:
        done = run(
            "migrate", ELAAS_DATABASE_URL=make_conninfo(**parameters), ELAAS_DATA=str(folder)
        )

        assert (done.returncode, done.stderr) == (0, "")
        with psycopg.connect(make_conninfo(**parameters)) as session:
            assert session.execute("SELECT count(*) FROM ledger_entry").fetchone() == (0,)
