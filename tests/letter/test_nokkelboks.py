"""«I noen få tilfeller vil det ikke være mulig å montere eLås på ytterdøren»: then a key box."""

from collections.abc import Collection

import httpx
import pytest

from elaas.access.models import Attempt, Credential, Receipt
from elaas.access.queries.pages.ready import ways_in
from elaas.demo.clock import now
from elaas.demo.town import key_of
from elaas.doors.models import KeyNote, Unit, UnitKind
from elaas.doors.operations.key_custody import CannotFollow, NoKeyBox, note_key
from elaas.doors.rules import KeyEvent
from elaas.mounting.endings import Left
from elaas.mounting.models import MountingCase
from elaas.mounting.operations.removal import complete_removal
from elaas.mounting.visits import ReportKind
from elaas.people.models import Recipient
from elaas.protocol.receipt import Outcome
from tests.letter.conftest import FLAT, HOUSE, Town
from tests.letter.test_montering_og_demontering import services_end
from tests.operations.visits import begin
from tests.world import check_ledger

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def key_boxes() -> Collection[str]:
    """Bjørn's door takes no lock."""
    return (HOUSE,)


def bjorn() -> Recipient:
    return Recipient.objects.get(source_id=key_of("bjorn"))


def test_a_door_that_takes_no_lock_gets_a_key_box_in_the_same_visit() -> None:
    visit = begin()
    # The van has a lock for the entrance, and a key box for the flat.
    Unit.objects.filter(pk=visit.flat_unit.pk).update(kind=UnitKind.KEY_BOX, approval_class="FG")
    steps = [step for step in visit.whole() if step.place == visit.building.id]
    steps += [
        visit.report(ReportKind.CONDITION, visit.home, gap_mm="7"),
        visit.report(ReportKind.CANNOT, visit.home, then="key_box"),
        visit.report(ReportKind.MOUNTED, visit.home, lock_id=visit.flat_unit.lock_id),
        visit.report(ReportKind.KEY, visit.home),
        visit.report(ReportKind.AFTER, visit.home),
        visit.report(ReportKind.TAUGHT),
    ]
    known = [str(step.id) for step in steps]
    steps.append(visit.report(ReportKind.SIGNED, how="drawn", reports=known))

    assert {visit.tell(step) for step in steps} == {None}

    assert Unit.objects.get(pk=visit.flat_unit.pk).home == visit.home
    assert KeyNote.objects.get().unit == visit.flat_unit
    assert MountingCase.objects.get().closed_at is not None
    check_ledger()


def test_access_to_the_box_is_the_same_as_to_a_lock(town: Town) -> None:
    town.plan("morning", "kari", "bjorn")
    kari, ola = town.worker("kari"), town.worker("ola")
    stolen = kari.key_to(HOUSE)
    assert stolen is not None

    assert not ola.open(HOUSE).done
    assert ola.open_with(stolen) is Outcome.OTHER_KEY
    assert kari.open(HOUSE).done

    town.plan("morning", "ola", "bjorn")
    ola.sync()
    assert ola.open(HOUSE).done
    assert kari.open(HOUSE).outcome is Outcome.REVOKED


def test_the_log_of_the_box_is_the_same_as_of_a_lock(town: Town) -> None:
    town.plan("morning", "kari", "bjorn")
    kari, ola = town.worker("kari"), town.worker("ola")
    ola.open(HOUSE)
    kari.open(HOUSE)
    for worker in (kari, ola):
        worker.sync()

    assert Receipt.objects.get(unit=HOUSE, operation="open").outcome == Outcome.DONE
    assert Attempt.objects.get().employee.given == "Ola"
    assert Credential.objects.get().assignment.employee.given == "Kari"
    page = httpx.get(f"{town.url}recipient/{bjorn().id}/").raise_for_status().text
    assert "Kari N." in page


def test_a_home_with_a_key_box_is_ready_as_one_with_a_lock(town: Town) -> None:
    town.plan("morning", "kari", "bjorn")

    way = ways_in([bjorn().id])[bjorn().id]

    assert ([door.lock_id for door in way.doors], way.ready) == ([HOUSE], True)


def test_one_copy_of_the_key_lies_in_the_box_and_who_put_it_there_is_known(town: Town) -> None:
    """«Et eksemplar av nøkkelen til din bolig skal oppbevares i nøkkelboksen»."""
    per = town.worker("per")
    note_key(lock_id=HOUSE, event=KeyEvent.PUT_IN, by=per.id, now=now())

    with pytest.raises(CannotFollow):  # one, and not two
        note_key(lock_id=HOUSE, event=KeyEvent.PUT_IN, by=per.id, now=now())
    with pytest.raises(NoKeyBox):
        note_key(lock_id=FLAT, event=KeyEvent.PUT_IN, by=per.id, now=now())

    assert KeyNote.objects.get().noted_by_id == per.id


def test_the_copy_of_the_key_is_given_back_before_the_removal_is_done(town: Town) -> None:
    note_key(lock_id=HOUSE, event=KeyEvent.PUT_IN, by=None, now=now())
    case = services_end(town)
    assert Left.KEY in complete_removal(case=case, now=now())

    note_key(lock_id=HOUSE, event=KeyEvent.TAKEN_OUT, by=None, now=now())

    assert Left.KEY not in complete_removal(case=case, now=now())
