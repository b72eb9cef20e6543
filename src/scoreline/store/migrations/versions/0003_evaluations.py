"""evaluations."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "evaluations",
        sa.Column("book", sa.String(length=80), nullable=False, comment="of which record"),
        sa.Column("day", sa.Date(), nullable=False, comment="of the clock, when it was judged"),
        sa.Column("days", sa.Integer(), nullable=False, comment="so many days before it"),
        sa.Column(
            "recorded_at", sa.BigInteger(), nullable=False, comment="when it was really written"
        ),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("book", "day", "days", name=op.f("pk_evaluations")),
    )
