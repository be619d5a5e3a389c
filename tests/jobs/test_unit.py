"""`elaas unit mount`, where it must stop before anything is written."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from elaas.access.authority import load
from elaas.doors.models import Unit
from elaas.gateways.keys_file import BadKeyFile
from elaas.jobs.unit_mount import mount
from elaas.lock.identity import make_lock
from elaas.mounting.label import parse
from tests.make import make_home

pytestmark = pytest.mark.django_db


def test_a_bad_key_file_stops_the_mounting_before_the_lock_is_registered(
    tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path
    load()
    (tmp_path / "keys" / "authority.pem").chmod(0o644)
    label = parse(json.dumps(make_lock(tmp_path / "lock", lock_id="L-0042", label="0042")))

    with pytest.raises(BadKeyFile, match="must be 0600"):
        mount(label, place=make_home().source_id, radio=None)

    assert not Unit.objects.exists()
