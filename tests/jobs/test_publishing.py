"""A worker publishes the log by itself, and goes on when it had fallen behind."""

import subprocess
from pathlib import Path

import pytest

from elaas.database.secret import write_once
from elaas.ledger.models import Cosignature, Entry, Head
from elaas.tlog.cosignature import COSIGNATURE
from elaas.tlog.note import Signer
from tests.commands import ELAAS, PATIENCE
from tests.jobs.worker import settings, until, working
from tests.ledger.log import SIGNER, append
from tests.witness.log import WITNESS, answering, cosigner, made


@pytest.fixture
def env(database_url: str, tmp_path: Path) -> dict[str, str]:
    return settings(database_url, tmp_path)


def everything_is_published() -> bool:
    return Head.objects.filter(size=Entry.objects.count()).exists()


def test_what_waits_and_what_comes_is_published_without_being_asked(env: dict[str, str]) -> None:
    append(3)
    with working(env):
        until(everything_is_published)
        append(2)
        until(everything_is_published)

    assert list(Head.objects.order_by("size").values_list("size", flat=True)) == [3, 5]


def test_a_witness_is_asked_for_each_head_and_one_that_is_down_delays_nobody(
    database_url: str, tmp_path: Path
) -> None:
    nobody = f"http://127.0.0.1:9 {Signer('down.example', bytes(32), COSIGNATURE).key}"
    write_once(tmp_path / "keys" / "log.key", SIGNER.encode().encode())
    with answering(cosigner(made(tmp_path / "witness"), SIGNER.key), time=1_700_000_000) as url:
        env = settings(database_url, tmp_path, ELAAS_WITNESSES=f"{nobody}, {url} {WITNESS.key}")
        append(3)
        with working(env):
            until(lambda: Cosignature.objects.filter(head=3).exists())
            append(2)
            until(lambda: Cosignature.objects.filter(head=5).exists())

    assert set(Cosignature.objects.values_list("witness", flat=True)) == {str(WITNESS.key)}


def test_a_witness_that_cannot_be_one_stops_the_worker(database_url: str, tmp_path: Path) -> None:
    env = settings(database_url, tmp_path, ELAAS_WITNESSES="https://witness.example rubbish")

    refused = subprocess.run(
        [*ELAAS, "work"], env=env, capture_output=True, text=True, check=False, timeout=PATIENCE
    )

    assert refused.returncode == 1
    assert "ELAAS_WITNESSES must be addresses and keys" in refused.stderr
