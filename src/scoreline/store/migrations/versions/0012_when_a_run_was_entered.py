"""when a run was entered."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column(
        "job_runs",
        sa.Column(
            "entered_at",
            sa.BigInteger(),
            nullable=True,
            comment="when it was written down; long after due_at if late",
        ),
    )
