"""What `elaas phone invite` and `elaas phone block` do once there is a database."""

from uuid import UUID

from elaas.access.operations.phones import block_phone
from elaas.jobs.clock import now
from elaas.jobs.stop import Stop
from elaas.people import queries as people
from elaas.people.operations import phones
from elaas.people.phones import Blocked


def invite(name: str) -> None:
    """Print a one-time code for the employee who answers to `name`. Raises Stop."""
    print(phones.invite(employee=_employee(name), now=now()))


def block(name: str) -> None:
    """Block the phone of the employee who answers to `name`, and say so. Raises Stop."""
    phone = phones.phone_of(_employee(name))
    if phone is None:
        raise Stop(f"The employee «{name}» has no phone to block.")
    block_phone(phone=phone, because=Blocked.LOST, now=now())
    print(f"The phone of «{name}» is blocked, and opens no door once the lock has heard of it.")


def _employee(name: str) -> UUID:
    try:
        return people.employee_named(name)
    except people.NoSuchEmployee as reason:
        raise Stop(reason) from None
