"""What a person must look at is found once, with its evidence, and closed with a reason."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import ProgrammingError, transaction

from elaas.access.explain import Kind as Incidents
from elaas.access.models import Incident, Journal, Receipt
from elaas.access.rules import Period
from elaas.alarms.models import Finding, FindingDeed
from elaas.alarms.operations.answer import NotDone, answer
from elaas.alarms.operations.look_around import Looked, look_around
from elaas.alarms.rules import Deed, Kind
from elaas.doors.models import Unit
from elaas.ledger.models import Entry
from elaas.people.models import Employee
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=3)


def make_incident(unit: Unit | None, receipt: Receipt | None = None, **fields: object) -> Incident:
    number = Incident.objects.count()
    defaults = {
        "kind": Incidents.UNEXPLAINED.value,
        "digest": number.to_bytes(32, "big"),
        "body": b"receipt",
        "noted_at": NOON,
    }
    return Incident.objects.create(unit=unit, receipt=receipt, **{**defaults, **fields})


def opening(unit: Unit, employee: Employee, **fields: object) -> Receipt:
    """The employee opened that unit."""
    home = unit.home or make.make_home()
    visit = make.make_assignment(employee=employee, home=home, period=Period(NOON, LATER))
    phone = make.make_phone(employee, blocked_at=NOON)
    credential = make.make_credential(visit, phone=phone, unit=unit)
    return make.make_receipt(unit, phone=phone, credential=credential, **fields)


def kinds() -> list[str]:
    return sorted(Finding.objects.values_list("kind", flat=True))


def told(kind: str) -> list[dict[str, object]]:
    rows = Entry.objects.filter(kind=kind).order_by("id")
    return [json.loads(bytes(row.body)) for row in rows]


def test_an_incident_is_found_once_with_who_opened_and_what_shows_it() -> None:
    unit, kari = make.make_unit(home=make.make_home()), make.make_employee()
    receipt = opening(unit, kari)
    incident = make_incident(unit, receipt, kind=Incidents.OTHER_DOOR.value)

    assert look_around(now=NOON) == Looked(found=1, settled=0)
    assert look_around(now=LATER) == Looked(found=0, settled=0)

    finding = Finding.objects.get()
    assert (finding.kind, finding.unit, finding.employee) == (Kind.OTHER_DOOR, unit, kari)
    assert finding.incident == incident
    assert [one.receipt for one in finding.evidence.all()] == [receipt]
    (entry,) = told("finding_noted")
    assert entry["finding"] == finding.id.hex
    assert entry["receipts"] == [receipt.pk]


def test_what_a_phone_made_up_is_found_without_any_lock() -> None:
    make_incident(None, kind=Incidents.FOREIGN.value)

    look_around(now=NOON)

    finding = Finding.objects.get()
    assert (finding.kind, finding.unit, finding.employee) == (Kind.RECEIPT, None, None)


def journal_with_a_gap(unit: Unit) -> None:
    phone = make.make_phone(make.make_employee())
    Journal.objects.create(unit=unit, complete_to=1, last_seq=5)
    make.make_receipt(unit, phone=phone, seq=1, stored_at=NOON)
    make.make_receipt(unit, phone=phone, seq=5, stored_at=NOON)


def test_a_gap_is_found_when_nobody_has_filled_it_for_days() -> None:
    unit = make.make_unit(home=make.make_home())
    journal_with_a_gap(unit)

    look_around(now=NOON + timedelta(days=2, seconds=-1))
    assert kinds() == []
    look_around(now=NOON + timedelta(days=2))

    finding = Finding.objects.get()
    assert (finding.kind, finding.first_missing, finding.last_missing) == (Kind.GAP, 2, 4)


def test_a_gap_that_is_filled_in_part_is_no_new_one_and_closes_when_it_is_full() -> None:
    unit = make.make_unit(home=make.make_home())
    journal_with_a_gap(unit)
    look_around(now=LATER)
    phone = make.make_phone(make.make_employee())
    make.make_receipt(unit, phone=phone, seq=2, stored_at=NOON)
    Journal.objects.update(complete_to=2)
    assert look_around(now=LATER) == Looked(found=0, settled=0)

    for seq in (3, 4):
        make.make_receipt(unit, phone=phone, seq=seq, stored_at=NOON)
    Journal.objects.update(complete_to=5)

    assert look_around(now=LATER) == Looked(found=0, settled=1)
    assert FindingDeed.objects.get().deed == Deed.SETTLED
    assert told("finding_closed")[0]["by"] is None


def test_silence_is_found_when_a_crew_is_sent_and_closes_when_it_is_over() -> None:
    unit = make.make_unit(home=make.make_home())
    order = make.make_order(unit, reason="no_contact")
    make.make_order(make.make_unit(home=make.make_home()))

    look_around(now=LATER)
    assert [(one.kind, one.unit) for one in Finding.objects.all()] == [(Kind.SILENT, unit)]

    order.done_at = LATER
    order.save()
    assert look_around(now=LATER) == Looked(found=0, settled=1)


def open_many(doors: int, employee: Employee, *, apart: timedelta) -> list[Receipt]:
    units = [make.make_unit(home=make.make_home()) for _ in range(doors)]
    return [opening(unit, employee, at=NOON + n * apart) for n, unit in enumerate(units)]


def test_more_than_ten_doors_in_a_quarter_of_an_hour_are_a_burst() -> None:
    kari, ola = make.make_employee(), make.make_employee()
    receipts = open_many(11, kari, apart=timedelta(seconds=90))
    open_many(10, ola, apart=timedelta(seconds=90))

    assert look_around(now=NOON + timedelta(hours=1)).found == 1
    assert look_around(now=NOON + timedelta(hours=1)).found == 0

    finding = Finding.objects.get()
    assert (finding.kind, finding.employee, finding.unit) == (Kind.BURST, kari, None)
    assert {one.receipt_id for one in finding.evidence.all()} == {one.pk for one in receipts}


def test_a_burst_is_found_when_its_last_receipt_comes_a_day_later() -> None:
    kari = make.make_employee()
    open_many(10, kari, apart=timedelta(seconds=60))
    assert look_around(now=NOON + timedelta(hours=2)).found == 0

    opening(make.make_unit(home=make.make_home()), kari, at=NOON, stored_at=LATER)

    assert look_around(now=LATER).found == 1


def test_a_clock_that_is_wrong_is_found_once_until_somebody_has_closed_it() -> None:
    unit, kari = make.make_unit(home=make.make_home()), make.make_employee()
    opening(unit, kari, at=NOON + timedelta(hours=2))
    opening(make.make_unit(home=make.make_home()), kari)
    assert look_around(now=LATER).found == 1
    opening(unit, kari, at=LATER + timedelta(hours=2), stored_at=LATER)
    assert look_around(now=LATER + timedelta(hours=1)).found == 0
    finding = Finding.objects.get()
    assert (finding.kind, finding.unit) == (Kind.CLOCK, unit)

    close(finding)
    assert look_around(now=LATER + timedelta(hours=1)).found == 0
    opening(unit, kari, at=LATER + timedelta(days=2), stored_at=LATER + timedelta(days=1))

    assert look_around(now=LATER + timedelta(days=1)).found == 1


def close(
    finding: Finding, *, said: str = "Ringte henne.", by: UUID | None = None
) -> NotDone | None:
    return answer(finding=finding.id, deed=Deed.CLOSED, said=said, by=by, now=LATER)


@pytest.fixture
def finding() -> Finding:
    """Kari opened a door that nothing explains."""
    unit = make.make_unit(home=make.make_home())
    make_incident(unit, opening(unit, make.make_employee()))
    look_around(now=NOON)
    return Finding.objects.get()


def test_a_finding_is_closed_with_a_reason_once_and_the_ledger_tells_no_word_of_it(
    finding: Finding,
) -> None:
    anne = make.make_employee()

    assert close(finding, by=anne.id) is None
    assert close(finding, by=anne.id) is None  # pressed twice
    assert close(finding, said="Noe annet.", by=anne.id) is NotDone.OVER

    deed = FindingDeed.objects.get()
    assert (deed.deed, deed.said, deed.by) == (Deed.CLOSED, "Ringte henne.", anne)
    (entry,) = told("finding_closed")
    assert entry == {
        "kind": "finding_closed",
        "at": entry["at"],
        "finding": finding.id.hex,
        "deed": deed.pk,
        "by": anne.id.hex,
    }


def test_without_a_reason_nothing_is_closed(finding: Finding) -> None:
    assert close(finding, said="  ") is NotDone.NOTHING_SAID
    assert not FindingDeed.objects.exists()


def test_nobody_closes_what_they_did_themselves_but_may_say_what_happened(
    finding: Finding,
) -> None:
    kari = finding.employee_id

    assert close(finding, by=kari) is NotDone.OWN
    said = answer(finding=finding.id, deed=Deed.COMMENTED, said="Det hastet.", by=kari, now=LATER)

    assert said is None
    assert FindingDeed.objects.get().deed == Deed.COMMENTED
    assert len(told("finding_commented")) == 1


def test_a_closed_finding_can_be_commented_and_stays_closed(finding: Finding) -> None:
    close(finding)

    answer(finding=finding.id, deed=Deed.COMMENTED, said="Et tillegg.", by=None, now=LATER)

    assert [one.deed for one in finding.deeds.order_by("id")] == [Deed.CLOSED, Deed.COMMENTED]


def test_postgresql_lets_nobody_change_what_was_found(finding: Finding) -> None:
    close(finding)
    for change in (
        lambda: Finding.objects.update(found_at=LATER),
        lambda: finding.evidence.all().delete(),
        lambda: FindingDeed.objects.update(said="Nei."),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()
