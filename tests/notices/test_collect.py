"""What the carrier tells comes back: once, with its times; what did not arrive is for a person."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from elaas.notices.models import Delivery, Fallback, ReadTo
from elaas.notices.operations.collect import collect
from elaas.notices.queries import Stage, stage
from elaas.notices.rules import Why
from elaas.notices.sms import News, NotTaken, State
from tests.make import NOON
from tests.notices.town import Carrier, bring, tell

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def carrier() -> Carrier:
    return Carrier()


@pytest.fixture
def sent(carrier: Carrier) -> UUID:
    message = tell()
    bring(message, carrier)
    return message


def news(message: UUID, state: State, *, minutes: int = 1) -> News:
    return News(
        gateway_reference=f"order-{message}",
        state=state,
        at=NOON + minutes * MINUTE,
        detail="word",
    )


def hear(carrier: Carrier, *some: News) -> None:
    carrier.news += some
    collect(gateway=carrier, now=NOON + 5 * MINUTE)


def test_what_arrived_is_on_record_with_its_time(carrier: Carrier, sent: UUID) -> None:
    assert stage(sent) is Stage.HANDED_OVER

    hear(carrier, news(sent, State.SENT))
    assert stage(sent) is Stage.SENT
    hear(carrier, news(sent, State.DELIVERED, minutes=2))

    assert stage(sent) is Stage.DELIVERED
    row = Delivery.objects.get(state="delivered")
    assert (row.at, row.heard_at, row.detail) == (NOON + 2 * MINUTE, NOON + 5 * MINUTE, "word")


def test_the_same_news_twice_is_one(carrier: Carrier, sent: UUID) -> None:
    hear(carrier, news(sent, State.DELIVERED), news(sent, State.DELIVERED, minutes=3))

    assert Delivery.objects.count() == 1


def test_what_did_not_arrive_is_for_a_person(carrier: Carrier, sent: UUID) -> None:
    hear(carrier, news(sent, State.FAILED))

    assert Fallback.objects.get(pk=sent).why == Why.NOT_DELIVERED
    assert stage(sent) is Stage.LISTED


def test_news_of_somebody_else_s_sms_is_left_alone(carrier: Carrier, sent: UUID) -> None:
    stranger = News(gateway_reference="order-7", state=State.FAILED, at=NOON, detail="")

    hear(carrier, stranger)

    assert not Delivery.objects.exists()


def test_news_is_read_on_from_where_it_was(carrier: Carrier, sent: UUID) -> None:
    hear(carrier, news(sent, State.SENT))
    assert ReadTo.objects.get().after == "1"

    carrier.news[0] = news(sent, State.FAILED)  # not read again
    hear(carrier, news(sent, State.DELIVERED))

    assert stage(sent) is Stage.DELIVERED


class Stumbling(Carrier):
    """Fails after having told something."""

    def collect(self, *, after: str, told: Callable[[News], None], now: datetime) -> str:
        super().collect(after=after, told=told, now=now)
        raise NotTaken


def test_what_was_told_before_the_carrier_failed_is_kept_and_told_again(sent: UUID) -> None:
    stumbling = Stumbling()
    stumbling.news = [news(sent, State.DELIVERED)]
    with pytest.raises(NotTaken):
        collect(gateway=stumbling, now=NOON)

    assert stage(sent) is Stage.DELIVERED
    assert not ReadTo.objects.exists()
