"""Who looked stays on record until its time is over, and then goes together with its entry."""

from django.db import migrations

FORWARD = """
DROP TRIGGER people_looks_only_grow ON people_look;
CREATE TRIGGER people_looks_never_change BEFORE UPDATE ON people_look
    FOR EACH ROW EXECUTE FUNCTION people_refuse_change();
CREATE TRIGGER people_looks_stay BEFORE DELETE ON people_look
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_untold_deletion();
"""

BACKWARD = """
DROP TRIGGER people_looks_stay ON people_look;
DROP TRIGGER people_looks_never_change ON people_look;
CREATE TRIGGER people_looks_only_grow BEFORE UPDATE OR DELETE ON people_look
    FOR EACH ROW EXECUTE FUNCTION people_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_looks_stay"),
        ("ledger", "0008_rows_go_with_their_entry"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
