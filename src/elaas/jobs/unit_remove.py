"""What `elaas unit remove` does once there is a database."""

from datetime import timedelta

from elaas.access.operations.mounting import plan_removal
from elaas.access.rules import Period
from elaas.doors import queries as doors
from elaas.jobs.clock import now
from elaas.jobs.stop import Stop
from elaas.people.queries import NoSuchEmployee, employee_named

VISIT = timedelta(hours=2)


def plan(lock_id: str, *, installer: str) -> None:
    """Give the installer a visit from now that takes the lock down, and say so. Raises Stop."""
    unit = doors.units(lock_ids=[lock_id]).by_lock_id.get(lock_id)
    if unit is None or not unit.mounted:
        raise Stop(f"{lock_id} is on no door.")
    try:
        employee = employee_named(installer)
    except NoSuchEmployee as reason:
        raise Stop(reason) from None
    begins = now()
    plan_removal(
        installer=employee,
        lock_id=lock_id,
        home=doors.home_of(lock_id),
        period=Period(begins, begins + VISIT),
        now=begins,
    )
    print(
        f"The phone of «{installer}» can release {lock_id} in the next two hours, once it has "
        "synced. When its receipt comes home, the lock is off the door."
    )
