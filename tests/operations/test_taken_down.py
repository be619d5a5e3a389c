"""What a crew's phone tells of a removal: photos of the door, and who signed for it."""

import pytest

from elaas.doors.models import Unit
from elaas.mounting.models import Ending, MountingCase
from elaas.mounting.visits import ReportKind, Trouble
from elaas.people.models import Recipient
from tests import make
from tests.operations.visits import Visit, begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit() -> Visit:
    """Per stands before a door whose lock is off already; its removal is booked."""
    begun = begin()
    MountingCase.objects.update(task="remove")
    unit = make.make_unit(home=begun.home)
    make.make_ending(begun.case.recipient, home=begun.home, unit=unit, case=begun.case)
    Recipient.objects.filter(pk=begun.case.recipient_id).update(active=False)
    Unit.objects.filter(pk=unit.pk).update(home=None, mounted_at=None, claimed_at=None)
    return begun


def test_a_photo_and_a_signature_complete_it(visit: Visit) -> None:
    assert visit.tell(visit.report(ReportKind.AFTER, visit.home)) is None
    assert visit.tell(visit.report(ReportKind.SIGNED, how="drawn")) is None

    ending = Ending.objects.get()
    assert (ending.outcome, ending.confirmed_how, ending.confirmed_kind) == (
        "done",
        "signed",
        "recipient",
    )
    assert ending.photos.count() == 1
    assert ending.signature is not None


def test_next_of_kin_sign_by_their_name(visit: Visit) -> None:
    ingrid = make.make_kin(visit.case.recipient, given="Ingrid", family="Bakken")

    visit.tell(visit.report(ReportKind.SIGNED, name="ingrid  bakken"))

    ending = Ending.objects.get()
    assert (ending.confirmed_kind, ending.confirmed_id) == ("kin", ingrid.id)
    assert ending.closed_at is None


def test_where_nobody_could_the_reason_is_kept(visit: Visit) -> None:
    visit.tell(visit.report(ReportKind.SIGNED, how="nobody", name="", reason="Boet er tømt."))

    ending = Ending.objects.get()
    assert (ending.confirmed_how, ending.confirmed_because) == ("nobody", "Boet er tømt.")


def test_for_the_dead_a_stranger_does_not_sign(visit: Visit) -> None:
    Recipient.objects.filter(pk=visit.case.recipient_id).update(deceased=True)

    assert visit.tell(visit.report(ReportKind.SIGNED, name="Noen")) is Trouble.NOT_THEIRS
    assert Ending.objects.get().confirmed_at is None


def test_kin_who_may_not_act_do_not_sign(visit: Visit) -> None:
    Recipient.objects.filter(pk=visit.case.recipient_id).update(protection="V")
    make.make_kin(visit.case.recipient, given="Ingrid", family="Bakken")

    told = visit.tell(visit.report(ReportKind.SIGNED, name="Ingrid Bakken"))

    assert told is Trouble.NOT_THEIRS


def test_after_it_was_stopped_a_person_must_look(visit: Visit) -> None:
    Ending.objects.update(case=None)

    for report in (
        visit.report(ReportKind.AFTER, visit.home),
        visit.report(ReportKind.SIGNED),
    ):
        assert visit.tell(report) is Trouble.CLOSED
