"""The old lock is put back whole: PostgreSQL refuses to empty a bag while a part is missing."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION doors_refuse_missing_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM doors_part AS part WHERE part.bag_id = NEW.id AND (
            SELECT event FROM doors_partnews AS news WHERE news.part_id = part.id
            ORDER BY noted_at DESC, id DESC LIMIT 1
        ) = 'missing'
    ) THEN
        RAISE EXCEPTION 'a part in bag % is missing', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER doors_no_bag_is_emptied_with_a_part_missing
    BEFORE UPDATE OF emptied_at ON doors_bag FOR EACH ROW
    WHEN (OLD.emptied_at IS NULL AND NEW.emptied_at IS NOT NULL)
    EXECUTE FUNCTION doors_refuse_missing_part();
"""

BACKWARD = """
DROP TRIGGER doors_no_bag_is_emptied_with_a_part_missing ON doors_bag;
DROP FUNCTION doors_refuse_missing_part();
"""


class Migration(migrations.Migration):
    dependencies = [("doors", "0009_removals")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
