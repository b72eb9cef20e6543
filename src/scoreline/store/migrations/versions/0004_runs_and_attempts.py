"""runs by period, leases, and every attempt."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    connection = op.get_bind()
    before = _before(connection)
    op.drop_table("job_runs")
    op.create_table(
        "job_runs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column(
            "period",
            sa.String(length=80),
            nullable=True,
            comment="what it is due for; null: somebody asked for it by hand",
        ),
        sa.Column(
            "lock",
            sa.String(length=40),
            nullable=False,
            comment="runs that share it wait for each other",
        ),
        sa.Column(
            "part_of",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="the run that waits for it",
        ),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "outcome",
            sa.String(length=12),
            nullable=False,
            comment="waiting, running, done, failed, skipped",
        ),
        sa.Column(
            "attempt",
            sa.Integer(),
            nullable=False,
            comment="who holds an earlier one may not record",
        ),
        sa.Column(
            "not_before", sa.BigInteger(), nullable=True, comment="when it may be tried again"
        ),
        sa.Column("sent_at", sa.BigInteger(), nullable=True, comment="when a queue last got it"),
        sa.Column(
            "lease_until",
            sa.BigInteger(),
            nullable=True,
            comment="without a sign of life by then, its worker is gone",
        ),
        sa.Column("started_at", sa.BigInteger(), nullable=True, comment="of the latest attempt"),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column(
            "order",
            sa.JSON(),
            nullable=True,
            comment="what exactly was asked for; null for jobs by name alone",
        ),
        sa.Column("progress", sa.JSON(), nullable=False, comment="stage, done, total"),
        sa.ForeignKeyConstraint(["part_of"], ["job_runs.id"], name=op.f("fk_job_runs_part_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_runs")),
        sa.UniqueConstraint("job", "period", name=op.f("uq_job_runs_job_period")),
    )
    with op.batch_alter_table("job_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_runs_outcome"), ["outcome"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_runs_part_of"), ["part_of"], unique=False)

    op.create_table(
        "job_attempts",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=120), nullable=False, comment="host and process"),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "outcome",
            sa.String(length=12),
            nullable=False,
            comment="running, done, failed or lost",
        ),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["job_runs.id"], name=op.f("fk_job_attempts_run_id")),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_job_attempts")),
    )
    _take_over(connection, before)


def _before(connection: sa.Connection) -> list[dict[str, Any]]:
    old = sa.Table("job_runs", sa.MetaData(), autoload_with=connection)
    rows = connection.execute(sa.select(old).order_by(old.c.id)).mappings()
    return [dict(row) for row in rows]


def _take_over(connection: sa.Connection, before: list[dict[str, Any]]) -> None:
    if not before:
        return
    here = sa.MetaData()
    runs = sa.Table("job_runs", here, autoload_with=connection)
    attempts = sa.Table("job_attempts", here, autoload_with=connection)
    for row in before:
        seen = row["seen_at"] or row["started_at"]
        values = {
            "id": row["id"],
            "job": row["job"],
            "lock": row["job"],
            "due_at": row["started_at"],
            "outcome": row["outcome"],
            "attempt": 1,
            "lease_until": seen if row["outcome"] == "running" else None,
            "started_at": row["started_at"],
            "ended_at": row["ended_at"],
            "detail": row["detail"],
            "progress": row["progress"] or {},
        }
        if row["order"] is not None:
            values["order"] = row["order"]
        connection.execute(runs.insert().values(**values))
        attempt = {
            "run_id": row["id"],
            "number": 1,
            "worker": "",
            "started_at": row["started_at"],
            "ended_at": row["ended_at"],
            "outcome": row["outcome"],
            "detail": row["detail"],
        }
        connection.execute(attempts.insert().values(**attempt))
    if connection.dialect.name == "postgresql":
        counter = sa.func.pg_get_serial_sequence("job_runs", "id")
        connection.execute(sa.select(sa.func.setval(counter, before[-1]["id"])))
