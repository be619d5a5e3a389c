"""The slack that was told stays: PostgreSQL itself refuses to change it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION access_refuse_another_slack() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the slack that the rule was asked with stays on record';
END $$;

CREATE TRIGGER access_slacks_only_grow BEFORE UPDATE OR DELETE ON access_slacktold
    FOR EACH ROW EXECUTE FUNCTION access_refuse_another_slack();
"""

BACKWARD = """
DROP TRIGGER access_slacks_only_grow ON access_slacktold;
DROP FUNCTION access_refuse_another_slack();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0013_slack")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
