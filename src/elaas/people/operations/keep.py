"""Keep rows equal to what another system tells, many at a time, and say what that changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Manager

BATCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of the rows, by source id. `changed`: for each its fields as they were before."""

    ids: dict[str, UUID] = field(default_factory=dict)
    created: set[str] = field(default_factory=set)
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)

    def turned(self, name: str) -> set[str]:
        """The source ids of rows whose field `name` is another than before."""
        return {source_id for source_id, before in self.changed.items() if name in before}


def keep(manager: Manager[Any], wanted: Mapping[str, Mapping[str, Any]]) -> Kept:
    """Create or change the rows of `manager` so that each source id has the fields in `wanted`.

    All of `wanted` name the same fields. Rows that are equal already are not written.
    """
    kept = Kept()
    if not wanted:
        return kept
    names = list(next(iter(wanted.values())))
    rows = manager.filter(source_id__in=wanted).values_list("source_id", "id", *names)
    for source_id, row_id, *values in rows:
        kept.ids[source_id] = row_id
        before = {
            name: value
            for name, value in zip(names, values, strict=True)
            if value != wanted[source_id][name]
        }
        if before:
            kept.changed[source_id] = before
    kept.created.update(wanted.keys() - kept.ids.keys())
    kept.ids.update({source_id: uuid4() for source_id in kept.created})
    manager.bulk_create(
        [
            manager.model(id=kept.ids[source_id], source_id=source_id, **fields)
            for source_id, fields in wanted.items()
            if source_id in kept.created or source_id in kept.changed
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["source_id"],
        update_fields=names,
    )
    return kept
