"""Rows that no entry is about go, too, when the ledger tells how many of what went and why."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION ledger_refuse_untold_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_entry WHERE xact = pg_current_xact_id() AND kind IN ({})
    ) THEN
        RAISE EXCEPTION 'it stays on record: nobody tells of an erasure in %', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_on_paper")]
    operations = [
        migrations.RunSQL(
            FUNCTION.format("'entry_erased', 'rows_erased'"), FUNCTION.format("'entry_erased'")
        ),
    ]
