"""What was asked and answered stays until its time is over, and then goes in sight."""

from django.db import migrations

TABLES = (("questions", "question"), ("answers", "answer"))

FORWARD = """
DROP TRIGGER access_{0}_only_grow ON access_{1};
CREATE TRIGGER access_{0}_never_change BEFORE UPDATE ON access_{1}
    FOR EACH ROW EXECUTE FUNCTION access_refuse_change();
CREATE TRIGGER access_{0}_stay BEFORE DELETE ON access_{1}
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_untold_deletion();
"""

BACKWARD = """
DROP TRIGGER access_{0}_stay ON access_{1};
DROP TRIGGER access_{0}_never_change ON access_{1};
CREATE TRIGGER access_{0}_only_grow BEFORE UPDATE OR DELETE ON access_{1}
    FOR EACH ROW EXECUTE FUNCTION access_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0014_slack_stays"),
        ("ledger", "0010_rows_go_with_their_count"),
    ]
    operations = [
        migrations.RunSQL(FORWARD.format(*table), BACKWARD.format(*table)) for table in TABLES
    ]
