"""Django's PostgreSQL backend, but for how it empties the tables between two tests.

TRUNCATE makes new files for every table, whether there was a row in it or not, and it waits for
whoever reads. A test leaves few rows in few tables. And Django would leave alone what it does not
manage: the jobs that a test has deferred.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations as Operations


class DatabaseOperations(Operations):
    """`sql_flush` as said above, where the tests are PostgreSQL's superuser."""

    def sql_flush(
        self,
        style: Any,
        tables: Sequence[str],
        *,
        reset_sequences: bool = False,
        allow_cascade: bool = False,
    ) -> list[str]:
        """What is to be executed, in one transaction."""
        tables = [*tables, *_unmanaged()]
        if reset_sequences or not self._is_superuser():
            return super().sql_flush(
                style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade
            )
        filled = self._filled([self.quote_name(table) for table in tables])
        if not filled:
            return []
        # Neither foreign keys nor triggers hold a superuser back who says this.
        whatever = "SET LOCAL session_replication_role = replica"
        return [whatever, *(f"DELETE FROM {table}" for table in filled)]  # noqa: S608  (our own)

    def _is_superuser(self) -> bool:
        with self.connection.cursor() as cursor:
            cursor.execute("SHOW is_superuser")
            return bool(cursor.fetchone() == ("on",))

    def _filled(self, tables: Iterable[str]) -> list[str]:
        """Those with a row."""
        one = "SELECT '{0}' WHERE EXISTS (SELECT FROM {0})"
        with self.connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(one.format(table) for table in tables))
            return [table for (table,) in cursor.fetchall()]


def _unmanaged() -> list[str]:
    """The tables of models that bring their own migrations."""
    return [model._meta.db_table for model in apps.get_models() if not model._meta.managed]  # noqa: SLF001


class DatabaseWrapper(base.DatabaseWrapper):
    """Found by Django under this name."""

    ops_class = DatabaseOperations
