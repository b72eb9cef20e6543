"""leagues of several seasons, knock-out leagues, bots that bet, tips that stay."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_SQLITE = (
    """
CREATE TRIGGER tips_guarded BEFORE INSERT ON tips BEGIN
    SELECT RAISE(ABORT, 'a tip knows when its match kicks off')
    WHERE NEW.kickoff IS NOT (SELECT kickoff FROM matches WHERE id = NEW.match_id);
    SELECT RAISE(ABORT, 'a tip is in the book of its league')
    WHERE NEW.book IS NOT (SELECT book FROM leagues WHERE id = NEW.league_id);
    SELECT RAISE(ABORT, 'a match that was played cannot be tipped live')
    WHERE NEW.book = 'live' AND EXISTS (
        SELECT 1 FROM matches WHERE id = NEW.match_id
        AND status IN ('finished', 'awarded', 'abandoned'));
    SELECT RAISE(ABORT, 'somebody wins a knock-out match: no draw can be tipped')
    WHERE NEW.home_goals = NEW.away_goals AND EXISTS (
        SELECT 1 FROM leagues WHERE id = NEW.league_id AND knockout);
END
""",
    """
CREATE TRIGGER tips_final BEFORE UPDATE ON tips BEGIN
    SELECT RAISE(ABORT, 'a tip is never changed');
END
""",
    """
CREATE TRIGGER tips_kept BEFORE DELETE ON tips BEGIN
    SELECT RAISE(ABORT, 'a tip is never taken back');
END
""",
    """
CREATE TRIGGER leagues_frozen
BEFORE UPDATE OF exact_points, difference_points, outcome_points, knockout ON leagues
WHEN EXISTS (SELECT 1 FROM tips JOIN settlements ON tip_id = tips.id WHERE league_id = OLD.id)
BEGIN
    SELECT RAISE(ABORT, 'the rule of a league that has begun stays');
END
""",
)

_POSTGRESQL = (
    """
CREATE FUNCTION tips_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kickoff IS DISTINCT FROM (SELECT kickoff FROM matches WHERE id = NEW.match_id) THEN
        RAISE 'a tip knows when its match kicks off' USING ERRCODE = 'check_violation';
    ELSIF NEW.book IS DISTINCT FROM (SELECT book FROM leagues WHERE id = NEW.league_id) THEN
        RAISE 'a tip is in the book of its league' USING ERRCODE = 'check_violation';
    ELSIF NEW.book = 'live' AND EXISTS (
        SELECT 1 FROM matches WHERE id = NEW.match_id
        AND status IN ('finished', 'awarded', 'abandoned')) THEN
        RAISE 'a match that was played cannot be tipped live' USING ERRCODE = 'check_violation';
    ELSIF NEW.home_goals = NEW.away_goals AND EXISTS (
        SELECT 1 FROM leagues WHERE id = NEW.league_id AND knockout) THEN
        RAISE 'somebody wins a knock-out match: no draw can be tipped'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$
""",
    """
CREATE FUNCTION tips_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE 'a tip is never changed nor taken back' USING ERRCODE = 'check_violation';
END
$$
""",
    """
CREATE FUNCTION leagues_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM tips JOIN settlements ON tip_id = tips.id WHERE league_id = OLD.id)
    THEN
        RAISE 'the rule of a league that has begun stays' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$
""",
    """
CREATE TRIGGER tips_guarded BEFORE INSERT ON tips
FOR EACH ROW EXECUTE FUNCTION tips_guarded()
""",
    """
CREATE TRIGGER tips_final BEFORE UPDATE OR DELETE ON tips
FOR EACH ROW EXECUTE FUNCTION tips_final()
""",
    """
CREATE TRIGGER tips_kept BEFORE TRUNCATE ON tips EXECUTE FUNCTION tips_final()
""",
    """
CREATE TRIGGER leagues_frozen
BEFORE UPDATE OF exact_points, difference_points, outcome_points, knockout ON leagues
FOR EACH ROW EXECUTE FUNCTION leagues_frozen()
""",
)


def upgrade() -> None:
    op.add_column(
        "bots", sa.Column("doubt", sa.String(length=12), server_default="skip", nullable=False)
    )
    op.add_column(
        "bots",
        sa.Column(
            "staking",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="null where it does not bet",
        ),
    )
    op.create_table(
        "league_seasons",
        sa.Column(
            "league_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("competition", sa.String(length=10), nullable=False),
        sa.Column("season", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["league_id"], ["leagues.id"], name=op.f("fk_league_seasons_league_id")
        ),
        sa.PrimaryKeyConstraint(
            "league_id", "competition", "season", name=op.f("pk_league_seasons")
        ),
    )
    op.execute(
        "INSERT INTO league_seasons (league_id, competition, season)"
        " SELECT id, competition, season FROM leagues"
    )
    # Column by column: SQLite cannot make a table anew that others refer to.
    op.drop_column("leagues", "competition")
    op.drop_column("leagues", "season")
    for column in (
        sa.Column("first_day", sa.Date(), comment="null for all from the beginning"),
        sa.Column("last_day", sa.Date(), comment="null for all to the end"),
        sa.Column("knockout", sa.Boolean(), server_default=sa.false(), nullable=False),
    ):
        op.add_column("leagues", column)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if sqlite else _POSTGRESQL:
        op.execute(statement.strip())
