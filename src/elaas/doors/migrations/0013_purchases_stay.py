"""What a unit cost stays as it was told: PostgreSQL itself refuses to change or delete it."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER doors_purchases_only_grow BEFORE UPDATE OR DELETE ON doors_purchase
    FOR EACH ROW EXECUTE FUNCTION doors_refuse_change();
"""
BACKWARD = "DROP TRIGGER doors_purchases_only_grow ON doors_purchase;"


class Migration(migrations.Migration):
    dependencies = [("doors", "0012_purchases")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
