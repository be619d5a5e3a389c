"""Rows against what the ledger tells of them: none changed, none gone, none that nobody told of.

A cover says for one table by which kinds of entries its rows are told, what makes a row and an
entry one, and which columns the entry tells. The newest entry about a row counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from elaas.audit.queries.stream import rows
from elaas.audit.rules import Fault, entry


def text(name: str) -> str:
    """A text of the entry."""
    return f"told ->> '{name}'"


def uuid(name: str) -> str:
    """An id."""
    return f"(told ->> '{name}')::uuid"


def number(name: str) -> str:
    """A whole number."""
    return f"(told ->> '{name}')::bigint"


def time(name: str) -> str:
    """A time."""
    return f"(told ->> '{name}')::timestamptz"


def octets(name: str) -> str:
    """Bytes."""
    return f"decode(told ->> '{name}', 'hex')"


def nothing_as_empty(name: str) -> str:
    """A text that is empty in its row where the entry says nothing."""
    return f"coalesce(told ->> '{name}', '')"


@dataclass(frozen=True, slots=True)
class Cover:
    """`key` and `same`: columns of the row, and how the entry tells them.

    `of`: only these rows are told so. `stands`: only these entries have such a row; another one of
    the `kinds` says that it has none any more.
    """

    table: str
    kinds: tuple[str, ...]
    key: Mapping[str, str]
    same: Mapping[str, str] = field(default_factory=dict)
    of: str = "true"
    stands: tuple[str, ...] = ()

    def statement(self, which: str = "true") -> str:
        """Every row and entry that do not fit: the entry's place, the key, what is the matter.

        `which`: of all entries `e` those among which its own are.
        """
        keys = [f"key_{at}" for at in range(len(self.key))]
        sames = [f"same_{at}" for at in range(len(self.same))]
        names = [*keys, *sames]
        told = _as(names, [*self.key.values(), *self.same.values()])
        columns = _as(names, [*self.key, *self.same])
        fit = " AND ".join(f"entry.{one} = kept.{one}" for one in keys)
        differ = [f"entry.{one} IS DISTINCT FROM kept.{one}" for one in sames]
        wrong = " OR ".join(["kept.there IS NULL", "entry.there IS NULL", *differ])
        shown = ", ".join(f"coalesce(entry.{one}::text, kept.{one}::text)" for one in keys)
        return f"""
            WITH newest AS (
                SELECT DISTINCT ON ({", ".join(keys)}) * FROM (
                    SELECT e.id, l.seq, e.kind, {told}
                    FROM ledger_entry e
                    LEFT JOIN ledger_leaf l ON l.entry = e.id,
                    LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb AS told) AS said
                    WHERE e.kind = ANY(%s) AND {which}
                ) AS every ORDER BY {", ".join(keys)}, id DESC
            ), entry AS (SELECT *, true AS there FROM newest WHERE kind = ANY(%s)),
            kept AS (SELECT {columns}, true AS there FROM {self.table} WHERE {self.of})
            SELECT entry.seq, concat_ws(' ', {shown}),
                   CASE WHEN kept.there IS NULL THEN 'gone'
                        WHEN entry.there IS NULL THEN 'untold' ELSE 'changed' END
            FROM entry FULL JOIN kept ON {fit} WHERE {wrong} ORDER BY 1, 2
        """  # noqa: S608  (every word of it is ours)


def _as(names: Sequence[str], expressions: Sequence[str]) -> str:
    return ", ".join(f"{one} AS {name}" for one, name in zip(expressions, names, strict=True))


WHAT = {
    "gone": "its row in {} is gone",
    "untold": "no entry tells of this row",
    "changed": "its row in {} says something else",
}


# A kind with so many entries at most is looked up by their ids, and not among all there are.
FEW = 20_000
_FEW = """
    SELECT kind, CASE WHEN count(*) <= %s THEN array_agg(id) END FROM ledger_entry GROUP BY kind
"""


class Few:
    """The ids of the entries of each kind of which there are few: the ledger is read once for all.

    To be made in the transaction in which it is used.
    """

    def __init__(self) -> None:
        self._ids: dict[str, list[int] | None] = dict(rows("few", _FEW, [FEW]))

    def of(self, kinds: Sequence[str]) -> list[int] | None:
        """All entries of these kinds; None: they are many."""
        found: list[int] = []
        for kind in kinds:
            some = self._ids.get(kind, [])
            if some is None:
                return None
            found += some
        return found


def faults(cover: Cover, few: Few) -> Iterator[Fault]:
    """The rows and entries of `cover` that do not fit."""
    ids = few.of(cover.kinds)
    if ids is None:
        statement, some = cover.statement(), []
    else:
        statement, some = cover.statement("e.id = ANY(%s::bigint[])"), [ids]
    asked = [list(cover.kinds), *some, list(cover.stands or cover.kinds)]
    for seq, key, what in rows("cover", statement, asked):
        row = f"{cover.table} {key}"
        where = row if what == "untold" else f"{entry(seq)}, {row}"
        yield Fault(where, WHAT[what].format(cover.table))
