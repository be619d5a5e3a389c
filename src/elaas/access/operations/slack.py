"""The slack is a setting; that it is another one than before is an entry, before it is used."""

from datetime import datetime, timedelta

from django.db import connection

from elaas.access import rules
from elaas.access.models import SlackTold
from elaas.access.operations.turns import change_facts, use_facts
from elaas.access.queries import facts
from elaas.database.bulk import fetch
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry

_SECOND = timedelta(seconds=1)
_NEWEST = "SELECT seconds_before, seconds_after FROM access_slacktold ORDER BY id DESC LIMIT 1"


def use_the_rule(*, now: datetime) -> None:
    """Take the turn of those who use facts, and tell of the slack if the last told was another.

    To be called first in the transaction. Whoever tells of it has the turn alone: then everything
    that others did with the old one has its entries before, and with the new one after. So an audit
    can ask the rule again (docs/decisions/0002). Where two processes have different settings
    meanwhile, each tells of its own; one of them may have to give way and do it again.
    """
    slack = facts.slack()
    if _told() == slack:
        use_facts()
    else:
        change_facts()
    if _told() != slack:  # once more: somebody may have told while we waited for our turn
        change_facts()
        _tell(slack, now)


def _told() -> rules.Slack | None:
    for before, after in fetch(connection, _NEWEST, []):
        return rules.Slack(before=before * _SECOND, after=after * _SECOND)
    return None


def _tell(slack: rules.Slack, now: datetime) -> None:
    before, after = slack.before // _SECOND, slack.after // _SECOND
    row = SlackTold.objects.create(seconds_before=before, seconds_after=after, told_at=now)
    ledger.append(entry("slack_set", now, slack=row.pk, before=before, after=after))
