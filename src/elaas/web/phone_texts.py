"""What the employee's phone says, by the names its modules know."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    # Doors and times.
    "entrance": _("The common entrance"),
    "front_door": _("The front door"),
    "key_box": _("Key box, {door}"),
    "battery_low": _("The battery is low. The service desk should change it."),
    "jammed": _("The bolt got stuck on {day}."),
    "opens_until": _("opens until {time}"),
    "opens_from": _("opens from {time}"),
    "over": _("the time is over"),
    "other_door": _("Change door: {door}"),
    "choose": _("Choose this visit"),
    "address_hidden": _("The address is protected. It is shown around the time of the visit."),
    "missing": _("{time} {door}: your phone has no access"),
    "ready": _("Ready: access to every door ahead is in the phone ({count})."),
    "never": _("never"),
    # The network.
    "synced": _("Fetched at {time}."),
    "offline": _("No network. All you need was fetched at {time}."),
    "not_enrolled": _("This phone is not yours in eLås. Get a new code from the service desk."),
    "cannot_enrol": _("There is no contact with eLås. Try again where there is a network."),
    "code_refused": _("The code is not valid, or no longer. Ask for a new one."),
    # While it works.
    "step_connecting": _("Knock on the door. Connecting …"),
    "step_right_lock": _("The right lock. Opening …"),
    "step_fetching_time": _("The lock has lost the time. Fetching it …"),
    "opened": _("{door} opened at {time}."),
    # When the door stays shut.
    "stuck_since": _("Since {time}, for {minutes} min."),
    "fault_kept": _("Thank you. Trygghetspatruljen is told as soon as the phone has a network."),
    "no_kin": _("No next of kin with a telephone number is known."),
    "kin_out_of_reach": _("Their numbers are fetched when needed, and now there is no contact."),
    "kin_refused": _("You have no visit here now, so nobody is named. Call Trygghetspatruljen."),
    # Why not, and what now.
    "not_now": _("Not now. Call your coordinator."),
    "too_early": _("Not now. Your visit here opens the door from {time}."),
    "too_late": _("The time of your visit here ended at {time}. Call your coordinator."),
    "no_assignment": _("You have no visit here now. Call your coordinator."),
    "withdrawn": _("This visit is no longer yours. Call your coordinator."),
    "employee_inactive": _("You are not registered as employed. Call your manager."),
    "no_role": _("You have no active role in the care system. Call your manager."),
    "service_stopped": _("The services here have ended. Call your coordinator."),
    "not_mounted": _("There is no eLås on this door yet. Ring the bell."),
    "OutOfRange": _(
        "The lock does not answer. Is this the right door, {door}? Knock hard on it, and try again."
    ),
    "BluetoothOff": _("Bluetooth is off on this phone. Turn it on, and try again."),
    "NotChosen": _("No lock was chosen in the list. Knock hard on the door, and try again."),
    "WrongLock": _(
        "Another lock answered, and was told nothing. Are you at the right door: {door}?"
    ),
    "LinkLost": _("The connection broke. See whether the door is open; if not, try again."),
    "AttError": _("The lock turned the phone away. Step back, wait a moment, and try again."),
    "Malformed": _("The answer of the lock cannot be read. Try again; then call the service desk."),
    "unforeseen": _("Something went wrong in the phone. Close eLås, open it again, and try again."),
    "unproven": _("The lock says it opened but has no proof. See whether the door is open."),
    "outcome_1": _("The time of your visit here is over. Call your coordinator."),
    "outcome_2": _("It is too early by the clock of the lock. Wait a little, and try again."),
    "outcome_3": _("Your access is for another lock. Fetch again where there is a network."),
    "outcome_4": _("Your access here has been taken back. Call your coordinator."),
    "outcome_5": _("Your access does not cover opening. Call your coordinator."),
    "outcome_6": _("Your access belongs to another phone. Fetch again where there is a network."),
    "outcome_7": _("The lock does not accept your access. Fetch again where there is a network."),
    "outcome_8": _("The lock has lost the time. Move to where there is a network, and try again."),
    "outcome_9": _("The bolt is stuck. Push or pull the door while you try again."),
    "outcome_10": _("The battery is too low to open. Press the lower button, and call for help."),
    "outcome_11": _("The log of the lock is full. Fetch where there is a network, and try again."),
    # At a unit: its label, and whose it is.
    "label_unreadable": _(
        "This is not the label of an eLås. Scan the square code on the unit, or type its number."
    ),
    "label_unknown": _("This unit is not among yours today. Fetch where there is a network."),
    "label_twice": _("Several units have this number. Scan the square code on the unit."),
    "label_differs": _(
        "This label is not the one that is registered for this unit. Do not mount it. Call the "
        "service desk."
    ),
    "label_other": _("This is the label of another unit than the one you chose."),
    "label_needed": _("The number is not enough for this unit. Scan the square code on it."),
    "not_ours": _(
        "The unit does not accept the municipality. Do not mount it. Call the service desk."
    ),
    "not_prepared": _("The removal is not in your phone yet. Fetch where there is a network."),
    # The camera.
    "scan_starting": _("Starting the camera …"),
    "scan_hold": _("Hold the phone over the square code."),
    "camera_refused": _(
        "eLås may not use the camera. Allow it in the settings of the browser, or type the number."
    ),
    "camera_missing": _("There is no camera that eLås can use here. Type the number instead."),
    "decoder_missing": _(
        "The phone cannot read codes yet. Fetch where there is a network, or type the number."
    ),
}
