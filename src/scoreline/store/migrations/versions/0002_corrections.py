"""corrections of matches are told from additions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("match_history") as batch_op:
        # What an old change was is worked out from the whole history of its match when it is read.
        batch_op.add_column(
            sa.Column(
                "correction",
                sa.Boolean(),
                nullable=False,
                server_default=sa.true(),
                comment="it said otherwise what was said",
            )
        )
        batch_op.create_index(
            batch_op.f("ix_match_history_replaced_at"), ["replaced_at"], unique=False
        )
    with op.batch_alter_table("match_history") as batch_op:
        batch_op.alter_column("correction", server_default=None)
