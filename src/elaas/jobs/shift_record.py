"""What `elaas shift` does once there is a database."""

from datetime import datetime

from elaas.access.operations.shifts import record_shift
from elaas.jobs.clock import now
from elaas.jobs.stop import Stop
from elaas.jobs.words import counted
from elaas.people.queries import NoSuchEmployee, employee_named


def record(employee: str, *, starts_at: datetime, ends_at: datetime) -> None:
    """Record it, and say what it changed. Raises Stop."""
    try:
        found = employee_named(employee)
    except NoSuchEmployee as reason:
        raise Stop(reason) from None
    revoked = record_shift(employee=found, starts_at=starts_at, ends_at=ends_at, now=now())
    told = f" {counted(revoked, 'credential')} revoked, which would have outlived it."
    print(f"The shift is recorded.{told if revoked else ''}")
