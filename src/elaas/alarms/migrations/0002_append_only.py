"""What was found and said of it stays: PostgreSQL itself refuses to change it."""

from django.db import migrations

TABLES = ("finding", "findingreceipt", "findingdeed", "auditrun")

FORWARD = """
CREATE FUNCTION alarms_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was found stays on record: row % is not changed', OLD.id;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER alarms_{table}_only_grows BEFORE UPDATE OR DELETE ON alarms_{table}
    FOR EACH ROW EXECUTE FUNCTION alarms_refuse_change();
"""
    for table in TABLES
)
BACKWARD = (
    "".join(f"DROP TRIGGER alarms_{table}_only_grows ON alarms_{table};\n" for table in TABLES)
    + "DROP FUNCTION alarms_refuse_change();"
)


class Migration(migrations.Migration):
    dependencies = [("alarms", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
