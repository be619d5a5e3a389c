"""That an answer was printed stays until its time is over, and then goes in sight."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER access_answer_letters_never_change BEFORE UPDATE ON access_answerletter
    FOR EACH ROW EXECUTE FUNCTION access_refuse_change();
CREATE TRIGGER access_answer_letters_stay BEFORE DELETE ON access_answerletter
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_untold_deletion();
"""

BACKWARD = """
DROP TRIGGER access_answer_letters_stay ON access_answerletter;
DROP TRIGGER access_answer_letters_never_change ON access_answerletter;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0017_questions_on_paper"),
        ("ledger", "0010_rows_go_with_their_count"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
