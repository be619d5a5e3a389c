"""What an entry tells, in plain words: of its kind a sentence, and then all that stands in it.

An entry holds ids, never names: whose they are only the municipality's records say.
"""

import json
from collections.abc import Mapping

_KINDS = {
    "could_not_get_in": "An employee could not get in, and noted what they did about it.",
    "credential_issued": "An employee's phone was given access to a lock for an assignment.",
    "credential_refused": "An employee was not given access to a lock.",
    "credential_revoked": "Access that an employee's phone had was taken back.",
    "entry_erased": "An entry of the log was erased; its place in the log stays.",
    "incident": "Something happened that no assignment explains.",
    "kin_number_shown": "An employee was shown the telephone number of next of kin.",
    "looked": "An employee looked at a person's data.",
    "refused_by_phone": "An employee's phone did not try to open a lock.",
    "unit_mounted": "A lock was mounted on a door.",
    "unit_released": "A lock was taken off a door.",
}
_RECEIPTS = {"open": "opened the door", "lock": "locked the door"}
_OUTCOMES = (
    "and it was done",
    "and was refused: the access had ended",
    "and was refused: the access had not begun",
    "and was refused: the access was for another lock",
    "and was refused: the access had been taken back",
    "and was refused: the access was not for that",
    "and was refused: the access belonged to another phone",
    "and was refused: there was no access",
    "and was refused: the lock did not know the time",
    "and it was not done: the bolt was stuck",
    "and it was not done: the battery was too weak",
    "and it was not done: the lock's memory was full",
)


class NoEntry(ValueError):
    """These bytes are no entry of the log."""


def told(body: bytes) -> list[str]:
    """The lines about the entry with these canonical bytes; raises NoEntry."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise NoEntry("The entry cannot be read.") from None
    if not isinstance(fields, dict) or not isinstance(fields.get("kind"), str):
        raise NoEntry("The entry does not say what it is about.")
    rest = [f"  {_clean(name)}: {_value(value)}" for name, value in fields.items()]
    return [_sentence(fields), *rest]


def _sentence(fields: Mapping[str, object]) -> str:
    kind = fields["kind"]
    if kind == "receipt":
        return _of_a_lock(fields)
    return _KINDS.get(str(kind), f"Something happened that the log calls «{_clean(str(kind))}».")


def _of_a_lock(fields: Mapping[str, object]) -> str:
    """What a lock itself has signed."""
    operation, outcome = str(fields.get("operation")), fields.get("outcome")
    what = _RECEIPTS.get(operation, f"told the lock: {_clean(operation)}")
    known = isinstance(outcome, int) and 0 <= outcome < len(_OUTCOMES)
    how = (
        _OUTCOMES[outcome]
        if known and isinstance(outcome, int)
        else "and how it ended is not known"
    )
    if outcome != 0:
        what = {"open": "tried to open the door", "lock": "tried to lock the door"}.get(
            operation, what
        )
    return f"A phone {what}, {how}. The lock itself has signed this."


def _value(value: object) -> str:
    return _clean(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _clean(text: str) -> str:
    """Nothing that moves a terminal's cursor."""
    return "".join(one if one.isprintable() else "?" for one in text)
