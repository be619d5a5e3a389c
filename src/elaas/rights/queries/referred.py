"""Which rows nothing else names, as PostgreSQL can be asked."""

import re
from collections.abc import Collection, Iterator

from django.apps import apps
from django.db.models import ForeignKey, Model

from elaas.rights.kept import LOOSE

# What stays for the units' sake, whoever of the employees it names.
_STAYS = frozenset({"alarms_findingdeed", "doors_classaccepted", "doors_unitevent"})
_PEOPLE = frozenset({"people_recipient", "people_kin", "people_employee"})
_TOKEN = re.compile(r"<<(free|left) (\w+) (\w+)>>")


def asked(
    statement: str, *, own: Collection[str], loosely: bool = True, at_all: bool = True
) -> str:
    """`statement` with each `<<free TABLE ALIAS>>` said in SQL.

    `own`: tables whose rows hold none back. `left`: neither do those that stay for ever.
    `loosely`: columns that are no foreign keys hold people back, too. Not `at_all`: none does.
    """

    def said(found: re.Match[str]) -> str:
        word, table, alias = found.groups()
        if not at_all:
            return "true"
        without = {*own, *(_STAYS if word == "left" else ())}
        return _free(table, alias, without, loosely=loosely)

    return _TOKEN.sub(said, statement)


def _free(table: str, alias: str, without: Collection[str], *, loosely: bool) -> str:
    key, names = _named_by(table)
    loose = LOOSE if loosely and table in _PEOPLE else ()
    held = " AND ".join(
        [
            "true",
            *(
                f"NOT EXISTS (SELECT FROM {other} n WHERE n.{column} = {alias}.{key})"
                for other, column in (*names, *loose)
                if other not in without
            ),
        ]
    )
    return f"({held})"


def _named_by(table: str) -> tuple[str, list[tuple[str, str]]]:
    """The table's key, and the columns that refer to it."""
    (model,) = (one for one in _models() if one._meta.db_table == table)  # noqa: SLF001
    return str(model._meta.pk.column), [  # noqa: SLF001
        (other._meta.db_table, str(field.column))  # noqa: SLF001
        for other in _models()
        for field in other._meta.concrete_fields  # noqa: SLF001
        if isinstance(field, ForeignKey) and field.related_model is model
    ]


def _models() -> Iterator[type[Model]]:
    yield from apps.get_models(include_auto_created=True)
