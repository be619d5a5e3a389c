"""A recipient's page: who has been at my doors, who has access, who had it and did not use it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from elaas.access.models import Journal
from elaas.access.queries.pages.accesses import Access, accesses, unused
from elaas.access.queries.pages.at_the_door import USES_A_PAGE, Span, latest_uses, spans_of
from elaas.access.queries.pages.bag import KeptBag, bag_of
from elaas.access.queries.pages.ladders import Ladder, ladders
from elaas.access.queries.pages.uses import Lock, Person, Use, Way, lock, person
from elaas.doors.models import Unit
from elaas.eligibility.queries import Need, need_of
from elaas.people.models import Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """When one of the recipient's locks last told of itself, and whether its journal is here."""

    lock: Lock
    last_contact_at: datetime | None
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientPage:
    """`uses`: newest first; `earlier`: ask again with it as `before` for those that came before."""

    recipient: Person
    need: Need | None
    uses: tuple[Use, ...]
    earlier: datetime | None
    heard: tuple[Heard, ...]
    now: tuple[Access, ...]
    next: tuple[Access, ...]
    unused: tuple[Access, ...]
    shut_out: tuple[Ladder, ...]
    bags: tuple[KeptBag, ...]

    @property
    def opened(self) -> bool:
        """Whether a lock did what it was asked in one of the uses shown, for the recipient."""
        return any(use.done and not use.for_another for use in self.uses)

    @property
    def opened_for_another(self) -> bool:
        """Whether the recipient's own door was opened for somebody else who lives there."""
        return any(use.for_another for use in self.uses)

    @property
    def complete(self) -> bool:
        """Whether everything the recipient's locks are known to have written is here."""
        return all(one.complete for one in self.heard)


def recipient_page(
    recipient_id: UUID, *, since: datetime, before: datetime | None, now: datetime
) -> RecipientPage | None:
    """The page: uses from `since` on, or the latest ones before `before`. None: no such recipient.

    Whose a use is: queries/pages/at_the_door.py.
    """
    found = Recipient.objects.filter(id=recipient_id).first()
    if found is None:
        return None
    spans = spans_of(recipient_id)
    uses = latest_uses(recipient_id, spans, before=before)
    shown, earlier = _page(uses, since=since if before is None else None)
    given = accesses(recipient_id, since=since)
    return RecipientPage(
        recipient=person(found),
        need=need_of(recipient_id),
        uses=tuple(shown),
        earlier=earlier,
        heard=_heard(spans),
        now=tuple(one for one in given if one.revoked_at is None and now in one.window),
        next=tuple(one for one in given if one.revoked_at is None and now < one.window.start),
        unused=unused(given, now=now),
        bags=tuple(
            bag for span in spans if span.unit.home_id and (bag := bag_of(span.unit.lock_id))
        ),
        shut_out=ladders(Q(assignment__recipient=recipient_id), since=since),
    )


def _page(uses: list[Use], *, since: datetime | None) -> tuple[list[Use], datetime | None]:
    """The uses to show, and from where to go on; uses at the same second stay together."""
    shown = uses[:USES_A_PAGE]
    rest = uses[USES_A_PAGE:]
    while rest and rest[0].at == shown[-1].at:
        shown.append(rest.pop(0))
    if since is None:
        return shown, shown[-1].at if rest else None
    recent = [use for use in shown if use.at >= since]
    if len(recent) < len(shown):
        return recent, since
    return shown, shown[-1].at if rest else None


def _heard(spans: Collection[Span]) -> tuple[Heard, ...]:
    heard = (_heard_of(span.unit) for span in spans)
    return tuple(sorted(heard, key=lambda one: one.lock.way is Way.HOME))


def _heard_of(unit: Unit) -> Heard:
    journal: Journal | None = getattr(unit, "journal", None)  # none before its first receipt
    return Heard(
        lock=lock(unit),
        last_contact_at=journal.last_contact_at if journal else None,
        complete=(
            journal is not None
            and journal.last_contact_at is not None
            and journal.complete_to >= journal.last_seq
        ),
    )
