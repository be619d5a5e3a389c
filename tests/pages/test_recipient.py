"""«Hvem har vært hos meg?»: the recipient sees every use of their doors, and nobody else's."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from elaas.access.models import Attempt, Incident, Journal
from elaas.access.rules import Period
from elaas.doors.models import Unit
from elaas.people.models import Recipient
from elaas.protocol.receipt import Outcome
from tests import make
from tests.make import NOON
from tests.pages.at_home import page, read, today_at, visit_and_open

pytestmark = pytest.mark.django_db


def test_a_visit_is_told_with_who_when_which_door_and_what_was_planned(
    client: Client, turid: Recipient, door: Unit
) -> None:
    kari = make.make_employee(given="Kari", family="Nilsen")
    phone = make.make_phone(kari)
    assert door.home
    visit = make.make_assignment(
        employee=kari,
        home=door.home,
        recipient=turid,
        period=Period(today_at(10), today_at(11)),
    )
    entrance = make.make_unit(building=door.home.building)
    for unit, minute in ((entrance, 10), (door, 12)):
        credential = make.make_credential(visit, phone=phone, unit=unit)
        at = today_at(10) + timedelta(minutes=minute)
        make.make_receipt(unit, phone=phone, credential=credential, at=at)

    words = read(client, turid)

    assert "I dag Kari N., hjemmesykepleie" in words
    assert "Planlagt tid: i dag kl. 10.00 til 11.00" in words
    assert "10.10 Åpnet døren til oppgangen Spør om dette 10.10" in words
    assert "Spør om dette 10.10 10.12 Åpnet inngangsdøren din" in words


def test_a_day_without_visits_says_so(client: Client, turid: Recipient) -> None:
    words = read(client, turid)

    assert "I dag Ingen åpninger er registrert. I går Ingen åpninger er registrert." in words
    assert "Det er ikke montert eLås hos deg ennå." in words
    assert "Ingen ansatte har tilgang til døren din nå." in words


def test_a_neighbour_behind_the_same_entrance_sees_nothing_of_it(
    turid: Recipient, door: Unit
) -> None:
    assert door.home
    entrance = make.make_unit(building=door.home.building)
    neighbour = make.make_recipient()
    next_door = make.make_unit(home=make.make_home(building=door.home.building))
    visit_and_open(neighbour, next_door, outcome=Outcome.EXPIRED)
    kari = make.make_employee()
    visit = make.make_assignment(employee=kari, home=door.home, recipient=turid)
    phone = make.make_phone(kari)
    credential = make.make_credential(visit, phone=phone, unit=entrance)
    make.make_receipt(entrance, phone=phone, credential=credential)

    assert [use.lock.lock_id for use in page(turid).uses] == [entrance.lock_id]
    assert [use.lock.lock_id for use in page(neighbour).uses] == [next_door.lock_id]


def test_a_refused_attempt_stands_out_in_words(
    turid: Recipient, door: Unit, client: Client
) -> None:
    visit_and_open(turid, door, outcome=Outcome.REVOKED, at=today_at(1))

    words = read(client, turid)

    assert "01.00 Prøvde å åpne inngangsdøren din Avvist Tilgangen var trukket tilbake." in words


def test_a_fault_of_the_lock_is_not_called_a_refusal(
    turid: Recipient, door: Unit, client: Client
) -> None:
    visit_and_open(turid, door, outcome=Outcome.JAMMED, at=today_at(1))

    words = read(client, turid)

    assert "Virket ikke Låsen satt fast." in words
    assert "Avvist" not in words


def test_an_opening_after_the_visit_was_taken_away_stands_out(
    turid: Recipient, door: Unit, client: Client
) -> None:
    visit_and_open(turid, door, at=today_at(2))
    turid.assignments.update(withdrawn_at=today_at(1))

    words = read(client, turid)

    assert "Åpnet inngangsdøren din Etter at oppdraget var tatt bort" in words


def test_an_opening_before_the_visit_was_taken_away_was_as_planned(
    turid: Recipient, door: Unit
) -> None:
    visit_and_open(turid, door, at=NOON)
    turid.assignments.update(withdrawn_at=NOON + timedelta(minutes=1))

    assert not page(turid).uses[0].withdrawn


def test_within_the_doubt_of_the_locks_clock_the_employee_is_believed(
    turid: Recipient, door: Unit
) -> None:
    visit_and_open(turid, door, at=NOON, uncertainty=120)
    turid.assignments.update(withdrawn_at=NOON - timedelta(minutes=1))

    assert not page(turid).uses[0].withdrawn


def test_an_opening_that_is_looked_into_says_so(
    turid: Recipient, door: Unit, client: Client
) -> None:
    visit_and_open(turid, door, at=today_at(2))
    Incident.objects.create(
        kind="opening_outside_window",
        unit=door,
        receipt=door.receipts.get(),
        digest=b"",
        body=b"",
        noted_at=NOON,
    )

    assert "Ikke forklart Ingen oppdrag forklarer dette." in read(client, turid)


def test_someone_unknown_at_the_door_is_told_without_a_name(
    turid: Recipient, door: Unit, client: Client
) -> None:
    visit_and_open(turid, door, at=today_at(3))
    phone = make.make_phone(make.make_employee(given="Ola"))
    make.make_receipt(door, phone=phone, at=today_at(2), outcome=Outcome.NO_CREDENTIAL)

    words = read(client, turid)

    assert "Vi vet ikke hvem 02.00 Prøvde å åpne inngangsdøren din Avvist" in words
    assert "Ola" not in words


def attempt(unit: Unit, at: datetime) -> None:
    ola = make.make_employee(given="Ola", family="Moen")
    Attempt.objects.create(
        id=UUID(int=1),
        phone=make.make_phone(ola),
        employee=ola,
        label=unit.label,
        unit=unit,
        reason="no_assignment",
        tried_at=at,
        told_at=at,
    )


def test_what_the_phone_refused_at_the_own_door_is_told(
    turid: Recipient, door: Unit, client: Client
) -> None:
    visit_and_open(turid, door, at=today_at(3))
    attempt(door, today_at(2))

    words = read(client, turid)

    assert "Ola M. 02.00 Prøvde å åpne inngangsdøren din Avvist" in words
    assert "Den ansatte hadde ikke noe oppdrag her da." in words


def test_what_the_phone_refused_at_a_shared_entrance_may_be_a_neighbours_and_is_not_told(
    turid: Recipient, door: Unit
) -> None:
    visit_and_open(turid, door)
    assert door.home
    attempt(make.make_unit(building=door.home.building), NOON)

    assert len(page(turid).uses) == 1


def test_what_happens_to_the_door_after_moving_out_is_the_next_ones_business(
    turid: Recipient, door: Unit
) -> None:
    visit_and_open(turid, door)
    phone = make.make_phone(make.make_employee())
    later = NOON + timedelta(days=30)
    make.make_receipt(door, phone=phone, at=later, outcome=Outcome.NO_CREDENTIAL)

    assert [use.at for use in page(turid).uses] == [NOON]


@pytest.mark.parametrize(
    ("uncertainty", "said"),
    [
        (None, "Klokken i låsen var ikke stilt."),
        (61, "inntil 2 minutter feil"),
        (7200, "inntil 120 minutter feil"),
        (7201, "inntil 3 timer feil"),
    ],
)
def test_a_doubtful_time_is_called_doubtful(
    client: Client, turid: Recipient, door: Unit, uncertainty: int | None, said: str
) -> None:
    visit_and_open(turid, door, at=today_at(1), uncertainty=uncertainty)

    assert said in read(client, turid)


def test_a_good_clock_is_not_spoken_of(client: Client, turid: Recipient, door: Unit) -> None:
    visit_and_open(turid, door, at=today_at(1), uncertainty=60)

    assert "feil" not in read(client, turid)


def told(door: Unit, *, complete_to: int) -> None:
    Journal.objects.create(unit=door, complete_to=complete_to, last_seq=9, last_contact_at=NOON)


def test_nobody_else_has_opened_when_everything_is_told(
    client: Client, turid: Recipient, door: Unit
) -> None:
    visit_and_open(turid, door, at=today_at(1))
    told(door, complete_to=9)

    words = read(client, turid)

    assert "Ingen andre har åpnet døren din med eLås, så langt låsene har gitt beskjed." in words


def test_nobody_is_spoken_of_as_another_when_nobody_has_opened(
    client: Client, turid: Recipient, door: Unit
) -> None:
    visit_and_open(turid, door, at=today_at(1), outcome=Outcome.EXPIRED)
    told(door, complete_to=9)

    assert "Ingen har åpnet døren din med eLås" in read(client, turid)


def test_a_shared_entrance_may_have_been_opened_for_neighbours(
    client: Client, turid: Recipient, door: Unit
) -> None:
    visit_and_open(turid, door)
    assert door.home
    told(door, complete_to=9)
    told(make.make_unit(building=door.home.building), complete_to=9)

    assert read(client, turid).count("Her kan det også være åpnet for naboer.") == 1


def test_nothing_is_promised_while_receipts_are_missing(
    client: Client, turid: Recipient, door: Unit
) -> None:
    visit_and_open(turid, door)
    told(door, complete_to=8)

    words = read(client, turid)

    assert "Vi vet ikke ennå om noen andre har åpnet døren din." in words
    assert "med eLås, så langt" not in words


def test_an_opening_for_somebody_else_in_the_home_is_told_without_for_whom_or_why(
    client: Client, turid: Recipient, door: Unit
) -> None:
    assert door.home
    visit_and_open(turid, door, at=today_at(1))
    arne = make.make_recipient(given="Arne", family="Aas")
    ola = make.make_employee(given="Ola", family="Moen", role="praktisk-bistand")
    visit = make.make_assignment(
        employee=ola,
        home=door.home,
        recipient=arne,
        service="praktisk-bistand",
        period=Period(today_at(2), today_at(3)),
    )
    credential = make.make_credential(visit, phone=make.make_phone(ola), unit=door)
    phone = credential.phone
    for at, fields in ((today_at(2), {}), (today_at(3), {"outcome": Outcome.EXPIRED})):
        make.make_receipt(door, phone=phone, credential=credential, at=at, **fields)

    words = read(client, turid)

    assert "En ansatt kom til en annen som bor her 02.00 Åpnet inngangsdøren din" in words
    assert words.count("En ansatt kom til en annen som bor her") == 1
    assert "Døren din er også åpnet for en annen som bor her." in words
    assert not [word for word in ("Arne", "Ola", "raktisk", "03.00") if word in words]
    assert "Kari" not in read(client, arne)
    assert read(client, arne).count("En ansatt kom til en annen som bor her") == 1


def test_neighbours_behind_the_same_entrance_are_told_nothing_of_it(
    client: Client, turid: Recipient, door: Unit
) -> None:
    assert door.home
    entrance = make.make_unit(building=door.home.building)
    visit_and_open(turid, door, at=today_at(1))
    credential = door.receipts.get().credential
    assert credential
    at_entrance = make.make_credential(credential.assignment, phone=credential.phone, unit=entrance)
    make.make_receipt(entrance, phone=credential.phone, credential=at_entrance, at=today_at(1))
    nils = make.make_recipient()
    flat = make.make_unit(home=make.make_home(building=door.home.building))
    visit_and_open(nils, flat, at=today_at(2))

    words = read(client, nils)

    assert "kom til en annen som bor her" not in words
    assert "01.00" not in words
    assert "Døren din er også åpnet" not in words


def test_openings_for_others_before_somebody_moved_in_are_not_theirs_to_see(
    turid: Recipient, door: Unit
) -> None:
    visit_and_open(make.make_recipient(), door, at=NOON - timedelta(days=30))
    visit_and_open(turid, door)

    earlier = page(turid, before=NOON)

    assert earlier.uses == ()
