"""A removal waits for the key in the box, but not in a box that was stolen with it."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION mounting_refuse_half_done() RETURNS trigger LANGUAGE plpgsql AS $$
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
        ) <> 'taken_out' AND EXISTS (
            SELECT FROM doors_unit WHERE lock_id = NEW.unit_id AND lost_at IS NULL
        ) THEN 'the key lies in the box'
        WHEN NOT EXISTS (SELECT FROM mounting_endingphoto WHERE ending_id = NEW.id)
            THEN 'there is no photo of the door'
    END;
    IF because IS NOT NULL THEN
        RAISE EXCEPTION 'removal % is not done: %', NEW.id, because
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

BACKWARD = """
CREATE OR REPLACE FUNCTION mounting_refuse_half_done() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("mounting", "0007_service"), ("doors", "0011_lost_units")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
