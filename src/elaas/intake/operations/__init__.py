"""What can be done with what a care system tells: import it, and poll for it."""

from elaas.intake.operations.importing import NotABundle, import_bundle, import_entries
from elaas.intake.operations.polling import poll
from elaas.intake.operations.report import Report

__all__ = ["NotABundle", "Report", "import_bundle", "import_entries", "poll"]
