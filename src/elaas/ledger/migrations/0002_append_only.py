"""The ledger only grows: PostgreSQL itself refuses to change or delete an entry."""

from django.db import migrations

FORWARD = """
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_salt_is_32_bytes CHECK (octet_length(salt) = 32);

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger only grows: entry % stays as it is', OLD.id;
END $$;

CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
"""

BACKWARD = """
DROP TRIGGER ledger_only_grows ON ledger_entry;
DROP FUNCTION ledger_refuse_change();
ALTER TABLE ledger_entry DROP CONSTRAINT ledger_salt_is_32_bytes;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
