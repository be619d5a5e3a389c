"""The door is as it was: PostgreSQL refuses to complete a removal before that is so."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION mounting_refuse_half_done() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    because text;
BEGIN
    because := CASE
        WHEN EXISTS (SELECT FROM doors_unit WHERE lock_id = NEW.unit_id AND home_id = NEW.home_id)
            THEN 'the lock is on the door'
        WHEN EXISTS (SELECT FROM doors_bag WHERE unit_id = NEW.unit_id AND emptied_at IS NULL)
            THEN 'parts are not back in the door'
        WHEN (
            SELECT event FROM doors_keynote WHERE unit_id = NEW.unit_id
            ORDER BY noted_at DESC, id DESC LIMIT 1
        ) <> 'taken_out' THEN 'the key lies in the box'
        WHEN NOT EXISTS (SELECT FROM mounting_endingphoto WHERE ending_id = NEW.id)
            THEN 'there is no photo of the door'
    END;
    IF because IS NOT NULL THEN
        RAISE EXCEPTION 'removal % is not done: %', NEW.id, because
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER mounting_no_removal_is_half_done
    BEFORE INSERT OR UPDATE ON mounting_ending FOR EACH ROW WHEN (NEW.outcome = 'done')
    EXECUTE FUNCTION mounting_refuse_half_done();
"""

BACKWARD = """
DROP TRIGGER mounting_no_removal_is_half_done ON mounting_ending;
DROP FUNCTION mounting_refuse_half_done();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("mounting", "0005_endings"),
        ("doors", "0010_no_bag_emptied_with_a_part_missing"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
