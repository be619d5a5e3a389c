"""The rows that go, and the entries about them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from elaas.rights.kept import Forgetting
from elaas.rights.kept.shape import OLD
from elaas.rights.queries.referred import asked

Keys = dict[str, list[Any]]


class Found:
    """What of `what` goes: what is older than `before`, or all of one person with `homes`.

    `most`: rows of the first groups, and entries that go by their own age; None: all.
    """

    def __init__(
        self,
        what: Forgetting,
        *,
        before: datetime | None = None,
        person: UUID | None = None,
        homes: Collection[UUID] = (),
        most: int | None = None,
    ) -> None:
        self._what = what
        self._most = most
        self._given: dict[str, Any] = {
            "before": before,
            "person": person,
            "person_said": person.hex if person else None,
            "homes": list(homes),
            "most": most,
        }

    def keys(self, *, also_named: bool = False) -> Keys:
        """The keys of each group; `also_named`: of rows, too, that something else names as yet."""
        keys: Keys = {}
        for group in self._what.groups:
            which = group.which
            if self._given["person"] is not None and group.whose is not None:
                which = group.whose
            keys[group.name] = self._ask(which, keys, also_named=also_named) if which else []
        return keys

    def entries(
        self, keys: Keys, *, since: str | None = None, among: Collection[int] | None = None
    ) -> set[int]:
        """The entries about these rows: that came `since` that transaction, or are `among` these.

        Neither said: all of them.
        """
        if not self._what.kinds or not (any(keys.values()) or self._given["person"]):
            return set()
        said = {f"{name}__said": [_said(one) for one in some] for name, some in keys.items()}
        given = {
            **self._given,
            **keys,
            **said,
            "kinds": list(self._what.kinds),
            "since": since,
            "among": None if among is None else list(among),
        }
        with connection.cursor() as cursor:
            cursor.execute(self._what.entries, given)
            return {number for (number,) in cursor.fetchall()}

    def old(self) -> set[int]:
        """The entries that go by their own age."""
        if not self._what.timed or self._given["before"] is None:
            return set()
        with connection.cursor() as cursor:
            cursor.execute(OLD, [list(self._what.timed), self._given["before"], self._most])
            return {number for (number,) in cursor.fetchall()}

    def _ask(self, which: str, keys: Keys, *, also_named: bool) -> list[Any]:
        loosely = self._given["person"] is None
        statement = asked(which, own=self._what.tables, loosely=loosely, at_all=not also_named)
        with connection.cursor() as cursor:
            cursor.execute(statement, {**self._given, **keys})
            return [key for (key,) in cursor.fetchall()]


def _said(key: object) -> str:
    """As an entry names it."""
    return key.hex if isinstance(key, UUID) else str(key)
