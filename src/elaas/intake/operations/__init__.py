"""What can be done with what a care system tells: import it."""

from elaas.intake.operations.importing import NotABundle, import_bundle, import_entries
from elaas.intake.operations.report import Report

__all__ = ["NotABundle", "Report", "import_bundle", "import_entries"]
