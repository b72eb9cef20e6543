"""How well bots tip, as it was last computed: derived from the ledger, written anew at will."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, select

from scoreline.domain import Score
from scoreline.domain.accuracy import Accuracy, Dated, Period, Subject
from scoreline.store.tables import accuracies, bots, matches, settlements, tips

_KEY = ("subject", "name", "period", "first_day", "last_day")


def replace(
    connection: Connection,
    book: str,
    subject: Subject,
    period: Period,
    found: Iterable[Accuracy],
    *,
    at: datetime,
    span: tuple[date, date] | None = None,
) -> int:
    """Make what is stored of a book, subject and period what was found; return rows that changed.

    A row that says the same stays as it is, with the time at which it was first said.

    Args:
        connection: A write connection.
        book: Of which record.
        subject: Whose.
        period: Which kind of period.
        found: All that there is by now.
        at: When it was computed.
        span: First and last day where the period is custom: other spans stay.
    """
    within = _of(book, subject, period, span)
    stored = {_key(row): row for row in connection.execute(select(accuracies).where(within))}
    wanted = {tuple(row[name] for name in _KEY): row for row in map(_values, found)}
    outdated = [
        key
        for key, row in stored.items()
        if key not in wanted or any(row._mapping[name] != wanted[key][name] for name in wanted[key])  # noqa: SLF001 - SQLAlchemy's own way
    ]
    for key in outdated:
        this = (accuracies.c[name] == value for name, value in zip(_KEY, key, strict=True))
        connection.execute(delete(accuracies).where(accuracies.c.book == book, *this))
    new = [row for key, row in wanted.items() if key not in stored or key in outdated]
    if new:
        stamped = [row | {"book": book, "updated_at": at} for row in new]
        connection.execute(insert(accuracies), stamped)
    return len(set(outdated) | {tuple(row[name] for name in _KEY) for row in new})


def stored(
    connection: Connection,
    book: str,
    subject: Subject,
    period: Period,
    *,
    span: tuple[date, date] | None = None,
) -> list[Accuracy]:
    """Return what is stored, the latest period first, then by name."""
    query = select(accuracies).where(_of(book, subject, period, span))
    rows = sorted(connection.execute(query), key=lambda row: row.name)
    rows.sort(key=lambda row: row.first_day, reverse=True)
    return [_accuracy(row) for row in rows]


def settled_by_day(connection: Connection, book: str, *, as_of: datetime) -> list[Dated]:
    """Return everything settled in the leagues of a book by an instant, with its match's day."""
    query = (
        select(
            matches.c.date,
            bots.c.name,
            bots.c.strategy,
            tips.c.version,
            tips.c.home_goals,
            tips.c.away_goals,
            settlements.c.home_goals.label("result_home"),
            settlements.c.away_goals.label("result_away"),
            settlements.c.points,
        )
        .join_from(settlements, tips, settlements.c.tip_id == tips.c.id)
        .join(bots, tips.c.bot_id == bots.c.id)
        .join(matches, tips.c.match_id == matches.c.id)
        .where(tips.c.book == book, settlements.c.settled_at <= as_of)
    )
    return [
        Dated(
            day=row.date,
            bot=row.name,
            strategy=row.strategy,
            version=row.version,
            tip=Score(row.home_goals, row.away_goals),
            result=Score(row.result_home, row.result_away),
            points=row.points,
        )
        for row in connection.execute(query)
    ]


def _of(
    book: str, subject: Subject, period: Period, span: tuple[date, date] | None
) -> ColumnElement[bool]:
    conditions = [
        accuracies.c.book == book,
        accuracies.c.subject == subject.value,
        accuracies.c.period == period.value,
    ]
    if span is not None:
        conditions += [accuracies.c.first_day == span[0], accuracies.c.last_day == span[1]]
    return and_(*conditions)


def _key(row: Row[Any]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _KEY)


def _values(found: Accuracy) -> dict[str, Any]:
    one, two, more = found.goals_off
    return {
        "subject": found.subject.value,
        "name": found.name,
        "period": found.period.value,
        "first_day": found.start,
        "last_day": found.end,
        "strategy": found.strategy,
        "version": found.version,
        "bots": found.bots,
        "tips": found.tips,
        "exact": found.exact,
        "outcomes": found.outcomes,
        "off_by_1": one,
        "off_by_2": two,
        "off_by_3_or_more": more,
        "home_mae": found.home_mae,
        "away_mae": found.away_mae,
        "rmse": found.rmse,
        "points": found.points,
        "won": found.won,
        "note": found.note,
    }


def _accuracy(row: Row[Any]) -> Accuracy:
    return Accuracy(
        subject=Subject(row.subject),
        name=row.name,
        strategy=row.strategy,
        version=row.version,
        period=Period(row.period),
        start=row.first_day,
        end=row.last_day,
        bots=row.bots,
        tips=row.tips,
        exact=row.exact,
        outcomes=row.outcomes,
        goals_off=(row.off_by_1, row.off_by_2, row.off_by_3_or_more),
        home_mae=row.home_mae,
        away_mae=row.away_mae,
        rmse=row.rmse,
        points=row.points,
        won=row.won,
        note=row.note,
        updated_at=row.updated_at,
    )
