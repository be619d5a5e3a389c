"""Who signs the log's checkpoints, under the name the log has for ever (its origin)."""

from django.conf import settings
from django.utils.module_loading import import_string

from elaas.tlog.note import Signer


def load() -> Signer:
    """The signer that the setting LOG_SIGNER names by dotted path: a key file, later an HSM."""
    signer: Signer = import_string(settings.LOG_SIGNER)()
    return signer
