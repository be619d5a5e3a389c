"""The town's employees with their phones, one folder each."""

from pathlib import Path
from uuid import UUID

from elaas.demo.clock import now
from elaas.demo.phone.bundle import Key
from elaas.demo.phone.phone import Attempt, Phone, Synced
from elaas.demo.phone.store import Store
from elaas.demo.street import Street
from elaas.demo.town import DOORS, EMPLOYEES, key_of
from elaas.gateways.radio.session import Session
from elaas.people import queries as people
from elaas.people.operations import phones
from elaas.protocol import air
from elaas.protocol.receipt import Outcome
from elaas.protocol.session import PhoneSession

LABELS = {door.lock_id: door.label for door in DOORS}


class Worker:
    """An employee of the town at work, with an enrolled phone, in the street."""

    def __init__(self, key: str, *, folder: Path, street: Street, url: str) -> None:
        given, _, family = EMPLOYEES[key].name.rpartition(" ")
        self.name = given
        self.badge = f"{given} {family[0]}."  # as pages show it
        self.id: UUID = people.employee_named(key_of(key))
        self._street = street
        self._phone = Phone(folder / key)
        if self.store.enrolled and self._replaced():  # by somebody's browser (/telefon/)
            self.store.forget_account()
        if self.store.enrolled:  # since another day, when the server had another port
            self.store.save_account({**self.store.account(), "url": url})
        else:
            code = phones.invite(employee=self.id, now=now())
            self._phone = street.run(Phone.enrol(folder / key, url=url, code=code))

    def _replaced(self) -> bool:
        enrolled: str = self.store.account()["phone"]
        return str(phones.phone_of(self.id)) != enrolled

    @property
    def store(self) -> Store:
        """What the phone holds."""
        return self._phone.store

    def sync(self) -> Synced:
        """Bring receipts to the server, and get the day."""
        return self._street.run(self._phone.sync())

    def open(self, lock_id: str) -> Attempt:
        """Knock on the door, and open it by the digits printed on the lock."""
        self._street.door(lock_id).knock()
        errand = self._phone.operate(LABELS[lock_id], radio=self._street.radio, now=now())
        return self._street.run(errand)

    def release(self, lock_id: str) -> Attempt:
        """Let the lock forget the municipality, as whoever takes it down does."""
        self._street.door(lock_id).knock()
        errand = self._phone.operate(
            LABELS[lock_id], radio=self._street.radio, now=now(), operation=air.RELEASE
        )
        return self._street.run(errand)

    def doors_open_now(self) -> list[str]:
        """The lock ids of the doors that the phone holds a credential for now."""
        held = {key.lock.lock_id for key in self.credentials()}
        return sorted(lock_id for lock_id in held if self.key_to(lock_id))

    def key_to(self, lock_id: str) -> Key | None:
        """The credential the phone holds for that door now."""
        found = self._phone.bundle().key(lock_id, now=now())
        return found if isinstance(found, Key) else None

    def credentials(self) -> list[Key]:
        """Every credential the phone holds, for now or later."""
        return self._phone.bundle().keys()

    def open_with(self, stolen: Key) -> Outcome:
        """Try somebody else's credential, with this phone's own key."""
        self._street.door(stolen.lock.lock_id).knock()
        return self._street.run(self._try(stolen))

    async def _try(self, stolen: Key) -> Outcome:
        lock = stolen.lock
        phone = PhoneSession(key=self.store.key(), lock_id=lock.lock_id, lock_key=lock.dh)
        async with self._street.radio.connect(lock.label) as link:
            session = Session(link, phone)
            outcome, receipt = await session.first(stolen.token, air.OPEN)
        self.store.keep_receipts([receipt])
        return outcome
