"""The demo's coordinator has told of the town's people, once."""

import pytest

from elaas.access.queries.pages.coordinator import queue
from elaas.demo import export
from elaas.demo.needs import SITUATIONS, state_needs
from elaas.doors.models import Home
from elaas.intake.operations.importing import import_bundle
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db


def test_with_every_lock_mounted_two_alarms_two_doors_and_a_question_wait_and_nothing_else() -> (
    None
):
    import_bundle(export.town(NOON), now=NOON)
    assert state_needs(now=NOON) == len(SITUATIONS)
    for home in Home.objects.exclude(address="Moholt allé 3").exclude(dwelling="H0204"):
        make.make_unit(home=home)
    for building in {home.building for home in Home.objects.exclude(building=None)}:
        make.make_unit(building=building)

    waits = queue()

    # Of Gerd and Leif, who get no visits yet, it is not known where they live.
    assert [one.recipient.given for one in waits.risks.shown] == ["Gunnar", "Leif"]
    assert [one.recipient.given for one in waits.not_ready.shown] == ["Gerd", "Liv"]
    assert [one.given for one in waits.undecided.shown] == ["Einar"]
    assert waits.changed.count == 0


def test_another_day_nothing_is_told_anew() -> None:
    import_bundle(export.town(NOON), now=NOON)
    state_needs(now=NOON)

    assert state_needs(now=NOON) == 0
