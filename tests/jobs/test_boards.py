"""`elaas boards remind`: letters to those who have not answered, once."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.doors.models import BoardEvent
from elaas.jobs.boards_remind import remind
from elaas.jobs.stop import Stop
from elaas.people.models import Recipient
from elaas.web import clock
from tests import make
from tests.notices.test_letter import tool

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asks(settings: Settings) -> None:
    settings.BOARDS_ARE = "ask"
    settings.PUBLIC_NAMES = ["elaas.example.org"]


def asked(*, protection: str = "") -> Recipient:
    """Whose landlord was asked long ago."""
    home, turid = make.make_home(), make.make_recipient(protection=protection)
    make.make_assignment(employee=make.make_employee(), home=home, recipient=turid)
    make.make_board_event(make.make_board(home=home), at=clock.read() - timedelta(days=30))
    return turid


@pytest.mark.needs("pdftotext", "poppler-utils")
def test_each_letter_holds_a_link_that_works_and_is_written_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], client: Client
) -> None:
    asked()

    remind(tmp_path / "letters")
    remind(tmp_path / "letters")

    (letter,) = (tmp_path / "letters").iterdir()
    assert letter.stat().st_mode & 0o777 == 0o600
    words = tool("pdftotext", content=letter.read_bytes(), folder=tmp_path).replace("\n", "")
    link = re.findall(r"https://elaas\.example\.org(/styret/[\w-]{43}/)", words)[0]
    assert client.get(link).status_code == 200
    assert "1 letter written" in capsys.readouterr().out.splitlines()[0]


def test_nothing_is_written_about_a_protected_address(tmp_path: Path) -> None:
    asked(protection="V")

    remind(tmp_path)

    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_to_leaves_the_reminder_due(tmp_path: Path) -> None:
    asked()
    (tmp_path / "file").touch()

    with pytest.raises(Stop, match="cannot be written to"):
        remind(tmp_path / "file")

    assert not BoardEvent.objects.filter(deed="reminded").exists()


def test_without_a_public_name_there_is_no_link_to_write(
    tmp_path: Path, settings: Settings
) -> None:
    settings.PUBLIC_NAMES = []

    with pytest.raises(Stop, match="ELAAS_ALLOWED_HOSTS"):
        remind(tmp_path)
