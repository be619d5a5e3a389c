"""What stands in the log of what a page shows, with the proof that it does."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elaas.ledger.models import Entry, Leaf
from elaas.ledger.queries import tree
from elaas.ledger.queries.tree import Head


@dataclass(frozen=True, slots=True)
class Evidence:
    """An entry, its salt, its place, and the proof that it is in the tree of some head."""

    seq: int
    body: bytes
    salt: bytes
    proof: list[bytes]


def of_uses(uses: Mapping[str, datetime], *, head: Head) -> dict[str, Evidence]:
    """The evidence of those of these receipts and refusals that the tree of `head` holds.

    By what they call themselves: `L-0007.12` for a receipt, the attempt's id for a refusal by a
    phone. `uses`: the time of each one's entry.
    """
    kinds, times = ("receipt", "refused_by_phone"), set(uses.values())
    named = {
        row.pk: (name, row)
        for row in Entry.objects.filter(kind__in=kinds, at__in=times)
        if (name := _id(json.loads(bytes(row.body)))) in uses
    }
    places = {entry: seq for entry, seq in tree.places(named).items() if seq < head.size}
    proofs = tree.proofs(places.values(), head) if places else {}
    found = {}
    for entry, seq in places.items():
        name, row = named[entry]
        found[name] = Evidence(seq, bytes(row.body), bytes(row.salt), proofs[seq])
    return found


def numbers(when: Mapping[str, Collection[datetime]], *, head: Head) -> dict[str, int]:
    """Where entries stand in the tree of `head`, by what they call themselves, as above.

    `when`: the times of entries, by their kind, which is one of `NAMES`. A look, a credential and a
    step are called by their ids, as the ledger writes them.
    """
    found = {}
    for kind, times in when.items():
        rows = dict(Entry.objects.filter(kind=kind, at__in=set(times)).values_list("id", "body"))
        for entry, seq in tree.places(rows).items():
            if seq < head.size:
                found[_id(json.loads(bytes(rows[entry])))] = seq
    return found


def told_at(seq: int) -> Mapping[str, Any] | None:
    """What the entry with that place in the tree tells; None: there is none, or it is erased."""
    places = Leaf.objects.filter(pk=seq).values("entry")
    row = Entry.objects.filter(pk__in=places).first()
    return json.loads(bytes(row.body)) if row else None


# By what an entry of a kind calls what it tells of.
NAMES = {
    "refused_by_phone": "attempt",
    "looked": "look",
    "credential_issued": "cti",
    "could_not_get_in": "step",
}


def _id(told: Mapping[str, Any]) -> str:
    if told["kind"] == "receipt":
        return f"{told['lock']}.{told['seq']}"
    return str(told[NAMES[told["kind"]]])
