"""What is booked, moved or cancelled is confirmed once, in words that give nothing away."""

import pytest
from pytest_django import Settings

from elaas.mounting.models import MountingCase
from elaas.mounting.operations.booking import cancel, move
from elaas.mounting.operations.cases import close_case
from elaas.notices.models import Message
from elaas.notices.texts import is_gsm7
from elaas.people.models import Kin, Recipient
from tests.make import NOON  # a Tuesday
from tests.notices.town import NUMBER, Carrier
from tests.operations.told.scene import (
    FRIDAY_AT_TEN,
    OPEN,
    WEDNESDAY_AT_FOUR,
    booked,
    herself,
    lets,
    work,
)

pytestmark = pytest.mark.django_db


def test_what_is_booked_is_confirmed_with_day_time_and_a_login(
    case: MountingCase, settings: Settings
) -> None:
    booked(case)

    [said] = work(NOON)

    assert said.startswith("99 Trondheim kommune: eLås monteres torsdag 3. desember kl. 10.00.")
    assert said.endswith(settings.CITIZENS_ADDRESS)
    assert is_gsm7(said)
    assert work(NOON) == []


def test_what_is_moved_and_what_is_cancelled_is_confirmed_too(case: MountingCase) -> None:
    booked(case)
    work(NOON)

    move(case=case.id, start=FRIDAY_AT_TEN, by=herself(case), opens_on=OPEN, now=NOON)
    [moved] = work(NOON)
    cancel(case=case.id, by=herself(case), now=NOON)
    [cancelled] = work(NOON)

    assert "er flyttet til fredag 4. desember kl. 10.00" in moved
    assert "fredag 4. desember kl. 10.00 er avbestilt" in cancelled


def test_what_was_not_sent_before_it_changed_is_not_sent(case: MountingCase) -> None:
    booked(case)
    move(case=case.id, start=FRIDAY_AT_TEN, by=herself(case), opens_on=OPEN, now=NOON)

    [said] = work(NOON)

    assert "flyttet" in said


def test_nobody_writes_to_the_dead(case: MountingCase) -> None:
    booked(case)
    work(NOON)
    Recipient.objects.update(active=False, deceased=True)

    close_case(case=case.id, now=NOON)

    assert work(NOON) == []


def test_killed_while_it_hands_over_a_confirmation_still_goes_once(case: MountingCase) -> None:
    class Stopped(BaseException):
        pass

    def killed() -> None:
        raise Stopped

    booked(case)
    carrier = Carrier(first=killed)
    with pytest.raises(Stopped):
        work(NOON, carrier=carrier)
    carrier.first = lambda: None

    assert len(work(NOON, carrier=carrier)) == 1
    assert work(NOON, carrier=carrier) == []


def test_a_number_that_is_somebody_elses_too_tells_them_nothing_of_care(
    case: MountingCase, ingrid: Kin
) -> None:
    lets(ingrid, told=True)
    booked(case)

    for said in (*work(NOON), *work(WEDNESDAY_AT_FOUR)):
        assert "Turid" not in said
        assert NUMBER not in said


@pytest.mark.parametrize(
    ("preferred", "language"),
    [("se", "nb"), ("sma", "nb"), ("smj", "nb"), ("nn", "nn"), ("en", "en")],
)
def test_whoever_prefers_sami_gets_bokmal_until_there_is_a_translation(
    case: MountingCase, preferred: str, language: str
) -> None:
    Recipient.objects.update(language=preferred)

    booked(case)

    assert {row.language for row in Message.objects.all()} == {language}
