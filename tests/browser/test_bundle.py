"""What the phone reads out of its bundle."""

from typing import Any

from tests.browser.lab import Lab

_ASK = """
const bundle = { visits: given.visits, locks: given.locks ?? {} };
const found = it[given.question](bundle, new Date(given.now));
return found === null ? null : JSON.stringify(found);
"""
DOOR = {
    "place": "home",
    "lock_id": "L-0042",
    "credential": "00",
    "not_before": "2026-12-01T09:30:00Z",
    "expires_at": "2026-12-01T11:30:00Z",
    "refusal": None,
}
VISIT = {
    "assignment": "1",
    "starts_at": "2026-12-01T10:00:00Z",
    "ends_at": "2026-12-01T10:30:00Z",
    "address": "Persaunvegen 78",
    "dwelling": "H0101",
    "address_hidden": False,
    "address_until": "2026-12-01T11:30:00Z",
    "doors": [DOOR],
}
LOCKS = {"L-0042": {"dh": {"x": "", "y": ""}, "update": "00"}}


def ask(lab: Lab, question: str, visits: list[dict[str, Any]], now: str, **more: Any) -> Any:
    """The module's answer as JSON, None for null."""
    given = {"question": question, "visits": visits, "now": f"2026-12-01T{now}:00Z", **more}
    return lab.call("app/bundle.js", _ASK, given)


def test_a_protected_address_is_kept_only_while_the_visit_opens_the_door(lab: Lab) -> None:
    assert ask(lab, "withoutOldAddresses", [VISIT], "11:29") is None

    without = ask(lab, "withoutOldAddresses", [VISIT], "11:30")

    assert "Persaunvegen" not in without
    assert "H0101" not in without
    assert '"address_hidden":true' in without


def test_an_address_that_is_not_protected_stays(lab: Lab) -> None:
    open_address = {**VISIT, "address_until": None}

    assert ask(lab, "withoutOldAddresses", [open_address], "23:00") is None


def test_the_visit_that_is_going_on_comes_first_then_the_next(lab: Lab) -> None:
    later = {
        **VISIT,
        "assignment": "2",
        "starts_at": "2026-12-01T10:45:00Z",
        "ends_at": "2026-12-01T11:15:00Z",
    }

    during = ask(lab, "current", [VISIT, later], "10:10")
    between = ask(lab, "current", [VISIT, later], "10:40")
    after = ask(lab, "current", [VISIT, later], "12:00")

    assert '"assignment":"1"' in during
    assert '"assignment":"2"' in between
    assert '"assignment":"2"' in after


def test_a_door_without_access_is_missed_before_the_visit_and_not_after(lab: Lab) -> None:
    shut = {**VISIT, "doors": [{**DOOR, "credential": None}]}

    assert ask(lab, "missing", [VISIT], "09:00", locks=LOCKS) == "[]"
    assert "L-0042" in ask(lab, "missing", [VISIT], "09:00", locks={})
    assert "L-0042" in ask(lab, "missing", [shut], "09:00", locks=LOCKS)
    assert ask(lab, "missing", [shut], "10:30", locks=LOCKS) == "[]"


def test_a_chosen_visit_stands_until_it_is_over_and_opens_nothing(lab: Lab) -> None:
    isolated = """
    return it.isOpen(given.visit, new Date(given.now));
    """

    def is_open(now: str) -> object:
        given = {"visit": VISIT, "now": f"2026-12-01T{now}:00Z"}
        return lab.call("app/bundle.js", isolated, given)

    assert [is_open(now) for now in ("08:00", "10:29", "11:29", "11:30")] == [
        True,
        True,
        True,
        False,
    ]
