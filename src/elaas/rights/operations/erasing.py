"""Erase rows and entries that were found, photos that nothing shows any more, and tell of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from elaas.access.operations.turns import change_facts
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.ledger.operations.erase import erase
from elaas.rights.kept import PHOTOS_OF, Forgetting
from elaas.rights.queries.found import Keys
from elaas.rights.queries.referred import asked

_PHOTOS = """
    SELECT t.id FROM doors_photo t WHERE t.id = ANY(%s) AND <<free doors_photo t>>
"""


def hold_facts() -> None:
    """Nobody imports, nor uses what access rests on, until the transaction ends.

    In the order in which an import takes its turns: the other way round both would wait for ever.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE intake_source IN ROW EXCLUSIVE MODE")
    change_facts()


def oldest_under_way() -> str:
    """The oldest transaction that may still bring entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        (oldest,) = cursor.fetchone()
    return str(oldest)


@dataclass(slots=True)
class Erasing:
    """An erasure, in the transaction that is open: `what` it is about, and `because` of what."""

    what: str
    because: str
    now: datetime
    _shown: set[UUID] = field(default_factory=set)

    def erase(self, what: Forgetting, keys: Keys, entries: Collection[int]) -> Mapping[str, int]:
        """Erase these; answers how many rows of each group, and how many entries without any.

        Raises NotSequenced, and then nothing may be committed.
        """
        gone = {name: len(some) for name, some in keys.items() if some}
        if not gone and not entries:
            return {}
        self._tell(gone or {"ledger_entry": len(entries)})
        erase(entries, what=self.what, because=self.because, now=self.now)
        self._shown |= _shown(keys)
        with connection.cursor() as cursor:
            for group in reversed(what.groups):
                if keys[group.name]:
                    cursor.execute(group.go, [keys[group.name]])
        return gone or {"ledger_entry": len(entries)}

    def photos(self) -> int:
        """Erase the photos of what is gone that nothing else shows; answers how many."""
        with connection.cursor() as cursor:
            cursor.execute(asked(_PHOTOS, own=()), [list(self._shown)])
            some = [one for (one,) in cursor.fetchall()]
            if some:
                self._tell({"doors_photo": len(some)})
                cursor.execute("DELETE FROM doors_photo WHERE id = ANY(%s)", [some])
        return len(some)

    def _tell(self, rows: Mapping[str, int]) -> None:
        """So many rows of these tables."""
        told = entry("rows_erased", self.now, what=self.what, because=self.because, rows=dict(rows))
        ledger.append(told)


def _shown(keys: Mapping[str, Collection[Any]]) -> set[UUID]:
    found: set[UUID] = set()
    with connection.cursor() as cursor:
        for table, column in PHOTOS_OF:
            if keys.get(table):
                cursor.execute(
                    f"SELECT {column} FROM {table} WHERE id = ANY(%s) AND {column} IS NOT NULL",  # noqa: S608
                    [list(keys[table])],
                )
                found.update(photo for (photo,) in cursor.fetchall())
    return found
