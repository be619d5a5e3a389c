"""What a board was told and answered stays: PostgreSQL itself refuses to change or delete it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION doors_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what happened stays: event % is not changed', OLD.id;
END $$;

CREATE TRIGGER doors_boardevents_only_grow BEFORE UPDATE OR DELETE ON doors_boardevent
    FOR EACH ROW EXECUTE FUNCTION doors_refuse_change();

ALTER TABLE doors_boardlink ADD CONSTRAINT doors_boardlink_keeps_a_sha256
    CHECK (octet_length(token_hash) = 32);
"""

BACKWARD = """
DROP TRIGGER doors_boardevents_only_grow ON doors_boardevent;
DROP FUNCTION doors_refuse_change();
ALTER TABLE doors_boardlink DROP CONSTRAINT doors_boardlink_keeps_a_sha256;
"""


class Migration(migrations.Migration):
    dependencies = [("doors", "0006_boards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
