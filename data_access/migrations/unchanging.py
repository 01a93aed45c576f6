"""Triggers with which the database itself refuses to change or delete what was written once."""

from __future__ import annotations

from alembic import op

REFUSAL = "what was written here is never changed"

_FUNCTION = f"""
CREATE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""


def make_refusal() -> None:
    """What the triggers of PostgreSQL call; to be made before the first of them."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_FUNCTION)


def never_changed(table: str) -> None:
    """Refuses every UPDATE and DELETE on the table, on PostgreSQL TRUNCATE too."""
    if op.get_bind().dialect.name == "postgresql":
        for event in ("UPDATE OR DELETE", "TRUNCATE"):
            name = f"{table}_never_{event.split()[0].lower()}"
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION records_refuse()"
            )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_never_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
