"""What was stated and reviewed stays as it was: PostgreSQL itself refuses to change it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION eligibility_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was decided stays on record: row % is not changed', OLD.id;
END $$;

CREATE TRIGGER eligibility_statements_only_grow BEFORE UPDATE OR DELETE ON eligibility_statement
    FOR EACH ROW EXECUTE FUNCTION eligibility_refuse_change();
CREATE TRIGGER eligibility_reviews_only_grow BEFORE UPDATE OR DELETE ON eligibility_review
    FOR EACH ROW EXECUTE FUNCTION eligibility_refuse_change();
"""

BACKWARD = """
DROP TRIGGER eligibility_reviews_only_grow ON eligibility_review;
DROP TRIGGER eligibility_statements_only_grow ON eligibility_statement;
DROP FUNCTION eligibility_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("eligibility", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
