"""Who signs the log's checkpoints, under the name the log has for ever (its origin)."""

from django.conf import settings
from django.utils.module_loading import import_string

from elaas.tlog.note import Signer


def load(*, make: bool = True) -> Signer:
    """The signer that the setting LOG_SIGNER names by dotted path: a key file, later an HSM.

    `make`: a key is made when there is none; otherwise that is an error.
    """
    signer: Signer = import_string(settings.LOG_SIGNER)(make=make)
    return signer
