"""Who lives behind a door, as far as anything tells: planned visits, and what was mounted."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from elaas.access.models import Assignment, AssignmentKind
from elaas.access.queries.pages.ready import last_homes
from elaas.doors.models import Unit
from elaas.eligibility.queries import needs
from elaas.mounting.endings import Resident
from elaas.mounting.models import MountingCase
from elaas.mounting.rules import Task
from elaas.people.models import Recipient


def residents(homes: Collection[UUID], *, now: datetime) -> dict[UUID, list[Resident]]:
    """The recipients at each of these homes, and those who moved from there.

    Who moved before the lock came has nothing to do with it.
    """
    at = _ever_at(homes)
    everybody = {recipient for there in at.values() for recipient in there}
    living = _living_at(everybody)
    expected, last = _visits(homes, now=now)
    mounted = dict(Unit.objects.filter(home__in=homes).values_list("home_id", "mounted_at"))
    known = needs(everybody)
    people = {row.id: row for row in Recipient.objects.filter(id__in=everybody)}
    found: dict[UUID, list[Resident]] = {home: [] for home in homes}
    for home, there in at.items():
        for recipient in sorted(there):
            elsewhere = living.get(recipient, home) != home
            since = mounted.get(home)
            ended = last.get((recipient, home))
            if elsewhere and since is not None and (ended is None or ended < since):
                continue
            need = known.get(recipient)
            found[home].append(
                Resident(
                    id=recipient,
                    deceased=people[recipient].deceased,
                    services=people[recipient].active,
                    needed=need.needed if need else None,
                    elsewhere=elsewhere,
                    expected=(recipient, home) in expected,
                )
            )
    return found


def homes_touched(recipients: Collection[UUID]) -> set[UUID]:
    """The homes where these recipients have had visits or a case."""
    visited = Assignment.objects.filter(recipient__in=recipients, home__isnull=False)
    cases = MountingCase.objects.filter(recipient__in=recipients)
    return set(visited.values_list("home", flat=True)) | set(cases.values_list("home", flat=True))


def _ever_at(homes: Collection[UUID]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for rows in (
        # Withdrawn ones too: when services end, the care system may cancel all that was planned.
        Assignment.objects.filter(home__in=homes, recipient__isnull=False),
        MountingCase.objects.filter(home__in=homes, task=Task.MOUNT.value),
    ):
        for home, recipient in rows.values_list("home_id", "recipient_id").distinct():
            found[home].add(recipient)
    return found


def _living_at(recipients: Collection[UUID]) -> dict[UUID, UUID]:
    """By their last planned visit; without any, where something was to be mounted for them."""
    cases = MountingCase.objects.filter(recipient__in=recipients, task=Task.MOUNT.value)
    mounted = dict(cases.order_by("opened_at", "id").values_list("recipient_id", "home_id"))
    return {**mounted, **last_homes(recipients)}


def _visits(
    homes: Collection[UUID], *, now: datetime
) -> tuple[set[tuple[UUID, UUID]], dict[tuple[UUID, UUID], datetime]]:
    """Who is still to be visited there, and when the last visit to whom ended or ends."""
    rows = (
        Assignment.objects.filter(
            home__in=homes, kind=AssignmentKind.CARE, recipient__isnull=False, withdrawn_at=None
        )
        .order_by("ends_at")
        .values_list("recipient_id", "home_id", "ends_at")
    )
    last = {(recipient, home): ends_at for recipient, home, ends_at in rows if recipient and home}
    return {key for key, ends_at in last.items() if ends_at > now}, last
