"""Makers of what was over long ago, by kind, and of what is still needed; and forgetting it."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import Model

from elaas.access.models import Answer, Question
from elaas.access.rules import Period
from elaas.alarms.models import Finding
from elaas.damage.models import DamageComplaint
from elaas.doors.models import (
    DoorCondition,
    Home,
    KeyNote,
    Photo,
    Unit,
)
from elaas.doors.operations.parts import empty_bag
from elaas.eligibility.models import Review, Statement
from elaas.intake.models import Source
from elaas.mounting.models import FaultReport, KeyBoxLoss, VisitReport, WorkOrder
from elaas.people.models import (
    Employee,
    Kin,
    KinDecision,
    Phone,
    Recipient,
    RoleGrant,
)
from elaas.rights.kept import Kept
from elaas.rights.operations.forget import forget_some
from tests import damages, make
from tests.audit.town import published
from tests.make import NOON, VISIT
from tests.pictures import taken

OLD = NOON + timedelta(days=30)  # by then everything of noon is over
YEARS = NOON + timedelta(days=4000)
AFTER = OLD + timedelta(days=1)


def forget(kept: Kept, *, before: datetime = AFTER) -> int:
    gone = 0
    published()
    while rows := forget_some(kept=kept, before=before, now=YEARS):
        gone += rows
        published()
    return gone


def told(resource: str, row: Model, at: datetime = NOON, **fields: object) -> None:
    """The care system's newest word about it."""
    reference = f"{resource}/{row.source_id}"  # type: ignore[attr-defined]  # each of these has one
    Source.objects.create(reference=reference, version=at, **fields)


def question() -> Question:
    person = make.make_recipient()
    return Question.objects.create(
        recipient=person,
        about="L-0001.1",
        text="Hvem?",
        asked_at=NOON,
        due_at=OLD,
        by_kind="recipient",
        by_id=person.id,
    )


def answered() -> object:
    return Answer.objects.create(question=question(), text="Jeg.", answered_at=NOON)


def damaged() -> object:
    return damages.make_damage(make.make_recipient(), home=make.make_home())


def complained() -> object:
    damage = damages.make_damage(make.make_recipient(), home=make.make_home())
    damages.make_ruling(damage)
    return DamageComplaint.objects.create(
        damage=damage, text="Nei.", complained_at=OLD, by_kind="kin", by_id=uuid4()
    )


def shelved(**fields: str) -> Unit:
    return make.make_unit(mounted=False, home=None, building=None, **fields)


def full_bag() -> object:
    return make.make_bag(shelved())


def emptied_bag() -> object:
    bag = make.make_bag(shelved())
    empty_bag(bag=bag.id, by=None, now=NOON)
    return bag


def key(unit: Unit | None = None) -> object:
    unit = unit or shelved(kind="key_box")
    return KeyNote.objects.create(unit=unit, event="put_in", noted_at=NOON)


def key_on_a_door() -> object:
    return key(make.make_unit(home=make.make_home(), kind="key_box"))


def report(**of: object) -> VisitReport:
    phone = make.make_phone(make.make_employee())
    report = VisitReport.objects.create(
        id=uuid4(),
        kind="looked",
        job=uuid4(),
        told={},
        employee=phone.employee,
        phone=phone,
        done_at=NOON,
        stored_at=NOON,
        **of,
    )
    report.photos.set([photo()])
    return report


def photo() -> Photo:
    return Photo.objects.create(content=taken(), kept_at=NOON)


def closed(home: Home | None = None) -> object:
    case = make.make_case(closed_at=NOON, home=home)
    make.make_appointment(case, crew=make.make_crew(), slot=VISIT)
    return report(case=case, settled_at=NOON)


def pending_case() -> object:
    return report(case=make.make_case(closed_at=NOON))


def done(**fields: object) -> WorkOrder:
    order = make.make_order(make.make_unit(home=make.make_home()), done_at=NOON, **fields)
    for_them = {"order": order, "unit": order.unit, "seen_at": NOON, "told_at": NOON}
    FaultReport.objects.create(**for_them, fault="other", by_kind="recipient", by_id=uuid4())
    Finding.objects.create(kind="silent", unit=order.unit, order=order, found_at=NOON)
    return order


def stolen() -> object:
    order = done()
    unit = shelved(kind="key_box")
    loss = KeyBoxLoss.objects.create(unit=unit, home=order.home, because="Borte.", told_at=NOON)
    loss.orders.set([order])
    return loss


def condition(**of: object) -> DoorCondition:
    row = DoorCondition.objects.create(cylinder="euro", gap_mm=3, noted_at=NOON, **of)
    row.photos.set([photo()])
    return row


def board(home: Home | None = None) -> object:
    entrance = make.make_building() if home is None else home.building
    return make.make_board_event(make.make_board(building=entrance))


def in_a_house(**fields: object) -> Home:
    return make.make_home(building=make.make_building(), **fields)


def home(at: datetime = NOON) -> Home:
    row = in_a_house()
    told("Location", row, at)
    assert row.building
    told("Location", row.building, at)
    return row


def kin(**fields: object) -> Kin:
    row = make.make_kin(make.make_recipient(), **{"active": False, **fields})
    told("RelatedPerson", row)
    return row


def named(*allowed: bool) -> object:
    row = make.make_kin(make.make_recipient(), named_at=NOON)
    word = {"kin": row, "right": "book", "at": NOON, "by_kind": "recipient", "by_id": uuid4()}
    for one in allowed:
        KinDecision.objects.create(**word, allowed=one)
    return row


def booked() -> object:
    row = kin()
    make.make_appointment(
        make.make_case(row.recipient),
        crew=make.make_crew(),
        slot=VISIT,
        booked_by_kind="kin",
        booked_by_id=row.id,
    )
    return row


def person(**fields: object) -> Recipient:
    row = make.make_recipient(**{"active": False, **fields})
    told("Patient", row)
    make.make_kin(row)
    Review.objects.create(
        statement=Statement.objects.create(recipient=row, services_at_home=False, stated_at=NOON),
        because="Nei.",
        reviewed_at=NOON,
    )
    return row


def visited(**fields: object) -> object:
    row = person(**fields)
    return make.make_assignment(employee=make.make_employee(), home=make.make_home(), recipient=row)


def shift(*others: Period) -> Employee:
    row = make.make_employee()
    for one in (VISIT, *others):
        make.make_shift(row, one)
    return row


NEXT = Period(VISIT.start + timedelta(days=40), VISIT.end + timedelta(days=40))


def shift_with_a_visit() -> object:
    return make.make_assignment(employee=shift(NEXT), home=make.make_home())


def phone(**fields: datetime) -> Phone:
    return make.make_phone(make.make_employee(), key=None, **fields)


def phone_that_brought() -> object:
    return make.make_receipt(shelved(), phone=phone(blocked_at=NOON))


def who_left(*, active: bool = False) -> Employee:
    row = make.make_employee(active=active, given="Kari", number="17")
    told("Practitioner", row)
    make.make_shift(row, VISIT)
    make.make_phone(row)
    RoleGrant.objects.create(employee=row, role="coordinator", granted_at=NOON)
    return row


def who_left_and_visited() -> object:
    return make.make_assignment(employee=who_left(), home=make.make_home())


def whose_phone_brought() -> object:
    row = who_left()
    return make.make_receipt(shelved(), phone=row.phones.get())


def seen_source(**fields: object) -> object:
    return Source.objects.create(
        **{"reference": "Patient/x", "version": NOON, "rejected": "x", **fields}
    )
