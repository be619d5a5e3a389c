"""What is in the tree stays as it is; an entry goes only when the ledger tells of its erasure.

`xact` is filled in by PostgreSQL: which transaction brought the entry.
"""

from django.db import migrations

TABLES = ("leaf", "tile", "head", "cosignature", "erasure")

FORWARD = """
ALTER TABLE ledger_entry ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX ledger_entry_xact ON ledger_entry (xact);

ALTER TABLE ledger_leaf ADD CONSTRAINT ledger_leaf_is_a_commitment
    CHECK (octet_length(commitment) = 32 AND seq >= 0);
ALTER TABLE ledger_tile ADD CONSTRAINT ledger_tile_is_whole
    CHECK (octet_length(root) = 32 AND octet_length(hashes) = 256 * 32);
-- Hashes do not get smaller, and 8 KiB do not fit on a page.
ALTER TABLE ledger_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

DROP TRIGGER ledger_only_grows ON ledger_entry;
CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();

CREATE FUNCTION ledger_refuse_untold_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_erasure WHERE entry = OLD.id) THEN
        RAISE EXCEPTION 'the ledger only grows: entry % stays, no erasure tells of it', OLD.id;
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER ledger_only_grows BEFORE DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_untold_erasure();

CREATE FUNCTION ledger_refuse_another_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger only grows: what is in % stays as it is', TG_TABLE_NAME;
END $$;
"""

BACKWARD = """
DROP FUNCTION ledger_refuse_another_tree();
DROP TRIGGER ledger_only_grows ON ledger_entry;
DROP FUNCTION ledger_refuse_untold_erasure();
DROP TRIGGER ledger_never_changes ON ledger_entry;
CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
ALTER TABLE ledger_tile DROP CONSTRAINT ledger_tile_is_whole;
ALTER TABLE ledger_leaf DROP CONSTRAINT ledger_leaf_is_a_commitment;
ALTER TABLE ledger_entry DROP COLUMN xact;
"""

TRIGGER = """
CREATE TRIGGER ledger_{0}s_only_grow BEFORE UPDATE OR DELETE ON ledger_{0}
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_another_tree();
"""

# By grant as well: whoever owns the tables has no right to change them either, unless they take it
# back first. A superuser is held by neither; that is what checkpoints outside are for.
REVOKE = "REVOKE UPDATE, DELETE, TRUNCATE ON ledger_{} FROM PUBLIC, CURRENT_USER;"
GRANT = "GRANT UPDATE, DELETE, TRUNCATE ON ledger_{} TO CURRENT_USER;"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_tree")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        *(
            migrations.RunSQL(
                TRIGGER.format(table), f"DROP TRIGGER ledger_{table}s_only_grow ON ledger_{table};"
            )
            for table in TABLES
        ),
        *(
            migrations.RunSQL(REVOKE.format(table), GRANT.format(table))
            for table in ("entry", *TABLES)
        ),
    ]
