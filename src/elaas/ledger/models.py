"""What happened, and the tree over it that shows whether any of it was changed."""

from django.db import models


class Entry(models.Model):
    """One thing that happened, in the words it will be checked by for years.

    `body` is the canonical bytes (entries.canonical) and `salt` 32 random bytes: SHA-256 over both
    is what the tree holds, so it needs no personal data, and no rewrite when an entry is erased.
    Rows are only ever added: the database refuses to change one, or to delete one whose erasure
    is not in the ledger (migrations 0002 and 0006). PostgreSQL itself notes in a column of its own,
    `xact`, which transaction brought the entry; the sequencer goes by it.
    """

    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    body = models.BinaryField()
    salt = models.BinaryField()

    class Meta:
        indexes = (
            # When units came and went, among everything else there ever was.
            models.Index(
                name="ledger_units_came_and_went",
                fields=("at",),
                condition=models.Q(kind__in=("unit_mounted", "unit_released")),
            ),
            # What stands in the log of a use that a page shows (queries/evidence.py).
            models.Index(
                name="ledger_uses",
                fields=("at",),
                condition=models.Q(kind__in=("receipt", "refused_by_phone")),
            ),
            # What stands in the log of the other lines of a log on paper (queries/evidence.py).
            models.Index(
                name="ledger_on_paper",
                fields=("at",),
                condition=models.Q(kind__in=("looked", "credential_issued", "could_not_get_in")),
            ),
            # The whole life of units (mounting/queries/unit_life.py).
            models.Index(
                name="ledger_lives_of_units",
                fields=("at",),
                condition=models.Q(
                    kind__in=(
                        "unit_loaded",
                        "unit_unloaded",
                        "unit_mounted",
                        "unit_released",
                        "unit_lost",
                        "unit_found",
                        "unit_written_off",
                        "unit_written_off_by",
                    )
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Leaf(models.Model):
    """An entry's place in the tree, for ever, and what stands there: its commitment (32 bytes)."""

    seq = models.BigIntegerField(primary_key=True)  # dense, from 0
    entry = models.BigIntegerField(unique=True)
    commitment = models.BinaryField()

    def __str__(self) -> str:
        return str(self.seq)


class Tile(models.Model):
    """A whole tile of the tree (tlog.tiles): 256 hashes, and the root over them.

    What does not fill a tile yet is read from the leaves, or from the roots of the tiles below.
    """

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    root = models.BinaryField()
    hashes = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Head(models.Model):
    """The tree as it was published: its size, its peaks (tlog.tree.Edge), and the signed note.

    `settled`: no transaction before this one brings entries that are not in the tree.
    """

    size = models.BigIntegerField(primary_key=True)
    peaks = models.BinaryField()
    note = models.BinaryField()
    settled = models.BigIntegerField()
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.size)


class Cosignature(models.Model):
    """A witness' line below a checkpoint: it saw at that time that the log had only grown."""

    head = models.ForeignKey(Head, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200)  # its key, as it is told to others
    seen_at = models.DateTimeField()
    line = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="ledger_a_witness_cosigns_a_head_once", fields=("head", "witness")
            ),
        )
        indexes = (models.Index(name="ledger_newest_cosignature", fields=("witness", "-head")),)

    def __str__(self) -> str:
        return f"{self.head_id} {self.witness}"


class Erasure(models.Model):
    """An entry that is gone; the ledger tells of it (entry_erased), and its leaf stays."""

    seq = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return str(self.seq)
