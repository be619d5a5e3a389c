"""Every credential against the rule: asked again, of the facts as the ledger told them then."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from elaas.access import rules
from elaas.audit.queries.history import Facts
from elaas.audit.queries.slack import Slacks
from elaas.audit.queries.stream import rows
from elaas.audit.rules import Fault, entry

RECORDED = frozenset(
    {"assignment_recorded", "mounting_planned", "removal_planned", "service_planned"}
)
KINDS = (*sorted(RECORDED), "assignment_withdrawn", "visit_called_off", "credential_issued")

# By visit, in the order of the entries: memory holds one visit at a time.
_VISITS_AND_CREDENTIALS = """
    SELECT coalesce(told -> 'assignment' ->> 'id', told ->> 'assignment') AS visit,
           e.id, l.seq, e.kind, told, p.employee_id
    FROM ledger_entry e
    LEFT JOIN ledger_leaf l ON l.entry = e.id
    CROSS JOIN LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb AS told) AS said
    LEFT JOIN people_phone p ON p.id = (told ->> 'phone')::uuid
    WHERE e.kind = ANY(%s) ORDER BY 1, 2
"""


class _Visit(NamedTuple):
    id: str
    stands: bool
    told: dict[str, Any]


def faults() -> Iterator[Fault]:
    """The credentials that the rule would not have granted, or not so."""
    facts, slacks = Facts(), Slacks("slack_of_credentials")
    visit: _Visit | None = None
    found = rows("credentials", _VISITS_AND_CREDENTIALS, [list(KINDS)])
    for which, number, seq, kind, told, holder in found:
        if kind != "credential_issued":
            visit = _Visit(which, kind in RECORDED, told)
            continue
        rests_on = visit if visit is not None and visit.id == which else None
        what = _wrong(told, holder, rests_on, number, facts, slacks.at_entry(number))
        if what:
            yield Fault(f"{entry(seq)}, credential {told['cti']}", what)


def _wrong(
    told: dict[str, Any],
    holder: UUID | None,
    visit: _Visit | None,
    number: int,
    facts: Facts,
    allowed: rules.Slack,
) -> str | None:
    if visit is None:
        return "no assignment was recorded that it rests on"
    if holder is None or holder.hex != told["assignment"]["employee"]:
        return "it is on the phone of somebody else than the assignment's employee"
    if any(
        told["assignment"][name] != visit.told[name]
        for name in ("employee", "starts_at", "ends_at")
    ):
        return "the assignment it rests on was another one"
    answer = rules.what_opens(
        employee=facts.employee(holder, number),
        door=facts.door(told["lock"], number),
        assignment=_assignment(visit, number, facts),
        slack=allowed,
    )
    if isinstance(answer, rules.Refused):
        return f"the rule would have refused it: {answer.reason}"
    window = (answer.window.start, answer.window.end)
    if window != (_time(told["not_before"]), _time(told["expires_at"])):
        return "its window is not the rule's, with the slack of then"
    return None if answer.scope == told["scope"] else "its scope is not the rule's"


def _assignment(visit: _Visit, number: int, facts: Facts) -> rules.Assignment:
    told = visit.told
    home = UUID(told["home"]) if told["home"] else None
    recipient = told.get("recipient")
    return rules.Assignment(
        id=UUID(visit.id),
        employee=UUID(told["employee"]),
        way=facts.way(home, number),
        period=rules.Period(_time(told["starts_at"]), _time(told["ends_at"])),
        service_active=recipient is None or bool(facts.active.at(UUID(recipient), number)),
        withdrawn=not visit.stands,
        mounts=told.get("lock"),
    )


def _time(told: str) -> datetime:
    return datetime.fromisoformat(told)
