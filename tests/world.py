"""What must hold whatever has happened: the server's records, the ledger, and the locks.

`check_world` is called after each acceptance test, and may be called after any other.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from django.db import transaction

from elaas.access import rules
from elaas.access.authority import load
from elaas.access.models import Answer, Credential, Incident, Journal, Question, Receipt
from elaas.access.queries import facts
from elaas.audit.queries import everything
from elaas.damage.models import Damage, DamageComplaint, DamageDecision
from elaas.demo.clock import now
from elaas.demo.street import Street
from elaas.doors.models import Unit
from elaas.eligibility.models import Review, Statement
from elaas.ledger.entries import canonical
from elaas.ledger.models import Entry
from elaas.ledger.operations.sequence import publish
from elaas.mounting.models import Appointment
from elaas.people.models import Look
from elaas.protocol.cose import PublicKey, verify1
from elaas.protocol.credential import Credential as Claims
from elaas.protocol.receipt import Outcome, digest
from elaas.protocol.receipt import Receipt as Claim
from elaas.tlog.note import Signer


def check_world(street: Street | None = None, lock_ids: Iterable[str] = ()) -> None:
    """Every invariant of the database, and that `lock_ids` in `street` know nothing else."""
    check_ledger()
    check_credentials()
    check_live_credentials_follow_the_rule()
    check_receipts()
    check_openings_are_explained_or_incidents()
    check_appointments_are_told_of()
    for lock_id in lock_ids:
        assert street is not None
        check_lock(street, lock_id)


def check_audit() -> None:
    """What was done by operations alone has no fault that the audit would find."""
    signer = Signer("log.example/elaas", bytes(32))
    publish(signer=signer, now=now())
    with everything.snapshot():
        assert [str(one) for one in everything.faults(log=signer.key)] == []


def check_ledger() -> None:
    """Each entry is canonical, salted, and tells its own kind and time; each deed has one."""
    for entry in Entry.objects.all():
        told = json.loads(bytes(entry.body))
        assert canonical(told) == bytes(entry.body)
        assert told["kind"] == entry.kind
        assert datetime.fromisoformat(told["at"]) == entry.at
        assert len(bytes(entry.salt)) == 32
    salts = list(Entry.objects.values_list("salt", flat=True))
    assert len({bytes(salt) for salt in salts}) == len(salts)
    assert told_ids("credential_issued", "cti") == Counter(
        cti.hex for cti in Credential.objects.values_list("cti", flat=True)
    )
    assert told_ids("credential_revoked", "cti") == Counter(
        cti.hex for cti in Credential.objects.exclude(revoked_at=None).values_list("cti", flat=True)
    )
    assert told_ids("looked", "look") == Counter(
        look.hex for look in Look.objects.values_list("id", flat=True)
    )
    assert told_ids("situation_stated", "statement") == Counter(
        Statement.objects.values_list("id", flat=True)
    )
    assert told_ids("decision_reviewed", "review") == Counter(
        Review.objects.values_list("id", flat=True)
    )
    assert told_ids("damage_reported", "damage") == Counter(
        one.hex for one in Damage.objects.values_list("id", flat=True)
    )
    assert told_ids("damage_decided", "decision") == Counter(
        DamageDecision.objects.values_list("id", flat=True)
    )
    assert told_ids("damage_complained", "complaint") == Counter(
        DamageComplaint.objects.values_list("id", flat=True)
    )
    assert told_ids("question_asked", "question") == Counter(
        one.hex for one in Question.objects.values_list("id", flat=True)
    )
    assert told_ids("question_answered", "question") == Counter(
        one.hex for one in Answer.objects.values_list("question_id", flat=True)
    )
    assert told_ids("receipt", "digest") == Counter(
        bytes(found).hex() for found in Receipt.objects.values_list("digest", flat=True)
    )
    assert told_ids("incident", "digest") == Counter(
        bytes(found).hex() for found in Incident.objects.values_list("digest", flat=True)
    )


def check_credentials() -> None:
    """Each token says what its record says, is signed by the authority, and names nobody."""
    authority = load()
    for row in Credential.objects.select_related("phone", "assignment"):
        payload = verify1(bytes(row.token), {authority.kid: authority.public_key})
        claims = Claims.parse(payload)
        assert (claims.lock_id, claims.cti) == (row.unit_id, row.cti.bytes)
        assert (claims.scope, claims.epoch) == (row.scope, row.epoch)
        assert claims.phone == PublicKey(x=bytes(row.phone.key_x), y=bytes(row.phone.key_y))
        assert row.not_before.timestamp() <= claims.not_before < claims.expires
        assert claims.expires <= row.expires_at.timestamp()
        assert row.phone.employee_id == row.assignment.employee_id
        assert len(bytes(row.token)) <= 240
        assert row.assignment.employee_id.bytes not in bytes(row.token)


def check_live_credentials_follow_the_rule() -> None:
    """Every credential that could open a door is the rule's answer today."""
    live = Credential.objects.filter(revoked_at=None, phone__blocked_at=None)
    with transaction.atomic():
        visits = facts.visits(assignments=live.values_list("assignment_id", flat=True))
    units, slack = facts.units_for(visits), facts.slack()
    employees = facts.employees({visit.assignment.employee for visit in visits})
    granted: dict[tuple[UUID, str | None], rules.Answer] = {
        (visit.assignment.id, door.lock_id): rules.what_opens(
            employee=employees[visit.assignment.employee],
            door=door,
            assignment=visit.assignment,
            slack=slack,
        )
        for visit in visits
        for door in facts.doors_of(visit, units)
    }
    for row in live:
        assert granted[row.assignment_id, row.unit_id] == rules.Granted(
            row.assignment_id,
            rules.Period(row.not_before, row.expires_at),
            rules.Scope(row.scope),
        )
    assert not Credential.objects.filter(revoked_at=None, phone__blocked_at__isnull=False).exists()


def check_receipts() -> None:
    """Each is signed by its lock, chained to its neighbours, and the journals are as complete."""
    for unit in Unit.objects.all():
        key = PublicKey(x=bytes(unit.receipt_x), y=bytes(unit.receipt_y))
        rows = list(Receipt.objects.filter(unit=unit).order_by("seq"))
        for row in rows:
            claim = Claim.parse(verify1(bytes(row.body), {b"": key}))
            assert (claim.lock_id, claim.seq) == (row.unit_id, row.seq)
            assert bytes(row.digest) == digest(bytes(row.body))
            assert (claim.cti and UUID(bytes=claim.cti)) == row.credential_id or (
                row.credential_id is None
            )
        for before, after in pairwise(rows):
            assert after.seq > before.seq + 1 or bytes(after.previous) == bytes(before.digest)
        check_journal(unit, rows)


def check_journal(unit: Unit, rows: list[Receipt]) -> None:
    """The journal's row says how far the receipts reach without a gap."""
    journal = Journal.objects.filter(unit=unit).first()
    if journal is None:
        assert rows == []
        return
    tip, tip_digest = journal.begins_after, None
    for row in rows:
        if row.seq == tip + 1:
            tip, tip_digest = row.seq, bytes(row.digest)
    assert journal.complete_to == tip
    assert tip_digest is None or bytes(journal.complete_digest) == tip_digest


def check_openings_are_explained_or_incidents() -> None:
    """An opening rests on an assignment that covered it, or somebody will be asked about it."""
    suspicious = set(Incident.objects.values_list("receipt_id", flat=True))
    openings = Receipt.objects.filter(operation="open", outcome=Outcome.DONE)
    for row in openings.exclude(id__in=[one for one in suspicious if one]):
        credential = row.credential
        assert credential is not None
        assert credential.unit_id == row.unit_id
        assert credential.not_before <= row.at < credential.expires_at


def check_appointments_are_told_of() -> None:
    """Each was booked or came of a move, and who cancelled it is known, once, in the ledger."""
    told = told_ids("appointment_booked", "appointment")
    told += told_ids("appointment_moved", "appointment")
    ended = told_ids("appointment_cancelled", "appointment")
    ended += told_ids("appointment_moved", "before")
    rows = Appointment.objects.all()
    assert told == Counter(one.id.hex for one in rows)
    assert ended == Counter(one.id.hex for one in rows.exclude(cancelled_at=None))


def check_lock(street: Street, lock_id: str) -> None:
    """The lock's journal is what the server has, as far as that goes; nothing else is in it."""
    shown = street.show(lock_id)
    stored = {row.seq: row for row in Receipt.objects.filter(unit=lock_id)}
    assert shown["seq"] >= max(stored, default=0)
    for told in shown["journal"]:
        if told["seq"] in stored:
            row = stored[told["seq"]]
            assert (told["operation"], told["outcome"]) == (
                row.operation,
                Outcome(row.outcome).name.lower(),
            )


def told_ids(kind: str, field: str) -> Counter[object]:
    """How often each value of `field` is told of in entries of `kind`."""
    bodies = Entry.objects.filter(kind=kind).values_list("body", flat=True)
    return Counter(json.loads(bytes(body))[field] for body in bodies)
