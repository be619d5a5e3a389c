"""An employee's browser: who they are, and that they are logged in."""

from datetime import timedelta

from django.test import Client

from elaas.people.grants import GrantedRole
from elaas.people.models import Employee, EmployeeSession
from elaas.people.operations.grants import grant_role
from elaas.people.operations.sessions import hash_of
from elaas.web import clock, session
from elaas.web.roles import Role
from tests import make


def work_as(client: Client, role: GrantedRole) -> Employee:
    """The client is an employee's, to whom this role was granted."""
    employee = make.make_employee(given="Anne", family="Lund")
    grant_role(employee=employee.id, role=role, now=clock.read())
    be(client, employee)
    return employee


def be(client: Client, employee: Employee) -> None:
    """The client is this employee's, who is logged in for an hour."""
    now = clock.read()
    EmployeeSession.objects.create(
        token_hash=hash_of(str(employee.id)),
        employee=employee,
        began_at=now,
        ends_at=now + timedelta(hours=1),
    )
    client.cookies[session.cookie()] = str(employee.id)


def somebody(client: Client, role: Role) -> Employee:
    """The client's employee, who has that role and no other."""
    employee = make.make_employee(role="hjemmesykepleie" if role is Role.EMPLOYEE else None)
    if role is Role.NOBODY:
        return employee
    if role is not Role.EMPLOYEE:
        grant_role(employee=employee.id, role=GrantedRole(role.value), now=clock.read())
    be(client, employee)
    return employee
