"""steps of backtests that several machines take together."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "kept_steps",
        sa.Column(
            "name",
            sa.String(length=80),
            nullable=False,
            comment="of all that decides what is in it",
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="Parquet"),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_kept_steps")),
    )
