"""That an answer was printed stays: PostgreSQL itself refuses to change it."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER access_answer_letters_only_grow BEFORE UPDATE OR DELETE ON access_answerletter
    FOR EACH ROW EXECUTE FUNCTION access_refuse_change();
"""

BACKWARD = "DROP TRIGGER access_answer_letters_only_grow ON access_answerletter;"


class Migration(migrations.Migration):
    dependencies = [("access", "0015_questions_on_paper")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
