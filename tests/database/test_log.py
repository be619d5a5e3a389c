"""What PostgreSQL writes to its log: nothing of anybody's."""

from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from elaas.database import Cluster


def test_a_failed_statement_leaves_no_value_in_a_log_that_only_its_owner_reads(
    folder: Path,
) -> None:
    cluster = Cluster(folder / "postgres", durable=False)
    with cluster.running() as parameters, psycopg.connect(make_conninfo(**parameters)) as session:
        session.execute("CREATE TABLE people (name text PRIMARY KEY, born date)")
        session.execute("INSERT INTO people VALUES ('Hemmelig')")
        session.commit()
        for statement in (
            "INSERT INTO people VALUES ('Hemmelig')",  # DETAIL: Key (name)=(Hemmelig)
            "SELECT 1 / 0 FROM people WHERE name = 'Hemmelig'",  # STATEMENT
            "DO $$ BEGIN PERFORM 1 / (length('Hemmelig') - 8); END $$",  # CONTEXT
        ):
            with pytest.raises(psycopg.Error):
                session.execute(statement)
            session.rollback()

    log = cluster.folder / "log"
    written = log.read_text()
    assert written.count("ERROR") == 3
    assert "Hemmelig" not in written
    assert log.stat().st_mode & 0o777 == 0o600
