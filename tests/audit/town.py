"""A small town in which everything was done by operations: the ledger tells of all of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from elaas.access.models import Assignment, Credential
from elaas.access.operations.issue import issue
from elaas.access.operations.phones import enrol_phone
from elaas.access.operations.receipts import store_receipts
from elaas.audit.queries import everything
from elaas.demo import export
from elaas.demo.town import key_of
from elaas.doors.label import Label
from elaas.doors.models import Home
from elaas.doors.operations.units import mount_unit, register_unit, unit_claimed
from elaas.intake.operations.importing import import_bundle
from elaas.ledger.operations.sequence import publish
from elaas.ledger.queries.tree import Head
from elaas.people.grants import GrantedRole
from elaas.people.models import Employee
from elaas.people.operations.grants import grant_role
from elaas.people.operations.phones import invite
from elaas.protocol.cose import PrivateKey, sign1
from elaas.protocol.receipt import FIRST, Outcome, Receipt, digest
from elaas.tlog.checkpoint import Checkpoint, verified
from tests.keys import AUTHORITY
from tests.ledger.log import SIGNER

NOW = datetime(2026, 12, 1, 9, 40, tzinfo=UTC)
LOCK = "L-0010"
KEY = PrivateKey.generate()
LATER = NOW + timedelta(hours=2)


@dataclass(slots=True)
class Town:
    """Bjørn's house has a lock, and Ola, whose phone opens it, has visits there."""

    phone: UUID
    receipts: list[bytes]
    credentials: list[Credential]

    def opened(self, **fields: object) -> bytes:
        """The next receipt that the lock signs: it was opened with the first credential."""
        claim = {
            "lock_id": LOCK,
            "seq": len(self.receipts) + 1,
            "previous": digest(self.receipts[-1]) if self.receipts else FIRST,
            "time": int(NOW.timestamp()) + 60 * len(self.receipts),
            "uncertainty": 2,
            "operation": "open",
            "outcome": Outcome.DONE,
            "cti": self.credentials[0].cti.bytes,
            "epoch": 1,
            "battery": 80,
        }
        told = Receipt(**{**claim, **fields})  # type: ignore[arg-type]  # the test says what
        self.receipts.append(sign1(told.payload(), KEY))
        return self.receipts[-1]

    def bring(self, *receipts: bytes) -> None:
        """The phone brings them."""
        store_receipts(receipts=receipts, phone=self.phone, now=LATER)


def build(*, openings: int = 3) -> Town:
    """Import, mount, enrol, issue, open; and another visit is taken back."""
    tell(
        export.visit("one", "ola", "bjorn", NOW, NOW), export.visit("two", "ola", "bjorn", NOW, NOW)
    )
    grant_role(employee=employee("kari").id, role=GrantedRole.COORDINATOR, now=NOW)
    _mount()
    invited = invite(employee=employee("ola").id, now=NOW)
    enrolled = enrol_phone(code=invited, key=PrivateKey.generate().public_key, now=NOW)
    issue(phones=[enrolled.phone], authority=AUTHORITY, now=NOW)
    one = Assignment.objects.get(source_id=key_of("visit-one"))
    town = Town(enrolled.phone, [], list(Credential.objects.filter(assignment=one)))
    town.bring(*(town.opened() for _ in range(openings)))
    taken_back = export.visit("two", "ola", "bjorn", NOW, LATER)
    tell({**taken_back, "status": "cancelled"}, now=LATER)
    return town


def tell(*visits: export.Resource, now: datetime = NOW) -> None:
    """The care system hands over everybody, and these visits."""
    import_bundle(export.bundle([*export.people_and_places(NOW), *visits], now), now=now)


def employee(key: str) -> Employee:
    return Employee.objects.get(source_id=key_of(key))


def _mount() -> None:
    dh = PrivateKey.generate().public_key
    label = Label(lock_id=LOCK, label="0010", dh=dh, receipt=KEY.public_key, claim_secret=bytes(16))
    home = Home.objects.get(source_id=key_of("ila"))
    register_unit(label=label, now=NOW)
    unit_claimed(lock_id=LOCK, now=NOW)
    mount_unit(lock_id=LOCK, home=home.id, now=NOW)


def published() -> tuple[Head, Checkpoint]:
    """Publish; answers what somebody outside keeps of it, too."""
    head = publish(signer=SIGNER, now=LATER)
    return head, verified(head.note, log=SIGNER.key)[0]


def found(*outside: Checkpoint) -> list[str]:
    """What the audit says."""
    return [str(one) for one in everything.faults(log=SIGNER.key, outside=outside)]
