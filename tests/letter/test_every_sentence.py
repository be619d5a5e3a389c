"""Every sentence of the letter has a test in this folder, and every test here has its sentence.

`LETTER` goes through the municipality's letter, heading by heading, in our own words. `BEYOND`
holds what the letter's promises ask for besides. What is checked is that the tests exist and that
none is left out; whether each can fail is for whoever reads it.
"""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest

Sentences = Mapping[str, tuple[str, ...]]

LETTER: Mapping[str, Sentences] = {
    "Informasjon om eLås": {
        "The municipality introduces eLås where people get its care services at home.": (
            "test_it_says_what_elas_is_and_all_that_follows",
            "test_who_must_have_one_is_let_book_the_mounting_and_who_need_not_is_not",
        ),
        "It is introduced between two months that are planned.": (
            "test_it_says_when_elas_is_introduced_if_that_is_planned",
        ),
    },
    "Hvorfor får du denne informasjonen?": {
        "Recipients get the letter, and so do their next of kin.": (
            "test_it_says_what_elas_is_and_all_that_follows",
            "test_kin_get_it_because_they_are_kin",
        ),
        "It tells what eLås is and what it means for them.": (
            "test_it_says_what_elas_is_and_all_that_follows",
            "test_a_screen_reader_reads_it_in_its_language",
        ),
    },
    "Hva er eLås og hva innebærer det?": {
        "It is an electronic lock on one's own front door.": (
            "test_a_house_of_its_own_has_only_its_own_door",
        ),
        "Employees open with it when they have an assignment there.": (
            "test_an_employee_on_an_assignment_opens_the_common_entrance_and_then_the_flat",
            "test_home_nursing_practical_help_and_meals_come_in_with_it",
        ),
        "With several homes in a building, both the entrance and the flat get one.": (
            "test_an_employee_on_an_assignment_opens_the_common_entrance_and_then_the_flat",
            "test_who_lives_behind_a_common_entrance_is_ready_only_when_both_doors_have_one",
        ),
    },
    "Kan du fortsatt bruke din ordinære nøkkel til døren?": {
        "The ordinary key goes on working, in each of the doors.": (
            "test_it_opens_and_locks_each_door_on_the_way_also_after_an_employee_was_there",
            "test_the_ordinary_key_works_with_an_empty_battery_and_a_lost_clock",
        ),
    },
    "Når må du ha eLås?": {
        "Whoever needs a safety alarm gets one.": (
            "test_whoever_needs_a_safety_alarm_gets_an_elas",
            "test_who_must_have_one_is_let_book_the_mounting_and_who_need_not_is_not",
        ),
        "So does who cannot open, has nobody always there, and needs services at home.": (
            "test_who_cannot_open_has_nobody_there_and_needs_services_gets_an_elas",
            "test_without_one_of_these_an_elas_is_not_needed",
            "test_home_nursing_practical_help_and_meals_come_in_with_it",
        ),
        "Who can open the door to the employees need not have one.": (
            "test_without_one_of_these_an_elas_is_not_needed",
            "test_who_must_have_one_is_let_book_the_mounting_and_who_need_not_is_not",
        ),
        "The exception is a safety alarm or other welfare technology.": (
            "test_only_alarm_or_technology_outweigh_that_one_can_open",
            "test_so_does_whoever_gets_other_welfare_technology",
        ),
        "Then one must have it.": (
            "test_who_opens_the_door_must_have_one_all_the_same_once_an_alarm_is_granted",
        ),
    },
    "Sikkerhet og personvern": {
        "Employees can use it only while they have an assignment there.": (
            "test_a_colleague_without_an_assignment_there_stays_outside",
            "test_before_the_assignments_time_the_door_stays_shut",
            "test_the_lock_itself_refuses_what_the_phone_would_try_too_early",
            "test_a_visit_that_changes_hands_opens_for_the_new_one_and_shuts_out_the_old",
            "test_a_cancelled_visit_opens_nothing_once_the_lock_has_heard",
            "test_no_role_opens_a_door_without_an_assignment",
        ),
        "All use is logged: who has and has had access, and when they use it.": (
            "test_every_use_and_every_refusal_comes_back_into_the_log",
            "test_the_log_says_who_has_and_who_has_had_access",
            "test_the_recipient_sees_who_came_in_and_the_neighbour_does_not",
            "test_who_does_not_log_in_gets_the_same_on_paper_and_who_had_access_too",
            "test_an_opening_after_the_visit_was_taken_away_is_an_incident",
        ),
        "Only the municipality's employees use it, and only on duty.": (
            "test_access_ends_when_employment_role_or_service_does",
            "test_access_ends_with_the_shift",
            "test_a_copied_credential_is_no_use_in_another_phone",
        ),
    },
    "Montering og demontering av eLås på ytterdøren": {
        "It is mounted on the door, or the doors, on the way in.": (
            "test_elas_is_mounted_on_each_door_with_photos_before_and_after_and_a_bag_of_parts",
        ),
        "Some parts of the old lock are replaced, and lie at the recipient's home.": (
            "test_elas_is_mounted_on_each_door_with_photos_before_and_after_and_a_bag_of_parts",
            "test_the_replaced_parts_lie_at_home_where_it_is_written_down",
        ),
        "They lie there until eLås is removed, and then the lock is put back as it was.": (
            "test_delene_oppbevares_til_den_dagen_elasen_skal_fjernes",
            "test_the_lock_is_put_back_as_it_was_and_not_with_a_part_missing",
        ),
        "When services at home are needed no more, it is taken off the doors.": (
            "test_har_du_ikke_behov_lenger_blir_elasen_fjernet_og_laasen_tilbakestilt",
            "test_laasen_pa_felles_inngang_blir_sa_lenge_noen_bak_den_trenger_den",
            "test_when_the_care_system_says_that_services_have_ended_it_is_decided_anew",
        ),
        "Neither mounting nor removal wears or marks the door.": (
            "test_montering_og_demontering_skal_ikke_fore_til_bruksspor",
            "test_marks_we_left_on_the_door_are_never_yours_to_pay_and_are_seen_beside_the_door_before",
        ),
        "A few doors cannot take a lock.": (
            "test_a_door_that_takes_no_lock_gets_a_key_box_in_the_same_visit",
        ),
        "Those get a key box with an electronic lock.": (
            "test_a_door_that_takes_no_lock_gets_a_key_box_in_the_same_visit",
            "test_a_home_with_a_key_box_is_ready_as_one_with_a_lock",
        ),
        "Access to the box and the log of its use are the same.": (
            "test_access_to_the_box_is_the_same_as_to_a_lock",
            "test_the_log_of_the_box_is_the_same_as_of_a_lock",
        ),
        "One copy of the home's key lies in the box.": (
            "test_one_copy_of_the_key_lies_in_the_box_and_who_put_it_there_is_known",
            "test_the_copy_of_the_key_is_given_back_before_the_removal_is_done",
        ),
    },
    "Hva må jeg informere mitt borettslag, sameie eller huseier om?": {
        "In a co-op or condominium one tells the board, of a common entrance too.": (
            "test_the_board_is_told_of_the_doors_and_the_landlord_of_the_key_box_too",
            "test_one_tells_oneself_in_words_that_stand_ready",
            "test_whoever_wants_to_tell_them_themselves_gets_a_letter_to_sign",
            "test_the_board_is_asked_about_the_common_entrance_without_a_name_and_answers",
        ),
        "In a rented home one tells the landlord, of a key box if no lock fits.": (
            "test_the_landlord_of_a_rented_home_is_told_of_the_key_box_too",
            "test_the_board_is_told_of_the_doors_and_the_landlord_of_the_key_box_too",
            "test_whoever_wants_to_tell_them_themselves_gets_a_letter_to_sign",
        ),
    },
    "Hva koster det å ha eLås?": {
        "It costs the recipient nothing.": (
            "test_the_municipality_pays_for_everything",
            "test_else_it_costs_you_nothing_whatever_it_costs",
        ),
        "The municipality pays for purchase, licence, mounting and removal.": (
            "test_the_municipality_pays_for_everything",
            "test_what_a_unit_costs_is_kept_as_the_municipalitys_and_asked_of_nobody",
            "test_licence_and_mounting_are_costs_of_the_municipalitys_too",
            "test_a_lost_part_of_the_old_lock_is_bought_by_the_municipality",
        ),
        "One takes care of the equipment, and may have to replace it if it is damaged.": (
            "test_one_must_take_care_of_it_and_may_have_to_replace_it",
            "test_you_may_have_to_replace_it_but_only_when_a_person_has_decided_so_with_a_reason",
        ),
    },
    "Hvordan får jeg avtale om å montere eLås?": {
        "One is told more about the appointment.": (
            "test_first_comes_the_letter_then_the_sms_and_then_the_time",
        ),
        "From a certain time on, one books online.": (
            "test_du_kan_bestille_time_gjennom_et_nettbasert_timebookingsystem",
            "test_before_the_day_it_is_named_and_until_then_the_patrol_calls",
            "test_from_the_day_on_one_books_oneself_or_somebody_close_does",
        ),
        "An SMS says when one can book.": (
            "test_you_are_told_by_sms_when_you_can_book",
            "test_first_comes_the_letter_then_the_sms_and_then_the_time",
        ),
        "Who cannot book lets somebody close do it.": (
            "test_kan_parorende_bestille_monteringsavtale",
        ),
        "Until booking online is there, Trygghetspatruljen contacts them.": (
            "test_inntil_timebookingsystemet_er_klart_tar_trygghetspatruljen_kontakt",
            "test_until_people_book_online_nobody_is_texted_and_all_stand_on_the_patrols_list",
            "test_without_a_day_nobody_is_promised_to_book",
        ),
        "A first safety alarm and eLås are mounted in one visit.": (
            "test_ved_forstegangsmontering_av_trygghetsalarm_installerer_vi_elasen_samtidig",
        ),
    },
    "Ved utfordringer med døren etter montering av eLås": {
        "Trygghetspatruljen helps, on either of two telephone numbers.": (
            "test_both_numbers_stand_on_every_public_page",
            "test_a_telephone_calls_them_and_a_computer_writes",
            "test_who_tells_of_trouble_with_the_door_on_their_page_is_in_the_patrols_queue",
        ),
    },
    "Ved generelle spørsmål tilknyttet eLås": {
        "Questions go to an e-mail address.": (
            "test_questions_go_by_mail_and_more_stands_on_the_municipalitys_own_page",
            "test_a_telephone_calls_them_and_a_computer_writes",
        ),
        "More is to be read on the municipality's web pages.": (
            "test_questions_go_by_mail_and_more_stands_on_the_municipalitys_own_page",
        ),
    },
}

BEYOND: Sentences = {
    "The lock enforces the rule where neither it nor the phone has a network.": (
        "test_the_lock_opens_when_phone_and_lock_are_offline",
    ),
    "Nobody waits long at the door.": ("test_it_takes_two_round_trips_and_at_most_640_bytes",),
    "Only the employees' use is logged, never the resident's comings and goings.": (
        "test_the_residents_own_comings_and_goings_are_not_recorded",
    ),
    "Who has looked at somebody's data is logged, too, and told to them.": (
        "test_the_recipient_sees_which_employees_have_looked_and_why",
    ),
    "What is carried through the air tells of nobody.": (
        "test_what_is_carried_to_the_lock_names_nobody",
    ),
    "A need is decided from what somebody knows, never from a guess.": (
        "test_nothing_is_decided_on_a_guess",
        "test_the_care_system_alone_decides_for_nobody",
    ),
    "A lock that is down opens for nobody who came in before, and serves elsewhere.": (
        "test_when_elas_is_taken_down_the_lock_opens_for_nobody_and_can_serve_elsewhere",
    ),
    "A board may say no, and another way is found.": (
        "test_a_board_that_says_no_keeps_the_lock_away_and_somebody_finds_another_way",
    ),
    "Moving and cancelling are as easy as booking, and nobody comes on a holiday.": (
        "test_timen_er_like_lett_a_flytte_og_avbestille_som_a_bestille",
        "test_ingen_kommer_pa_en_helligdag",
    ),
    "The recipient decides what their next of kin may do.": (
        "test_den_som_tjenestemottakeren_ikke_lenger_lar_bestille_kan_ikke_bestille",
    ),
    "Whoever cannot be told by SMS is called.": (
        "test_the_patrol_contacts_whoever_cannot_be_told_so",
    ),
}

OF_THIS_FILE = {
    "test_each_sentence_has_its_tests",
    "test_each_test_has_its_sentence",
    "test_no_two_tests_have_one_name",
}


def all_here() -> list[str]:
    """The name of each test function in this folder, once for each file that has it."""
    modules = [
        import_module(f"tests.letter.{file.stem}")
        for file in sorted(Path(__file__).parent.glob("test_*.py"))
    ]
    return [
        name
        for module in modules
        for name, value in vars(module).items()
        if name.startswith("test_") and getattr(value, "__module__", "") == module.__name__
    ]


SENTENCES = [
    (heading, sentence, named)
    for heading, sentences in (*LETTER.items(), ("Beyond", BEYOND))
    for sentence, named in sentences.items()
]


@pytest.mark.parametrize(("heading", "sentence", "named"), SENTENCES)
def test_each_sentence_has_its_tests(heading: str, sentence: str, named: tuple[str, ...]) -> None:
    assert named, f"«{heading}»: no test that {sentence}"
    assert set(named) <= set(all_here())


def test_each_test_has_its_sentence() -> None:
    named = {name for _, _, names in SENTENCES for name in names}

    assert set(all_here()) - OF_THIS_FILE == named


def test_no_two_tests_have_one_name() -> None:
    found = all_here()

    assert len(found) == len(set(found))
