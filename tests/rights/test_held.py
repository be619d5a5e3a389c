"""What is past its time goes, and whatever is still needed stays however old it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from elaas.people.models import (
    PhoneInvite,
)
from elaas.rights.kept import Kept
from tests import damages, make
from tests.make import NOON
from tests.rights.olden import (
    NEXT,
    OLD,
    YEARS,
    answered,
    board,
    booked,
    closed,
    complained,
    condition,
    damaged,
    done,
    emptied_bag,
    forget,
    full_bag,
    home,
    in_a_house,
    key,
    kin,
    named,
    pending_case,
    person,
    phone,
    phone_that_brought,
    photo,
    question,
    report,
    seen_source,
    shelved,
    shift,
    shift_with_a_visit,
    stolen,
    told,
    visited,
    who_left,
    who_left_and_visited,
    whose_phone_brought,
)

pytestmark = pytest.mark.django_db

STAY: dict[str, tuple[Kept, Callable[[], object]]] = {
    "a question that nobody answered": (Kept.QUESTIONS, question),
    "damage that nobody decided": (Kept.DAMAGE, damaged),
    "damage that somebody complained of": (Kept.DAMAGE, complained),
    "a full bag": (Kept.PARTS, full_bag),
    "the key in a box on a door": (
        Kept.PARTS,
        lambda: key(make.make_unit(home=make.make_home(), kind="key_box")),
    ),
    "a case that is open": (Kept.CASES, make.make_case),
    "a case whose report nobody could use": (Kept.CASES, pending_case),
    "a case of a home with a lock": (
        Kept.CASES,
        lambda: closed(home=make.make_unit(home=make.make_home()).home),
    ),
    "an ending that is open": (Kept.CASES, lambda: make.make_ending(case=None)),
    "an order that is not done": (
        Kept.ORDERS,
        lambda: make.make_order(make.make_unit(home=make.make_home())),
    ),
    "an order whose report nobody could use": (Kept.ORDERS, lambda: report(order=done())),
    "a report of nothing that nobody has seen": (Kept.ORDERS, report),
    "a door with a lock": (
        Kept.CONDITIONS,
        lambda: condition(home=make.make_unit(home=make.make_home()).home),
    ),
    "a door whose damage is kept": (
        Kept.CONDITIONS,
        lambda: damages.make_damage(
            make.make_recipient(), home=condition(home=make.make_home()).home or make.make_home()
        ),
    ),
    "a board with a lock behind its entrance": (
        Kept.BOARDS,
        lambda: board(make.make_unit(home=in_a_house()).home),
    ),
    "a home that is told of": (Kept.HOMES, lambda: home(OLD + timedelta(days=2))),
    "a home where somebody was": (
        Kept.HOMES,
        lambda: make.make_assignment(employee=make.make_employee(), home=home()),
    ),
    "kin": (Kept.KIN, lambda: kin(active=True)),
    "kin who may book": (Kept.KIN, lambda: named(False, True)),
    "kin who booked": (Kept.KIN, booked),
    "a person with services": (Kept.RECIPIENTS, lambda: person(active=True)),
    "a person with visits": (Kept.RECIPIENTS, visited),
    "a person of whom something was told lately": (
        Kept.RECIPIENTS,
        lambda: told("Patient", make.make_recipient(active=False), YEARS),
    ),
    "the last shift": (Kept.SHIFTS, shift),
    "a shift with a visit": (Kept.SHIFTS, shift_with_a_visit),
    "a phone in use": (Kept.PHONES, phone),
    "a phone that brought something": (Kept.PHONES, phone_that_brought),
    "somebody who works here": (Kept.EMPLOYEES, lambda: who_left(active=True)),
    "somebody who had a visit": (Kept.EMPLOYEES, who_left_and_visited),
    "somebody whose phone brought something": (Kept.EMPLOYEES, whose_phone_brought),
    "what waits for something": (
        Kept.IMPORTS,
        lambda: seen_source(waits=True, reference="PractitionerRole/x"),
    ),
    "what told of somebody who is here": (Kept.IMPORTS, person),
    "a photo of a door": (Kept.PHOTOS, lambda: condition(home=make.make_home())),
}

GO: dict[str, tuple[Kept, Callable[[], object], int]] = {
    "an answered question": (Kept.QUESTIONS, answered, 2),
    "an emptied bag, its two parts and its photo": (Kept.PARTS, emptied_bag, 4),
    "the key of a box on a shelf": (Kept.PARTS, key, 1),
    "a case, appointment, report and photo": (Kept.CASES, closed, 5),
    "an ending without a case": (
        Kept.CASES,
        lambda: make.make_ending(
            case=None,
            unit=shelved(),
            home=make.make_home(),
            closed_at=NOON,
            outcome="needed_again",
        ),
        1,
    ),
    "an order, what was told, and the finding that it came from": (Kept.ORDERS, done, 3),
    "a stolen box that was never found": (Kept.ORDERS, stolen, 5),
    "a report of nothing, seen": (
        Kept.ORDERS,
        lambda: report(trouble="no_such_job", seen_at=NOON),
        3,
    ),
    "a door's condition and its photo": (
        Kept.CONDITIONS,
        lambda: condition(building=make.make_building()),
        3,
    ),
    "a board and what it said": (Kept.BOARDS, board, 2),
    "a home, its building, and what told of them": (Kept.HOMES, home, 4),
    "kin no longer": (Kept.KIN, kin, 2),
    "kin whom the recipient allows nothing any more": (
        Kept.KIN,
        lambda: named(True, False),
        3,
    ),
    "a person, kin, statement, review": (Kept.RECIPIENTS, person, 5),
    "a shift before another": (Kept.SHIFTS, lambda: shift(NEXT), 1),
    "a blocked phone": (Kept.PHONES, lambda: phone(blocked_at=NOON), 1),
    "a code that ran out": (
        Kept.PHONES,
        lambda: PhoneInvite.objects.create(
            code_hash=b"x", employee=make.make_employee(), made_at=NOON, expires_at=NOON
        ),
        1,
    ),
    "what came to nothing": (Kept.IMPORTS, seen_source, 1),
    "a visit that waited": (
        Kept.IMPORTS,
        lambda: seen_source(waits=True, reference="Appointment/x"),
        1,
    ),
    "a photo that nothing shows": (Kept.PHOTOS, photo, 1),
}


@pytest.mark.parametrize("what", STAY)
def test_it_is_still_needed(what: str) -> None:
    kept, there_is = STAY[what]
    there_is()

    assert forget(kept) == 0


@pytest.mark.parametrize("what", GO)
def test_it_goes_with_all_that_belongs_to_it(what: str) -> None:
    kept, there_is, rows = GO[what]
    there_is()

    assert forget(kept, before=NOON) == 0
    assert forget(kept) == rows
