"""What was told, decided and complained of stays: PostgreSQL itself refuses to change it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION damage_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was told and decided stays on record: row % is not changed', OLD.id;
END $$;

CREATE TRIGGER damage_reports_only_grow BEFORE UPDATE OR DELETE ON damage_damage
    FOR EACH ROW EXECUTE FUNCTION damage_refuse_change();
CREATE TRIGGER damage_decisions_only_grow BEFORE UPDATE OR DELETE ON damage_damagedecision
    FOR EACH ROW EXECUTE FUNCTION damage_refuse_change();
CREATE TRIGGER damage_complaints_only_grow BEFORE UPDATE OR DELETE ON damage_damagecomplaint
    FOR EACH ROW EXECUTE FUNCTION damage_refuse_change();
"""

BACKWARD = """
DROP TRIGGER damage_complaints_only_grow ON damage_damagecomplaint;
DROP TRIGGER damage_decisions_only_grow ON damage_damagedecision;
DROP TRIGGER damage_reports_only_grow ON damage_damage;
DROP FUNCTION damage_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("damage", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
