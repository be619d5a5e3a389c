"""Erase one person before the time, where the municipality decides so (GDPR article 17)."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.ledger.operations.erase import one_at_a_time
from elaas.people.models import Kin, Recipient
from elaas.rights.kept import FORGETTING, Kept
from elaas.rights.operations.erasing import Erasing, hold_facts, oldest_under_way
from elaas.rights.queries.found import Found
from elaas.rights.queries.needed import Need, homes_of, needed

MOST_WORDS = 200  # letters
_NUMBER = re.compile(r"(?<!\d)(\d{8}|\d{11})(?!\d)")  # a telephone number, a national one


class StillNeeded(Exception):
    """Something stands against it."""

    def __init__(self, needs: list[Need]) -> None:
        super().__init__(", ".join(needs))
        self.needs = needs


class NamesSomebody(Exception):
    """The reason stays in the log for ever, and may name nobody."""


class NoReason(Exception):
    """It is empty, or too long."""


@contextmanager
def _not_done(*, dry: bool) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(dry)


def forget_person(
    *, person: UUID, why: str, before: Mapping[Kept, datetime], dry: bool = False, now: datetime
) -> Mapping[Kept, int]:
    """Erase all that is kept about them, in one transaction; answers how many rows of each kind.

    `why`: in words that name nobody. `before`: from when on a law asks for logs and accounts.
    `dry`: nothing is done. Raises StillNeeded, NamesSomebody, NoReason, Recipient.DoesNotExist;
    NotSequenced as `forget_some`.
    """
    with _not_done(dry=dry):
        one_at_a_time()
        since = oldest_under_way()
        row = Recipient.objects.get(pk=person)
        because = _reason(why, row)
        _refuse_needed(person, before)
        # Looked for while phones go on: it reads every entry.
        homes = homes_of(person)
        found = {
            kept: Found(what, person=person, homes=homes)
            for kept, what in FORGETTING.items()
            if any(group.whose for group in what.groups)
        }
        about = {kept: one.entries(one.keys(also_named=True)) for kept, one in found.items()}
        hold_facts()
        Recipient.objects.select_for_update().get(pk=person)
        _refuse_needed(person, before)
        gone: dict[Kept, int] = {}
        for kept, one in found.items():
            keys = one.keys()
            entries = one.entries(keys, since=since, among=about[kept])
            erasing = Erasing(what=kept.value, because=because, now=now)
            rows = sum(erasing.erase(FORGETTING[kept], keys, entries).values())
            rows += erasing.photos()
            if rows:
                gone[kept] = rows
        return gone


def _refuse_needed(person: UUID, before: Mapping[Kept, datetime]) -> None:
    needs = needed(person, homes_of(person), before)
    if needs:
        raise StillNeeded(needs)


def _reason(why: str, person: Recipient) -> str:
    said = " ".join(why.split())
    if not said or len(said) > MOST_WORDS:
        raise NoReason
    people: list[Recipient | Kin] = [person, *Kin.objects.filter(recipient=person)]
    names = {
        name.casefold()
        for one in people
        for name in (*one.given.split(), *one.family.split(), one.source_id)
        if name
    }
    words = set(re.findall(r"[\w-]+", said.casefold()))
    if _NUMBER.search(re.sub(r"[\s.-]", "", said)) or words & names:
        raise NamesSomebody
    return said
