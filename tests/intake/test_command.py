"""`elaas import-fhir` and `elaas poll-fhir`, as an operator meets them."""

import json
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from elaas.intake.models import Source
from tests.commands import run
from tests.intake.bundles import EXPORT, appointment, bundle, patient, town

pytestmark = pytest.mark.django_db

Elaas = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def elaas(database_url: str) -> Elaas:
    """The command, on the test's database."""
    return partial(run, ELAAS_DATABASE_URL=database_url)


def test_an_export_is_counted_and_what_was_rejected_is_told(elaas: Elaas, tmp_path: Path) -> None:
    report = tmp_path / "report.json"

    done = elaas("import-fhir", EXPORT, "--report", report)

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "29 older" in done.stdout
    assert "Rejected Appointment/6522a23a-4235-4ccc-be97-e36141a39e86: no end" in done.stdout
    written = json.loads(report.read_text(encoding="utf-8"))
    assert set(written) == {"counts", "rejected"}
    assert written["counts"]["Appointment"]["created"] == 546
    assert {
        "resource": "Appointment/6522a23a-4235-4ccc-be97-e36141a39e86",
        "reason": "no end",
    } in written["rejected"]
    assert list(tmp_path.iterdir()) == [report]


def test_the_output_holds_no_names_and_no_numbers(elaas: Elaas, tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    named = patient(
        name=[{"family": "Bakken"}],
        birthDate="22874409506",
        identifier=[{"system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": "22874409506"}],
    )
    file.write_text(json.dumps(bundle(named)))

    done = elaas("import-fhir", file)

    assert "Patient/turid" in done.stdout
    assert "Bakken" not in done.stdout + done.stderr
    assert "22874409506" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is not JSON"),
        (b"\xff\xfe\x00", "is not JSON"),
        (b"[" * 100_000, "is nested too deeply"),
        (b"[]", "not a FHIR Bundle"),
        (b'{"resourceType": "Bundle", "type": "transaction"}', "not «collection»"),
    ],
)
def test_a_file_that_is_no_bundle_changes_nothing(
    elaas: Elaas, tmp_path: Path, content: bytes, why: str
) -> None:
    file, report = tmp_path / "bundle.json", tmp_path / "report.json"
    file.write_bytes(content)

    done = elaas("import-fhir", file, "--report", report)

    assert done.returncode == 1
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == [file]
    assert not Source.objects.exists()


def test_a_file_that_is_missing_is_told_of(elaas: Elaas, tmp_path: Path) -> None:
    done = elaas("import-fhir", tmp_path / "nowhere.json")

    assert done.returncode == 1
    assert done.stderr.endswith("cannot be read: No such file or directory.\n")


def test_nothing_is_imported_when_the_report_cannot_be_written(
    elaas: Elaas, tmp_path: Path
) -> None:
    for report in (tmp_path, tmp_path / "nowhere" / "report.json"):
        done = elaas("import-fhir", EXPORT, "--report", report)

        assert done.returncode == 1
        assert "cannot be written" in done.stderr
        assert not Source.objects.exists()


def test_a_report_may_go_to_a_pipe(elaas: Elaas, tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(bundle(*town(), appointment(by=[]))))

    done = elaas("import-fhir", file, "--report", "/dev/stderr")

    assert set(json.loads(done.stderr)) == {"counts", "rejected"}


def test_a_poll_of_a_server_that_is_down_fails_in_one_line(elaas: Elaas) -> None:
    done = elaas("poll-fhir", "http://127.0.0.1:1/fhir", "--once")

    assert done.returncode == 1
    assert "127.0.0.1 cannot be reached" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_poll_of_what_is_no_address_is_refused(elaas: Elaas) -> None:
    done = elaas("poll-fhir", "epj.example")

    assert done.returncode == 1
    assert "not the address of a FHIR server" in done.stderr
