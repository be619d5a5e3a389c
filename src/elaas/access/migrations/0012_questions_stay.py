"""What was asked and answered stays: PostgreSQL itself refuses to change it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION access_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was asked and answered stays on record: % refuses', TG_TABLE_NAME;
END $$;

CREATE TRIGGER access_questions_only_grow BEFORE UPDATE OR DELETE ON access_question
    FOR EACH ROW EXECUTE FUNCTION access_refuse_change();
CREATE TRIGGER access_answers_only_grow BEFORE UPDATE OR DELETE ON access_answer
    FOR EACH ROW EXECUTE FUNCTION access_refuse_change();
"""

BACKWARD = """
DROP TRIGGER access_answers_only_grow ON access_answer;
DROP TRIGGER access_questions_only_grow ON access_question;
DROP FUNCTION access_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0011_questions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
