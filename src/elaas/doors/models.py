"""Buildings, homes, and the units on their doors."""

import uuid

from django.db import models
from django.db.models import F, Q

from elaas.doors.approval_models import ClassAccepted
from elaas.doors.rules import PAID_FOR, Cylinder, Deed, KeyEvent, PartEvent
from elaas.doors.stock_models import Purchase, UnitEvent
from elaas.people.models import Employee

__all__ = [
    "Bag",
    "Board",
    "BoardEvent",
    "BoardLink",
    "Building",
    "Channel",
    "ClassAccepted",
    "DoorCondition",
    "Home",
    "KeyNote",
    "Part",
    "PartNews",
    "Photo",
    "Purchase",
    "Unit",
    "UnitEvent",
    "UnitKind",
]

_PAID = sorted(one.value for one in PAID_FOR)


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
    # What it can be claimed with after its next release; empty as long as none is prepared.
    next_claim_secret = models.BinaryField(default=bytes)
    released_at = models.DateTimeField(
        null=True
    )  # last; then the label's own secret serves no more
    epoch = models.PositiveIntegerField(default=1)
    registered_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    home = models.ForeignKey(Home, on_delete=models.PROTECT, null=True, related_name="units")
    building = models.ForeignKey(
        Building, on_delete=models.PROTECT, null=True, related_name="units"
    )
    mounted_at = models.DateTimeField(null=True)
    approval_class = models.CharField(max_length=40, blank=True)  # of a key box (approval.py)
    lost_at = models.DateTimeField(null=True)  # stolen, until somebody finds it
    # It could not be released: nobody knows what it still takes from whom, so it serves no more.
    written_off_at = models.DateTimeField(null=True)
    written_off_because = models.CharField(max_length=500, blank=True)
    repair_at = models.DateTimeField(null=True)  # sent there, until it is back
    scrapped_at = models.DateTimeField(null=True)  # thrown away; its events say why

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="doors_a_unit_at_repair_or_scrapped_is_on_no_door",
                condition=Q(repair_at=None, scrapped_at=None)
                | Q(home=None, building=None, mounted_at=None),
            ),
            models.CheckConstraint(
                name="doors_a_scrapped_unit_is_nobodys",
                condition=Q(scrapped_at=None) | Q(claimed_at=None, repair_at=None),
            ),
            models.CheckConstraint(
                name="doors_a_lost_unit_is_on_no_door",
                condition=Q(lost_at=None) | Q(home=None, building=None, mounted_at=None),
            ),
            models.CheckConstraint(
                name="doors_a_unit_written_off_is_nobodys",
                condition=Q(written_off_at=None)
                | Q(
                    ~Q(written_off_because=""),
                    claimed_at=None,
                    mounted_at=None,
                    home=None,
                    building=None,
                ),
            ),
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


class Photo(models.Model):
    """A photo of a door or of parts (photos.py)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    content = models.BinaryField()
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return str(self.id)


class Bag(models.Model):
    """The parts that a lock replaced, kept at home until it is taken down (letter, «Montering»).

    `label` is written on the bag, `place` says where in the home it lies.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="bags")
    label = models.CharField(max_length=20)
    place = models.CharField(max_length=200)
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT)
    packed_at = models.DateTimeField()
    packed_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="doors_one_full_bag_for_a_unit",
                fields=("unit",),
                condition=Q(emptied_at=None),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Part(models.Model):
    """One kind of part in a bag, and how many of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    bag = models.ForeignKey(Bag, on_delete=models.PROTECT, related_name="parts")
    name = models.CharField(max_length=60)
    count = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="doors_a_part_is_at_least_one", condition=Q(count__gt=0)),
        )

    def __str__(self) -> str:
        return str(self.id)


class PartNews(models.Model):
    """What became of a part while it lay there."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="news")
    event = models.CharField(max_length=10, choices=[(one.value, one.name) for one in PartEvent])
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True)
    # What was bought or repaired: what the municipality paid, in kroner, and to whom.
    cost = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    supplier = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="doors_a_part_bought_or_repaired_has_its_cost",
                condition=Q(event__in=_PAID, cost__isnull=False, cost__gte=0) & ~Q(supplier="")
                | ~Q(event__in=_PAID) & Q(cost=None, supplier=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.part_id} {self.event}"


class KeyNote(models.Model):
    """What was done with the key in a key box, and by whom (letter: one copy lies in it)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="key_notes")
    event = models.CharField(max_length=10, choices=[(one.value, one.name) for one in KeyEvent])
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.event}"


class Board(models.Model):
    """Who has a say about a door: the board of a building, or the landlord of a rented home.

    Its own name and addresses, never a recipient's. The seat, not the person: answers outlive them.
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
    """What happened with a board, only ever added to (0007). `by`: who noted it, unless itself."""

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
    photos = models.ManyToManyField(Photo)
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
