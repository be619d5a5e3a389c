"""Plain makers of records for tests: say what matters, the rest is filled in.

Each returns the model row. Times are given by the test; nothing here reads a clock.
"""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from elaas.access.models import Assignment, Credential, Receipt
from elaas.access.rules import Period
from elaas.doors.models import Bag, Board, BoardEvent, Building, Home, Unit
from elaas.doors.operations.parts import Packed, Packing, pack_bag
from elaas.eligibility.operations import review_decision, state_situation
from elaas.eligibility.queries import need_of
from elaas.eligibility.rules import Decision, Situation
from elaas.mounting.models import (
    Appointment,
    Crew,
    CrewMember,
    Ending,
    MountingCase,
    WorkingHours,
    WorkOrder,
)
from elaas.notices.models import Message
from elaas.people.actors import ActorKind
from elaas.people.models import Employee, EmployeeRole, Kin, Phone, Recipient, Shift
from elaas.protocol.cose import PrivateKey, sign1
from elaas.protocol.receipt import FIRST, Outcome, digest
from elaas.protocol.receipt import Receipt as Claim
from tests.pictures import taken

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
VISIT = Period(NOON, NOON + timedelta(minutes=30))

_count = itertools.count(1)


def make_recipient(**fields: object) -> Recipient:
    """A recipient whose services run."""
    number = next(_count)
    defaults = {"source_id": f"patient-{number}", "given": "Turid", "family": "Bakken"}
    return Recipient.objects.create(**{**defaults, "active": True, **fields})


def make_kin(recipient: Recipient, **fields: object) -> Kin:
    """A next of kin of `recipient`."""
    number = next(_count)
    defaults = {"source_id": f"kin-{number}", "given": "Máret", "family": "Olsen", "active": True}
    return Kin.objects.create(recipient=recipient, **{**defaults, **fields})


def make_message(recipient: Recipient, **fields: object) -> Message:
    """Something `recipient` is to be told since noon, and no job that does it."""
    defaults = {
        "purpose": "invitation",
        "language": "nb",
        "text": "Du kan bestille time.",
        "created_at": NOON,
        "due_at": NOON,
        "again_at": NOON,
    }
    return Message.objects.create(recipient=recipient, **{**defaults, **fields})


def make_employee(*, role: str | None = "hjemmesykepleie", **fields: object) -> Employee:
    """An employee with one active role, or none."""
    number = next(_count)
    defaults = {
        "source_id": f"practitioner-{number}",
        "number": f"TK{number:06}",
        "given": "Kari",
        "family": "Nilsen",
        "active": True,
    }
    employee = Employee.objects.create(**{**defaults, **fields})
    if role is not None:
        make_role(employee, service=role)
    return employee


def make_role(employee: Employee, **fields: object) -> EmployeeRole:
    """A role of `employee`."""
    defaults = {"source_id": f"role-{next(_count)}", "active": True}
    return EmployeeRole.objects.create(employee=employee, **{**defaults, **fields})


def make_shift(employee: Employee, period: Period) -> Shift:
    """A recorded shift."""
    return Shift.objects.create(employee=employee, starts_at=period.start, ends_at=period.end)


def make_building(**fields: object) -> Building:
    """A building."""
    number = next(_count)
    defaults = {"source_id": f"building-{number}", "address": f"Kongens gate {number}"}
    return Building.objects.create(**{**defaults, **fields})


def make_home(*, building: Building | None = None, **fields: object) -> Home:
    """A home, in a building or alone."""
    number = next(_count)
    defaults = {
        "source_id": f"home-{number}",
        "address": building.address if building else f"Persaunvegen {number}",
        "dwelling": f"H{number % 90 + 1:02}01" if building else "",
    }
    return Home.objects.create(building=building, **{**defaults, **fields})


AT_HOME_ALONE = Situation(
    safety_alarm=False,
    other_technology=False,
    opens_the_door=False,
    somebody_always_there=False,
    services_at_home=True,
)


def make_decision(recipient: Recipient, now: datetime = NOON, /, **facts: bool) -> Decision:
    """A coordinator states the situation: alone at home with services, but for these facts."""
    need = need_of(recipient.id)
    return state_situation(
        recipient=recipient.id,
        situation=replace(AT_HOME_ALONE, **facts),
        by=None,
        seen=need.statement if need else None,
        now=now,
    )


def make_review(
    recipient: Recipient,
    *,
    needed: bool,
    because: str = "Hun faller ofte.",
    by: Employee | None = None,
) -> None:
    """A coordinator decides otherwise than the rule."""
    need = need_of(recipient.id)
    assert need is not None
    review_decision(
        recipient=recipient.id,
        needed=needed,
        because=because,
        by=by.id if by else None,
        seen=need.statement,
        now=NOON,
    )


LOCK_KEYS: dict[str, tuple[PrivateKey, PrivateKey]] = {}


def make_unit(
    *,
    home: Home | None = None,
    building: Building | None = None,
    mounted: bool = True,
    **fields: object,
) -> Unit:
    """A unit, on a door and mounted unless told otherwise; its keys are in LOCK_KEYS."""
    number = next(_count)
    dh, receipt = PrivateKey.generate(), PrivateKey.generate()
    defaults = {
        "lock_id": f"L-{number:04}",
        "label": f"{number:04}",
        "dh_x": dh.public_key.x,
        "dh_y": dh.public_key.y,
        "receipt_x": receipt.public_key.x,
        "receipt_y": receipt.public_key.y,
        "claim_secret": bytes(16),
        "approval_class": "FG" if fields.get("kind") == "key_box" else "",
        "registered_at": NOON - timedelta(days=30),
        "claimed_at": NOON - timedelta(days=30),
        "mounted_at": NOON - timedelta(days=30) if mounted else None,
    }
    unit = Unit.objects.create(home=home, building=building, **{**defaults, **fields})
    LOCK_KEYS[unit.lock_id] = (dh, receipt)
    return unit


def make_assignment(
    *,
    employee: Employee,
    home: Home,
    recipient: Recipient | None = None,
    period: Period = VISIT,
    **fields: object,
) -> Assignment:
    """A visit for care at `home`."""
    number = next(_count)
    defaults = {
        "source_id": f"appointment-{number}",
        "source_version": NOON - timedelta(days=2),
        "service": "hjemmesykepleie",
        "starts_at": period.start,
        "ends_at": period.end,
    }
    return Assignment.objects.create(
        employee=employee,
        home=home,
        recipient=recipient or make_recipient(),
        **{**defaults, **fields},
    )


def make_phone(employee: Employee, *, key: PrivateKey | None = None, **fields: object) -> Phone:
    """An enrolled phone of `employee`."""
    number = next(_count)
    public = (key or PrivateKey.generate()).public_key
    defaults = {
        "key_x": public.x,
        "key_y": public.y,
        "token_hash": number.to_bytes(32, "big"),
        "enrolled_at": NOON - timedelta(days=1),
    }
    return Phone.objects.create(employee=employee, **{**defaults, **fields})


def make_credential(
    assignment: Assignment, *, phone: Phone, unit: Unit, **fields: object
) -> Credential:
    """A credential on record. Its token is a stand-in: nothing in the server reads it."""
    number = next(_count)
    defaults = {
        "cti": UUID(int=number),
        "scope": "open",
        "epoch": unit.epoch,
        "issued_at": assignment.starts_at - timedelta(hours=4),
        "not_before": assignment.starts_at - timedelta(minutes=30),
        "expires_at": assignment.ends_at + timedelta(minutes=60),
        "token": b"token",
    }
    return Credential.objects.create(
        assignment=assignment, phone=phone, unit=unit, **{**defaults, **fields}
    )


def sign_receipt(unit: Unit, **fields: object) -> bytes:
    """A receipt as the lock of `unit` signs it."""
    defaults = {
        "lock_id": unit.lock_id,
        "seq": 1,
        "previous": FIRST,
        "time": int(NOON.timestamp()),
        "uncertainty": 3,
        "operation": "open",
        "outcome": Outcome.DONE,
        "cti": None,
        "epoch": 1,
        "battery": 80,
    }
    claim = Claim(**{**defaults, **fields})  # type: ignore[arg-type]  # the test says what it wants
    return sign1(claim.payload(), LOCK_KEYS[unit.lock_id][1])


def sign_receipts(unit: Unit, count: int, **fields: object) -> list[bytes]:
    """The lock's first `count` receipts, chained."""
    made: list[bytes] = []
    previous = FIRST
    for seq in range(1, count + 1):
        made.append(sign_receipt(unit, seq=seq, previous=previous, **fields))
        previous = digest(made[-1])
    return made


def make_receipt(unit: Unit, *, phone: Phone, **fields: object) -> Receipt:
    """A stored receipt, for pages; its bytes are a stand-in."""
    number = next(_count)
    defaults = {
        "seq": number,
        "digest": number.to_bytes(32, "big"),
        "previous": bytes(32),
        "at": NOON,
        "uncertainty": 3,
        "operation": "open",
        "outcome": Outcome.DONE,
        "epoch": 1,
        "battery": 80,
        "body": b"receipt",
        "stored_at": NOON + timedelta(hours=1),
    }
    return Receipt.objects.create(unit=unit, phone=phone, **{**defaults, **fields})


def make_board(*, home: Home | None = None, building: Building | None = None) -> Board:
    """The board of `building`, or the landlord of `home`; nothing has happened yet."""
    return Board.objects.create(
        home=home, building=building, name="Styret i Kongens gate", recorded_at=NOON
    )


def make_board_event(board: Board, **fields: object) -> BoardEvent:
    """What happened between the municipality and a board."""
    defaults = {"deed": "asked", "at": NOON, "channel": "phone"}
    return BoardEvent.objects.create(board=board, **{**defaults, **fields})


def make_crew(*, starts: int = 8, ends: int = 15, **fields: object) -> Crew:
    """A crew that works from Monday to Friday between these hours, local time."""
    crew = Crew.objects.create(**{"name": f"Lag {next(_count)}", **fields})
    WorkingHours.objects.bulk_create(
        WorkingHours(crew=crew, weekday=weekday, starts=time(starts), ends=time(ends))
        for weekday in range(5)
    )
    return crew


def make_case(
    recipient: Recipient | None = None, *, home: Home | None = None, **fields: object
) -> MountingCase:
    """Something is to be mounted at a recipient's home."""
    return MountingCase.objects.create(
        recipient=recipient or make_recipient(),
        home=home or make_home(),
        **{"opened_at": NOON - timedelta(days=7), **fields},
    )


def make_appointment(
    case: MountingCase, *, crew: Crew, slot: Period, **fields: object
) -> Appointment:
    """Somebody comes."""
    defaults = {
        "booked_at": NOON - timedelta(days=6),
        "booked_by_kind": ActorKind.RECIPIENT,
        "booked_by_id": case.recipient_id,
    }
    return Appointment.objects.create(
        case=case, crew=crew, slot=DateTimeTZRange(slot.start, slot.end), **{**defaults, **fields}
    )


def make_ending(recipient: Recipient | None = None, **fields: object) -> Ending:
    """A lock that is to come down at a recipient's home, and whose removal can be booked."""
    who = recipient or make_recipient()
    if "unit" not in fields:
        home = make_home()
        fields = {"unit": make_unit(home=home), "home": home, **fields}
    if "case" not in fields:
        fields["case"] = make_case(who, home=fields["home"], task="remove")  # type: ignore[arg-type]
    defaults = {"why": "services_ended", "noted_at": NOON, "due_at": NOON}
    return Ending.objects.create(recipient=who, **{**defaults, **fields})


def make_member(employee: Employee, *, crew: Crew) -> CrewMember:
    """The employee drives with that crew."""
    return CrewMember.objects.create(crew=crew, employee=employee, first=date(2020, 1, 1))


def make_bag(unit: Unit, *, now: datetime = NOON) -> Bag:
    """The parts that `unit` replaced: two of one kind, and one of another."""
    packed = pack_bag(
        lock_id=unit.lock_id,
        packing=Packing(
            label="4711",
            place="Boden, øverste hylle",
            parts=[Packed("Sylinderring", 2), Packed("Knappvrider", 1)],
            photo=taken(),
        ),
        by=None,
        now=now,
    )
    return Bag.objects.get(pk=packed)


def make_order(unit: Unit, **fields: object) -> WorkOrder:
    """Somebody is to see to `unit` since noon; its battery is low."""
    defaults = {
        "task": "service",
        "reason": "battery_low",
        "home": unit.home,
        "building": unit.building,
        "opened_at": NOON,
    }
    return WorkOrder.objects.create(unit=unit, **{**defaults, **fields})
