"""Buildings, homes, and the units on their doors."""

import uuid

from django.db import models
from django.db.models import Q


class Building(models.Model):
    """A building with one or more homes. `source_id` is the care system's Location id.

    `note`: what to know at its entrance («the entrance is at the back»).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source_id = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=200)
    postal_code = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    active = models.BooleanField(default=True)
    # A building where one home is known may have a common entrance all the same: by hand only.
    entrance_recorded_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Home(models.Model):
    """Where someone lives. `source_id` is the care system's Location id.

    `note`: what to know at its door («knock hard»).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source_id = models.CharField(max_length=64, unique=True)
    building = models.ForeignKey(
        Building, on_delete=models.PROTECT, related_name="homes", null=True
    )
    address = models.CharField(max_length=200)
    dwelling = models.CharField(max_length=10, blank=True)  # bruksenhetsnummer, e.g. H0203
    postal_code = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.id)


class UnitKind(models.TextChoices):
    """A lock, or an electronic key box: the letter gives both the same access and the same log."""

    LOCK = "lock"
    KEY_BOX = "key_box"


class Unit(models.Model):
    """A lock or key box: who it is (its label's keys), and the door it is mounted on."""

    lock_id = models.CharField(primary_key=True, max_length=16)
    label = models.CharField(max_length=5)
    kind = models.CharField(max_length=8, choices=UnitKind.choices, default=UnitKind.LOCK)
    dh_x = models.BinaryField()
    dh_y = models.BinaryField()
    receipt_x = models.BinaryField()
    receipt_y = models.BinaryField()
    claim_secret = models.BinaryField()
    epoch = models.PositiveIntegerField(default=1)
    registered_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    home = models.ForeignKey(Home, on_delete=models.PROTECT, null=True, related_name="units")
    building = models.ForeignKey(
        Building, on_delete=models.PROTECT, null=True, related_name="units"
    )
    mounted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="doors_unit_is_on_one_door_at_most",
                condition=Q(home=None) | Q(building=None),
            ),
            models.CheckConstraint(
                name="doors_mounted_unit_is_on_a_door",
                condition=Q(mounted_at=None) | Q(home__isnull=False) | Q(building__isnull=False),
            ),
            models.UniqueConstraint(name="doors_one_unit_for_a_home_door", fields=("home",)),
            models.UniqueConstraint(name="doors_one_unit_for_an_entrance", fields=("building",)),
        )

    def __str__(self) -> str:
        return self.lock_id
