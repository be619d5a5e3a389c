"""What a board's answer permits, what the database refuses, and what a door is like."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import Error, transaction
from pytest_django import Settings

from elaas.doors import operations as doors
from elaas.doors.models import Board, BoardEvent, BoardLink, DoorCondition, UnitKind
from elaas.doors.operations.boards import call_board
from elaas.doors.operations.condition import Seen, note_condition
from elaas.doors.rules import Cylinder, Deed
from elaas.ledger.models import Entry
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def asks(settings: Settings) -> None:
    settings.BOARDS_ARE = "ask"


@pytest.fixture
def board() -> Board:
    """A board that was asked the day before."""
    made = make.make_board(building=make.make_building())
    call_board(board=made.id, by=None, now=NOON - DAY)
    return made


@pytest.mark.parametrize(
    ("deeds", "kind", "mounted"),
    [
        ([], UnitKind.LOCK, False),
        ([Deed.TALK], UnitKind.LOCK, False),
        ([Deed.REFUSED], UnitKind.KEY_BOX, False),
        ([Deed.REFUSED, Deed.KEY_BOX], UnitKind.LOCK, False),
        ([Deed.REFUSED, Deed.KEY_BOX], UnitKind.KEY_BOX, True),
        ([Deed.AGREED], UnitKind.LOCK, True),
        ([Deed.AGREED, Deed.WITHDREW], UnitKind.LOCK, False),
    ],
)
def test_no_unit_is_mounted_where_who_has_a_say_does_not_permit_it(
    board: Board, deeds: list[Deed], kind: UnitKind, *, mounted: bool
) -> None:
    unit = make.make_unit(mounted=False, kind=kind)
    for days, deed in enumerate(deeds):
        make.make_board_event(board, deed=deed, at=NOON + days * DAY)

    def mount() -> None:
        doors.mount_unit(lock_id=unit.lock_id, building=board.building_id, now=NOON + 9 * DAY)

    if mounted:
        mount()
    else:
        with pytest.raises(doors.NotPermitted):
            mount()
    unit.refresh_from_db()
    assert (unit.mounted_at is not None) is mounted


def test_where_nobody_is_on_record_nobody_is_asked() -> None:
    unit = make.make_unit(mounted=False)

    doors.mount_unit(lock_id=unit.lock_id, home=make.make_home().id, now=NOON)

    unit.refresh_from_db()
    assert unit.mounted_at == NOON


def refused(deed: Callable[[], object]) -> bool:
    """Whether PostgreSQL refuses it."""
    try:
        with transaction.atomic():
            deed()
    except Error:
        return True
    return False


def test_what_must_not_be_the_database_refuses(board: Board) -> None:
    events, place = BoardEvent.objects.filter(board=board), board.building
    home = make.make_home()
    condition = {"cylinder": "oval", "noted_at": NOON}

    for broken in (
        lambda: events.update(deed=Deed.REFUSED),
        events.delete,
        lambda: make.make_board(building=place),
        lambda: make.make_board(building=place, home=home),
        make.make_board,
        lambda: BoardLink.objects.update(token_hash=b"short"),
        lambda: BoardLink.objects.update(expires_at=NOON - DAY),
        lambda: BoardEvent.objects.create(board=board, deed="agreed", at=NOON, channel="link"),
        lambda: BoardEvent.objects.create(
            board=board, deed="refused", at=NOON, channel="phone", valid_until=NOON + DAY
        ),
        lambda: DoorCondition.objects.create(gap_mm=1, **condition),
        lambda: DoorCondition.objects.create(home=home, gap_mm=-1, **condition),
    ):
        assert refused(broken), broken


def test_what_a_door_is_like_is_kept_with_who_saw_it() -> None:
    home, ola = make.make_home(), make.make_employee()

    for gap in ("5.5", "4"):
        seen = Seen(make="ASSA", cylinder=Cylinder.SCANDINAVIAN, gap_mm=Decimal(gap))
        note_condition(home=home.id, seen=seen, by=ola.id, now=NOON)

    assert [row.gap_mm for row in DoorCondition.objects.order_by("id")] == [
        Decimal("5.5"),
        Decimal(4),
    ]
    assert {row.noted_by for row in DoorCondition.objects.all()} == {ola.id}
    assert Entry.objects.filter(kind="door_condition_noted").count() == 2
