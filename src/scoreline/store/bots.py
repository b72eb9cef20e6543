"""Bots, prediction leagues, tips and what the tips earned."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from scoreline.domain import (
    LIVE,
    Bot,
    Doubt,
    Fixture,
    League,
    MatchStatus,
    Personality,
    RiskProfile,
    Score,
    ScoringRule,
    SeasonKey,
    Stakes,
    Staking,
    Tip,
)
from scoreline.errors import ConfigurationError, NotFoundError, TooLateError
from scoreline.store import matches as results
from scoreline.store._ids import among
from scoreline.store._types import fitted
from scoreline.store.tables import (
    bots,
    league_bots,
    league_seasons,
    leagues,
    matches,
    settlements,
    tips,
)


def add(connection: Connection, *given: Bot) -> None:
    """Add bots; one that is there already, alike, stays.

    Raises:
        ConfigurationError: Another bot has a name of theirs.
    """
    known = {each.name: each for each in listing(connection)}
    rows = []
    for bot in given:
        if bot.name not in known:
            known[bot.name] = bot
            rows.append(_bot_values(bot))
        elif known[bot.name] != bot:
            raise ConfigurationError(f"there is another bot called '{bot.name}'; pick a new name")
    if rows:
        connection.execute(insert(bots), rows)


def _bot_values(bot: Bot) -> dict[str, Any]:
    return {
        "name": bot.name,
        "strategy": bot.strategy,
        "risk": bot.personality.risk.value,
        "base_confidence": bot.personality.base_confidence,
        "threshold": bot.personality.threshold,
        "doubt": bot.personality.doubt.value,
        "staking": None if bot.personality.staking is None else asdict(bot.personality.staking),
    }


def listing(connection: Connection, *, league: League | None = None) -> list[Bot]:
    """Return all bots by name, or those of one league."""
    query = select(bots)
    if league is not None:
        query = query.join(league_bots, league_bots.c.bot_id == bots.c.id).where(
            league_bots.c.league_id == league_id(connection, league)
        )
    return sorted((_bot(row) for row in connection.execute(query)), key=lambda bot: bot.name)


def add_league(connection: Connection, league: League, members: Collection[str]) -> None:
    """Create a league, or let more bots into one that is there.

    Raises:
        ConfigurationError: A league of this name plays something else.
        NotFoundError: No bot has one of the names.
    """
    known = {each.name: each for each in all_leagues(connection, book=league.book)}
    if known.get(league.name, league) != league:
        raise ConfigurationError(f"there is another league called '{league.name}'")
    if league.name not in known:
        _insert_league(connection, league)
    key = league_id(connection, league)
    keys = _bot_ids(connection)
    inside = set(
        connection.scalars(select(league_bots.c.bot_id).where(league_bots.c.league_id == key))
    )
    missing = [name for name in members if name not in keys]
    if missing:
        raise NotFoundError(f"no bot '{missing[0]}'; see: scoreline bots list")
    new = {keys[name] for name in members} - inside
    if new:
        connection.execute(
            insert(league_bots), [{"league_id": key, "bot_id": b} for b in sorted(new)]
        )


def all_leagues(connection: Connection, *, book: str | None = None) -> list[League]:
    """Return every league by name, or those of one book."""
    found = _leagues(connection, book).values()
    return sorted(found, key=lambda each: (each.name, each.book))


def numbered_leagues(connection: Connection, *, book: str) -> dict[int, League]:
    """Return the leagues of a book by their ids."""
    return _leagues(connection, book)


def change_rule(
    connection: Connection, league: League, rule: ScoringRule, *, at: datetime
) -> League:
    """Let tips of a league earn something else, as long as none of its matches has begun.

    Args:
        connection: A write connection.
        league: The league as it stands.
        rule: What tips earn from now on.
        at: The instant at which its matches may not have begun.

    Raises:
        NotFoundError: There is no such league.
        TooLateError: Its first match has kicked off.
    """
    key = league_id(connection, league)
    if rule == league.rule:
        return league
    if has_begun(connection, league, at=at):
        raise TooLateError(
            f"the first match of '{league.name}' has kicked off: its rule stays {league.rule};"
            " open another league for another rule"
        )
    connection.execute(update(leagues).where(leagues.c.id == key).values(**_rule_values(rule)))
    return replace(league, rule=rule)


def has_begun(connection: Connection, league: League, *, at: datetime) -> bool:
    """Return whether the first match of a league has kicked off by an instant."""
    covered = fixtures(connection, league, as_of=at)
    begun = [each for each in covered if each.status is not MatchStatus.POSTPONED]
    return any(each.kickoff <= at for each in begun)


def fixtures(
    connection: Connection, league: League, *, as_of: datetime, ids: Collection[int] | None = None
) -> list[Fixture]:
    """Return the matches of a league as they stand at an instant, by kick-off."""
    found = results.fixtures(connection, as_of=as_of, ids=ids, season_keys=league.seasons)
    return [each for each in found if league.covers(each)]


def played(connection: Connection, match_ids: Collection[int]) -> frozenset[int]:
    """Return the matches that were played, whatever their kick-off says."""
    over = [each.value for each in MatchStatus if each.played]
    query = select(matches.c.id).where(among(matches.c.id, match_ids), matches.c.status.in_(over))
    return frozenset(connection.scalars(query))


def league_id(connection: Connection, league: League) -> int:
    """Return a league's id.

    Raises:
        NotFoundError: There is no such league.
    """
    key: int | None = connection.scalar(
        select(leagues.c.id).where(leagues.c.name == league.name, leagues.c.book == league.book)
    )
    if key is None:
        raise NotFoundError(f"no prediction league '{league.name}'")
    return key


def place(
    connection: Connection, league: League, given: Iterable[Tip], *, recorded_at: datetime
) -> int:
    """Write tips; one that was placed before stays as it is. Return how many are new.

    Args:
        connection: A write connection.
        league: The tips' league.
        given: The tips.
        recorded_at: The time by the wall clock, whatever instant the tips were placed at.

    Raises:
        NotFoundError: No bot or no match is the one that a tip names.
        TooLateError: A match has kicked off by the instant its tip was placed, or, in a live
            league, by now.
    """
    key, keys = league_id(connection, league), _bot_ids(connection)
    new = list(given)
    kickoffs = _kickoffs(connection, {tip.match_id for tip in new})
    placed = _placed(connection, key, kickoffs)
    rows = []
    for tip in new:
        if tip.bot not in keys or tip.match_id not in kickoffs:
            raise NotFoundError(f"no bot '{tip.bot}' or no match {tip.match_id}")
        if (keys[tip.bot], tip.match_id) in placed:
            continue
        placed.add((keys[tip.bot], tip.match_id))
        late = max(tip.placed_at, recorded_at) if league.book == LIVE else tip.placed_at
        if late >= kickoffs[tip.match_id]:
            raise TooLateError(f"match {tip.match_id} has kicked off: no tip can be placed on it")
        row = _tip_values(tip, key, keys[tip.bot], kickoffs[tip.match_id])
        rows.append(row | {"book": league.book, "recorded_at": recorded_at})
    if rows:
        connection.execute(insert(tips), rows)
    return len(rows)


def tips_of(
    connection: Connection, league: League, *, match_ids: Collection[int] | None = None
) -> list[tuple[int, Tip]]:
    """Return (id, tip) of a league by kick-off and bot."""
    query = (
        select(tips, bots.c.name.label("bot"))
        .join_from(tips, bots)
        .where(tips.c.league_id == league_id(connection, league))
    )
    if match_ids is not None:
        query = query.where(among(tips.c.match_id, match_ids))
    return [(row.id, _tip(row)) for row in _ordered(connection, query)]


def settle(
    connection: Connection, earned: Sequence[tuple[int, Score, int]], *, at: datetime
) -> int:
    """Record what tips earned: (tip id, result, points). Return how many records changed.

    A result that was corrected replaces what was recorded before.
    """
    stored = _settled(connection, [tip_id for tip_id, _, _ in earned])
    rows = [
        {
            "tip_id": tip_id,
            "home_goals": result.home,
            "away_goals": result.away,
            "points": points,
            "settled_at": at,
        }
        for tip_id, result, points in earned
        if stored.get(tip_id) != (result.home, result.away, points)
    ]
    withdraw(connection, [row["tip_id"] for row in rows if row["tip_id"] in stored])
    if rows:
        connection.execute(insert(settlements), rows)
    return len(rows)


def withdraw(connection: Connection, tip_ids: Collection[int]) -> int:
    """Take back what tips earned by results that no longer stand. Return how many there were."""
    outdated = list(_settled(connection, tip_ids))
    if outdated:
        connection.execute(delete(settlements).where(among(settlements.c.tip_id, outdated)))
    return len(outdated)


@dataclass(frozen=True, slots=True)
class SettledMatch:
    """On which results tips on a match were settled, and when the last of them was placed."""

    results: frozenset[Score]
    last: datetime


def settled_matches(
    connection: Connection, league: League, *, by: datetime
) -> dict[int, SettledMatch]:
    """Return how the matches of a league had been settled by an instant."""
    result = settlements.c.home_goals, settlements.c.away_goals
    query = (
        select(tips.c.match_id, *result, func.max(tips.c.placed_at).label("last"))
        .join_from(settlements, tips, settlements.c.tip_id == tips.c.id)
        .where(tips.c.league_id == league_id(connection, league), settlements.c.settled_at <= by)
        .group_by(tips.c.match_id, *result)
    )
    found: dict[int, SettledMatch] = {}
    for match, home, away, last in connection.execute(query):
        before = found.get(match, SettledMatch(frozenset(), last))
        found[match] = SettledMatch(before.results | {Score(home, away)}, max(before.last, last))
    return found


def unsettled_tips(
    connection: Connection, league: League, *, match_ids: Collection[int]
) -> list[tuple[int, Tip]]:
    """Return (id, tip) of a league that nothing was recorded for, as :func:`tips_of` does."""
    query = (
        select(tips, bots.c.name.label("bot"))
        .join_from(tips, bots)
        .outerjoin(settlements, settlements.c.tip_id == tips.c.id)
        .where(tips.c.league_id == league_id(connection, league), settlements.c.tip_id.is_(None))
        .where(among(tips.c.match_id, match_ids))
    )
    return [(row.id, _tip(row)) for row in _ordered(connection, query)]


def settled_tips(
    connection: Connection, league: League, *, as_of: datetime
) -> list[tuple[Tip, Score, int]]:
    """Return (tip, result, points) of everything settled in a league by an instant."""
    query = (
        select(
            tips,
            bots.c.name.label("bot"),
            settlements.c.home_goals.label("result_home"),
            settlements.c.away_goals.label("result_away"),
            settlements.c.points,
        )
        .join_from(tips, bots)
        .join(settlements, settlements.c.tip_id == tips.c.id)
        .where(tips.c.league_id == league_id(connection, league), settlements.c.settled_at <= as_of)
    )
    return [
        (_tip(row), Score(row.result_home, row.result_away), row.points)
        for row in _ordered(connection, query)
    ]


@dataclass(frozen=True, slots=True)
class Record:
    """What a bot's settled tips in a league came to.

    Attributes:
        played: How many there are.
        points: What they earned.
        exact: How many had the exact score.
        outcomes: How many had the right outcome, the exact ones included.
        off: By how many goals they were off, both sides together.
    """

    played: int = 0
    points: int = 0
    exact: int = 0
    outcomes: int = 0
    off: int = 0


def records(
    connection: Connection, league: League, *, as_of: datetime
) -> tuple[dict[str, Record], int]:
    """Return each bot's record by an instant, and on how many matches anything was settled.

    The database adds up: a season of many bots has millions of tips.
    """
    inside = (
        tips.c.league_id == league_id(connection, league),
        settlements.c.settled_at <= as_of,
    )
    said, was = (tips.c.home_goals, tips.c.away_goals), settlements.c
    exact = (said[0] == was.home_goals) & (said[1] == was.away_goals)
    right = or_(
        (said[0] > said[1]) & (was.home_goals > was.away_goals),
        (said[0] < said[1]) & (was.home_goals < was.away_goals),
        (said[0] == said[1]) & (was.home_goals == was.away_goals),
    )
    off = func.abs(said[0] - was.home_goals) + func.abs(said[1] - was.away_goals)
    sums = (was.points, case((exact, 1), else_=0), case((right, 1), else_=0), off)
    earned = (
        select(tips.c.bot_id, func.count(), *(func.sum(each) for each in sums))
        .join_from(tips, settlements, settlements.c.tip_id == tips.c.id)
        .where(*inside)
        .group_by(tips.c.bot_id)
    )
    names = {key: name for name, key in _bot_ids(connection).items()}
    found = {names[bot]: Record(*map(int, rest)) for bot, *rest in connection.execute(earned)}
    on = select(func.count(tips.c.match_id.distinct())).join_from(
        tips, settlements, settlements.c.tip_id == tips.c.id
    )
    return found, connection.scalar(on.where(*inside)) or 0


def settled_so_far(connection: Connection, *, as_of: datetime) -> Hashable:
    """Return what is another value once something was settled, settled anew or taken back.

    Points that move from one tip to another leave their sum as it was: each counts by its tip.
    """
    row = settlements.c
    earned = func.sum(row.tip_id * (1 + row.points + row.home_goals + 2 * row.away_goals))
    query = select(func.count(), earned, func.max(row.settled_at))
    return tuple(connection.execute(query.where(row.settled_at <= as_of)).one())


def tips_by(
    connection: Connection,
    bot: str,
    *,
    book: str,
    as_of: datetime,
    league: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[tuple[str, Tip, Score | None, int | None]]:
    """Return (league, tip, result, points) of a bot, the latest kick-off first.

    Result and points are None until the tip had been settled by the instant; what was placed
    later is left out.

    Args:
        connection: A read connection.
        bot: The bot.
        book: The record of its tips.
        as_of: The instant.
        league: Only those of this prediction league.
        limit: So many at most.
        offset: So many are passed over.

    Raises:
        NotFoundError: There is no such bot.
    """
    if bot not in _bot_ids(connection):
        raise NotFoundError(f"no bot '{bot}'; see: scoreline bots list")
    settled = (settlements.c.tip_id == tips.c.id) & (settlements.c.settled_at <= as_of)
    query = (
        select(
            tips,
            bots.c.name.label("bot"),
            leagues.c.name.label("league"),
            settlements.c.home_goals.label("result_home"),
            settlements.c.away_goals.label("result_away"),
            settlements.c.points,
        )
        .join_from(tips, bots)
        .join(leagues, leagues.c.id == tips.c.league_id)
        .outerjoin(settlements, settled)
        .where(*_tips_of(bot, book, as_of))
        .where(true() if league is None else leagues.c.name == league)
        .order_by(tips.c.kickoff.desc(), tips.c.league_id, tips.c.match_id)
        .limit(limit)
        .offset(offset)
    )
    rows = connection.execute(query)
    return [(row.league, _tip(row), _result(row), row.points) for row in rows]


def count_tips(connection: Connection, bot: str, *, book: str, as_of: datetime) -> int:
    """Return how many tips :func:`tips_by` has in all."""
    query = select(func.count()).select_from(tips).join(bots).where(*_tips_of(bot, book, as_of))
    return connection.scalar(query) or 0


def _tips_of(bot: str, book: str, as_of: datetime) -> tuple[ColumnElement[bool], ...]:
    return bots.c.name == bot, tips.c.book == book, tips.c.placed_at <= as_of


def _result(row: Row[Any]) -> Score | None:
    return None if row.points is None else Score(row.result_home, row.result_away)


def _ordered(connection: Connection, query: Select[Any]) -> list[Row[Any]]:
    # Here and not in SQL: databases order names by their own collations.
    rows = connection.execute(query)
    return sorted(rows, key=lambda row: (row.kickoff, row.match_id, row.bot))


def _settled(connection: Connection, ids: Collection[int]) -> dict[int, tuple[int, int, int]]:
    table = settlements.c
    query = select(table.tip_id, table.home_goals, table.away_goals, table.points)
    rows = connection.execute(query.where(among(table.tip_id, ids)))
    return {row.tip_id: (row.home_goals, row.away_goals, row.points) for row in rows}


def _bot_ids(connection: Connection) -> dict[str, int]:
    query = select(bots.c.name, bots.c.id)
    return {key: value for key, value in connection.execute(query)}  # noqa: C416 - rows are no pairs


def _kickoffs(connection: Connection, ids: Collection[int]) -> dict[int, datetime]:
    query = select(matches.c.id, matches.c.kickoff).where(among(matches.c.id, ids))
    return {key: value for key, value in connection.execute(query)}  # noqa: C416 - rows are no pairs


def _placed(
    connection: Connection, league: int, match_ids: Collection[int]
) -> set[tuple[int, int]]:
    query = select(tips.c.bot_id, tips.c.match_id).where(
        tips.c.league_id == league, among(tips.c.match_id, match_ids)
    )
    return {(bot, match) for bot, match in connection.execute(query)}


def _tip_values(tip: Tip, league: int, bot: int, kickoff: datetime) -> dict[str, Any]:
    return {
        "league_id": league,
        "bot_id": bot,
        "match_id": tip.match_id,
        "home_goals": tip.score.home,
        "away_goals": tip.score.away,
        "confidence": tip.confidence,
        "reason": fitted(tip.reason, tips.c.reason),
        "fallback": tip.fallback,
        "version": tip.version,
        "placed_at": tip.placed_at,
        "kickoff": kickoff,
    }


def _tip(row: Row[Any]) -> Tip:
    return Tip(
        bot=row.bot,
        match_id=row.match_id,
        score=Score(row.home_goals, row.away_goals),
        confidence=row.confidence,
        reason=row.reason,
        placed_at=row.placed_at,
        fallback=row.fallback,
        version=row.version,
    )


def _bot(row: Row[Any]) -> Bot:
    personality = Personality(
        risk=RiskProfile(row.risk),
        base_confidence=row.base_confidence,
        threshold=row.threshold,
        doubt=Doubt(row.doubt),
        staking=None if row.staking is None else _staking(row.staking),
    )
    return Bot(row.name, row.strategy, personality)


def _staking(stored: dict[str, Any]) -> Staking:
    return Staking(**stored | {"stakes": Stakes(stored["stakes"])})


def _insert_league(connection: Connection, league: League) -> None:
    values = {
        "book": league.book,
        "name": league.name,
        "first_day": league.first,
        "last_day": league.last,
        "knockout": league.knockout,
    }
    made = insert(leagues).values(**values, **_rule_values(league.rule)).returning(leagues.c.id)
    key = connection.scalar(made)
    connection.execute(
        insert(league_seasons),
        [{"league_id": key, "competition": code, "season": y} for code, y in league.seasons],
    )


def _leagues(connection: Connection, book: str | None) -> dict[int, League]:
    query = select(leagues, league_seasons.c.competition, league_seasons.c.season).join(
        league_seasons, league_seasons.c.league_id == leagues.c.id
    )
    if book is not None:
        query = query.where(leagues.c.book == book)
    rows = {}
    seasons: dict[int, list[SeasonKey]] = {}
    for row in connection.execute(query.order_by(leagues.c.id)):
        rows[row.id] = row
        seasons.setdefault(row.id, []).append((row.competition, row.season))
    return {key: _league(row, seasons[key]) for key, row in rows.items()}


def _league(row: Row[Any], seasons: Sequence[SeasonKey]) -> League:
    return League(
        name=row.name,
        seasons=tuple(seasons),
        rule=ScoringRule(row.exact_points, row.difference_points, row.outcome_points),
        book=row.book,
        first=row.first_day,
        last=row.last_day,
        knockout=row.knockout,
    )


def _rule_values(rule: ScoringRule) -> dict[str, int]:
    return {
        "exact_points": rule.exact,
        "difference_points": rule.difference,
        "outcome_points": rule.outcome,
    }
