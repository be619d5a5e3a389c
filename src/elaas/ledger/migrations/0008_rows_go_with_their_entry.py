"""A row that stays on record goes only in a transaction that tells the ledger of an erasure.

For triggers of other tables, before DELETE.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION ledger_refuse_untold_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_entry WHERE xact = pg_current_xact_id() AND kind = 'entry_erased'
    ) THEN
        RAISE EXCEPTION 'it stays on record: nobody tells of an erasure in %', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_uses")]
    operations = [
        migrations.RunSQL(FORWARD, "DROP FUNCTION ledger_refuse_untold_deletion();"),
    ]
