"""In the demo one can play a removal, every day anew."""

import pytest

from elaas.access.queries.pages.bag import bag_of
from elaas.demo import export
from elaas.demo.ending import end_services
from elaas.demo.town import DOORS, ENDED, RECIPIENTS, key_of
from elaas.doors.models import Home
from elaas.intake.operations.importing import import_bundle
from elaas.mounting.models import Ending, MountingCase
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db


def test_one_lock_is_to_come_down_and_its_parts_lie_in_a_bag() -> None:
    import_bundle(export.town(NOON), now=NOON)
    where = RECIPIENTS[ENDED].where
    [door] = [door for door in DOORS if door.place == where]
    make.make_unit(home=Home.objects.get(source_id=key_of(where)), lock_id=door.lock_id)

    for _ in range(2):
        end_services(url="http://localhost/", now=NOON)

    case = MountingCase.objects.get()
    assert (case.recipient.given, case.task) == ("Inger", "remove")
    assert Ending.objects.get(closed_at=None).case == case
    bag = bag_of(door.lock_id)
    assert bag is not None
    assert [part.name for part in bag.parts] == ["Knappvrider", "Skrue", "Sylinderring"]
