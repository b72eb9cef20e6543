"""bets and stored accuracy."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_BOTS = sa.table(
    "bots",
    sa.column("name", sa.String),
    sa.column("strategy", sa.String),
    sa.column("staking", sa.JSON),
)
_LIMITS = {
    "bankroll": 100.0,
    "unit": 1.0,
    "least_edge": 0.02,
    "largest_stake": 0.05,
    "most_open": 10,
    "most_at_risk": 0.5,
}
"""How the seeded bots that bet do so."""


def upgrade() -> None:
    op.create_table(
        "accuracies",
        sa.Column("book", sa.String(length=80), nullable=False),
        sa.Column(
            "subject", sa.String(length=10), nullable=False, comment="bot, strategy or version"
        ),
        sa.Column("name", sa.String(length=60), nullable=False, comment="whose"),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column(
            "strategy",
            sa.String(length=40),
            nullable=True,
            comment="null where the tips are of several",
        ),
        sa.Column(
            "version",
            sa.String(length=20),
            nullable=True,
            comment="null where of several, or of no model",
        ),
        sa.Column("bots", sa.Integer(), nullable=False),
        sa.Column("tips", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Integer(), nullable=False),
        sa.Column("outcomes", sa.Integer(), nullable=False),
        sa.Column("off_by_1", sa.Integer(), nullable=False),
        sa.Column("off_by_2", sa.Integer(), nullable=False),
        sa.Column("off_by_3_or_more", sa.Integer(), nullable=False),
        sa.Column("home_mae", sa.Float(), nullable=False),
        sa.Column("away_mae", sa.Float(), nullable=False),
        sa.Column("rmse", sa.Float(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("won", sa.Integer(), nullable=False, comment="tips that earned points"),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "book", "subject", "name", "period", "first_day", "last_day", name=op.f("pk_accuracies")
        ),
    )
    op.create_table(
        "bets",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "book", sa.String(length=80), nullable=False, comment="live, standing or a replay"
        ),
        sa.Column("bot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("match_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "outcome", sa.Integer(), nullable=False, comment="0 home win, 1 draw, 2 away win"
        ),
        sa.Column("bookmaker", sa.String(length=40), nullable=False),
        sa.Column("price", sa.Float(), nullable=False),
        sa.Column(
            "chance", sa.Float(), nullable=False, comment="what the forecast gave the outcome"
        ),
        sa.Column("stake", sa.Integer(), nullable=False, comment="in hundredths of a unit"),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "recorded_at", sa.BigInteger(), nullable=False, comment="when it was really written"
        ),
        sa.Column(
            "kickoff",
            sa.BigInteger(),
            nullable=False,
            comment="as it stood when the bet was placed",
        ),
        sa.CheckConstraint(
            "book <> 'live' OR recorded_at < kickoff", name=op.f("ck_bets_live_before_kickoff")
        ),
        sa.CheckConstraint("outcome >= 0 AND outcome <= 2", name=op.f("ck_bets_outcome")),
        sa.CheckConstraint("placed_at < kickoff", name=op.f("ck_bets_before_kickoff")),
        sa.CheckConstraint("price > 1 AND chance > 0 AND chance <= 1", name=op.f("ck_bets_price")),
        sa.CheckConstraint("stake > 0", name=op.f("ck_bets_stake")),
        sa.ForeignKeyConstraint(["bot_id"], ["bots.id"], name=op.f("fk_bets_bot_id")),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name=op.f("fk_bets_match_id")),
        sa.ForeignKeyConstraint(["version"], ["model_versions.name"], name=op.f("fk_bets_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bets")),
        sa.UniqueConstraint(
            "book", "bot_id", "match_id", name=op.f("uq_bets_book_bot_id_match_id")
        ),
    )
    with op.batch_alter_table("bets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bets_match_id"), ["match_id"], unique=False)

    op.create_table(
        "bet_settlements",
        sa.Column("bet_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("home_goals", sa.Integer(), nullable=True, comment="null where the bet is void"),
        sa.Column("away_goals", sa.Integer(), nullable=True),
        sa.Column("profit", sa.Integer(), nullable=False, comment="in hundredths of a unit"),
        sa.Column("settled_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["bet_id"], ["bets.id"], name=op.f("fk_bet_settlements_bet_id")),
        sa.PrimaryKeyConstraint("bet_id", name=op.f("pk_bet_settlements")),
    )
    for name, stakes, fraction in (
        ("MLBot-Conservative", "kelly", 0.25),
        ("MLBot-Balanced", "flat", 0.25),
        ("MLBot-Aggressive", "kelly", 1.0),
    ):
        op.execute(
            _BOTS.update()
            .where(_BOTS.c.name == name, _BOTS.c.strategy == "machine_learning")
            .values(staking=_LIMITS | {"stakes": stakes, "fraction": fraction})
        )
