"""attempts that were stopped."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return  # it keeps no comments
    op.alter_column(
        "job_attempts",
        "outcome",
        existing_type=sa.String(length=12),
        existing_nullable=False,
        comment="running, done, failed, lost or stopped",
        existing_comment="running, done, failed or lost",
    )
