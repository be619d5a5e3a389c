"""Keys in files that only their owner reads."""

from pathlib import Path

import pytest
from pytest_django import Settings

from elaas.access.authority import load
from elaas.gateways.keys_file import BadKeyFile


@pytest.fixture(autouse=True)
def _keys(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


def test_the_authority_key_is_in_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    load()

    key = tmp_path / "keys" / "authority.pem"
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.parent.stat().st_mode & 0o777 == 0o700


def test_a_key_file_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    load()
    (tmp_path / "keys" / "authority.pem").chmod(0o644)

    with pytest.raises(BadKeyFile, match="0600"):
        load()


def test_a_file_that_holds_no_key_is_not_used(tmp_path: Path) -> None:
    load()
    (tmp_path / "keys" / "authority.pem").write_text("no key")

    with pytest.raises(BadKeyFile, match="must be a P-256 key in PEM"):
        load()
