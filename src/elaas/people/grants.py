"""The roles the service desk gives. That somebody is an employee the care system says."""

from enum import StrEnum


class GrantedRole(StrEnum):
    """A role that is granted, and never taken from a login's token."""

    COORDINATOR = "coordinator"
    SERVICE_DESK = "service_desk"
    INSTALLER = "installer"
    RESPONDER = "responder"
    AUDITOR = "auditor"
