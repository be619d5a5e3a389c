"""What a board was told and answered stays until its time is over, and then goes in sight."""

from django.db import migrations

TABLES = (("boardevents", "boardevent"),)

FORWARD = """
DROP TRIGGER doors_{0}_only_grow ON doors_{1};
CREATE TRIGGER doors_{0}_never_change BEFORE UPDATE ON doors_{1}
    FOR EACH ROW EXECUTE FUNCTION doors_refuse_change();
CREATE TRIGGER doors_{0}_stay BEFORE DELETE ON doors_{1}
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_untold_deletion();
"""

BACKWARD = """
DROP TRIGGER doors_{0}_stay ON doors_{1};
DROP TRIGGER doors_{0}_never_change ON doors_{1};
CREATE TRIGGER doors_{0}_only_grow BEFORE UPDATE OR DELETE ON doors_{1}
    FOR EACH ROW EXECUTE FUNCTION doors_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("doors", "0017_repair_cost"),
        ("ledger", "0010_rows_go_with_their_count"),
    ]
    operations = [
        migrations.RunSQL(FORWARD.format(*table), BACKWARD.format(*table)) for table in TABLES
    ]
