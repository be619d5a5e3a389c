"""Who looked stays on record: PostgreSQL itself refuses to change it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION people_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'who looked stays on record: look % is not changed', OLD.id;
END $$;

CREATE TRIGGER people_looks_only_grow BEFORE UPDATE OR DELETE ON people_look
    FOR EACH ROW EXECUTE FUNCTION people_refuse_change();
"""

BACKWARD = """
DROP TRIGGER people_looks_only_grow ON people_look;
DROP FUNCTION people_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0009_looks")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
