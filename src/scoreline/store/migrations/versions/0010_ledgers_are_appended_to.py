"""ledgers are appended to."""

from alembic import op

revision = "0010"
down_revision = "0009"

LEDGERS = {
    "predictions": "a forecast",
    "bets": "a bet",
    "activations": "an activation",
    "audit_log": "an entry of the audit log",
}
STATEMENTS = {
    "sqlite": (
        """
CREATE TRIGGER {table}_final BEFORE UPDATE ON {table} BEGIN
    SELECT RAISE(ABORT, '{row} is never changed');
END
""",
        """
CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} BEGIN
    SELECT RAISE(ABORT, '{row} is never taken back');
END
""",
    ),
    "postgresql": (
        """
CREATE FUNCTION {table}_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE '{row} is never changed nor taken back' USING ERRCODE = 'check_violation';
END
$$
""",
        """
CREATE TRIGGER {table}_final BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_final()
""",
        """
CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_final()
""",
    ),
}


def upgrade() -> None:
    for table, row in LEDGERS.items():
        for statement in STATEMENTS[op.get_bind().dialect.name]:
            op.execute(statement.strip().format(table=table, row=row))
