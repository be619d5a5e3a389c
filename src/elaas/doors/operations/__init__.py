"""What can be done to doors and their units."""

from elaas.doors.models import UnitKind
from elaas.doors.operations.units import (
    LockIdTaken,
    MountedElsewhere,
    NotPermitted,
    PlaceTaken,
    UnitLost,
    WrittenOff,
    lock_units,
    mount_unit,
    prepare_release,
    raise_epoch,
    refuse_unpermitted,
    register_unit,
    unit_claimed,
    unit_found,
    unit_lost,
    unit_released,
    write_off_unit,
)

__all__ = [
    "LockIdTaken",
    "MountedElsewhere",
    "NotPermitted",
    "PlaceTaken",
    "UnitKind",
    "UnitLost",
    "WrittenOff",
    "lock_units",
    "mount_unit",
    "prepare_release",
    "raise_epoch",
    "refuse_unpermitted",
    "register_unit",
    "unit_claimed",
    "unit_found",
    "unit_lost",
    "unit_released",
    "write_off_unit",
]
