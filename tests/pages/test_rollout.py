"""The programme's page: numbers that agree with what happened, and nobody is recognised in them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.access.rules import Period
from elaas.doors.models import Home, Unit
from elaas.doors.operations import mount_unit, prepare_release, unit_released
from elaas.mounting.queries.rollout import Rollout, rollout_now
from elaas.mounting.rollout import OTHERS, Forecast, Stage, Unknown
from elaas.people.models import Recipient
from tests import make
from tests.pages.look import look

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 2, 17, 12, 0, tzinfo=UTC)  # a Wednesday
WEEK = timedelta(days=7)
THIS = (NOW - timedelta(days=2)).date()


def somebody(code: str = "7014", *, at: datetime = NOW - WEEK, **fields: str) -> Recipient:
    """A recipient who came to need an eLås at `at`, in a home by itself there."""
    one = make.make_recipient(**fields)
    make.make_decision(one, at)
    home = make.make_home(postal_code=code)
    make.make_assignment(employee=make.make_employee(), home=home, recipient=one)
    return one


def home_of(one: Recipient) -> Home:
    found = one.assignments.get().home
    assert found is not None
    return found


def mounted(home: Home, *, at: datetime) -> Unit:
    unit = make.make_unit(mounted=False)
    mount_unit(lock_id=unit.lock_id, home=home.id, now=at)
    return unit


def taken_down(unit: Unit, *, at: datetime) -> None:
    prepare_release(lock_id=unit.lock_id, now=at)
    assert unit_released(lock_id=unit.lock_id, now=at)


def seen(weeks: int = 4) -> Rollout:
    return rollout_now(weeks=weeks, now=NOW)


@pytest.fixture
def one_of_each() -> None:
    """A home in each stage, three weeks ago and later; all have one postal code."""
    somebody(at=NOW - 3 * WEEK)
    make.make_case(home=home_of(somebody(at=NOW - 3 * WEEK)), opened_at=NOW - 2 * WEEK)
    booked = make.make_case(home=home_of(somebody(at=NOW - 3 * WEEK)), opened_at=NOW - 2 * WEEK)
    make.make_appointment(
        booked,
        crew=make.make_crew(),
        slot=Period(NOW + WEEK, NOW + WEEK + timedelta(hours=1)),
        booked_at=NOW - WEEK,
    )
    mounted(home_of(somebody(at=NOW - 3 * WEEK)), at=NOW - WEEK)
    gone = make.make_home(postal_code="7014")
    taken_down(mounted(gone, at=NOW - 2 * WEEK), at=NOW)


@pytest.mark.usefixtures("one_of_each")
def test_every_home_is_in_one_stage() -> None:
    assert seen().codes == {"7014": dict.fromkeys(Stage, 1)}


@pytest.mark.usefixtures("one_of_each")
def test_what_happened_is_in_its_week() -> None:
    found = seen(weeks=3).by_week(None)

    assert [dict(+counts) for counts in found.values()] == [
        {Stage.WAITING: 4},
        {Stage.INVITED: 2, Stage.MOUNTED: 1},
        {Stage.BOOKED: 1, Stage.MOUNTED: 1},
        {Stage.REMOVED: 1},
    ]
    assert list(found)[-1] == THIS
    assert seen(weeks=1).by_week(None).keys() == {THIS - WEEK, THIS}


def test_a_week_begins_at_midnight_on_monday_where_people_live() -> None:
    sunday = datetime(2027, 2, 14, 22, 59, tzinfo=UTC)
    for at in (sunday, sunday + timedelta(minutes=1)):
        mounted(make.make_home(), at=at)

    assert [counts[Stage.MOUNTED] for counts in seen(weeks=1).by_week(None).values()] == [1, 1]


def test_a_flat_is_mounted_when_the_entrance_is_too() -> None:
    building = make.make_building(entrance_recorded_at=NOW, postal_code="7014")
    first, second = make.make_home(building=building), make.make_home(building=building)
    for home in (first, second):
        one = make.make_recipient()
        make.make_decision(one, NOW - WEEK)
        make.make_assignment(employee=make.make_employee(), home=home, recipient=one)
    mounted(first, at=NOW - WEEK)

    assert seen().total == {Stage.WAITING: 2}
    assert seen().left == 2  # the entrance once, and the second flat

    entrance = make.make_unit(mounted=False)
    mount_unit(lock_id=entrance.lock_id, building=building.id, now=NOW)
    assert seen().total == {Stage.WAITING: 1, Stage.MOUNTED: 1}
    assert seen().left == 1


def test_a_coordinator_s_change_counts_and_so_does_taking_it_back() -> None:
    one = somebody(at=NOW - WEEK)
    make.make_review(one, needed=False)
    assert seen().total == {}

    make.make_review(one, needed=True)
    assert seen().total == {Stage.WAITING: 1}


def test_somebody_whose_home_nobody_knows_waits_all_the_same() -> None:
    make.make_decision(make.make_recipient(), NOW - WEEK)

    assert seen().codes == {OTHERS: {Stage.WAITING: 1}}
    assert seen().left == 1
    assert seen().weeks[THIS - WEEK] == {OTHERS: {Stage.WAITING: 1}}


def test_few_people_and_protected_addresses_are_counted_as_others() -> None:
    for code, homes in (("7012", 6), ("7018", 2)):
        for _ in range(homes):
            somebody(code)
    for _ in range(3):
        hidden = somebody("7012", protection="V")
        make.make_case(hidden, home=home_of(hidden), opened_at=NOW)

    found = seen()

    assert {code: sum(counts.values()) for code, counts in found.codes.items()} == {
        "7012": 6,
        OTHERS: 5,
    }
    assert found.by_week("7012")[THIS - WEEK] == {Stage.WAITING: 6}
    assert found.by_week(OTHERS)[THIS] == {Stage.INVITED: 3}


def test_the_fewest_that_are_shown_are_a_setting(settings: Settings) -> None:
    for code in ("7012", "7012", "7012", "7014", "7014", "7014"):
        somebody(code)

    assert set(seen().codes) == {OTHERS}
    settings.ROLLOUT_FEWEST = 3
    assert set(seen().codes) == {"7012", "7014"}


def test_it_is_foretold_from_the_last_weeks_and_the_crews_calendar() -> None:
    make.make_crew()
    assert seen().forecast is Unknown.DONE
    for _ in range(10):
        somebody(at=NOW - 4 * WEEK)
    assert seen().forecast is Unknown.TOO_LITTLE
    for week in (1, 2, 3, 4):
        for _ in range(week):
            mounted(make.make_home(), at=NOW - WEEK * week)

    found = seen()

    assert isinstance(found.forecast, Forecast)
    assert found.forecast.rates.median == 2.5
    assert found.forecast.likely == THIS + 4 * WEEK
    assert (found.left, found.newly) == (10, 10 / 8)


def test_the_page_says_when_it_is_done_and_what_that_rests_on(client: Client) -> None:
    make.make_crew()
    for _ in range(10):
        somebody(at=NOW - 4 * WEEK)
    assert "Det er for tidlig å si når det er ferdig" in read(client)


def read(client: Client, **asked: str) -> str:
    answer = client.get("/rollout/", asked)
    assert answer.status_code == 200
    return look(answer.content).words
