"""What a page hands to the browser, so that it can check for itself what the page says."""

import base64
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext

from elaas.access.queries.pages.uses import Use
from elaas.ledger import signer
from elaas.ledger.queries.evidence import Evidence, of_uses
from elaas.ledger.queries.witnesses import to_show
from elaas.tlog.proof_file import ProofFile


def for_the_browser(uses: Collection[Use]) -> dict[str, Any] | None:
    """Entries, proofs and the checkpoint they are proven against; None before there is any."""
    shown_by = to_show(settings.WITNESSES)
    if shown_by is None:
        return None
    head, note = shown_by
    found = of_uses({use.id: use.entry_at for use in uses}, head=head)
    return {
        "key": str(signer.load().key),
        "witnesses": [str(one.key) for one in settings.WITNESSES],
        "note": note.decode(),
        "entries": {name: _told(one) for name, one in found.items()},
        "words": _words(),
        "language": get_language(),
    }


def to_save(use: Use) -> bytes | None:
    """The proof of one use as a file that `elaas verify` checks; None: it is not published yet."""
    shown_by = to_show(settings.WITNESSES)
    if shown_by is None:
        return None
    head, note = shown_by
    one = of_uses({use.id: use.entry_at}, head=head).get(use.id)
    if one is None:
        return None
    return ProofFile(one.seq, tuple(one.proof), note, one.salt + one.body).encode()


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
