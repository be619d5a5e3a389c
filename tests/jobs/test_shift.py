"""`elaas shift`, where what it is told makes no sense."""

import pytest

from elaas.jobs.shift import main
from elaas.jobs.stop import Stop


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-12-01T15:00+01:00", "2026-12-01T07:00+01:00", "must end after it starts"),
        ("2026-12-01T07:00+01:00", "2026-12-02T07:01+01:00", "longer than 24 hours"),
        ("1900-01-01T00:00Z", "2199-12-31T23:59Z", "longer than 24 hours"),
    ],
)
def test_a_shift_that_cannot_be_is_refused_with_a_sentence(start: str, end: str, said: str) -> None:
    with pytest.raises(Stop, match=said):
        main(["kari", start, end])


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("0001-01-01T00:00+14:00", "is not a time of our age"),
        ("9999-12-31T23:59-14:00", "is not a time of our age"),
        ("2026-12-01T07:00", "does not say its time zone"),
        ("7 o'clock", "is no time like"),
    ],
)
def test_a_time_that_cannot_be_is_named(
    capsys: pytest.CaptureFixture[str], start: str, said: str
) -> None:
    for times in ([start, "2026-12-01T15:00+01:00"], ["2026-12-01T07:00+01:00", start]):
        with pytest.raises(SystemExit) as stopped:
            main(["kari", *times])

        assert stopped.value.code == 2
        assert f"«{start}» {said}" in capsys.readouterr().err.splitlines()[-1]
