"""What was decided about a person stays as long as the person, and then goes in sight."""

from django.db import migrations

TABLES = (("statements", "statement"), ("reviews", "review"))

FORWARD = """
DROP TRIGGER eligibility_{0}_only_grow ON eligibility_{1};
CREATE TRIGGER eligibility_{0}_never_change BEFORE UPDATE ON eligibility_{1}
    FOR EACH ROW EXECUTE FUNCTION eligibility_refuse_change();
CREATE TRIGGER eligibility_{0}_stay BEFORE DELETE ON eligibility_{1}
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_untold_deletion();
"""

BACKWARD = """
DROP TRIGGER eligibility_{0}_stay ON eligibility_{1};
DROP TRIGGER eligibility_{0}_never_change ON eligibility_{1};
CREATE TRIGGER eligibility_{0}_only_grow BEFORE UPDATE OR DELETE ON eligibility_{1}
    FOR EACH ROW EXECUTE FUNCTION eligibility_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("eligibility", "0002_append_only"),
        ("ledger", "0010_rows_go_with_their_count"),
    ]
    operations = [
        migrations.RunSQL(FORWARD.format(*table), BACKWARD.format(*table)) for table in TABLES
    ]
