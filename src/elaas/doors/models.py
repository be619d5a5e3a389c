"""Buildings, homes, and the units on their doors."""

import uuid

from django.db import models
from django.db.models import F, Q

from elaas.doors.rules import Cylinder, Deed


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


class Board(models.Model):
    """Who has a say about a door: the board of a building, or the landlord of a rented home.

    Its name and addresses are those it has itself; no recipient's name belongs here. It is the
    seat, not the person: whoever sits there later stands by the answers given.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    building = models.OneToOneField(
        Building, on_delete=models.PROTECT, null=True, related_name="board"
    )
    home = models.OneToOneField(Home, on_delete=models.PROTECT, null=True, related_name="board")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    post_address = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=2, default="nb")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="doors_board_has_one_place",
                condition=Q(home=None, building__isnull=False)
                | Q(home__isnull=False, building=None),
            ),
            models.CheckConstraint(name="doors_board_has_a_name", condition=~Q(name="")),
        )

    def __str__(self) -> str:
        return str(self.id)


class BoardLink(models.Model):
    """A link by which a board answers without an account. Its token is kept as SHA-256 only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="links")
    token_hash = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="doors_boardlink_ends_after_it_is_made",
                condition=Q(expires_at__gt=F("made_at")),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Channel(models.TextChoices):
    """How something was said."""

    LINK = "link"
    LETTER = "letter"
    PHONE = "phone"
    POST = "post"
    DESK = "desk"


class BoardEvent(models.Model):
    """What happened between the municipality and a board. Rows are only ever added (0004).

    `by`: the employee who noted it; None: the board itself, by `link`.
    """

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="events")
    deed = models.CharField(max_length=20, choices=[(deed.value, deed.name) for deed in Deed])
    at = models.DateTimeField()
    channel = models.CharField(max_length=6, choices=Channel.choices)
    by = models.UUIDField(null=True)
    link = models.ForeignKey(BoardLink, on_delete=models.PROTECT, null=True)
    text = models.CharField(max_length=1000, blank=True)
    valid_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="doors_only_an_agreement_runs_out",
                condition=Q(valid_until=None) | Q(deed=Deed.AGREED.value, valid_until__gt=F("at")),
            ),
            models.CheckConstraint(
                name="doors_boardevent_by_link_has_its_link",
                condition=Q(channel="link", link__isnull=False, by=None)
                | (~Q(channel="link") & Q(link=None)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.deed} {self.board_id}"


class DoorCondition(models.Model):
    """A door as somebody found it; the newest counts. `gap_mm`: between door and frame."""

    home = models.ForeignKey(Home, on_delete=models.PROTECT, null=True)
    building = models.ForeignKey(Building, on_delete=models.PROTECT, null=True)
    make = models.CharField(max_length=60, blank=True)
    cylinder = models.CharField(max_length=12, choices=[(one.value, one.name) for one in Cylinder])
    gap_mm = models.DecimalField(max_digits=4, decimal_places=1)
    noted_at = models.DateTimeField()
    noted_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="doors_condition_is_of_one_door",
                condition=Q(home=None, building__isnull=False)
                | Q(home__isnull=False, building=None),
            ),
            models.CheckConstraint(name="doors_gap_is_not_negative", condition=Q(gap_mm__gte=0)),
        )

    def __str__(self) -> str:
        return f"{self.home_id or self.building_id} {self.noted_at}"
