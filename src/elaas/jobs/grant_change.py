"""What `elaas grant` does once there is a database."""

from uuid import UUID

from elaas.jobs.clock import now
from elaas.jobs.stop import Stop
from elaas.people.grants import GrantedRole
from elaas.people.operations.grants import NotEmployed, grant_role, withdraw_role
from elaas.people.queries import NoSuchEmployee, employee_named


def grant(employee: str, role: GrantedRole) -> None:
    """Grant it, and say so. Raises Stop."""
    try:
        is_new = grant_role(employee=_found(employee), role=role, now=now())
    except NotEmployed:
        message = f"«{employee}» is no longer employed, and is given no role."
        raise Stop(message) from None
    print(f"The role {role} is granted." if is_new else f"The role {role} was granted already.")


def withdraw(employee: str, role: GrantedRole) -> None:
    """Withdraw it, and say so. Raises Stop."""
    if not withdraw_role(employee=_found(employee), role=role, now=now()):
        message = f"«{employee}» does not have the role {role}."
        raise Stop(message)
    print(f"The role {role} is withdrawn.")


def _found(employee: str) -> UUID:
    try:
        return employee_named(employee)
    except NoSuchEmployee as reason:
        raise Stop(reason) from None
