"""What can be done to doors and their units."""

from elaas.doors.models import UnitKind
from elaas.doors.operations.units import (
    LockIdTaken,
    MountedElsewhere,
    PlaceTaken,
    lock_units,
    mount_unit,
    prepare_release,
    raise_epoch,
    register_unit,
    unit_claimed,
    unit_released,
)

__all__ = [
    "LockIdTaken",
    "MountedElsewhere",
    "PlaceTaken",
    "UnitKind",
    "lock_units",
    "mount_unit",
    "prepare_release",
    "raise_epoch",
    "register_unit",
    "unit_claimed",
    "unit_released",
]
