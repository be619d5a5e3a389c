"""What belongs to a person: every model that leads to a recipient, and how it does.

A test walks all models and fails for one that is forgotten here.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, Q, QuerySet

PLACE = ("address", "dwelling", "postal_code", "city", "note", "latitude", "longitude")


@dataclass(frozen=True, slots=True)
class Belonging:
    """Rows of `model` for which one of `by` names the person.

    `without`: what is not theirs to have (secrets, and other people's numbers). `place`: what may
    tell where they live; of a protected address it is in that person's own export alone.
    """

    name: str
    model: str
    by: tuple[str, ...]
    without: tuple[str, ...] = ()
    place: tuple[str, ...] = ()

    def rows(self, recipient: object) -> QuerySet[Model]:
        """The rows, in the order in which they came."""
        wanted = Q()
        for lookup in self.by:
            wanted |= Q(**{lookup: recipient})
        model = apps.get_model(self.model)
        some: QuerySet[Model] = model._default_manager.filter(  # noqa: SLF001  (Django's)
            pk__in=model._default_manager.filter(wanted).values("pk")  # noqa: SLF001
        )
        return some.order_by("pk")


_HOMES = ("assignments", "cases", "endings", "damages")

BELONGINGS = (
    Belonging("person", "people.Recipient", ("id",)),
    Belonging("next_of_kin", "people.Kin", ("recipient",), without=("national_id", "source_id")),
    Belonging("rights_of_kin", "people.KinDecision", ("kin__recipient",)),
    Belonging("homes", "doors.Home", tuple(f"{one}__recipient" for one in _HOMES), place=PLACE),
    Belonging(
        "buildings",
        "doors.Building",
        tuple(f"homes__{one}__recipient" for one in _HOMES),
        without=("note",),
        place=PLACE,
    ),
    Belonging("need", "eligibility.Statement", ("recipient",)),
    Belonging("need_reviewed", "eligibility.Review", ("statement__recipient",)),
    Belonging("cases", "mounting.MountingCase", ("recipient",)),
    Belonging("appointments", "mounting.Appointment", ("case__recipient",)),
    Belonging(
        "reports_of_crews", "mounting.VisitReport", ("case__recipient",), place=("told", "photos")
    ),
    Belonging("removals", "mounting.Ending", ("recipient",)),
    Belonging("photos_of_removals", "mounting.EndingPhoto", ("ending__recipient",)),
    Belonging("visits", "access.Assignment", ("recipient",)),
    Belonging("visits_of_crews", "mounting.CrewVisit", ("assignment__recipient",)),
    Belonging("access_given", "access.Credential", ("assignment__recipient",), without=("token",)),
    Belonging("access_refused", "access.Refusal", ("assignment__recipient",)),
    Belonging("openings", "access.Receipt", ("credential__assignment__recipient",)),
    Belonging("not_explained", "access.Incident", ("receipt__credential__assignment__recipient",)),
    Belonging(
        "findings",
        "alarms.Finding",
        (
            "incident__receipt__credential__assignment__recipient",
            "evidence__receipt__credential__assignment__recipient",
        ),
    ),
    Belonging(
        "findings_rest_on",
        "alarms.FindingReceipt",
        ("receipt__credential__assignment__recipient",),
    ),
    # What was said of a finding that is about several people is not one person's.
    Belonging(
        "findings_answered",
        "alarms.FindingDeed",
        ("finding__incident__receipt__credential__assignment__recipient",),
        place=("said",),
    ),
    Belonging("could_not_get_in", "access.Step", ("assignment__recipient",)),
    Belonging("looks", "people.Look", ("recipient",), without=("hour",)),
    Belonging("questions", "access.Question", ("recipient",), place=("text",)),
    Belonging("questions_answered", "access.Answer", ("question__recipient",), place=("text",)),
    Belonging("answers_on_paper", "access.AnswerLetter", ("answer__question__recipient",)),
    Belonging("looks_of_systems", "clients.ClientLook", ("recipient",)),
    Belonging("messages", "notices.Message", ("recipient",), place=("address",)),
    Belonging("delivered", "notices.Delivery", ("message__recipient",)),
    Belonging("calls_and_letters", "notices.Fallback", ("message__recipient",)),
    Belonging("outbox", "notices.Kept", ("message__recipient",)),
    Belonging("damage", "damage.Damage", ("recipient",), place=("what",)),
    Belonging("damage_decided", "damage.DamageDecision", ("damage__recipient",)),
    Belonging("damage_complained", "damage.DamageComplaint", ("damage__recipient",)),
)
