"""Every table, declared once; the migrations lead to exactly this."""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from scoreline.store._guards import append_only, guard
from scoreline.store._types import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only where the key is called INTEGER.
Key = BigInteger().with_variant(Integer, "sqlite")

teams = Table(
    "teams",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("full_name", String(120), nullable=False),
    Column("country", String(40), nullable=False),
)

team_aliases = Table(
    "team_aliases",
    metadata,
    Column("source", String(40), primary_key=True),
    Column("country", String(40), primary_key=True),
    Column("spelling", String(120), primary_key=True),
    Column("team_id", ForeignKey("teams.id"), nullable=False),
)

STATISTICS: Final = (
    "home_half_time",
    "away_half_time",
    "home_shots",
    "away_shots",
    "home_shots_on_target",
    "away_shots_on_target",
    "home_corners",
    "away_corners",
    "home_fouls",
    "away_fouls",
    "home_yellows",
    "away_yellows",
    "home_reds",
    "away_reds",
)

matches = Table(
    "matches",
    metadata,
    Column("id", Key, primary_key=True),
    Column("competition", String(10), nullable=False),
    Column("season", Integer, nullable=False),
    Column("home_id", ForeignKey("teams.id"), nullable=False),
    Column("away_id", ForeignKey("teams.id"), nullable=False),
    Column("leg", Integer, nullable=False, comment="which meeting at this ground this season"),
    Column("date", Date, nullable=False),
    Column("kickoff", Instant, nullable=False),
    Column("date_only", Boolean, nullable=False),
    Column("matchweek", Integer),
    Column("neutral", Boolean, nullable=False),
    Column("status", String(12), nullable=False),
    Column("result_known_at", Instant, comment="where not as usual after kick-off"),
    Column("home_goals", Integer),
    Column("away_goals", Integer),
    *(Column(name, Integer) for name in STATISTICS),
    Column("home_xg", Float),
    Column("away_xg", Float),
    UniqueConstraint("competition", "season", "home_id", "away_id", "leg"),
    CheckConstraint("home_id <> away_id", "two_teams"),
    CheckConstraint("home_goals >= 0 AND away_goals >= 0", "goals"),
    Index(None, "kickoff"),
    Index(None, "home_id", "kickoff"),
    Index(None, "away_id", "kickoff"),
)

match_history = Table(
    "match_history",
    metadata,
    Column("id", Key, primary_key=True),
    Column("match_id", ForeignKey("matches.id"), nullable=False, index=True),
    Column("replaced_at", Instant, nullable=False, index=True),
    Column("correction", Boolean, nullable=False, comment="it said otherwise what was said"),
    Column("before", JSON, nullable=False, comment="the columns that changed, as they stood"),
)

odds = Table(
    "odds",
    metadata,
    Column("match_id", ForeignKey("matches.id"), primary_key=True),
    Column("bookmaker", String(40), primary_key=True),
    Column("market", String(12), primary_key=True),
    Column("moment", String(10), primary_key=True),
    Column("line", Float, primary_key=True, comment="0 where the market has none"),
    Column("revision", Integer, primary_key=True, comment="a price that moved is a new row"),
    Column("known_at", Instant, comment="where not as usual for the moment"),
    Column("price_1", Float),
    Column("price_x", Float),
    Column("price_2", Float),
    CheckConstraint("price_1 > 1 AND price_x > 1 AND price_2 > 1", "prices"),
    # A price is its key and three numbers: an index beside it would double the largest table.
    sqlite_with_rowid=False,
)

players = Table(
    "players",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team_id", ForeignKey("teams.id"), nullable=False),
    Column("name", String(120), nullable=False),
    UniqueConstraint("team_id", "name"),
)

player_aliases = Table(
    "player_aliases",
    metadata,
    Column("source", String(40), primary_key=True),
    Column("team_id", ForeignKey("teams.id"), primary_key=True),
    Column("spelling", String(120), primary_key=True),
    Column("player_id", ForeignKey("players.id"), nullable=False),
)

absence_reports = Table(
    "absence_reports",
    metadata,
    Column("source", String(40), primary_key=True),
    Column("team_id", ForeignKey("teams.id"), primary_key=True),
    Column("player", String(120), primary_key=True, comment="as the source spells him"),
    Column("kind", String(12), primary_key=True),
    Column("start", Date, primary_key=True),
    Column("known_at", Instant, primary_key=True),
    Column("end", Date),
    Column("detail", String(200)),
)

squad_values = Table(
    "squad_values",
    metadata,
    Column("team_id", ForeignKey("teams.id"), primary_key=True),
    Column("known_at", Instant, primary_key=True),
    Column("revision", Integer, primary_key=True, comment="a corrected value is a new row"),
    Column("read_at", Instant, comment="when a correction was read; null for the first value"),
    Column("value", Float, nullable=False),
)

team_ratings = Table(
    "team_ratings",
    metadata,
    Column("team_id", ForeignKey("teams.id"), primary_key=True),
    Column("provider", String(40), primary_key=True),
    Column("known_at", Instant, primary_key=True),
    Column("value", Float, nullable=False),
)

appearances = Table(
    "appearances",
    metadata,
    Column("source", String(40), primary_key=True),
    Column("team_id", ForeignKey("teams.id"), primary_key=True),
    Column("player", String(120), primary_key=True, comment="as the source spells him"),
    Column("date", Date, primary_key=True),
    Column("known_at", Instant, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("value", Float),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Key, primary_key=True),
    Column("source", String(80), nullable=False, comment="who published it"),
    Column("uri", String(500), nullable=False, comment="what names it there"),
    Column("revision", Integer, nullable=False, comment="a corrected document is a new row"),
    Column("sha256", String(64), nullable=False, comment="of its words, however they are set"),
    Column("title", String(300), nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(8), nullable=False, comment="ISO 639-1, or und"),
    Column("trust", Float, nullable=False, comment="in the source, 0-1"),
    Column("published_at", Instant, comment="null where the source does not say"),
    Column("seen_at", Instant, nullable=False, comment="when it was first seen"),
    Column("known_at", Instant, nullable=False, comment="the later of both"),
    UniqueConstraint("source", "uri", "revision"),
    CheckConstraint("known_at >= seen_at", "seen"),
    Index(None, "sha256"),
)

signals = Table(
    "signals",
    metadata,
    Column("id", Key, primary_key=True),
    Column("document_id", ForeignKey("documents.id"), nullable=False, index=True),
    Column("team_id", ForeignKey("teams.id"), nullable=False),
    Column("player", String(120), comment="as the source news spells him; null for the club"),
    Column("kind", String(16), nullable=False),
    Column("status", String(8), comment="out, doubt or back; null where it is no absence"),
    Column("value", Float, nullable=False, comment="sentiment, -1 to 1, or severity, 0 to 1"),
    Column("part", String(40), comment="of the body, an ailment or another reason"),
    Column("back_from", Date),
    Column("back_until", Date),
    Column("speaker", String(120)),
    Column("start", Integer, nullable=False, comment="characters of the document's text"),
    Column("end", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("known_at", Instant, nullable=False, comment="that of the document"),
    Index(None, "team_id", "known_at"),
    CheckConstraint('start >= 0 AND start < "end"', "offsets"),
)

raw_files = Table(
    "raw_files",
    metadata,
    Column("id", Key, primary_key=True),
    Column("source", String(40), nullable=False),
    Column("name", String(300), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("fetched_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False, comment="when this became the latest version"),
    Column("newest_match", Date, comment="day of the newest match with a result in it"),
    Column("address", String(500), comment="where it was fetched; null for a folder"),
    Column("etag", String(300)),
    Column("modified", String(60), comment="Last-Modified as the host wrote it"),
    Column("content", LargeBinary, nullable=False, comment="gzip"),
    UniqueConstraint("source", "name", "sha256"),
)

source_calls = Table(
    "source_calls",
    metadata,
    Column("source", String(40), primary_key=True),
    Column("day", Date, primary_key=True, comment="in UTC"),
    Column("calls", Integer, nullable=False, comment="requests to a source with a daily quota"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Key, primary_key=True),
    Column("source", String(40), nullable=False),
    Column("file", String(300), nullable=False),
    Column("line", Integer, nullable=False),
    Column("reason", String(300), nullable=False),
    Column("text", Text, nullable=False),
    Column("suggestion", String(300), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Index(None, "source", "file"),
)

model_versions = Table(
    "model_versions",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("competitions", JSON, nullable=False),
    Column("trained_from", Date, nullable=False),
    Column("trained_until", Date, nullable=False),
    Column("samples", Integer, nullable=False),
    Column("information", String(10), nullable=False),
    Column("features", JSON, nullable=False),
    Column("config", JSON, nullable=False),
    Column("metrics", JSON, nullable=False),
    Column("manifest", JSON, nullable=False),
    Column("artefact", String(64), nullable=False, comment="where the artefact store keeps it"),
    Column("pruned_at", Instant, comment="since when its files are gone"),
)

activations = Table(
    "activations",
    metadata,
    Column("id", Key, primary_key=True),
    Column("version", ForeignKey("model_versions.name"), nullable=False),
    Column("kind", String(10), nullable=False, comment="activate or rollback"),
    Column("at", Instant, nullable=False),
    Column("note", String(300), nullable=False),
)
append_only(activations)

predictions = Table(
    "predictions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("book", String(80), nullable=False, comment="live, standing or a replay"),
    Column("match_id", ForeignKey("matches.id"), nullable=False),
    Column("version", ForeignKey("model_versions.name"), nullable=False),
    Column("information", String(10), nullable=False),
    Column("as_of", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False, comment="when it was really written"),
    Column("kickoff", Instant, nullable=False, comment="as it stood when this was written"),
    Column("grid", LargeBinary, nullable=False, comment="121 little-endian float64, home by away"),
    Column("p_home", Float, nullable=False),
    Column("p_draw", Float, nullable=False),
    Column("p_away", Float, nullable=False),
    Column("mu_home", Float, nullable=False),
    Column("mu_away", Float, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("recommended", Integer, nullable=False),
    Column("strength", String(10), nullable=False),
    Column("key_factors", JSON, nullable=False),
    Index(None, "match_id", "as_of"),
    CheckConstraint("as_of < kickoff", "before_kickoff"),
    CheckConstraint("book <> 'live' OR recorded_at < kickoff", "live_before_kickoff"),
)
append_only(predictions)

bots = Table(
    "bots",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("strategy", String(40), nullable=False),
    Column("risk", String(12), nullable=False),
    Column("base_confidence", Float, nullable=False),
    Column("threshold", Float, nullable=False),
    Column("doubt", String(12), nullable=False, server_default="skip"),
    Column("staking", JSON(none_as_null=True), comment="null where it does not bet"),
)

leagues = Table(
    "leagues",
    metadata,
    Column("id", Key, primary_key=True),
    Column("book", String(80), nullable=False, comment="live, standing or a replay"),
    Column("name", String(80), nullable=False),
    Column("exact_points", Integer, nullable=False),
    Column("difference_points", Integer, nullable=False),
    Column("outcome_points", Integer, nullable=False),
    Column("first_day", Date, comment="null for all from the beginning"),
    Column("last_day", Date, comment="null for all to the end"),
    Column("knockout", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("book", "name"),
)

league_seasons = Table(
    "league_seasons",
    metadata,
    Column("league_id", ForeignKey("leagues.id"), primary_key=True),
    Column("competition", String(10), primary_key=True),
    Column("season", Integer, primary_key=True),
)

league_bots = Table(
    "league_bots",
    metadata,
    Column("league_id", ForeignKey("leagues.id"), primary_key=True),
    Column("bot_id", ForeignKey("bots.id"), primary_key=True),
)

tips = Table(
    "tips",
    metadata,
    Column("id", Key, primary_key=True),
    Column("league_id", ForeignKey("leagues.id"), nullable=False),
    Column("bot_id", ForeignKey("bots.id"), nullable=False),
    Column("match_id", ForeignKey("matches.id"), nullable=False),
    Column("home_goals", Integer, nullable=False),
    Column("away_goals", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("reason", String(400), nullable=False),
    Column("fallback", Boolean, nullable=False),
    Column("version", ForeignKey("model_versions.name")),
    Column("book", String(80), nullable=False, comment="that of the league"),
    Column("placed_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False, comment="when it was really written"),
    Column("kickoff", Instant, nullable=False, comment="as it stood when the tip was placed"),
    UniqueConstraint("league_id", "bot_id", "match_id"),
    CheckConstraint("placed_at < kickoff", "before_kickoff"),
    CheckConstraint("book <> 'live' OR recorded_at < kickoff", "live_before_kickoff"),
    CheckConstraint("home_goals >= 0 AND away_goals >= 0", "goals"),
)

settlements = Table(
    "settlements",
    metadata,
    Column("tip_id", ForeignKey("tips.id"), primary_key=True),
    Column("home_goals", Integer, nullable=False),
    Column("away_goals", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("settled_at", Instant, nullable=False),
)
guard(settlements)

evaluations = Table(
    "evaluations",
    metadata,
    Column("book", String(80), primary_key=True, comment="of which record"),
    Column("day", Date, primary_key=True, comment="of the clock, when it was judged"),
    Column("days", Integer, primary_key=True, comment="so many days before it"),
    Column("recorded_at", Instant, nullable=False, comment="when it was really written"),
    Column("found", JSON, nullable=False),
)

bets = Table(
    "bets",
    metadata,
    Column("id", Key, primary_key=True),
    Column("book", String(80), nullable=False, comment="live, standing or a replay"),
    Column("bot_id", ForeignKey("bots.id"), nullable=False),
    Column("match_id", ForeignKey("matches.id"), nullable=False),
    Column("outcome", Integer, nullable=False, comment="0 home win, 1 draw, 2 away win"),
    Column("bookmaker", String(40), nullable=False),
    Column("price", Float, nullable=False),
    Column("chance", Float, nullable=False, comment="what the forecast gave the outcome"),
    Column("stake", Integer, nullable=False, comment="in hundredths of a unit"),
    Column("version", ForeignKey("model_versions.name"), nullable=False),
    Column("placed_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False, comment="when it was really written"),
    Column("kickoff", Instant, nullable=False, comment="as it stood when the bet was placed"),
    UniqueConstraint("book", "bot_id", "match_id"),
    CheckConstraint("placed_at < kickoff", "before_kickoff"),
    CheckConstraint("book <> 'live' OR recorded_at < kickoff", "live_before_kickoff"),
    CheckConstraint("outcome >= 0 AND outcome <= 2", "outcome"),
    CheckConstraint("price > 1 AND chance > 0 AND chance <= 1", "price"),
    CheckConstraint("stake > 0", "stake"),
    Index(None, "match_id"),
)
append_only(bets)

bet_settlements = Table(
    "bet_settlements",
    metadata,
    Column("bet_id", ForeignKey("bets.id"), primary_key=True),
    Column("home_goals", Integer, comment="null where the bet is void"),
    Column("away_goals", Integer),
    Column("profit", Integer, nullable=False, comment="in hundredths of a unit"),
    Column("settled_at", Instant, nullable=False),
)

accuracies = Table(
    "accuracies",
    metadata,
    Column("book", String(80), primary_key=True),
    Column("subject", String(10), primary_key=True, comment="bot, strategy or version"),
    Column("name", String(60), primary_key=True, comment="whose"),
    Column("period", String(10), primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("last_day", Date, primary_key=True),
    Column("strategy", String(40), comment="null where the tips are of several"),
    Column("version", String(20), comment="null where of several, or of no model"),
    Column("bots", Integer, nullable=False),
    Column("tips", Integer, nullable=False),
    Column("exact", Integer, nullable=False),
    Column("outcomes", Integer, nullable=False),
    Column("off_by_1", Integer, nullable=False),
    Column("off_by_2", Integer, nullable=False),
    Column("off_by_3_or_more", Integer, nullable=False),
    Column("home_mae", Float, nullable=False),
    Column("away_mae", Float, nullable=False),
    Column("rmse", Float, nullable=False),
    Column("points", Integer, nullable=False),
    Column("won", Integer, nullable=False, comment="tips that earned points"),
    Column("note", String(300), nullable=False),
    Column("updated_at", Instant, nullable=False),
)

job_runs = Table(
    "job_runs",
    metadata,
    Column("id", Key, primary_key=True),
    Column("job", String(40), nullable=False),
    Column("period", String(80), comment="what it is due for; null: somebody asked for it by hand"),
    Column("lock", String(40), nullable=False, comment="runs that share it wait for each other"),
    # Of no use any more: SQLite would have to write the table and its attempts anew to drop it.
    Column("part_of", ForeignKey("job_runs.id"), index=True, comment="the run that waits for it"),
    Column("due_at", Instant, nullable=False),
    Column("entered_at", Instant, comment="when it was written down; long after due_at if late"),
    Column(
        "outcome", String(12), nullable=False, comment="waiting, running, done, failed, skipped"
    ),
    Column("attempt", Integer, nullable=False, comment="who holds an earlier one may not record"),
    Column("not_before", Instant, comment="when it may be tried again"),
    Column("sent_at", Instant, comment="when a queue last got it"),
    Column("lease_until", Instant, comment="without a sign of life by then, its worker is gone"),
    Column("started_at", Instant, comment="of the latest attempt"),
    Column("ended_at", Instant),
    Column("detail", Text, nullable=False),
    Column("order", JSON, comment="what exactly was asked for; null for jobs by name alone"),
    Column("progress", JSON, nullable=False, comment="stage, done, total"),
    UniqueConstraint("job", "period"),
    Index(None, "outcome"),
)

job_attempts = Table(
    "job_attempts",
    metadata,
    Column("run_id", ForeignKey("job_runs.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("worker", String(120), nullable=False, comment="host and process"),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("outcome", String(12), nullable=False, comment="running, done, failed, lost or stopped"),
    Column("detail", Text, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Key, primary_key=True),
    Column("kind", String(20), nullable=False, comment="failed, drift or table"),
    Column("key", String(160), nullable=False, comment="what exactly it tells of"),
    Column("facts", JSON, nullable=False),
    Column("put_at", Instant, nullable=False),
    Column("state", String(10), nullable=False, comment="waiting, sent or held"),
    UniqueConstraint("kind", "key"),
)

kept_steps = Table(
    "kept_steps",
    metadata,
    Column("name", String(80), primary_key=True, comment="of all that decides what is in it"),
    Column("content", LargeBinary, nullable=False, comment="Parquet"),
    Column("used_at", Instant, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("role", String(12), nullable=False, comment="admin or reader"),
    Column("password", String(200), nullable=False, comment="argon2id, with its salt and costs"),
    Column("created_at", Instant, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token", String(64), primary_key=True, comment="SHA-256 of what the cookie holds"),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", String(60), nullable=False),
    Column("secret", String(64), nullable=False, unique=True, comment="SHA-256 of the key"),
    Column("role", String(12), nullable=False, comment="admin or reader"),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("used_at", Instant, comment="to the minute"),
    Column("revoked_at", Instant),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(80), nullable=False, comment="as it was called then"),
    Column("act", String(40), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("address", String(60), nullable=False, comment="where it came from"),
    Column("detail", String(300), nullable=False),
)
append_only(audit_log)
