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
from elaas.ledger.queries.tree import Head
from elaas.ledger.queries.witnesses import witnessed
from elaas.tlog.proof_file import ProofFile


def for_the_browser(uses: Collection[Use]) -> dict[str, Any] | None:
    """Entries, proofs and the checkpoint they are proven against; None before there is any."""
    head = _head()
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


def to_save(use: Use) -> bytes | None:
    """The proof of one use as a file that `elaas verify` checks; None: it is not published yet."""
    head = _head()
    one = of_uses({use.entry_at}, head=head).get(use.id) if head else None
    if head is None or one is None:
        return None
    return ProofFile(one.seq, tuple(one.proof), tree.cosigned(head), one.salt + one.body).encode()


def _head() -> Head | None:
    """The newest that a witness has cosigned; without one, the newest of all."""
    seen = witnessed(settings.WITNESSES)
    return seen.head if seen else tree.head()


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
