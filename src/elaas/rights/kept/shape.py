# ruff: noqa: S608  (every word of the SQL is ours)
"""How it is said what is kept for a time: groups of rows, and the entries about them."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kept(StrEnum):
    """What has a time of its own; the setting is called ELAAS_KEEP_ and this.

    In the order in which it goes: what others rest on comes after them.
    """

    VISITS = "visits"
    MESSAGES = "messages"
    LOOKS = "looks"
    QUESTIONS = "questions"
    DAMAGE = "damage"
    PARTS = "parts"
    CASES = "cases"
    ORDERS = "orders"
    CONDITIONS = "conditions"
    BOARDS = "boards"
    HOMES = "homes"
    KIN = "kin"
    RECIPIENTS = "recipients"
    SHIFTS = "shifts"
    PHONES = "phones"
    EMPLOYEES = "employees"
    IMPORTS = "imports"
    LOGINS = "logins"
    PHOTOS = "photos"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of `table`: `which` answers the `key` of each, by %(before)s, %(most)s and groups.

    `whose`: the same for one person, by %(person)s and %(homes)s, theirs alone; None: as `which`,
    which asks for groups alone; empty: none are one person's. `<<free TABLE ALIAS>>` in either:
    nothing else names that row. `blank`: such rows stay, and lose these columns' contents.
    """

    table: str
    key: str
    which: str
    whose: str | None = None
    blank: str = ""
    called: str = ""

    @property
    def name(self) -> str:
        """By what other groups ask for its keys."""
        return self.called or self.table

    @property
    def go(self) -> str:
        """The statement after which they are gone, or blank."""
        of = f"WHERE {self.key} = ANY(%s)"
        return (
            f"UPDATE {self.table} SET {self.blank} {of}"
            if self.blank
            else (f"DELETE FROM {self.table} {of}")
        )


@dataclass(frozen=True, slots=True)
class Forgetting:
    """`kinds` of entries, and which of them are `about` these rows (`told`: what an entry says).

    `named`: by which words of theirs entries name rows of which groups. `timed`: entries that go
    by their own age, whatever becomes of rows. `at_once`: so many rows of the first group in one
    transaction, as phones wait while they go.
    """

    groups: tuple[Group, ...] = ()
    kinds: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    about: str = "false"
    timed: tuple[str, ...] = ()
    at_once: int = 5_000
    tables: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Its tables, by which no row of its own is held back."""
        object.__setattr__(self, "tables", frozenset(one.table for one in self.groups))

    @property
    def entries(self) -> str:
        """The statement that finds them.

        All; or those that came with %(since)s or later, or are among %(among)s.
        """
        names = [f"told ->> '{word}' = ANY(%({group}__said)s)" for word, group in self.named]
        return f"""
            SELECT e.id FROM ledger_entry e,
            LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb AS told) AS said
            WHERE e.kind = ANY(%(kinds)s)
              AND (%(since)s::text IS NULL AND %(among)s::bigint[] IS NULL
                OR e.xact >= %(since)s::text::xid8 OR e.id = ANY(%(among)s::bigint[]))
              AND ({" OR ".join([*names, self.about])})
        """


OLD = "SELECT e.id FROM ledger_entry e WHERE e.kind = ANY(%s) AND e.at < %s ORDER BY e.id LIMIT %s"


def root(
    table: str,
    *,
    since: str,
    ended: str = "true",
    key: str = "id",
    whose: str = "",
) -> Group:
    """Rows `t` that nothing else names, `ended` before the time (`since`), oldest first."""
    rows = f"SELECT t.{key} FROM {table} t WHERE <<free {table} t>>"
    return Group(
        table,
        key,
        f"""{rows} AND {since} < %(before)s AND ({ended})
        ORDER BY {since}, t.{key} LIMIT %(most)s""",
        f"{rows} AND ({whose})" if whose else "",
    )


def by(table: str, group: str, column: str, *, key: str = "id") -> Group:
    """Rows whose `column` names one of that group."""
    return Group(table, key, f"SELECT {key} FROM {table} WHERE {column} = ANY(%({group})s)")
