"""The recipient's page after five years of openings, through the server.

Every visit of these years is recorded, its credentials issued and its doors opened by the
operations that do it every day; the receipts are signed, and all of it is numbered in the log.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle, islice

from bench import day
from bench.figures import Figure, of, p95
from bench.locks import Locks
from bench.served import REQUESTS, WARM_UP, logged_in, served, shown
from elaas.access.models import Assignment, Credential, Receipt
from elaas.access.operations.issue import issue
from elaas.access.operations.receipts import store_receipts
from elaas.doors.models import Home
from elaas.ledger import signer
from elaas.ledger.operations.sequence import publish
from elaas.people.models import Phone, Recipient
from elaas.protocol.cose import PrivateKey
from elaas.web import clock

AUTHORITY = PrivateKey.generate(kid=b"\x01")
DAYS = 5 * 365
VISITS = 4  # a day, to each
PEOPLE = 20  # of the town's: some behind a common entrance, some in a house
MORNING, BETWEEN, LASTS = timedelta(hours=7), timedelta(hours=3), timedelta(minutes=30)


def figures() -> list[Figure]:
    """Milliseconds until the page is there: the last two days, and earlier ones."""
    day.fill()
    people = _people()
    _live(people)
    publish(signer=signer.load(), now=clock.read())
    day.analyze()
    addresses = islice(cycle(_addresses(people)), WARM_UP + REQUESTS)
    with served() as client:
        pages = [shown(client, address, headers) for address, headers in addresses][WARM_UP:]
    return [
        p95("recipient's page", pages, at_most=80),
        of("recipient's page, median", pages, "ms"),
        Figure(name="openings in five years", value=Receipt.objects.count(), unit="openings"),
    ]


def _addresses(people: Sequence[Recipient]) -> list[tuple[str, dict[str, str]]]:
    """By turns the page as it opens, and the one before a day of these years."""
    found = []
    for number, one in enumerate(people):
        headers, page = logged_in(one), f"/recipient/{one.id}/"
        then = clock.day_of(clock.read(), days_ago=100 + 80 * number).start
        before = then.isoformat().replace("+", "%2B")
        found += [(page, headers), (f"{page}?before={before}", headers)]
    return found


def _people() -> list[Recipient]:
    """Some of the town, who can log in."""
    people = list(Recipient.objects.order_by("source_id")[:: day.RECIPIENTS // PEOPLE][:PEOPLE])
    for number, one in enumerate(people):
        one.national_id = f"{number:011}"
    Recipient.objects.bulk_update(people, ["national_id"])
    return people


def _live(people: Sequence[Recipient]) -> None:
    locks, phones = Locks(), list(Phone.objects.order_by("id")[:PEOPLE])
    homes = {one: Home.objects.get(source_id=f"h{one.source_id[1:]}") for one in people}
    for days_ago in range(DAYS, 0, -1):
        start = clock.day_of(clock.read(), days_ago=days_ago).start
        for one, phone in zip(people, phones, strict=True):
            Assignment.objects.bulk_create(
                _visit(one, homes[one], phone, start + MORNING + BETWEEN * nth)
                for nth in range(VISITS)
            )
        issue(phones=[one.id for one in phones], authority=AUTHORITY, now=start + MORNING)
        given = Credential.objects.filter(issued_at=start + MORNING)
        receipts = [locks.opened(one) for one in given.order_by("unit", "not_before", "cti")]
        store_receipts(receipts=receipts, phone=phones[0].id, now=start + timedelta(hours=23))


def _visit(recipient: Recipient, home: Home, phone: Phone, start: datetime) -> Assignment:
    return Assignment(
        source_id=f"{recipient.source_id}.{start:%Y%m%d%H}",
        source_version=start,
        employee_id=phone.employee_id,
        recipient=recipient,
        home=home,
        service="hjemmesykepleie",
        starts_at=start,
        ends_at=start + LASTS,
    )
