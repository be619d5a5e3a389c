"""A case of damage stays on record until its time is over, and then goes in sight."""

from django.db import migrations

TABLES = (("reports", "damage"), ("decisions", "damagedecision"), ("complaints", "damagecomplaint"))

FORWARD = """
DROP TRIGGER damage_{0}_only_grow ON damage_{1};
CREATE TRIGGER damage_{0}_never_change BEFORE UPDATE ON damage_{1}
    FOR EACH ROW EXECUTE FUNCTION damage_refuse_change();
CREATE TRIGGER damage_{0}_stay BEFORE DELETE ON damage_{1}
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_untold_deletion();
"""

BACKWARD = """
DROP TRIGGER damage_{0}_stay ON damage_{1};
DROP TRIGGER damage_{0}_never_change ON damage_{1};
CREATE TRIGGER damage_{0}_only_grow BEFORE UPDATE OR DELETE ON damage_{1}
    FOR EACH ROW EXECUTE FUNCTION damage_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("damage", "0002_append_only"),
        ("ledger", "0010_rows_go_with_their_count"),
    ]
    operations = [
        migrations.RunSQL(FORWARD.format(*table), BACKWARD.format(*table)) for table in TABLES
    ]
