"""What units cost when they were bought, and from whom; what became of them off the doors."""

from django.db import models
from django.db.models import Q

from elaas.doors.unit_life import Deed
from elaas.people.models import Employee


class Purchase(models.Model):
    """A unit came with a delivery; told once, and never changed (a trigger). `price`: in kroner."""

    unit = models.OneToOneField("doors.Unit", on_delete=models.PROTECT, related_name="purchase")
    supplier = models.CharField(max_length=100)
    order = models.CharField(max_length=60)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    bought_on = models.DateField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="doors_a_purchase_says_from_whom_and_for_how_much",
                condition=~Q(supplier="") & ~Q(order="") & Q(price__gte=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.order}"


class UnitEvent(models.Model):
    """A unit went to repair, came back, or was scrapped; only ever added to (a trigger)."""

    unit = models.ForeignKey("doors.Unit", on_delete=models.PROTECT, related_name="events")
    deed = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Deed])
    because = models.CharField(max_length=500, blank=True)
    cost = models.DecimalField(max_digits=8, decimal_places=2, null=True)  # of a repair, kroner
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="doors_who_sends_or_scraps_a_unit_says_why",
                condition=Q(deed=Deed.BACK.value) | ~Q(because=""),
            ),
            models.CheckConstraint(
                name="doors_only_a_repair_that_is_over_has_its_cost",
                condition=Q(cost=None) | Q(deed=Deed.BACK.value, cost__gte=0),
            ),
            models.UniqueConstraint(
                name="doors_a_unit_is_scrapped_once",
                fields=("unit",),
                condition=Q(deed=Deed.SCRAPPED.value),
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.deed}"
