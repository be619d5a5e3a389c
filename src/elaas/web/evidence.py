"""What a page hands to the browser, so that it can check for itself what the page says."""

import base64
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext

from elaas.access.queries.pages.uses import Use
from elaas.ledger import signer
from elaas.ledger.queries import tree
from elaas.ledger.queries.evidence import Evidence, of_uses
from elaas.ledger.queries.witnesses import witnessed


def for_the_browser(uses: Collection[Use]) -> dict[str, Any] | None:
    """Entries, proofs and the checkpoint they are proven against; None before there is any.

    The newest head that a witness has cosigned; without one, the newest of all.
    """
    seen = witnessed(settings.WITNESSES)
    head = seen.head if seen else tree.head()
    if head is None:
        return None
    found = of_uses({use.entry_at for use in uses}, head=head)
    shown = {use.id: found[use.id] for use in uses if use.id in found}
    return {
        "key": str(signer.load().key),
        "witnesses": [str(one.key) for one in settings.WITNESSES],
        "note": tree.cosigned(head).decode(),
        "entries": {name: _told(one) for name, one in shown.items()},
        "words": _words(),
        "language": get_language(),
    }


def _told(one: Evidence) -> dict[str, Any]:
    return {
        "entry": _base64(one.body),
        "salt": _base64(one.salt),
        "index": one.seq,
        "proof": [_base64(hashed) for hashed in one.proof],
    }


def _words() -> dict[str, str]:
    return {
        "checked": gettext("Checked here in your browser: in the log at {at}, lock {lock}."),
        "wrong": gettext("This does not fit what stands in the log. Please call us."),
        "all": gettext("Checked here in your browser {now}: what is shown stands in the log."),
        "allWrong": gettext("Something shown here does not fit the log. Please call us."),
        "witnessed": gettext("{name}, which is not us, last checked the log {at}."),
        "unwitnessed": gettext("Nobody outside has checked the log yet."),
    }


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
