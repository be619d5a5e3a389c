"""What was found and said of it stays: it goes only with the visits it is about, and is told of."""

from django.db import migrations

FINDINGS = ("finding", "findingreceipt", "findingdeed")

FORWARD = """
CREATE FUNCTION alarms_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was found stays on record: row % is not changed', OLD.id;
END $$;

CREATE TRIGGER alarms_audits_only_grow BEFORE UPDATE OR DELETE ON alarms_auditrun
    FOR EACH ROW EXECUTE FUNCTION alarms_refuse_change();
""" + "".join(
    f"""
CREATE TRIGGER alarms_{table}_never_changes BEFORE UPDATE ON alarms_{table}
    FOR EACH ROW EXECUTE FUNCTION alarms_refuse_change();
CREATE TRIGGER alarms_{table}_stays BEFORE DELETE ON alarms_{table}
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_untold_deletion();
"""
    for table in FINDINGS
)
BACKWARD = (
    "".join(
        f"""
DROP TRIGGER alarms_{table}_stays ON alarms_{table};
DROP TRIGGER alarms_{table}_never_changes ON alarms_{table};
"""
        for table in FINDINGS
    )
    + """
DROP TRIGGER alarms_audits_only_grow ON alarms_auditrun;
DROP FUNCTION alarms_refuse_change();
"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("alarms", "0001_initial"),
        ("ledger", "0008_rows_go_with_their_entry"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
