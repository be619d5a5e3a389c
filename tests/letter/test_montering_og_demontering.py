"""«Montering og demontering av eLås på ytterdøren»: the replaced parts stay at home until then."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from elaas.access.operations.mounting import plan_removal
from elaas.access.queries.pages.bag import bag_of
from elaas.access.rules import Period
from elaas.demo import export
from elaas.demo.clock import now
from elaas.demo.people import Worker
from elaas.doors.models import Bag
from elaas.doors.operations.parts import (
    Packed,
    Packing,
    Paid,
    PartsMissing,
    empty_bag,
    note_part,
    pack_bag,
)
from elaas.doors.queries import home_of
from elaas.doors.rules import PartEvent
from elaas.mounting.endings import How, Left
from elaas.mounting.models import Ending, VisitReport, WorkOrder
from elaas.mounting.operations.begin_removal import Words, begin_due
from elaas.mounting.operations.endings import look_everywhere
from elaas.mounting.operations.removal import (
    Confirmation,
    NotTheirs,
    complete_removal,
    confirm_removal,
    keep_photo,
)
from elaas.mounting.visits import ReportKind
from elaas.people.actors import Actor, ActorKind
from tests.letter.conftest import ENTRANCE, FLAT, HOUSE, Town
from tests.operations.visits import begin
from tests.pictures import taken
from tests.world import check_ledger

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = [Packed("Knappvrider", 1), Packed("Sylinderring", 2)]


def packed() -> UUID:
    packing = Packing(label="4711", place="Boden, øverste hylle", parts=PARTS, photo=taken())
    return pack_bag(lock_id=FLAT, packing=packing, by=None, now=now())


def test_elas_is_mounted_on_each_door_with_photos_before_and_after_and_a_bag_of_parts() -> None:
    """«eLåsen vil bli montert på din(e) inngangsdør(er)», and what is replaced goes into a bag."""
    visit = begin()

    assert {visit.tell(step) for step in visit.whole()} == {None}

    units = [visit.entrance_unit, visit.flat_unit]
    for unit, door in zip(units, (visit.building, visit.home), strict=True):
        unit.refresh_from_db()
        assert door in {unit.building, unit.home}
        bag = bag_of(unit.lock_id)
        assert bag is not None
        assert bag.complete
    told = VisitReport.objects.filter(photos__isnull=False).distinct()
    assert {(row.kind, row.place) for row in told} >= {
        (kind.value, door.id)
        for kind in (ReportKind.CONDITION, ReportKind.AFTER)
        for door in (visit.building, visit.home)
    }
    check_ledger()


@pytest.mark.usefixtures("town")
def test_the_replaced_parts_lie_at_home_where_it_is_written_down() -> None:
    packed()

    bag = bag_of(FLAT)

    assert bag is not None
    assert (bag.label, bag.place, bag.complete) == ("4711", "Boden, øverste hylle", True)
    assert [(part.count, part.name) for part in bag.parts] == [
        (1, "Knappvrider"),
        (2, "Sylinderring"),
    ]


@pytest.mark.usefixtures("town")
def test_the_lock_is_put_back_as_it_was_and_not_with_a_part_missing() -> None:
    bag = packed()
    kept = bag_of(FLAT)
    assert kept is not None
    note_part(part=kept.parts[0].id, event=PartEvent.MISSING, by=None, now=now())

    with pytest.raises(PartsMissing):
        empty_bag(bag=bag, by=None, now=now())

    paid = Paid(Decimal(450), "Låsesmeden AS")
    note_part(part=kept.parts[0].id, event=PartEvent.REPAIRED, by=None, paid=paid, now=now())
    empty_bag(bag=bag, by=None, now=now())
    assert bag_of(FLAT) is None


def take_down(per: Worker, lock_id: str) -> None:
    """The installer comes for it now, and releases it."""
    begins = now()
    plan_removal(
        installer=per.id,
        lock_id=lock_id,
        home=home_of(lock_id),
        period=Period(begins, begins + timedelta(hours=1)),
        now=begins,
    )
    per.sync()
    assert per.release(lock_id).done
    per.sync()


def test_when_elas_is_taken_down_the_lock_opens_for_nobody_and_can_serve_elsewhere(
    town: Town,
) -> None:
    town.plan("visit", "kari", "bjorn")
    kari, per = town.worker("kari"), town.worker("per")
    assert kari.open(HOUSE).done

    take_down(per, HOUSE)

    assert not town.street.show(HOUSE)["claimed"]
    assert not kari.open(HOUSE).done
    kari.sync()
    assert not any(key.lock.lock_id == HOUSE for key in kari.credentials())
    town.mount(HOUSE)  # as on another door: its label says who it is
    assert town.street.show(HOUSE)["claimed"]
    per.sync()
    kari.sync()


def services_end(town: Town) -> UUID:
    """The care system says that Bjørn's services have ended, and the grace is over."""
    town.plan("last", "kari", "bjorn")
    town.tell(export.recipient("bjorn", now(), active=False))
    words = Words(ask=lambda _: "Bestill time.", after_death=lambda _, name: name, online=True)
    assert begin_due(words=words, now=now() + settings.REMOVAL_GRACE) == 1
    return Ending.objects.get().case_id or UUID(int=0)


def test_har_du_ikke_behov_lenger_blir_elasen_fjernet_og_laasen_tilbakestilt(town: Town) -> None:
    """«Hvis du ikke har behov … lenger, vil eLåsen bli fjernet fra døren(e)», from end to end."""
    town.plan("visit", "kari", "bjorn")
    kari, per = town.worker("kari"), town.worker("per")
    assert kari.open(HOUSE).done
    packing = Packing(label="4711", place="Boden", parts=PARTS, photo=taken())
    bag = pack_bag(lock_id=HOUSE, packing=packing, by=None, now=now())

    case = services_end(town)

    assert not kari.sync().bundle.visits
    assert complete_removal(case=case, now=now())[0] is Left.UNIT
    take_down(per, HOUSE)
    keep_photo(case=case, photo=taken(), by=per.id, now=now())
    bjorn = Actor(ActorKind.RECIPIENT, Ending.objects.get().recipient_id)
    said = Confirmation(how=How.PAGE, of=bjorn)
    assert confirm_removal(case=case, confirmation=said, by=bjorn, now=now()) == (Left.PARTS,)

    empty_bag(bag=bag, by=per.id, now=now())

    assert complete_removal(case=case, now=now()) == ()
    assert not kari.open(HOUSE).done
    assert home_of(HOUSE) is None


def test_delene_oppbevares_til_den_dagen_elasen_skal_fjernes(town: Town) -> None:
    """«Disse delene må oppbevares til den dagen eLåsen skal fjernes»: a lost one is replaced."""
    packing = Packing(label="4711", place="Boden", parts=PARTS, photo=taken())
    bag = pack_bag(lock_id=HOUSE, packing=packing, by=None, now=now())
    kept = bag_of(HOUSE)
    assert kept is not None
    note_part(part=kept.parts[0].id, event=PartEvent.MISSING, by=None, now=now())
    case = services_end(town)
    assert Left.PART_MISSING in complete_removal(case=case, now=now())
    with pytest.raises(IntegrityError, match="is missing"), transaction.atomic():
        Bag.objects.filter(pk=bag).update(emptied_at=now())

    paid = Paid(Decimal("349.00"), "Låsesmeden AS")
    note_part(part=kept.parts[0].id, event=PartEvent.BOUGHT, by=None, paid=paid, now=now())
    empty_bag(bag=bag, by=None, now=now())

    remains = complete_removal(case=case, now=now())
    assert Left.PART_MISSING not in remains
    assert Left.PARTS not in remains


def test_montering_og_demontering_skal_ikke_fore_til_bruksspor(town: Town) -> None:
    """«… skal ikke føre til slitasje eller bruksspor»: a photo shows it, and somebody confirms."""
    case = services_end(town)

    assert {Left.PHOTO, Left.CONFIRMATION} <= set(complete_removal(case=case, now=now()))
    keep_photo(case=case, photo=taken(), by=None, now=now())
    per = Actor(ActorKind.EMPLOYEE, town.worker("per").id)
    with pytest.raises(NotTheirs):
        confirm_removal(
            case=case, confirmation=Confirmation(how=How.NOBODY, of=per), by=per, now=now()
        )


def test_laasen_pa_felles_inngang_blir_sa_lenge_noen_bak_den_trenger_den(town: Town) -> None:
    """The letter's «døren(e)»: Turid's own comes down, the entrance's only after the last one."""
    town.plan("hers", "kari", "turid")
    town.plan("his", "kari", "knut")
    town.tell(export.recipient("turid", now(), active=False))
    per = town.worker("per")
    take_down(per, FLAT)

    look_everywhere(now=now())
    assert not WorkOrder.objects.exists()

    town.tell(export.recipient("knut", now(), active=False))
    assert WorkOrder.objects.get(done_at=None).unit_id == ENTRANCE

    town.plan("hers again", "kari", "solveig")
    assert not WorkOrder.objects.filter(done_at=None).exists()
    town.mount(FLAT)  # as on another door
    per.sync()
