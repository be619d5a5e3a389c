"""Recipients, next of kin, employees, their shifts and their phones."""

import uuid

from django.db import models
from django.db.models import F, Q

from elaas.people.actors import ActorKind
from elaas.people.grants import GrantedRole
from elaas.people.look_models import Look
from elaas.people.rights import Right, WordOf

__all__ = [
    "CitizenSession",
    "Employee",
    "EmployeeRole",
    "EmployeeSession",
    "Kin",
    "KinDecision",
    "Look",
    "Phone",
    "PhoneInvite",
    "Recipient",
    "RoleGrant",
    "Shift",
]


class Recipient(models.Model):
    """Someone who gets care at home. `source_id` is the care system's Patient id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source_id = models.CharField(max_length=64, unique=True)
    national_id = models.CharField(max_length=11, blank=True)
    given = models.CharField(max_length=100, blank=True)
    family = models.CharField(max_length=100, blank=True)
    birth_date = models.DateField(null=True)
    language = models.CharField(max_length=8, default="nb")
    # HL7 v3 Confidentiality: R fortrolig, V strengt fortrolig, empty for an open address.
    protection = models.CharField(max_length=1, blank=True)
    active = models.BooleanField()
    deceased = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(name="people_recipient_by_number", fields=("national_id",)),)

    def __str__(self) -> str:
        return str(self.id)


class Kin(models.Model):
    """Next of kin of one recipient. `source_id` is the care system's RelatedPerson id.

    Whom the recipient named themself has one of ours, and `named_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source_id = models.CharField(max_length=64, unique=True)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="kin")
    national_id = models.CharField(max_length=11, blank=True)
    given = models.CharField(max_length=100, blank=True)
    family = models.CharField(max_length=100, blank=True)
    active = models.BooleanField()
    named_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(name="people_kin_by_national_id", fields=("national_id",)),)

    def __str__(self) -> str:
        return str(self.id)


class KinDecision(models.Model):
    """What a next of kin may do from `at` on, or may not. Rows are only added: the last counts.

    An employee records the word of somebody else (`word_of`), with the reason.
    """

    kin = models.ForeignKey(Kin, on_delete=models.PROTECT, related_name="decisions")
    right = models.CharField(max_length=10)
    allowed = models.BooleanField()
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_id = models.UUIDField()
    word_of = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="people_only_known_rights_are_decided",
                condition=Q(right__in=[right.value for right in Right]),
            ),
            models.CheckConstraint(
                # Kin decide nothing about each other, nor about themselves.
                name="people_a_recipient_or_an_employee_with_a_reason_decides",
                condition=Q(by_kind=ActorKind.RECIPIENT.value)
                | Q(by_kind=ActorKind.EMPLOYEE.value, word_of__in=[one.value for one in WordOf])
                & ~Q(reason=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kin_id} {self.right} {self.allowed}"


class CitizenSession(models.Model):
    """A recipient or next of kin logged in on one browser; only the hash of its cookie is kept.

    Whom they are is asked anew each time, by `national_id`. It goes when the session ends.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    token_hash = models.BinaryField(unique=True)
    national_id = models.CharField(max_length=11)
    id_token = models.TextField()
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Employee(models.Model):
    """Someone employed by the municipality. `source_id` is the care system's Practitioner id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source_id = models.CharField(max_length=64, unique=True)
    number = models.CharField(max_length=40, blank=True, db_index=True)
    hpr_number = models.CharField(max_length=20, blank=True)
    given = models.CharField(max_length=100, blank=True)
    family = models.CharField(max_length=100, blank=True)
    active = models.BooleanField()

    def __str__(self) -> str:
        return str(self.id)


class EmployeeRole(models.Model):
    """What an employee does, for which service, and when. `source_id`: PractitionerRole id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source_id = models.CharField(max_length=64, unique=True)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="roles")
    service = models.CharField(max_length=40, blank=True)
    active = models.BooleanField()
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.employee_id} {self.service}"


class Shift(models.Model):
    """Hours an employee is at work, where they are recorded. A credential does not outlive them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="people_shift_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.employee_id} {self.starts_at}"


class Phone(models.Model):
    """A phone an employee has enrolled: its public key, and the hash of its token.

    One phone at a time for each employee; enrolling another blocks the one before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="phones")
    key_x = models.BinaryField()
    key_y = models.BinaryField()
    token_hash = models.BinaryField(unique=True)
    enrolled_at = models.DateTimeField()
    blocked_at = models.DateTimeField(null=True)
    blocked_because = models.CharField(max_length=10, blank=True)
    last_sync_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="people_one_phone_at_a_time",
                fields=("employee",),
                condition=Q(blocked_at=None),
            ),
            models.UniqueConstraint(
                # A key in two hands would open two people's doors for one of them.
                name="people_one_live_phone_for_a_key",
                fields=("key_x", "key_y"),
                condition=Q(blocked_at=None),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class PhoneInvite(models.Model):
    """A one-time code that enrols one phone for one employee; only its hash is kept.

    `made_by`: themselves, logged in, or the service desk; nobody: the command line.
    """

    code_hash = models.BinaryField(primary_key=True)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT)
    made_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.employee_id)


class EmployeeSession(models.Model):
    """An employee logged in on one browser; only the hash of its cookie is kept.

    `id_token` is what the provider wants to hear when they log out; it goes when the session ends.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    token_hash = models.BinaryField(unique=True)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT)
    id_token = models.TextField()
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class RoleGrant(models.Model):
    """A role (people/grants.py) that an employee was given, until it was withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20)
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="people_a_role_is_granted_once",
                fields=("employee", "role"),
                condition=Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="people_only_known_roles_are_granted",
                condition=Q(role__in=[role.value for role in GrantedRole]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.employee_id} {self.role}"
