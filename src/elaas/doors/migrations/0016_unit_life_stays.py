"""What became of a unit stays as it was told: PostgreSQL itself refuses to change or delete it."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER doors_unitevents_only_grow BEFORE UPDATE OR DELETE ON doors_unitevent
    FOR EACH ROW EXECUTE FUNCTION doors_refuse_change();
"""
BACKWARD = "DROP TRIGGER doors_unitevents_only_grow ON doors_unitevent;"


class Migration(migrations.Migration):
    dependencies = [("doors", "0015_unit_life")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
