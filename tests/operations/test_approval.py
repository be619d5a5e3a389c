"""A key box that is not approved is mounted only by whoever says why."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError
from pytest_django import Settings

from elaas.doors.models import ClassAccepted, Home, Unit
from elaas.doors.operations import (
    NoSuchClass,
    NotApproved,
    accept_class,
    mount_unit,
    record_class,
)
from elaas.doors.operations.key_custody import NoKeyBox
from elaas.ledger.models import Entry
from elaas.mounting.operations.van import OnADoor, load_units
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def box() -> Unit:
    """In the store, of no known class."""
    return make.make_unit(mounted=False, kind="key_box", approval_class="")


@pytest.fixture
def home() -> Home:
    return make.make_home()


def mount(box: Unit, home: Home) -> None:
    mount_unit(lock_id=box.lock_id, home=home.id, now=NOON)


def test_a_box_of_a_class_that_is_enough_is_mounted(box: Unit, home: Home) -> None:
    with pytest.raises(NotApproved):
        mount(box, home)

    for _ in range(2):
        record_class(lock_id=box.lock_id, approval_class="FG", by=None, now=NOON)
    mount(box, home)

    assert Entry.objects.filter(kind="key_box_class_recorded").count() == 1


def test_who_accepts_a_weaker_box_says_why_and_it_is_kept(
    box: Unit, home: Home, settings: Settings
) -> None:
    settings.KEY_BOX_CLASSES, settings.KEY_BOX_CLASS = ["EN 14450 S1", "FG"], "FG"
    record_class(lock_id=box.lock_id, approval_class="EN 14450 S1", by=None, now=NOON)
    with pytest.raises(NotApproved, match="has EN 14450 S1; FG is enough"):
        mount(box, home)

    accept_class(lock_id=box.lock_id, because="Henger bak låst port", by=None, now=NOON)
    mount(box, home)

    kept = ClassAccepted.objects.get()
    assert (kept.approval_class, kept.because) == ("EN 14450 S1", "Henger bak låst port")
    told = json.loads(bytes(Entry.objects.get(kind="key_box_class_accepted").body))
    assert (told["lock"], told["class"]) == (box.lock_id, "EN 14450 S1")
    assert "port" not in str(told)


def test_what_was_accepted_once_is_asked_about_again_at_the_next_door(
    box: Unit, home: Home
) -> None:
    accept_class(lock_id=box.lock_id, because="Kun i natt", by=None, now=NOON)
    Unit.objects.filter(pk=box.pk).update(released_at=NOON + timedelta(days=1))

    with pytest.raises(NotApproved):
        mount(box, home)


def test_the_crew_hears_of_it_before_it_drives(box: Unit) -> None:
    crew = make.make_crew()

    with pytest.raises(NotApproved):
        load_units(lock_ids=[box.lock_id], crew=crew.name, now=NOON)
    accept_class(lock_id=box.lock_id, because="Den eneste på lager", by=None, now=NOON)
    load_units(lock_ids=[box.lock_id], crew=crew.name, now=NOON)


def test_a_stolen_box_lies_in_no_van(box: Unit) -> None:
    Unit.objects.filter(pk=box.pk).update(lost_at=NOON)

    with pytest.raises(OnADoor):
        load_units(lock_ids=[box.lock_id], crew=make.make_crew().name, now=NOON)


def test_a_lock_has_no_class_and_nobody_makes_one_up(box: Unit, home: Home) -> None:
    lock = make.make_unit(mounted=False)

    mount(lock, home)
    with pytest.raises(NoKeyBox):
        record_class(lock_id=lock.lock_id, approval_class="FG", by=None, now=NOON)
    with pytest.raises(NoKeyBox):
        accept_class(lock_id=lock.lock_id, because="Fordi", by=None, now=NOON)
    with pytest.raises(NoSuchClass, match="FG"):
        record_class(lock_id=box.lock_id, approval_class="Sterk", by=None, now=NOON)


def test_the_database_refuses_an_acceptance_without_a_reason(box: Unit) -> None:
    with pytest.raises(IntegrityError):
        accept_class(lock_id=box.lock_id, because="", by=None, now=NOON)
