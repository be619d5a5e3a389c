"""What was said to people and asked by them, who looked at whose data, and who logged in."""

from elaas.rights.kept.shape import Forgetting, Group, by, root

# One that another one waits for stays as long as that one.
MESSAGES = Forgetting(
    groups=(
        Group(
            "notices_message",
            "id",
            """SELECT m.id FROM notices_message m WHERE m.created_at < %(before)s
            AND NOT EXISTS (SELECT FROM notices_message n
                WHERE n.after_id = m.id AND n.created_at >= %(before)s)
            ORDER BY m.created_at DESC, m.after_id IS NULL, m.id LIMIT %(most)s""",
            "SELECT id FROM notices_message WHERE recipient_id = %(person)s",
        ),
        by("notices_delivery", "notices_message", "message_id"),
        Group(
            "notices_fallback",
            "message_id",
            "SELECT message_id FROM notices_fallback WHERE message_id = ANY(%(notices_message)s)",
        ),
        Group(
            "notices_kept",
            "message_id",
            "SELECT message_id FROM notices_kept WHERE message_id = ANY(%(notices_message)s)",
        ),
    ),
    kinds=(
        "call_number_shown",
        "notice_begun",
        "notice_called",
        "notice_delivered",
        "notice_failed",
        "notice_fell_back",
        "notice_handed_over",
        "notice_letter_made",
        "notice_sent",
        "notice_withdrawn",
    ),
    about="(told ->> 'message')::uuid = ANY(%(notices_message)s)",
)

LOOKS = Forgetting(
    groups=(
        root("people_look", since="t.at", whose="t.recipient_id = %(person)s"),
        root("clients_clientlook", since="t.at", whose="t.recipient = %(person)s"),
    ),
    kinds=("looked", "client_looked"),
    named=(("look", "people_look"),),
    about="e.kind = 'client_looked' AND told ->> 'recipient' = %(person_said)s",
    timed=("client_looked",),
)

# One that nobody has answered stays.
QUESTIONS = Forgetting(
    groups=(
        root(
            "access_question",
            since="(SELECT a.answered_at FROM access_answer a WHERE a.question_id = t.id)",
            whose="t.recipient_id = %(person)s",
        ),
        by("access_answer", "access_question", "question_id", key="question_id"),
        by("access_answerletter", "access_answer", "answer_id", key="answer_id"),
    ),
    kinds=("question_asked", "question_answered", "answer_on_paper"),
    named=(("question", "access_question"),),
)

# The sessions themselves go when they end.
LOGINS = Forgetting(
    timed=("citizen_logged_in", "citizen_logged_out", "logged_in", "logged_out", "login_refused")
)
