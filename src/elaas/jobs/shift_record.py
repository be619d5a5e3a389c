"""What `elaas shift` does once there is a database."""

from datetime import UTC, datetime

from elaas.access.operations.shifts import record_shift
from elaas.people.queries import NoSuchEmployee, employee_named

__all__ = ["NoSuchEmployee", "record"]


def record(employee: str, *, starts_at: datetime, ends_at: datetime) -> None:
    """Record it, and say what it changed. Raises NoSuchEmployee."""
    now = datetime.now(tz=UTC)  # noqa: TID251  (jobs read the clock)
    revoked = record_shift(
        employee=employee_named(employee), starts_at=starts_at, ends_at=ends_at, now=now
    )
    print(f"The shift is recorded; {revoked} credentials that outlived it are revoked.")
