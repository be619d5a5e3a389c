"""What units cost when they were bought, and from whom."""

from django.db import models
from django.db.models import Q


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
