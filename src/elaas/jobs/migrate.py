"""`elaas migrate`: bring the database up to this version."""

import argparse

from elaas.jobs.setup import django_with_database, migrate
from elaas.jobs.words import counted


def main(argv: list[str]) -> int:
    """Apply the pending migrations and say which."""
    parser = argparse.ArgumentParser(
        prog="elaas migrate", description="Bring the database up to this version of eLås."
    )
    parser.parse_args(argv)
    with django_with_database():
        applied = migrate()
    for name in applied:
        print(name)
    done = f"{counted(len(applied), 'migration')} applied."
    print(done if applied else "The database is up to date.")
    return 0
