"""matches of a club."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("matches", schema=None) as batch_op:
        for side in ("home_id", "away_id"):
            name = batch_op.f(f"ix_matches_{side}_kickoff")
            batch_op.create_index(name, [side, "kickoff"], unique=False)
