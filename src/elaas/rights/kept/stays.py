"""What no time is set for, and why; what a law asks for even when somebody wants to be erased."""

from collections.abc import Mapping

from elaas.rights.kept.shape import Kept

_UNITS = "it is about a unit; an employee who left is an id without a name there"
_RUNNING = "it is how the system runs, and about nobody"
_LOG = "the log: entries go with the rows they are about, places and hashes stay for ever"
# Every model of which no row goes by `FORGETTING`.
STAYS: Mapping[str, str] = {
    "access.Journal": _UNITS,
    "access.SlackTold": "it is about the rule, and names nobody",
    "access.Told": _UNITS,
    "alarms.AuditRun": "it is about the log, and names nobody",
    "alarms.Watch": _RUNNING,
    "clients.AccessToken": "it goes when it runs out and the client asks for another",
    "clients.Assertion": "it goes when it has run out and the client asks again",
    "clients.Client": "a client is a system",
    "doors.ClassAccepted": _UNITS,
    "doors.Purchase": _UNITS,
    "doors.Unit": _UNITS,
    "doors.UnitEvent": _UNITS,
    "ledger.Cosignature": _LOG,
    "ledger.Entry": _LOG,
    "ledger.Erasure": _LOG,
    "ledger.Head": _LOG,
    "ledger.Leaf": _LOG,
    "ledger.Tile": _LOG,
    "mounting.Carried": "it goes when the unit leaves the van",
    "mounting.Closure": "it is about a crew's days",
    "mounting.Crew": "a crew is a name and a place; who drives with it goes with the employee",
    "mounting.WorkingHours": "they are a crew's hours",
    "notices.ReadTo": _RUNNING,
    "people.CitizenSession": "it goes when it ends",
}

_UNIT = "the life of a unit: what it names of homes and employees are ids"
_CREW = "the days of a crew"
_CLIENT = "a system, not a person"
# Every kind of entry of which none goes by `FORGETTING`.
ENTRIES: Mapping[str, str] = {
    "audited": _LOG,
    "bundle_brought": _CLIENT,
    "client_registered": _CLIENT,
    "client_token_given": _CLIENT,
    "client_withdrawn": _CLIENT,
    "crew_ended": _CREW,
    "crew_recorded": _CREW,
    "days_closed": _CREW,
    "days_reopened": _CREW,
    "entry_erased": _LOG,
    "epoch_raised": _UNIT,
    "key_box_class_accepted": _UNIT,
    "key_box_class_recorded": _UNIT,
    "release_prepared": _UNIT,
    "rows_erased": _LOG,
    "slack_set": "it is about the rule",
    "unit_back_from_repair": _UNIT,
    "unit_claimed": _UNIT,
    "unit_found": _UNIT,
    "unit_loaded": _UNIT,
    "unit_lost": _UNIT,
    "unit_mounted": _UNIT,
    "unit_received": _UNIT,
    "unit_registered": _UNIT,
    "unit_released": _UNIT,
    "unit_scrapped": _UNIT,
    "unit_sent_to_repair": _UNIT,
    "unit_unloaded": _UNIT,
    "unit_written_off": _UNIT,
    "unit_written_off_by": _UNIT,
}

# Article 17(3)(b): what a law asks to be kept is not erased before its time.
LAW = (Kept.VISITS, Kept.LOOKS, Kept.DAMAGE)
