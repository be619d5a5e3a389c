"""`elaas unit mount`, where it must stop before anything is written."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django import Settings

from elaas.access.authority import load
from elaas.doors.label import Label, parse
from elaas.doors.models import Home, Unit, UnitKind
from elaas.doors.operations import LockIdTaken, NotApproved, NotPermitted
from elaas.doors.operations.condition import NoLockFits, Seen, note_condition
from elaas.doors.rules import Cylinder
from elaas.gateways.keys_file import BadKeyFile
from elaas.jobs.unit_mount import Box, mount
from elaas.lock.identity import make_lock
from tests.make import NOON, make_board, make_board_event, make_home

pytestmark = pytest.mark.django_db


def new_label(folder: Path) -> Label:
    """The label of a factory-new lock."""
    return parse(json.dumps(make_lock(folder / "lock", lock_id="L-0042", label="0042")))


def test_a_bad_key_file_stops_the_mounting_before_the_lock_is_registered(
    tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path
    load()
    (tmp_path / "keys" / "authority.pem").chmod(0o644)
    label = new_label(tmp_path)

    with pytest.raises(BadKeyFile, match="must be 0600"):
        mount(label, place=make_home().source_id, radio=None)

    assert not Unit.objects.exists()


def test_a_key_box_is_mounted_as_one_and_cannot_turn_into_a_lock(
    tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path
    label, place = new_label(tmp_path), make_home().source_id

    mount(label, place=place, radio=None, box=Box(is_one=True, approval_class="FG"))
    with pytest.raises(LockIdTaken, match="L-0042 is registered already, as a key box"):
        mount(label, place=place, radio=None)

    assert Unit.objects.get().kind == UnitKind.KEY_BOX


def test_where_the_landlord_has_said_no_nothing_is_claimed(
    tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path
    home = make_home()
    make_board_event(make_board(home=home), deed="refused")

    with pytest.raises(NotPermitted):
        mount(new_label(tmp_path), place=home.source_id, radio=None)

    assert not Unit.objects.exists()


def test_where_the_gap_is_noted_as_too_wide_a_lock_is_refused_and_a_key_box_is_not(
    tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path
    home = make_home()
    note(home, gap="5.1")

    with pytest.raises(NoLockFits, match=r"over 5 mm\. Mount a key box there .* note what it is"):
        mount(new_label(tmp_path), place=home.source_id, radio=None)

    assert not Unit.objects.exists()
    box = Box(is_one=True, approval_class="FG")
    mount(label_of(tmp_path, "L-0043"), place=home.source_id, radio=None, box=box)
    assert Unit.objects.get().home == home


def test_the_newest_note_of_a_door_counts_and_another_cylinder_is_refused_too(
    tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path
    home = make_home()
    note(home, gap="7")
    note(home, gap="3", cylinder=Cylinder.OTHER, now=NOON + timedelta(hours=1))
    with pytest.raises(NoLockFits, match="takes no lock"):
        mount(new_label(tmp_path), place=home.source_id, radio=None)

    note(home, gap="5", now=NOON + timedelta(hours=2))
    mount(label_of(tmp_path, "L-0043"), place=home.source_id, radio=None)

    assert Unit.objects.get().home == home


def note(home: Home, *, gap: str, cylinder: Cylinder = Cylinder.EURO, now: datetime = NOON) -> None:
    """What the door is like."""
    seen = Seen(make="Assa", cylinder=cylinder, gap_mm=Decimal(gap))
    note_condition(home=home.id, seen=seen, by=None, now=now)


def label_of(folder: Path, lock_id: str) -> Label:
    """The label of another one."""
    return parse(json.dumps(make_lock(folder / lock_id, lock_id=lock_id, label=lock_id[-4:])))


def test_a_key_box_without_a_class_that_is_enough_is_claimed_only_with_a_reason(
    tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path
    label, place = new_label(tmp_path), make_home().source_id

    with pytest.raises(NotApproved, match="L-0042 has no approval class; FG is enough"):
        mount(label, place=place, radio=None, box=Box(is_one=True))
    assert Unit.objects.get().mounted_at is None
    mount(label, place=place, radio=None, box=Box(is_one=True, despite="Den eneste på lager"))

    assert Unit.objects.get().mounted_at is not None
