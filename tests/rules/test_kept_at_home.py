"""What is kept at home: the parts of the old lock, and the key in a key box."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elaas.doors.rules import KeyEvent, PartEvent, can_follow, is_there, key_is_in


@given(st.lists(st.sampled_from(PartEvent)))
def test_only_what_was_missing_last_is_missing(news: list[PartEvent]) -> None:
    assert is_there(news) == (not news or news[-1] is not PartEvent.MISSING)


@pytest.mark.parametrize("event", KeyEvent)
def test_one_copy_only_lies_in_the_box(event: KeyEvent) -> None:
    assert can_follow(event, key_in=False) == (event is KeyEvent.PUT_IN)
    assert can_follow(event, key_in=True) == (event is not KeyEvent.PUT_IN)
    assert key_is_in([KeyEvent.PUT_IN, event]) == (event is not KeyEvent.TAKEN_OUT)
