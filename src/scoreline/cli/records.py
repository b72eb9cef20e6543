"""Commands about how well bots tip and what their bets have come to."""

from datetime import date
from typing import Annotated, Any

import typer

from scoreline.cli._home import opened
from scoreline.cli._options import AsJson, read_day
from scoreline.cli._output import heading, say, show, show_json
from scoreline.domain.accuracy import Accuracy, Period, Subject
from scoreline.errors import ConfigurationError
from scoreline.home import Home

records_app = typer.Typer()

BotName = Annotated[str | None, typer.Option("--bot", metavar="NAME", help="Only this bot.")]
InBook = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="The record of a replay, as it says at its end; else the home's own."
    ),
]

_NO_TIPS = "no settled tips: scoreline bots settle, or scoreline replay"
_NO_BETS = "no bets by then: bots bet on forecasts where prices are stored (football-data has some)"


@records_app.command("accuracy")
def accuracy(
    by: Annotated[Subject, typer.Option(help="Whose tips are taken together.")] = Subject.STRATEGY,
    period: Annotated[Period, typer.Option(help="Over which days.")] = Period.ALL_TIME,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day, with custom.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Last day, with custom; included.")
    ] = None,
    book: InBook = None,
    as_json: AsJson = False,
) -> None:
    """Show how well bots, strategies or model versions tip."""
    from scoreline.jobs import refresh_accuracy, stored_accuracy  # noqa: PLC0415 - slow

    span = _span(period, start, end)
    with opened() as home:
        seen = _in(home, book)
        refresh_accuracy(seen, span=span)
        found = stored_accuracy(seen, by, period, span=span)
    if as_json:
        show_json([accuracy_row(each) for each in found])
    else:
        show([_short(each) for each in found], as_json=False, empty=_NO_TIPS)


@records_app.command("bets")
def list_bets(
    bot: BotName = None,
    book: InBook = None,
    limit: Annotated[int, typer.Option(min=1, help="So many at most, the latest.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List bets, the latest first: on what, at which price, what they came to."""
    from scoreline.jobs import bet_rows  # noqa: PLC0415 - slow

    with opened() as home:
        rows = bet_rows(_in(home, book), bot=bot, limit=limit)
    show(rows, as_json=as_json, empty=_NO_BETS)


@records_app.command("bankroll")
def show_bankrolls(
    bot: BotName = None,
    book: InBook = None,
    curve: Annotated[bool, typer.Option("--curve", help="The bankroll day by day.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what became of the bots' bankrolls, with 95 % intervals by match day.

    roi is what became of the bankroll, yield the profit per unit staked, clv the price taken
    against the closing price of the same bookmaker without its margin.
    """
    from scoreline.jobs import bankrolls, curve_rows  # noqa: PLC0415 - slow

    with opened() as home:
        found = bankrolls(_in(home, book), bot=bot)
        seed = home.settings.seed
    if curve:
        rows = {each.bot: curve_rows(each.curve(seed=seed)) for each in found}
        if as_json:
            show_json(rows)
            return
        for name, days in rows.items():
            heading(name)
            show(days, as_json=False, empty=_NO_BETS)
        return
    rows_of = [each.row(seed=seed) for each in found]
    if as_json:
        show_json(rows_of)
    elif any(row["bets"] or row["open"] for row in rows_of):
        show([bankroll_row(row) for row in rows_of], as_json=False)
    else:
        say(_NO_BETS)


def accuracy_row(found: Accuracy) -> dict[str, Any]:
    """Return every figure of an accuracy as plain values."""
    one, two, more = found.goals_off
    return {
        "by": found.subject.value,
        "name": found.name,
        "strategy": found.strategy,
        "version": found.version,
        "period": found.period.value,
        "period_start": found.start.isoformat(),
        "period_end": found.end.isoformat(),
        "bots": found.bots,
        "tips": found.tips,
        "exact_scores": found.exact,
        "correct_results": found.outcomes,
        "goals_off_by_1": one,
        "goals_off_by_2": two,
        "goals_off_by_3_or_more": more,
        "exact_score_accuracy": found.exact_share,
        "correct_result_accuracy": found.outcome_share,
        "within_1_goal_accuracy": found.within_one,
        "mean_absolute_error": found.mae,
        "root_mean_squared_error": found.rmse,
        "home_score_mae": found.home_mae,
        "away_score_mae": found.away_mae,
        "points": found.points,
        "points_per_tip": found.points_per_tip,
        "won": found.won,
        "lost": found.lost,
        "updated_at": found.updated_at.isoformat() if found.updated_at else None,
        "note": found.note,
    }


def bankroll_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a bankroll as a table shows it: figures with their intervals in words."""
    return {
        "bot": row["bot"],
        "stakes": row["stakes"],
        "bankroll": f"{row['bankroll']:.2f}",
        "bets": row["bets"],
        "won": row["won"],
        "open": row["open"],
        "staked": f"{row['staked']:.2f}",
        **{name: _percent(row[name]) for name in ("roi", "yield", "clv", "max_drawdown")},
    }


def _percent(value: dict[str, float] | None) -> str:
    if value is None:
        return ""
    low, high = value["low"], value["high"]
    return f"{value['value']:+.1%} ({low:+.1%} to {high:+.1%})"


def _short(found: Accuracy) -> dict[str, Any]:
    return {
        found.subject.value: found.name,
        "from": found.start.isoformat(),
        "to": found.end.isoformat(),
        "tips": found.tips,
        "exact": found.exact_share,
        "outcome": found.outcome_share,
        "within_one": found.within_one,
        "mae": found.mae,
        "rmse": found.rmse,
        "points": found.points,
        "per_tip": found.points_per_tip,
    }


def _span(period: Period, start: str | None, end: str | None) -> tuple[date, date] | None:
    first, last = read_day(start, "--from"), read_day(end, "--to")
    if period is not Period.CUSTOM:
        if first or last:
            raise ConfigurationError("--from and --to go with --period custom")
        return None
    if first is None or last is None or last < first:
        raise ConfigurationError("--period custom needs --from and a later --to")
    return first, last


def _in(home: Home, book: str | None) -> Home:
    return home if book is None else home.at(home.clock, book=book)
