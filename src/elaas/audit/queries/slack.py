"""The slack that the rule was asked with, from the ledger alone."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta

from elaas.access import rules
from elaas.access.queries.facts import slack
from elaas.audit.queries.stream import rows

_SLACKS = """
    SELECT e.id, told ->> 'at', (told ->> 'before')::bigint, (told ->> 'after')::bigint
    FROM ledger_entry e, LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb AS told) AS said
    WHERE e.kind = 'slack_set' ORDER BY e.id
"""


class Slacks:
    """Each slack from the entry that told of it until the next one.

    What came before the first was asked with that one, too; while none was told, with today's.
    """

    def __init__(self, name: str) -> None:
        """`name`: of the cursor."""
        told = list(rows(name, _SLACKS))
        self._numbers = [number for number, *_ in told]
        self._times = [datetime.fromisoformat(at) for _, at, *_ in told]
        self._slacks = [
            rules.Slack(before=timedelta(seconds=before), after=timedelta(seconds=after))
            for _, _, before, after in told
        ]
        self._today = slack()

    def at_entry(self, number: int) -> rules.Slack:
        """The one that held when that entry was written."""
        return self._nth(bisect_left(self._numbers, number))

    def at(self, moment: datetime) -> rules.Slack:
        """The one that held then."""
        return self._nth(bisect_right(self._times, moment))

    def _nth(self, found: int) -> rules.Slack:
        held: Sequence[rules.Slack] = self._slacks or [self._today]
        return held[max(0, found - 1)]
