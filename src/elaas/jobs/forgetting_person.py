"""What `elaas forget --person` does once there is a database."""

import argparse
from datetime import timedelta

from django.conf import settings

from elaas.jobs.clock import now
from elaas.jobs.forgetting import with_places
from elaas.jobs.stop import Stop
from elaas.ledger import signer
from elaas.ledger.operations.sequence import publish
from elaas.rights.kept import LAW
from elaas.rights.operations.forget_person import (
    MOST_WORDS,
    NamesSomebody,
    NoReason,
    StillNeeded,
    forget_person,
)
from elaas.rights.queries.needed import Need
from elaas.rights.queries.person import NoSuchPerson, person_named

SAID = {
    Need.SERVICE: "Their services still run.",
    Need.MOUNTED: "A unit is still on their door, or on one that they had it mounted on.",
    Need.PARTS: "Parts of their door are not back in it: a bag is full.",
    Need.UNDER_WAY: "A mounting, a removal or a work order for them is not finished.",
    Need.DAMAGE: "A case of damage is not decided, or not since somebody complained.",
    Need.QUESTION: "They asked something that nobody has answered.",
    Need.LOG_OF_VISITS: "The log of who could open and did must be kept: the last visit is"
    " younger than ELAAS_KEEP_VISITS.",
    Need.LOG_OF_LOOKS: "The log of who looked at their data must be kept: the last look is"
    " younger than ELAAS_KEEP_LOOKS.",
    Need.ACCOUNTS: "The accounts need what they paid for damage: it is younger than"
    " ELAAS_KEEP_DAMAGE.",
}


def forget(asked: argparse.Namespace) -> None:
    """Erase the person, or say what would go. Raises Stop."""
    at = now()
    try:
        person = person_named(asked.person)
        gone = with_places(
            lambda: forget_person(
                person=person,
                why=asked.why,
                before={kept: at - timedelta(days=settings.KEEP[kept.value]) for kept in LAW},
                dry=asked.dry_run,
                now=at,
            ),
            now=at,
        )
    except NoSuchPerson:
        raise Stop("Nobody here has that id or number.") from None
    except StillNeeded as reason:
        some = "\n".join(f"- {SAID[need]}" for need in reason.needs)
        raise Stop(f"They cannot be erased yet. Nothing was changed.\n{some}") from None
    except NamesSomebody:
        raise Stop("--why stays in the log for ever: it must hold no name and no number.") from None
    except NoReason:
        raise Stop(f"--why must say something, in at most {MOST_WORDS} letters.") from None
    for kept, rows in gone.items():
        print(f"{kept}: {rows} rows {'would go' if asked.dry_run else 'erased'}.")
    if asked.dry_run:
        print("Nothing was erased.")
    else:
        # Only now can an audit find the places of what tells of it.
        publish(signer=signer.load(), now=at)
